#include "node/community/reports.hpp"
#include "praxis/wire/v1/session.pb.h"
#include "protocol/wire/limits.hpp"
#include "tests/sim/scenarios/hand_peer.hpp"
#include "tests/sim/scenarios/node_world.hpp"
#include "tests/support/hand_chain.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// A peer with a certificate sends what it must not. Each row of the table: what the node answers,
// what its operator reads, that nothing else changed on its disk, and that the next update of the
// same peer arrives over the same session. Everything sent is written and signed by the test.

namespace praxis::sim {
namespace {

using namespace std::chrono_literals;
using Dealt = HandPeer::Dealt;
using testing::HasSubstr;

/// Every record but what is remembered of peers and the number of transactions: what a store holds.
using Image = std::map<std::pair<store::Table, Bytes>, Bytes>;

Image image_of(NodeMachine& machine) {
    Image out;
    const auto read = machine.disk().store().read([&](const store::Reader& reader) -> Result<void> {
        for (const auto table : store::all_tables()) {
            if (table == store::Table::peer || table == store::Table::meta) continue;
            const auto keep = [&](ByteView key, ByteView body) -> Result<store::Scan> {
                out.emplace(std::pair{table, copy(key)}, copy(body));
                return store::Scan::go_on;
            };
            TRY(reader.scan(table, store::KeyRange::all(), keep));
        }
        return success();
    });
    EXPECT_TRUE(read);
    return out;
}

class BadInput : public testing::Test {
protected:
    BadInput() {
        town.found(centre, true);
        EXPECT_TRUE(peer.connect(centre));
    }

    /// Another chain of this device for each call, so that rows do not hang together.
    test::HandChain chain(const crypto::SigningPair& device, const SpaceId& space) {
        return {device, town.network.id(), space, Incarnation{++incarnations}};
    }
    static crdt::Edit titled(const std::string& title, const std::string& problem = "Papers.") {
        const auto& kind = *kinds().by_name("case_study").value();
        const std::vector<Setting> fields{{"title", title}, {"problem", problem}};
        return community::compose_new(kind, fields).value();
    }
    wire::SignedUpdate good(const std::string& title) {
        return chain(office.device, open_space).write(titled(title), {{}, {}, heads});
    }
    /// A good update with another header, payload to match or not, signed again.
    wire::SignedUpdate mended(const std::function<void(wire::Header&, wire::SignedUpdate&)>& mend) {
        auto update = good("mended");
        auto header = wire::decode_header(update.header).value();
        mend(header, update);
        update.header = wire::encode(header);
        update.signature = office.device.sign(wire::signed_message(wire::id_of(update.header)));
        return update;
    }
    /// The line of `praxis peer list` about the peer.
    boost::json::object line_of_peer() {
        const community::Documents documents{centre.replica(), kinds()};
        const community::Reports reports{centre.replica(), kinds(), documents, centre.node()};
        const auto lines = reports.peers().value();
        for (const auto& line : lines) {
            if (line.at("node").as_string() == office.device.key().hex()) return line;
        }
        ADD_FAILURE() << "no line";
        return {};
    }
    std::string words() { return std::string{line_of_peer().at("not_taken").as_string()}; }
    std::uint64_t counted(std::string_view name) {
        return line_of_peer().at(name).to_number<std::uint64_t>();
    }
    void expect_the_next_arrives() {
        auto next = good("the next one");
        const auto id = wire::id_of(next.header);
        ASSERT_EQ(peer.offer(open_space, std::move(next)), Dealt::acknowledged);
        EXPECT_TRUE(centre.stores(id));
        EXPECT_EQ(centre.values(same_bytes<DocumentId>(id), "title"),
                  std::set<std::string>{"the next one"});
    }
    std::string verdict_of(const UpdateId& id) {
        std::string out = "not held";
        EXPECT_TRUE(centre.replica().log({}, [&](const node::LogEntry& entry) -> Result<void> {
            if (entry.id != id) return success();
            const auto verdict = entry.verdict;
            out = verdict == node::LogEntry::Verdict::standing ? "standing"
                  : verdict == node::LogEntry::Verdict::void_  ? "void: " + entry.reason
                                                               : "waiting: " + entry.reason;
            return success();
        }));
        return out;
    }

    NodeWorld town{7};
    NodeMachine& centre = town.add_centre();
    test::NodeKeys office = town.network.add_office(centre.keys());
    test::NodeKeys relay = town.network.add_office(centre.keys());
    SpaceId open_space = town.network.found_space(centre.keys(), governance::JoinPolicy::open);
    SpaceId closed_space = town.network.found_space(centre.keys(), governance::JoinPolicy::invite);
    std::vector<UpdateId> heads{wire::id_of(town.network.root().back().header)};
    SeededEntropy entropy{99};
    crypto::SigningPair nobody = crypto::SigningPair::draw(entropy);
    std::uint64_t incarnations = 100;
    HandPeer peer{town.world, office, town.network.id()};

    static std::size_t size_of(const wire::SignedUpdate& update) {
        return update.header.size() + Signature::size + update.skeleton.size() +
               update.content->size();
    }
    /// Updates without a right, each in a chain of its own, until one is not taken; that one.
    wire::SignedUpdate fill_with_void(std::size_t most) {
        for (std::size_t bytes = 0;;) {
            auto update =
                chain(office.device, closed_space)
                    .write(titled("uninvited", std::string(12'000, 'x')), {{}, {}, heads});
            const auto dealt = peer.offer(closed_space, update);
            if (dealt != Dealt::acknowledged) {
                EXPECT_EQ(dealt, Dealt::later);
                EXPECT_GT(bytes + size_of(update), most);
                EXPECT_EQ(verdict_of(wire::id_of(update.header)), "not held");
                return update;
            }
            bytes += size_of(update);
            EXPECT_LE(bytes, most);
            if (bytes > most) return update;
        }
    }
};

struct Row {
    std::string name;
    std::function<wire::SignedUpdate()> make;
    Dealt dealt;
    std::string words;
};

TEST_F(BadInput, IsToldChangesNothingAndStopsNothing) {
    const auto once = good("sent twice");
    ASSERT_EQ(peer.offer(open_space, once), Dealt::acknowledged);
    const auto altered = [&](const std::function<void(wire::SignedUpdate&)>& alter) {
        return [&, alter] {
            auto update = good("altered");
            alter(update);
            return update;
        };
    };
    const auto header = [&](const std::function<void(wire::Header&, wire::SignedUpdate&)>& mend) {
        return [&, mend] { return mended(mend); };
    };
    const std::vector<Row> rows{
        {"a header of a few bytes",
         altered([](auto& update) { update.header.resize(20); }),
         Dealt::refused,
         "bytes end too early"},
        {"a header cut by one byte",
         altered([](auto& update) { update.header.pop_back(); }),
         Dealt::refused,
         "bytes end too early"},
        {"a header with a byte more",
         altered([](auto& update) { update.header.push_back(std::byte{0}); }),
         Dealt::refused,
         "bytes after the end"},
        {"a flag that does not exist",
         header([](auto& its, auto&) { its.flags = 0x80; }),
         Dealt::refused,
         "an unknown flag"},
        {"a skeleton that is not the signed one",
         altered([](auto& update) { update.skeleton.back() ^= std::byte{1}; }),
         Dealt::refused,
         "payload does not fit its header"},
        {"a content that is not the signed one",
         altered([](auto& update) { update.content->back() ^= std::byte{1}; }),
         Dealt::refused,
         "payload does not fit its header"},
        {"a signature of nothing but zeros",
         altered([](auto& update) { update.signature = {}; }),
         Dealt::refused,
         "not signed by the device it names"},
        {"a signature with one bit turned",
         altered([](auto& update) { update.signature.bytes[5] ^= std::byte{1}; }),
         Dealt::refused,
         "not signed by the device it names"},
        {"signed by another device",
         altered([&](auto& update) {
             update.signature = nobody.sign(wire::signed_message(wire::id_of(update.header)));
         }),
         Dealt::refused,
         "not signed by the device it names"},
        {"signed for another network",
         header([](auto& its, auto&) { its.network.bytes[0] ^= std::byte{1}; }),
         Dealt::refused,
         "another network"},
        {"a payload above 16 KiB",
         header([](auto& its, auto& update) {
             update.skeleton.resize(limits::payload_bytes_max + 1);
             its.skeleton_bytes = limits::payload_bytes_max + 1;
             its.content_bytes = 0;
             update.content = Bytes{};
             its.payload_hash = wire::payload_hash(wire::skeleton_leaf(update.skeleton), Hash{});
         }),
         Dealt::refused,
         "payload above 16 KiB"},
        {"a payload larger than its header says",
         altered([](auto& update) { update.content->resize(3 * limits::payload_bytes_max); }),
         Dealt::refused,
         "payload does not fit its header"},
        {"a header above its limit",
         altered([&](auto& update) {
             update.header.resize(limits::header_bytes_max + 1);
             update.signature =
                 office.device.sign(wire::signed_message(wire::id_of(update.header)));
         }),
         Dealt::refused,
         "outside the limits"},
        {"the same once more", [&] { return once; }, Dealt::acknowledged, ""},
        {"by a device without certificate",
         [&] {
             return chain(nobody, open_space).write(titled("who?"), {{}, {}, heads});
         },
         Dealt::later,
         "no certificate of device " + nobody.key().hex() + " is here"},
        {"behind one that is not here",
         [&] {
             auto gapped = chain(office.device, open_space);
             static_cast<void>(gapped.write(titled("kept back"), {{}, {}, heads}));
             return gapped.write(titled("after it"), {{}, {}, heads});
         },
         Dealt::later,
         "its predecessor "},
    };
    for (const auto& row : rows) {
        SCOPED_TRACE(row.name);
        auto update = row.make();
        const auto before = image_of(centre);
        const auto state = centre.state();
        const auto log = centre.log();
        const auto exported = centre.exported();
        const auto refused = counted("refused");
        const auto later = counted("later");
        const auto last = words();

        EXPECT_EQ(peer.offer(open_space, std::move(update)), row.dealt);
        EXPECT_EQ(image_of(centre), before);
        EXPECT_EQ(centre.state(), state);
        EXPECT_EQ(centre.log(), log);
        EXPECT_EQ(centre.exported(), exported);
        EXPECT_EQ(counted("refused"), refused + (row.dealt == Dealt::refused ? 1 : 0));
        EXPECT_EQ(counted("later"), later + (row.dealt == Dealt::later ? 1 : 0));
        if (row.words.empty()) {
            EXPECT_EQ(words(), last);
        } else {
            EXPECT_THAT(words(), HasSubstr(row.words));
        }
        EXPECT_EQ(line_of_peer().at("state").as_string(), "connected");
        expect_the_next_arrives();
    }
    EXPECT_TRUE(centre.replica().verify().value().bad.empty());
}

TEST_F(BadInput, AnUpdateWithoutSignatureIsRefusedAsAnyBadOne) {
    const auto number = peer.next_arrival();
    wire::v1::Frame frame;
    ASSERT_TRUE(frame.ParseFromString(
        std::string{text_of(peer.encode(open_space, good("unsigned"), number))}));
    frame.mutable_message(0)->mutable_update()->clear_signature();
    const auto bytes = frame.SerializeAsString();
    const auto before = image_of(centre);
    EXPECT_EQ(peer.offer_frame(open_space, bytes_of(bytes), number), Dealt::refused);
    EXPECT_EQ(image_of(centre), before);
    EXPECT_THAT(words(), HasSubstr("not signed by the device it names"));
    expect_the_next_arrives();
}

// Void is a verdict, not a refusal: it is held and passed on, and shows nowhere.
TEST_F(BadInput, AnUpdateWithoutTheRightIsHeldAndVoid) {
    auto update = chain(office.device, closed_space).write(titled("uninvited"), {{}, {}, heads});
    const auto id = wire::id_of(update.header);
    const auto exported = centre.exported();
    const auto held = centre.log().size();
    EXPECT_EQ(peer.offer(closed_space, std::move(update)), Dealt::acknowledged);
    EXPECT_EQ(verdict_of(id), "void: no grant in the past of its governance heads gives the right");
    EXPECT_EQ(centre.log().size(), held + 1);
    EXPECT_EQ(centre.exported(), exported);
    EXPECT_FALSE(centre.replica().stands(same_bytes<DocumentId>(id)).value());
    expect_the_next_arrives();
}

// From the device itself only so much is taken; what others hold of it is taken from them.
TEST_F(BadInput, OfOneDeviceOnlySoMuchIsTakenThatItHasNoRightTo) {
    const auto late = fill_with_void(limits::void_device_bytes_max);
    EXPECT_EQ(words(),
              "device " + office.device.key().hex() + " wrote too much that it has no right to");
    expect_the_next_arrives();

    centre.crash();
    centre.boot();
    ASSERT_TRUE(peer.connect(centre));
    EXPECT_EQ(peer.offer(closed_space, late), Dealt::later) << "forgotten in a restart";

    HandPeer other{town.world, relay, town.network.id()};
    ASSERT_TRUE(other.connect(centre));
    EXPECT_EQ(other.offer(closed_space, late), Dealt::acknowledged);
    EXPECT_TRUE(centre.stores(wire::id_of(late.header)));
    ASSERT_TRUE(peer.connect(centre));
    expect_the_next_arrives();
}

// Somebody may have seen what is kept back, and have named it: what they wrote must arrive.
TEST_F(BadInput, WhatSomebodyWaitsForIsTakenThoughItIsTooMuch) {
    const auto late = fill_with_void(limits::void_device_bytes_max);
    const auto id = wire::id_of(late.header);
    auto answer = chain(centre.keys().device, closed_space);
    const auto named = answer.write(titled("an answer"), {same_bytes<DocumentId>(id), {id}, heads});
    ASSERT_EQ(peer.offer(closed_space, named), Dealt::acknowledged);
    EXPECT_EQ(verdict_of(answer.id()), "waiting: waits for " + id.hex());
    EXPECT_EQ(peer.offer(closed_space, late), Dealt::acknowledged);
    EXPECT_EQ(verdict_of(answer.id()), "standing");
    expect_the_next_arrives();
}

// With a right the same device goes on, however much it wrote without.
TEST_F(BadInput, ARightThatCameLaterIsNotHeldUpByWhatWasWithoutIt) {
    const auto late = fill_with_void(limits::void_device_bytes_max);
    const auto known = town.network.root().size();
    town.network.grant_role(centre.keys(),
                            closed_space,
                            office.person_id,
                            governance::Role::member,
                            same_bytes<UpdateId>(closed_space));
    centre.take({town.network.root().begin() + static_cast<std::ptrdiff_t>(known),
                 town.network.root().end()});
    const std::vector<UpdateId> now{wire::id_of(town.network.root().back().header)};
    auto member = chain(office.device, closed_space);
    EXPECT_EQ(peer.offer(closed_space,
                         member.write(titled("invited", std::string(12'000, 'x')), {{}, {}, now})),
              Dealt::acknowledged);
    EXPECT_EQ(verdict_of(member.id()), "standing");
    EXPECT_EQ(peer.offer(closed_space, late), Dealt::later);
}

// Nothing of a device without certificate is kept. The peer is told which to offer again, up to
// `exceptions_max`; with more the cursor stays, so that those are offered again too. When the
// certificate comes, so does everything.
TEST_F(BadInput, UpdatesOfAnUncertifiedDeviceWaitAtTheirSenderBoundedAndLoseNothing) {
    const auto before = image_of(centre);
    auto theirs = chain(nobody, open_space);
    std::vector<std::pair<Arrival, wire::SignedUpdate>> sent;
    for (std::size_t i = 0; i < limits::exceptions_max + 3; ++i) {
        sent.emplace_back(peer.next_arrival(),
                          theirs.write(titled(std::to_string(i)), {{}, {}, heads}));
        ASSERT_EQ(peer.offer(open_space, sent.back().second, sent.back().first), Dealt::later);
    }
    EXPECT_EQ(image_of(centre), before);
    EXPECT_EQ(counted("later"), sent.size());
    expect_the_next_arrives();

    ASSERT_TRUE(peer.connect(centre));
    const auto cursor = peer.ask_cursor(open_space);
    ASSERT_TRUE(cursor);
    EXPECT_EQ(cursor->later.size(), limits::exceptions_max);
    for (const auto& [number, update] : sent) {
        const bool listed = std::ranges::find(cursor->later, number) != cursor->later.end();
        EXPECT_TRUE(listed || number > cursor->arrival) << "forgotten: " << number.value;
    }

    const auto known = town.network.root().size();
    governance::GrantDevice grant;
    grant.under = same_bytes<UpdateId>(office.person_id);
    grant.person = office.person_id;
    grant.holder = nobody.key();
    grant.dh = crypto::DhPair::draw(entropy).key();
    grant.possession = nobody.sign(
        governance::possession_message(town.network.id(), grant.under, grant.holder, grant.dh));
    town.network.act(office.person, grant);
    centre.take({town.network.root().begin() + static_cast<std::ptrdiff_t>(known),
                 town.network.root().end()});
    for (const auto& [number, update] : sent) {
        ASSERT_EQ(peer.offer(open_space, update, number), Dealt::acknowledged);
        EXPECT_TRUE(centre.stores(wire::id_of(update.header)));
    }
    expect_the_next_arrives();
}

// What names something that is not here waits in the store; of one device only so much.
TEST_F(BadInput, OfOneDeviceOnlySoMuchWaitsAndOthersHaveRoom) {
    auto first = chain(office.device, open_space);
    const auto missing = first.write(titled("comes last"), {{}, {}, heads});
    const auto document = same_bytes<DocumentId>(first.id());
    const std::vector<UpdateId> deps{first.id()};
    const std::string pages(12'000, 'x');
    const auto waiting_on = [&](const crypto::SigningPair& device, const std::string& text) {
        return chain(device, open_space).write(titled(text, pages), {document, deps, heads});
    };
    std::vector<wire::SignedUpdate> late;
    std::size_t waits = 0;
    std::size_t bytes = 0;
    while (late.size() < 2) {
        auto update = waiting_on(office.device, std::to_string(waits));
        const auto id = wire::id_of(update.header);
        const auto dealt = peer.offer(open_space, update);
        if (dealt == Dealt::acknowledged) {
            ASSERT_TRUE(late.empty());
            ASSERT_EQ(verdict_of(id), "waiting: waits for " + deps.front().hex());
            bytes += size_of(update);
            ASSERT_LE(bytes, limits::waiting_device_bytes_max);
            ++waits;
        } else {
            ASSERT_EQ(dealt, Dealt::later);
            ASSERT_GT(bytes + size_of(update), limits::waiting_device_bytes_max);
            EXPECT_EQ(verdict_of(id), "not held");
            late.push_back(std::move(update));
        }
    }
    EXPECT_EQ(words(), "too much of device " + office.device.key().hex() + " waits already");
    EXPECT_EQ(peer.offer(open_space, waiting_on(centre.keys().device, "another device")),
              Dealt::acknowledged);
    expect_the_next_arrives();

    centre.crash();
    centre.boot();
    ASSERT_TRUE(peer.connect(centre));
    EXPECT_EQ(peer.offer(open_space, late.front()), Dealt::later) << "forgotten in a restart";

    EXPECT_EQ(centre.replica().waiting().value(), waits + 1);
    ASSERT_EQ(peer.offer(open_space, missing), Dealt::acknowledged);
    EXPECT_EQ(centre.replica().waiting().value(), 0U);
    for (const auto& update : late) {
        ASSERT_EQ(peer.offer(open_space, update), Dealt::acknowledged);
        EXPECT_EQ(verdict_of(wire::id_of(update.header)), "standing");
    }
}

TEST_F(BadInput, AFullDiskTakesNothingAndTheUpdateComesAgain) {
    const auto update = good("while the disk is full");
    const auto before = image_of(centre);
    centre.disk().fail_next_commit(store::StoreErrc::full);
    EXPECT_EQ(peer.offer(open_space, update), Dealt::later);
    EXPECT_EQ(image_of(centre), before);
    EXPECT_THAT(words(), HasSubstr("the disk is full; nothing can be written, reading goes on"));
    expect_the_next_arrives();
    EXPECT_EQ(peer.offer(open_space, update), Dealt::acknowledged);
    EXPECT_TRUE(centre.stores(wire::id_of(update.header)));
}

TEST_F(BadInput, ADamagedRecordIsNamedAndStopsNobody) {
    const auto update = good("damaged on the disk");
    const auto id = wire::id_of(update.header);
    ASSERT_EQ(peer.offer(open_space, update), Dealt::acknowledged);
    const auto lines = centre.log();
    ASSERT_TRUE(centre.disk().damage(store::Table::content, id.view(), 20));
    const auto found = centre.replica().verify().value();
    ASSERT_EQ(found.bad.size(), 1U);
    EXPECT_THAT(found.bad.front(), HasSubstr(id.hex()));
    EXPECT_EQ(centre.log(), lines);  // all the others, and this one too
    std::vector<std::string> reasons;
    const auto read = centre.replica().log({}, [&](const node::LogEntry& entry) -> Result<void> {
        if (entry.id == id) reasons.push_back(entry.reason);
        return success();
    });
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_THAT(reasons, testing::ElementsAre("damaged on this disk; `praxis verify` says more"));
    expect_the_next_arrives();
}

// Not a byte of a handshake or of a frame that is cut becomes an update, and nothing is written.
TEST_F(BadInput, AFrameCutAnywhereChangesNothing) {
    const auto update = good("cut");
    const auto number = peer.next_arrival();
    const auto plaintext = peer.encode(open_space, update, number);
    const auto before = image_of(centre);
    peer.hang_up();
    for (std::size_t at = 0, size = 1; at < size; ++at) {
        const auto transactions = centre.transactions();
        size = peer.call_cut(centre, at);
        ASSERT_EQ(centre.transactions(), transactions) << "handshake cut at " << at;
    }
    std::size_t size = 1;
    for (std::size_t at = 0; at < size; ++at) {
        ASSERT_TRUE(peer.connect(centre)) << "after a cut at " << at;
        town.world.run_for(1s);
        const auto transactions = centre.transactions();
        size = peer.send_cut(plaintext, at);
        ASSERT_LE(centre.transactions(), transactions + 1) << at;  // what is remembered of the peer
        ASSERT_EQ(centre.node().sessions().sessions().value().size(), 0U) << at;
    }
    EXPECT_EQ(image_of(centre), before);
    ASSERT_TRUE(peer.connect(centre));
    EXPECT_EQ(peer.send_cut(plaintext, size), size);  // whole, then the line breaks
    EXPECT_TRUE(centre.stores(wire::id_of(update.header)));
    ASSERT_TRUE(peer.connect(centre));
    expect_the_next_arrives();
}

TEST_F(BadInput, AnotherNetworkOrAnotherKeyEndsBeforeAnythingIsRead) {
    auto other = town.network.id();
    other.bytes[0] ^= std::byte{1};
    const auto before = image_of(centre);
    peer.hang_up();
    town.world.run_for(1s);
    const auto transactions = centre.transactions();
    EXPECT_FALSE(peer.connect_as(centre, other, centre.keys().dh.key()));
    EXPECT_FALSE(peer.connect_as(centre, town.network.id(), office.dh.key()));
    EXPECT_EQ(centre.transactions(), transactions);
    EXPECT_EQ(image_of(centre), before);
    ASSERT_TRUE(peer.connect(centre));
    expect_the_next_arrives();
}

}  // namespace
}  // namespace praxis::sim
