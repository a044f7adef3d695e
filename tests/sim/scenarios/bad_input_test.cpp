#include "tests/sim/scenarios/bad_input_world.hpp"

// A peer with a certificate sends what it must not. Each row of the table: what the node answers,
// what its operator reads, that nothing else changed on its disk, and that the next update of the
// same peer arrives over the same session. Everything sent is written and signed by the test.

namespace praxis::sim {
namespace {

using testing::HasSubstr;

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
