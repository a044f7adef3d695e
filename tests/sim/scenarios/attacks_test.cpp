// Attacks by whoever has a certificate, sent as updates made by hand, past every page and command:
// they forge, admit people of their own, promote themselves, go on after they were removed, and
// flood from as many devices as they like.
#include "tests/sim/scenarios/bad_input_world.hpp"

#include <cstdlib>
#include <deque>

namespace praxis::sim {
namespace {

using governance::Act;
using Keys = std::vector<const test::NodeKeys*>;
using testing::HasSubstr;

class Attacks : public BadInput {
protected:
    Attacks() {
        centre.take(since(before_rival_));
        EXPECT_TRUE(rival_peer.connect(centre));
    }
    std::vector<wire::SignedUpdate> since(std::size_t count) {
        const auto& root = town.network.root();
        return {root.begin() + static_cast<std::ptrdiff_t>(count), root.end()};
    }
    /// Signs an act as somebody, after all that is in root, and offers it; its id.
    UpdateId offer_act(HandPeer& by, const crypto::SigningPair& signer, const Act& act) {
        const auto id = town.network.act(signer, act);
        EXPECT_EQ(by.offer(same_bytes<SpaceId>(town.network.id()), town.network.root().back()),
                  Dealt::acknowledged);
        return id;
    }
    [[nodiscard]] const governance::Governance& governance() const {
        return centre.replica().governance();
    }
    /// Whether what a device writes in a space with these heads of root stands at the centre.
    bool stands(HandPeer& by, const crypto::SigningPair& device, const SpaceId& space) {
        const auto known = std::vector{wire::id_of(town.network.root().back().header)};
        auto update = chain(device, space).write(titled("let me in"), {{}, {}, known});
        const auto id = wire::id_of(update.header);
        EXPECT_EQ(by.offer(space, std::move(update)), Dealt::acknowledged);
        return centre.replica().stands(same_bytes<DocumentId>(id)).value();
    }

    std::size_t before_rival_ = town.network.root().size();
    /// Another centre of the same network, which has turned hostile.
    test::NodeKeys rival = town.network.add_centre();
    HandPeer rival_peer{town.world, rival, town.network.id()};
};

// T5: whoever passes on what others wrote alters a bit of it, each bit of every byte's in turn.
TEST_F(Attacks, OfAnUpdateNoByteCanBeAltered) {
    auto own = chain(office.device, open_space);
    const auto creation = own.write(titled("As it was written"), {{}, {}, heads});
    const auto id = wire::id_of(creation.header);
    const auto& kind = *kinds().by_name("case_study").value();
    const auto edit = own.write(
        community::compose_new(kind, std::vector<Setting>{{"title", "And edited"}}).value(),
        {same_bytes<DocumentId>(id), {id}, {}});
    const auto before = image_of(centre);
    std::size_t offered = 0;
    const auto attack = [&](const wire::SignedUpdate& update, const auto& bytes_of_it) {
        const auto size = bytes_of_it(const_cast<wire::SignedUpdate&>(update)).size();
        for (std::size_t at = 0; at < size; ++at) {
            auto altered = update;
            bytes_of_it(altered)[at] ^= static_cast<std::byte>(1U << (at % 8));
            const auto dealt = peer.offer(open_space, std::move(altered));
            if (dealt == Dealt::unanswered) {
                ASSERT_TRUE(peer.connect(centre));
            } else {
                ASSERT_EQ(dealt, Dealt::refused) << "byte " << at;
            }
            ++offered;
        }
    };
    for (const auto* update : {&creation, &edit}) {
        attack(*update, [](wire::SignedUpdate& its) { return std::span{its.header}; });
        attack(*update, [](wire::SignedUpdate& its) { return std::span{its.signature.bytes}; });
        attack(*update, [](wire::SignedUpdate& its) { return std::span{its.skeleton}; });
        attack(*update, [](wire::SignedUpdate& its) { return std::span{*its.content}; });
    }
    EXPECT_GT(offered, 700U);
    EXPECT_EQ(image_of(centre), before) << "nothing of it was stored";
    ASSERT_EQ(peer.offer(open_space, creation), Dealt::acknowledged);
    ASSERT_EQ(peer.offer(open_space, edit), Dealt::acknowledged);
    EXPECT_EQ(centre.values(same_bytes<DocumentId>(id), "title"),
              std::set<std::string>{"And edited"});
}

// T5, of many updates each field once: `PRAXIS_UPDATES=10000` asks for as many.
TEST_F(Attacks, OfManyUpdatesNoFieldCanBeAltered) {
    // Where a field of a header begins, in the order of protocol/README.md; the last are the heads.
    constexpr std::array<std::size_t, 17> begins{
        0, 1, 33, 65, 97, 105, 113, 145, 146, 178, 180, 181, 189, 191, 193, 225, 226};
    const char* asked = std::getenv("PRAXIS_UPDATES");
    const auto count = asked == nullptr ? 40 : std::stoul(asked);
    const auto log = centre.log();
    for (std::size_t i = 0; i < count; ++i) {
        const auto update = good("valid " + std::to_string(i));
        std::vector<wire::SignedUpdate> altered;
        const auto bit = [&] { return static_cast<std::byte>(1U << entropy.below(8)); };
        for (std::size_t field = 0; field < begins.size(); ++field) {
            const auto end = field + 1 < begins.size() ? begins[field + 1] : update.header.size();
            altered.push_back(update);
            altered.back().header[begins[field] + entropy.below(end - begins[field])] ^= bit();
        }
        for (int part = 0; part < 3; ++part) {
            auto& its = altered.emplace_back(update);
            const std::span<std::byte> bytes = part == 0   ? std::span{its.signature.bytes}
                                               : part == 1 ? std::span{its.skeleton}
                                                           : std::span{*its.content};
            bytes[entropy.below(bytes.size())] ^= bit();
        }
        for (auto& one : altered) {
            const auto dealt = peer.offer(open_space, std::move(one));
            if (dealt == Dealt::unanswered) {
                ASSERT_TRUE(peer.connect(centre));
            } else {
                ASSERT_EQ(dealt, Dealt::refused) << "update " << i;
            }
        }
    }
    EXPECT_EQ(centre.log(), log) << "0 accepted";
    expect_the_next_arrives();
}

// T14: a centre signs with its own, rightful key a thousand admissions of people of its own to what
// is not its own.
TEST_F(Attacks, ACentreAdmitsNobodyToWhatIsNotItsOwn) {
    const auto roles = governance().roles(closed_space);
    const auto spaces = governance().spaces_of_node(rival.device.key());
    const auto administrators = [&] {
        std::set<UpdateId> out;
        for (const auto* keys : Keys{&centre.keys(), &office, &rival})
            out.insert(governance().administrator(keys->administrator.key())->grant);
        return out;
    };
    const auto before = administrators();
    const auto founding = same_bytes<UpdateId>(closed_space);
    governance::GrantRole role;
    role.space = closed_space;
    role.holder = rival.person_id;
    governance::GrantDevice device;
    device.person = centre.keys().person_id;
    device.holder = rival.device.key();
    device.dh = rival.dh.key();
    device.possession = rival.device.sign(governance::possession_message(
        town.network.id(), same_bytes<UpdateId>(device.person), device.holder, device.dh));
    for (int i = 0; i < 200; ++i) {
        const auto letter = static_cast<governance::Role>(1 + i % 10);
        role.role = letter;
        role.under = rival.administrator_grant;  // it founded nothing there
        offer_act(rival_peer, rival.administrator, role);
        role.under = founding;  // the steward's, which it does not hold
        offer_act(rival_peer, rival.device, role);
        role.under = rival.administrator_grant;
        offer_act(rival_peer, rival.person, role);
        device.under =
            i % 2 == 0 ? rival.administrator_grant : same_bytes<UpdateId>(centre.keys().person_id);
        offer_act(rival_peer, i % 3 == 0 ? rival.device : rival.administrator, device);
        governance::GrantAdministrator self;
        self.level = i % 2 == 0 ? governance::Level::centre : governance::Level::office;
        self.under = i % 2 == 0 ? UpdateId{} : centre.keys().administrator_grant;
        self.holder = rival.administrator.key();
        offer_act(rival_peer, rival.administrator, self);
    }
    EXPECT_EQ(governance().roles(closed_space), roles);
    EXPECT_EQ(governance().spaces_of_node(rival.device.key()), spaces);
    EXPECT_EQ(governance().person_of(rival.device.key()), rival.person_id);
    EXPECT_EQ(administrators(), before);
    EXPECT_FALSE(stands(rival_peer, rival.device, closed_space));
    EXPECT_TRUE(stands(rival_peer, rival.device, open_space));
}

// It takes away what it did not give: equals and those of other centres stay.
TEST_F(Attacks, ACentreRemovesNobodyOfAnother) {
    const auto count = centre.log().size();
    const auto revoke = [&](const UpdateId& under, const UpdateId& target) {
        return offer_act(rival_peer, rival.administrator, governance::Revoke{under, target, {}});
    };
    for (const auto& under : {rival.administrator_grant, UpdateId{}}) {
        revoke(under, centre.keys().administrator_grant);
        revoke(under, office.administrator_grant);
        revoke(under, same_bytes<UpdateId>(centre.keys().person_id));
        revoke(under, same_bytes<UpdateId>(closed_space));
    }
    EXPECT_EQ(centre.log().size(), count + 8) << "held, as any update is, and void";
    for (const auto* keys : Keys{&centre.keys(), &office})
        EXPECT_TRUE(governance().device_info(keys->device.key())->stands_now);
    EXPECT_TRUE(stands(peer, office.device, open_space));
    EXPECT_EQ(governance().roles(closed_space).size(), 1U);
}

// Who certifies a device names its Noise key, and nobody proves that it is theirs: another node's
// is named, by a device whose key comes first in every order.
TEST_F(Attacks, WhoNamesTheNoiseKeyOfAnotherCutsNobodyOff) {
    SeededEntropy entropy{71};
    auto sibling = crypto::SigningPair::draw(entropy);
    while (sibling.key() > office.device.key())
        sibling = crypto::SigningPair::draw(entropy);
    governance::GrantDevice claim;
    claim.under = same_bytes<UpdateId>(rival.person_id);
    claim.person = rival.person_id;
    claim.holder = sibling.key();
    claim.dh = office.dh.key();
    claim.node = governance::NodeRole::office;
    claim.possession = sibling.sign(
        governance::possession_message(town.network.id(), claim.under, claim.holder, claim.dh));
    offer_act(rival_peer, rival.person, claim);
    ASSERT_TRUE(governance().device_info(sibling.key())->stands_now)
        << "what is attempted, is done";

    HandPeer again{town.world, office, town.network.id()};
    ASSERT_TRUE(again.connect(centre));
    auto words = good("as ever");
    const auto id = wire::id_of(words.header);
    EXPECT_EQ(again.offer(open_space, std::move(words)), Dealt::acknowledged);
    EXPECT_TRUE(centre.stores(id));
}

// T7: who was removed writes on with the heads of before, under a date of before, in a new chain
// and in the old one.
TEST_F(Attacks, WhoWasRemovedBackdatesInVain) {
    auto old_chain = chain(office.device, open_space);
    auto first = old_chain.write(titled("While I may"), {{}, {}, heads});
    const auto kept = wire::id_of(first.header);
    ASSERT_EQ(peer.offer(open_space, first), Dealt::acknowledged);
    const auto certificate = governance().device_info(office.device.key())->certificate;
    const auto header = wire::decode_header(first.header).value();
    const governance::Cut cut{header.chain(), header.seq, kept};
    town.network.act(centre.keys().administrator,
                     governance::Revoke{centre.keys().administrator_grant, certificate, {cut}});
    centre.take({town.network.root().back()});

    // Its own session ends, so somebody else who has not heard of it carries its words.
    HandPeer carrier{town.world, relay, town.network.id()};
    ASSERT_TRUE(carrier.connect(centre));
    const auto exported = centre.exported();
    std::vector<wire::SignedUpdate> late{
        old_chain.write(titled("As if before"), {{}, {}, {}}),
        chain(office.device, open_space).write(titled("In a new chain"), {{}, {}, heads}),
        chain(office.device, open_space).write(titled("Under no heads at all"), {})};
    for (auto& update : late) {
        const auto id = wire::id_of(update.header);
        EXPECT_EQ(carrier.offer(open_space, update), Dealt::acknowledged);
        EXPECT_THAT(verdict_of(id), HasSubstr("void"));
        EXPECT_FALSE(centre.replica().stands(same_bytes<DocumentId>(id)).value());
    }
    EXPECT_EQ(centre.exported(), exported);
    EXPECT_TRUE(centre.replica().stands(same_bytes<DocumentId>(kept)).value());
    EXPECT_FALSE(peer.connect(centre)) << "nor is it let in again";
}

/// A space with a quota, and a node behind the centre. The peer writes in the name of any number of
/// keys.
class Floods : public Attacks {
protected:
    Floods() {
        next.keep_session_with(centre);
        town.network.act(centre.keys().device,
                         governance::SetQuota{same_bytes<UpdateId>(open_space), open_space, quota});
        centre.take(since(before_next_));
        town.found(next, true);
        EXPECT_TRUE(town.converges(5min)) << town.differences();
    }
    /// Has the member who runs the peer certify so many new keys as devices of a person.
    void certify(std::size_t count, const PersonId& person) {
        for (std::size_t i = 0; i < count; ++i) {
            const auto& key = keys_.emplace_back(crypto::SigningPair::draw(entropy));
            governance::GrantDevice claim;
            claim.under = same_bytes<UpdateId>(person);
            claim.person = person;
            claim.holder = key.key();
            claim.dh = crypto::DhPair::draw(entropy).key();
            claim.possession = key.sign(governance::possession_message(
                town.network.id(), claim.under, claim.holder, claim.dh));
            offer_act(peer, office.person, claim);
            chains_.push_back(chain(key, open_space));
        }
    }
    /// Each of these keys in turn writes, so many times; what.
    std::vector<UpdateId> flood(std::size_t times) {
        const std::vector known{wire::id_of(town.network.root().back().header)};
        std::vector<UpdateId> sent;
        for (std::size_t i = 0; i < times; ++i) {
            for (auto& by : chains_) {
                auto update = by.write(titled("Look here"), {{}, {}, known});
                sent.push_back(by.id());
                EXPECT_EQ(peer.offer(open_space, std::move(update)), Dealt::acknowledged);
            }
        }
        town.world.run_for(5min);
        return sent;
    }
    static std::size_t stored(const NodeMachine& at, const std::vector<UpdateId>& updates) {
        return static_cast<std::size_t>(
            std::ranges::count_if(updates, [&](const UpdateId& id) { return at.stores(id); }));
    }
    /// Whether what is written at one node now is soon at the other.
    bool goes_at_once(NodeMachine& from, const NodeMachine& to) {
        const auto id = from.create(open_space, {{"title", "Of another member"}});
        return town.world.run_until([&] { return to.has(id); }, 1min);
    }
    void next_day() {
        offset_ += 24h;
        for (const auto* machine : {&centre, &next})
            town.world.clock(machine->index()).set_wall_offset(offset_);
        town.world.run_for(limits::quotas_every + 1min);
    }

    static constexpr governance::Quota quota{limits::quota_updates_min, 0};
    std::size_t before_next_ = town.network.root().size();
    NodeMachine& next = town.add_office(centre);

private:
    std::deque<crypto::SigningPair> keys_;  // the chains refer to them
    std::vector<test::HandChain> chains_;
    std::chrono::milliseconds offset_{0};
};

// T11: all devices of a member together have one quota.
TEST_F(Floods, OfAllDevicesOfAMemberArePassedOnAsOfOne) {
    certify(6, office.person_id);
    const auto sent = flood(50);
    EXPECT_EQ(centre.replica().documents(open_space, {}).value().size(), sent.size());
    for (const auto& id : sent)
        ASSERT_TRUE(centre.replica().stands(same_bytes<DocumentId>(id)).value());
    EXPECT_EQ(stored(next, sent), quota.updates);
    const auto withheld = centre.replica().withheld().value();
    EXPECT_EQ(withheld.size(), 6U);
    for (const auto& of_device : withheld) {
        const auto days = static_cast<int>((sent.size() - 1) / quota.updates);
        EXPECT_EQ(of_device.last, of_device.next + 24h * (days - 1)) << "with what siblings wrote";
    }

    const std::vector known{wire::id_of(town.network.root().back().header)};
    auto other =
        chain(rival.device, open_space).write(titled("Of another member"), {{}, {}, known});
    const auto id = wire::id_of(other.header);
    ASSERT_TRUE(rival_peer.connect(centre)) << "it was silent for too long";
    EXPECT_EQ(rival_peer.offer(open_space, std::move(other)), Dealt::acknowledged);
    EXPECT_TRUE(town.world.run_until([&] { return next.stores(id); }, 1min));
    EXPECT_TRUE(goes_at_once(centre, next));
    EXPECT_TRUE(goes_at_once(next, centre));

    for (std::size_t passed = quota.updates; passed < sent.size();) {
        next_day();
        passed += quota.updates;
        ASSERT_EQ(stored(next, sent), std::min<std::size_t>(passed, sent.size()));
    }
    EXPECT_TRUE(centre.replica().withheld().value().empty());
    ASSERT_TRUE(town.converges(5min)) << town.differences();
    EXPECT_EQ(next.exported(), centre.exported());
}

// Keys of which no certificate stands are as easily named. Their quota is nobody's, not that of the
// person whom they claim.
TEST_F(Floods, OfKeysThatNothingCertifiesArePassedOnAsOfOneMember) {
    certify(4, centre.keys().person_id);
    const auto sent = flood(15);
    EXPECT_EQ(stored(centre, sent), sent.size());
    EXPECT_THAT(verdict_of(sent.back()), HasSubstr("void"));
    EXPECT_EQ(stored(next, sent), quota.updates);
    EXPECT_TRUE(goes_at_once(centre, next));
    next_day();
    EXPECT_EQ(stored(next, sent), 2 * quota.updates);
    next_day();
    EXPECT_EQ(stored(next, sent), sent.size());
    ASSERT_TRUE(town.converges(5min)) << town.differences();
}

}  // namespace
}  // namespace praxis::sim
