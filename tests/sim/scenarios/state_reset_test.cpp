#include "tests/sim/scenarios/hand_peer.hpp"
#include "tests/sim/scenarios/node_world.hpp"
#include "tests/support/hand_chain.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

// Administrators, stewards and a moderator act at once, and some of those whose right ends in
// it go on under the governance of before, to undo what was done to them and to others. All is made
// by hand, and comes to nodes in many orders.

namespace praxis::sim {
namespace {

using governance::GrantRole;
using governance::Revoke;
using governance::Role;
using testing::UnorderedElementsAre;

/// The network as it was before, and all that is sent then. Byte by byte the same each time.
class Upheaval {
public:
    Upheaval() {
        heads = {wire::id_of(town.network.root().back().header)};
        acts_of_those_whose_right_goes_on();
        acts_under_old_heads();
        words_of_a_member();
        find_what_comes_first();
    }
    Upheaval(const Upheaval&) = delete;
    Upheaval& operator=(const Upheaval&) = delete;

    struct Sent {
        std::string name;
        UpdateId id;
        SpaceId space;
        wire::SignedUpdate update;
        bool stands = false;                  ///< in the end
        std::optional<std::size_t> before{};  ///< its predecessor among those sent
        std::vector<std::size_t> named{};     ///< deps and governance heads among them
    };

    /// Boots the centre with all that everybody knew before.
    void begin() {
        ASSERT_TRUE(centre.boot());
        ASSERT_TRUE(centre.ingest(town.network.root()));
    }
    /// An order in which each comes after its predecessor; `causal`: after all it names, too.
    [[nodiscard]] std::vector<const Sent*> draw_order(Entropy& random, bool causal) const {
        std::vector<const Sent*> out;
        std::vector<bool> done(sent.size());
        while (out.size() < sent.size()) {
            std::vector<std::size_t> ready;
            for (std::size_t i = 0; i < sent.size(); ++i) {
                const auto is_done = [&](std::size_t other) { return done[other]; };
                const auto& each = sent[i];
                if (done[i] || (each.before && !done[*each.before])) continue;
                if (causal && !std::ranges::all_of(each.named, is_done)) continue;
                ready.push_back(i);
            }
            const auto next = ready[random.below(ready.size())];
            done[next] = true;
            out.push_back(&sent[next]);
        }
        return out;
    }
    /// Who is who and may do what, the verdict on every update, and the state, as one text.
    [[nodiscard]] std::string membership() const {
        const auto& governance = centre.replica().governance();
        std::ostringstream out;
        for (const auto& each : governance.spaces()) {
            out << "space " << each.id.hex() << ' ' << static_cast<int>(each.policy) << ' '
                << each.steward.hex() << '\n';
            for (const auto& role : governance.roles(each.id)) {
                out << "  " << role.person.hex() << ' ' << governance::word_of(role.role) << ' '
                    << role.grant.hex() << " under " << role.under.hex() << '\n';
            }
        }
        for (const auto& person : governance.persons()) {
            out << "person " << person.id.hex() << " under " << person.under.hex()
                << (person.stands_now ? "" : " no more") << '\n';
            for (const auto& device : governance.devices_of(person.id)) {
                out << "  " << device.key.hex() << " by " << device.certificate.hex()
                    << (device.stands_now ? "" : " no more") << '\n';
            }
        }
        for (const auto* keys : {&centre.keys(), &rival, &office, &member, &relay}) {
            const auto held = governance.administrator(keys->administrator.key());
            out << "administrator " << (held ? held->grant.hex() : "of nothing") << '\n';
        }
        std::map<UpdateId, std::string> verdicts;
        EXPECT_TRUE(centre.replica().log({}, [&](const node::LogEntry& entry) -> Result<void> {
            verdicts[entry.id] =
                std::to_string(static_cast<int>(entry.verdict)) + ' ' + entry.reason;
            return success();
        }));
        for (const auto& [id, verdict] : verdicts)
            out << id.hex() << ' ' << verdict << '\n';
        out << centre.state().hex() << '\n';
        return out.str();
    }
    /// What must be true whatever the order.
    void expect_nothing_undone() const {
        const auto& replica = centre.replica();
        EXPECT_EQ(replica.waiting().value(), 0U);
        std::map<UpdateId, node::LogEntry::Verdict> verdicts;
        EXPECT_TRUE(replica.log({}, [&](const node::LogEntry& entry) -> Result<void> {
            verdicts[entry.id] = entry.verdict;
            return success();
        }));
        for (const auto& each : sent) {
            EXPECT_EQ(
                verdicts.at(each.id),
                each.stands ? node::LogEntry::Verdict::standing : node::LogEntry::Verdict::void_)
                << each.name;
        }
        std::vector<std::pair<PersonId, Role>> roles;
        for (const auto& role : replica.governance().roles(space))
            roles.emplace_back(role.person, role.role);
        EXPECT_THAT(roles,
                    UnorderedElementsAre(std::pair{centre.keys().person_id, Role::steward},
                                         std::pair{rival.person_id, Role::moderator},
                                         std::pair{rival.person_id, Role::reviewer},
                                         std::pair{member.person_id, Role::reader}));
        const auto& governance = replica.governance();
        EXPECT_TRUE(governance.administrator(centre.keys().administrator.key()));
        EXPECT_TRUE(governance.administrator(office.administrator.key()));
        EXPECT_FALSE(governance.administrator(rival.administrator.key()));
        EXPECT_FALSE(governance.administrator(accomplice.key()));
        EXPECT_EQ(governance.person_of(rival.device.key()), rival.person_id) << "the cut kept it";
    }

    NodeWorld town{81};
    NodeMachine& centre = town.add_centre();
    test::NodeKeys rival = town.network.add_centre();
    UpdateId rivals_person = same_bytes<UpdateId>(rival.person_id);
    test::NodeKeys office = town.network.add_office(centre.keys());
    test::NodeKeys member = town.network.add_office(centre.keys());
    test::NodeKeys relay = town.network.add_office(centre.keys());
    SpaceId space = town.network.found_space(centre.keys(), governance::JoinPolicy::invite);
    UpdateId founding = same_bytes<UpdateId>(space);
    UpdateId second_steward = town.network.act(
        centre.keys().administrator,
        GrantRole{centre.keys().administrator_grant, space, Role::steward, office.person_id});
    UpdateId membership_grant =
        town.network.grant_role(centre.keys(), space, member.person_id, Role::member, founding);
    UpdateId moderation_grant =
        town.network.grant_role(centre.keys(), space, rival.person_id, Role::moderator, founding);
    std::vector<UpdateId> heads;  ///< what everybody knew before
    std::vector<Sent> sent;

private:
    [[nodiscard]] test::HandChain chain(const crypto::SigningPair& key, const SpaceId& in) const {
        return {key, town.network.id(), in, Incarnation{9}};
    }
    [[nodiscard]] ChainId chain_of_member() const {
        return {member.device.key(), space, Incarnation{9}};
    }
    UpdateId send(std::string name, const SpaceId& in, wire::SignedUpdate update, bool stands) {
        const auto id = wire::id_of(update.header);
        sent.push_back({std::move(name), id, in, std::move(update), stands});
        return id;
    }
    UpdateId act(std::string name,
                 test::HandChain& by,
                 const governance::Act& act,
                 std::vector<UpdateId> deps,
                 bool stands) {
        const auto root = same_bytes<SpaceId>(town.network.id());
        return send(std::move(name), root, by.write_act(act, std::move(deps)), stands);
    }

    void acts_of_those_whose_right_goes_on() {
        const auto root = same_bytes<SpaceId>(town.network.id());
        auto steward = chain(centre.keys().device, root);
        removal_ = act("the steward removes a member",
                       steward,
                       Revoke{founding, membership_grant, {}},
                       heads,
                       true);
        // What the member wrote first is let count after all.
        const governance::Cut kept{chain_of_member(), Seq{1}, words_written()[0]};
        const auto ratified = act("and lets count what they wrote first",
                                  steward,
                                  governance::Ratify{founding, removal_, {kept}},
                                  {removal_},
                                  true);
        act("and gives another a role",
            steward,
            GrantRole{founding, space, Role::reviewer, rival.person_id},
            {ratified},
            true);
        auto administrator = chain(centre.keys().administrator, root);
        act("the administrator removes the second steward",
            administrator,
            Revoke{centre.keys().administrator_grant, second_steward, {}},
            heads,
            true);
        auto board = chain(town.network.board(), root);
        const governance::Cut up_to_person{
            {rival.administrator.key(), root, Incarnation{1}}, Seq{1}, rivals_person};
        act("the board removes a centre and keeps its person",
            board,
            Revoke{{}, rival.administrator_grant, {up_to_person}},
            heads,
            true);
        auto moderator = chain(rival.device, root);
        const auto given = act("the moderator makes the member a reader",
                               moderator,
                               GrantRole{moderation_grant, space, Role::reader, member.person_id},
                               heads,
                               true);
        act("and would remove a steward",
            moderator,
            Revoke{moderation_grant, second_steward, {}},
            {given},
            false);
    }
    void acts_under_old_heads() {
        const auto root = same_bytes<SpaceId>(town.network.id());
        auto second = chain(office.device, root);
        const auto given = act("the second steward, as if still there, gives the member a role",
                               second,
                               GrantRole{second_steward, space, Role::editor, member.person_id},
                               heads,
                               false);
        const auto taken = act("and removes the moderator",
                               second,
                               Revoke{second_steward, moderation_grant, {}},
                               {given},
                               false);
        const governance::Cut all{chain_of_member(), Seq{2}, words_written()[1]};
        act("and lets count all that the member wrote",
            second,
            governance::Ratify{second_steward, removal_, {all}},
            {removal_, taken},
            false);
        auto below = chain(office.administrator, root);
        act("an office removes the centre above it",
            below,
            Revoke{office.administrator_grant, centre.keys().administrator_grant, {}},
            heads,
            false);
        auto removed = chain(rival.administrator, root);
        governance::GrantAdministrator accomplices;
        accomplices.level = governance::Level::office;
        accomplices.under = rival.administrator_grant;
        accomplices.holder = accomplice.key();
        const auto last = act("the removed centre, as if still there, makes an office",
                              removed,
                              accomplices,
                              heads,
                              false);
        act("and removes the other centre",
            removed,
            Revoke{rival.administrator_grant, centre.keys().administrator_grant, {}},
            {last},
            false);
    }
    [[nodiscard]] std::vector<wire::SignedUpdate> words_made() const {
        const auto& kind = *kinds().by_name("case_study").value();
        auto words = chain(member.device, space);
        std::vector<wire::SignedUpdate> out;
        for (const auto* title : {"Written first", "Written after that"}) {
            const std::vector<Setting> fields{{"title", title}};
            out.push_back(
                words.write(community::compose_new(kind, fields).value(), {{}, {}, heads}));
        }
        return out;
    }
    [[nodiscard]] std::vector<UpdateId> words_written() const {
        std::vector<UpdateId> out;
        for (const auto& update : words_made())
            out.push_back(wire::id_of(update.header));
        return out;
    }
    void words_of_a_member() {
        const auto words = words_made();
        send("what the member wrote first", space, words[0], true);
        send("what the member wrote after that", space, words[1], false);
    }
    void find_what_comes_first() {
        std::map<UpdateId, std::size_t> at;
        for (std::size_t i = 0; i < sent.size(); ++i)
            at[sent[i].id] = i;
        for (auto& each : sent) {
            const auto header = wire::decode_header(each.update.header).value();
            const auto before = at.find(header.prev);
            if (before != at.end()) each.before = before->second;
            for (const auto* list : {&header.deps, &header.governance}) {
                for (const auto& id : *list) {
                    const auto named = at.find(id);
                    if (named != at.end()) each.named.push_back(named->second);
                }
            }
        }
    }

    UpdateId removal_;
    SeededEntropy entropy_{82};

public:
    crypto::SigningPair accomplice = crypto::SigningPair::draw(entropy_);
};

/// Every second order is one in which what an act names may come after it.
bool is_causal(std::size_t number) {
    return number % 2 == 0;
}

// T8: through the door that a session gives all to, some at once. `PRAXIS_ORDERS=100000` asks for
// as many.
TEST(StateReset, AThousandOrdersGiveTheSameMembership) {
    const char* asked = std::getenv("PRAXIS_ORDERS");
    const auto orders = asked == nullptr ? 1000 : std::stoul(asked);
    std::string first;
    for (std::size_t number = 0; number < orders; ++number) {
        SCOPED_TRACE(number);
        SeededEntropy random{number};
        Upheaval world;
        ASSERT_NO_FATAL_FAILURE(world.begin());
        const auto order = world.draw_order(random, is_causal(number));
        constexpr std::size_t together_max = 4;
        for (std::size_t at = 0; at < order.size();) {
            const auto count = std::min(order.size() - at, 1 + random.below(together_max));
            std::vector<wire::SignedUpdate> updates;
            for (const auto end = at + count; at < end; ++at)
                updates.push_back(order[at]->update);
            const auto outcomes =
                world.centre.deal_with(std::move(updates), world.relay.device.key());
            ASSERT_THAT(outcomes, testing::Each(node::Outcome::held));
        }
        if (first.empty()) {
            first = world.membership();
            world.expect_nothing_undone();
        }
        ASSERT_EQ(world.membership(), first);
    }
}

// T8: the same from a peer, one by one, over a session; and after a restart.
TEST(StateReset, WhateverAPeerSendsFirstTheMembershipIsTheSame) {
    std::string first;
    for (std::size_t number = 0; number < 24; ++number) {
        SCOPED_TRACE(number);
        SeededEntropy random{1'000'000 + number};
        Upheaval world;
        ASSERT_NO_FATAL_FAILURE(world.begin());
        HandPeer peer{world.town.world, world.relay, world.town.network.id()};
        ASSERT_TRUE(peer.connect(world.centre));
        for (const auto* each : world.draw_order(random, is_causal(number))) {
            ASSERT_EQ(peer.offer(each->space, each->update), HandPeer::Dealt::acknowledged)
                << each->name;
        }
        world.expect_nothing_undone();
        if (first.empty()) first = world.membership();
        ASSERT_EQ(world.membership(), first);
        world.centre.crash();
        ASSERT_TRUE(world.centre.boot());
        ASSERT_EQ(world.membership(), first);
    }
}

}  // namespace
}  // namespace praxis::sim
