#include "protocol/sync/peer_space.hpp"

#include "protocol/crypto/hash.hpp"

#include <gtest/gtest.h>

namespace praxis::sync {
namespace {

SpaceId space_of(std::uint8_t name) {
    SpaceId space;
    space.bytes.fill(std::byte{name});
    return space;
}

PeerTable sample() {
    PeerTable table;
    auto& first = table[space_of(1)];
    first.theirs = {Incarnation{5}, Arrival{70}, {Arrival{3}, Arrival{60}, Arrival{90}}, false};
    first.ours = {Incarnation{6}, Arrival{9}, {}, false};
    first.as_of = from_millis(1'700'000'000'000);
    first.holds.set({SigningKey{}, Incarnation{2}}, {{{Seq{1}, wire::IdCheck{4}}}, {}});
    table[space_of(2)].theirs = {Incarnation{5}, Arrival{1}, {}, false};
    return table;
}

TEST(Cursor, BothSidesApplyOneRule) {
    Cursor cursor{Incarnation{1}, Arrival{5}, {}, false};
    cursor.deal_with(Arrival{8}, true, true);
    EXPECT_EQ(cursor.arrival, Arrival{5});
    cursor.deal_with(Arrival{6}, false, false);
    cursor.pass(Arrival{9});
    EXPECT_EQ(cursor.arrival, Arrival{9});
    EXPECT_EQ(cursor.later, std::vector{Arrival{8}});
    cursor.deal_with(Arrival{8}, false, false);
    EXPECT_TRUE(cursor.later.empty());
    EXPECT_EQ(cursor.arrival, Arrival{9});
}

TEST(Cursor, StaysWhenTooMuchIsForLater) {
    Cursor cursor{Incarnation{1}, {}, {}, false};
    for (std::uint64_t i = 1; i <= limits::exceptions_max + 1; ++i)
        cursor.deal_with(Arrival{i}, false, true);
    EXPECT_EQ(cursor.arrival, Arrival{limits::exceptions_max});
    cursor.deal_with(Arrival{limits::exceptions_max + 2}, false, false);
    EXPECT_EQ(cursor.arrival, Arrival{limits::exceptions_max}) << "else one would be forgotten";
    cursor.rebase(Incarnation{1});
    cursor.pass(Arrival{limits::exceptions_max + 2});
    EXPECT_EQ(cursor.arrival, Arrival{limits::exceptions_max}) << "for the rest of the session";
    cursor.thaw();
    cursor.pass(Arrival{limits::exceptions_max + 2});
    EXPECT_EQ(cursor.arrival, Arrival{limits::exceptions_max + 2}) << "in the next one";
}

TEST(Cursor, BeginsFromNothingInAnotherStore) {
    Cursor cursor{Incarnation{1}, Arrival{5}, {Arrival{2}}, false};
    cursor.rebase(Incarnation{1});
    EXPECT_EQ(cursor.arrival, Arrival{5});
    cursor.rebase(Incarnation{2});
    EXPECT_EQ(cursor, (Cursor{Incarnation{2}, {}, {}, false}));
}

TEST(PeerSpace, ComesBackFromItsBytes) {
    auto space = sample()[space_of(1)];
    const auto again = decode_peer_space(encode(space)).value();
    space.theirs.later.pop_back();  // what is above the cursor is offered again anyway
    EXPECT_EQ(again, space);
    EXPECT_FALSE(decode_peer_space({}));
}

// Found by fuzz target F3: such a record was read, and meant something else once written again.
TEST(PeerSpace, RefusesWhatEncodeNeverWrites) {
    PeerSpace space;
    space.theirs = {Incarnation{1}, Arrival{5}, {Arrival{2}, Arrival{3}}, false};
    const auto good = encode(space);
    ASSERT_TRUE(decode_peer_space(good));
    constexpr std::size_t arrival_at = 1 + 8;
    constexpr std::size_t first_later_at = arrival_at + 8 + 1;
    auto behind = good;
    behind.at(arrival_at) = std::byte{2};  // the cursor, before one of its exceptions
    EXPECT_EQ(decode_peer_space(behind).error().code, Errc::out_of_range);
    auto twice = good;
    twice.at(first_later_at) = std::byte{3};
    EXPECT_EQ(decode_peer_space(twice).error().code, Errc::not_canonical);
}

TEST(PeerSpace, RefusesChainsThatDoNotAscend) {
    PeerSpace space;
    space.holds.set({SigningKey{}, Incarnation{1}}, {});
    space.holds.set({SigningKey{}, Incarnation{2}}, {});
    auto bytes = encode(space);
    ASSERT_TRUE(decode_peer_space(bytes));
    constexpr std::ptrdiff_t chain_bytes = 32 + 8 + 2;
    std::rotate(bytes.end() - 2 * chain_bytes, bytes.end() - chain_bytes, bytes.end());
    EXPECT_EQ(decode_peer_space(bytes).error().code, Errc::not_canonical);
}

// The bytes written by hand from protocol/README.md, 7.2.
TEST(Digest, IsTheHashOfTheCursors) {
    const auto entry = [](const SpaceId& space, std::uint64_t arrival, std::vector<int> later) {
        ByteWriter out;
        out.id(space);
        out.u64(5);
        out.u64(arrival);
        out.u8(static_cast<std::uint8_t>(later.size()));
        for (const int number : later)
            out.u64(static_cast<std::uint64_t>(number));
        return out.take();
    };
    const auto first = entry(space_of(1), 70, {3, 60});
    const auto second = entry(space_of(2), 1, {});
    const auto hash = crypto::hash("praxis/cursors/v1", {first, second});
    ByteReader in{hash.view()};
    EXPECT_EQ(digest(sample(), &PeerSpace::theirs), in.u64().value());
    EXPECT_EQ(digest({}, &PeerSpace::theirs), 0U);
}

TEST(Digest, OfWhatWeDealtWithEqualsThatOfWhatTheyRemember) {
    PeerTable here;
    PeerTable there;
    here[space_of(1)].theirs.incarnation = Incarnation{5};
    there[space_of(1)].ours.incarnation = Incarnation{5};
    for (const std::uint64_t number : {1U, 2U, 3U}) {
        here[space_of(1)].theirs.deal_with(Arrival{number}, false, number == 2);
        EXPECT_NE(digest(here, &PeerSpace::theirs), digest(there, &PeerSpace::ours));
        there[space_of(1)].ours.deal_with(Arrival{number}, false, number == 2);
        EXPECT_EQ(digest(here, &PeerSpace::theirs), digest(there, &PeerSpace::ours));
    }
}

TEST(CursorTables, HoldEveryCursorInPartsThatTheCodecTakes) {
    PeerTable table;
    for (std::uint16_t i = 0; i < 1300; ++i) {
        SpaceId space;
        space.bytes[0] = static_cast<std::byte>(1 + (i >> 8));
        space.bytes[1] = static_cast<std::byte>(i & 0xff);
        auto& cursor = table[space].theirs;
        cursor.arrival = Arrival{100};
        for (std::uint64_t n = 1; n <= i % 7U; ++n)
            cursor.later.push_back(Arrival{n});
    }
    std::size_t cursors = 0;
    const auto parts = cursor_tables(table, Incarnation{3});
    for (const auto& part : parts) {
        cursors += part.cursors.size();
        EXPECT_EQ(part.last, &part == &parts.back());
        const auto bytes = wire::encode({wire::Message{part}}, SpaceId{});
        EXPECT_LT(bytes.size(), limits::frame_plaintext_bytes_max);
        EXPECT_TRUE(wire::decode_messages(bytes, SpaceId{}));
    }
    EXPECT_EQ(cursors, table.size());
    EXPECT_EQ(cursor_tables({}, Incarnation{3}).size(), 1U) << "an empty table is an answer too";
}

}  // namespace
}  // namespace praxis::sync
