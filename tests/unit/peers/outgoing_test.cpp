#include "protocol/sync/outgoing.hpp"

#include "protocol/base/entropy.hpp"

#include <gtest/gtest.h>

namespace praxis::sync {
namespace {

const ChainName chain{SigningKey{}, Incarnation{4}};

Cursor at(std::uint64_t arrival) {
    return {Incarnation{1}, Arrival{arrival}, {}, false};
}
wire::Ack ack(std::uint64_t arrival,
              std::vector<Arrival> refused = {},
              std::vector<Arrival> later = {}) {
    return {SpaceId{}, Arrival{arrival}, std::move(refused), std::move(later)};
}
void want(Outgoing& out, std::uint64_t line, Turn turn = Turn::other) {
    out.want(Arrival{line}, UpdateId{}, turn);
    out.scanned_to(Arrival{line});
}

TEST(Outgoing, SendsInTheOrderOfArrival) {
    Outgoing out{at(3)};
    want(out, 4);
    want(out, 7);
    EXPECT_EQ(out.next()->line, Arrival{4});
    EXPECT_FALSE(out.sent(100));
    EXPECT_EQ(out.next()->line, Arrival{7});
    EXPECT_FALSE(out.sent(100));
    EXPECT_FALSE(out.next());
    EXPECT_FALSE(out.progress_due()) << "the last update moved the cursor";
    EXPECT_EQ(out.in_flight_bytes(), 200U);
}

TEST(Outgoing, OwnGoesFirstBehindAGap) {
    Outgoing out{at(0)};
    want(out, 1);
    want(out, 2, Turn::own);
    want(out, 3);
    EXPECT_EQ(out.next()->line, Arrival{2});
    EXPECT_TRUE(out.sent(10));
    EXPECT_EQ(out.settled(), Arrival{0});
    EXPECT_FALSE(out.sent(10));
    EXPECT_EQ(out.settled(), Arrival{2});
    EXPECT_FALSE(out.sent(10));
    EXPECT_EQ(out.settled(), Arrival{3});

    auto cursor = at(0);
    ASSERT_TRUE(out.acknowledged(ack(2), cursor));
    EXPECT_EQ(cursor.arrival, Arrival{0}) << "1 is not dealt with yet";
    ASSERT_TRUE(out.acknowledged(ack(3), cursor));
    EXPECT_EQ(cursor.arrival, Arrival{3});
    EXPECT_TRUE(out.all_acknowledged());
}

// Also what waits already, and what the scan has not come to.
TEST(Outgoing, AProofGoesBeforeOwnText) {
    Outgoing out{at(0)};
    want(out, 1, Turn::own);
    want(out, 2);
    want(out, 3);
    out.want(Arrival{3}, UpdateId{}, Turn::proof);
    out.want(Arrival{9}, UpdateId{}, Turn::proof);
    EXPECT_EQ(out.waiting(), 4U);
    for (const std::uint64_t line : {3U, 9U}) {
        EXPECT_EQ(out.next()->line, Arrival{line});
        EXPECT_EQ(out.next()->turn, Turn::proof);
        EXPECT_TRUE(out.sent(10));
    }
    EXPECT_EQ(out.next()->line, Arrival{1});
    EXPECT_FALSE(out.sent(10));
    EXPECT_EQ(out.next()->line, Arrival{2});
    EXPECT_FALSE(out.sent(10));
    EXPECT_FALSE(out.next());
    EXPECT_EQ(out.settled(), Arrival{3})
        << "9 was sent behind a gap, and what is before it is open";
    auto cursor = at(0);
    ASSERT_TRUE(out.acknowledged(ack(2), cursor));
    EXPECT_EQ(cursor.arrival, Arrival{2});
}

TEST(Outgoing, WhatThePeerHoldsIsPassedByAProgress) {
    Outgoing out{at(0)};
    out.scanned_to(Arrival{9});
    EXPECT_EQ(out.progress_due(), Arrival{9});
    out.progress_sent();
    EXPECT_FALSE(out.progress_due());
    auto cursor = at(0);
    ASSERT_TRUE(out.acknowledged(ack(9), cursor));
    EXPECT_EQ(cursor.arrival, Arrival{9});
}

TEST(Outgoing, AnOpenLineHoldsTheCursorButNotTheStream) {
    Outgoing out{at(0)};
    out.hold_back(chain, Arrival{2});
    out.scanned_to(Arrival{2});
    want(out, 3);
    EXPECT_TRUE(out.sent(10));
    EXPECT_EQ(out.progress_due(), Arrival{1});
    out.progress_sent();
    EXPECT_EQ(out.look_again(chain), Arrival{2});
    EXPECT_EQ(out.progress_due(), Arrival{3});
    out.progress_sent();
    auto cursor = at(0);
    ASSERT_TRUE(out.acknowledged(ack(3, {}, {Arrival{3}}), cursor));
    EXPECT_EQ(cursor.arrival, Arrival{3});
    EXPECT_EQ(cursor.later, std::vector{Arrival{3}}) << "the Progress does not answer for it";
}

TEST(Outgoing, ARepeatHoldsNothingUp) {
    Outgoing out{at(8)};
    out.want(Arrival{5}, UpdateId{}, Turn::other);
    want(out, 9);
    EXPECT_EQ(out.settled(), Arrival{8});
    EXPECT_FALSE(out.sent(10));
    EXPECT_FALSE(out.sent(10));
    Cursor cursor{Incarnation{1}, Arrival{8}, {Arrival{5}}, false};
    ASSERT_TRUE(out.acknowledged(ack(9), cursor));
    EXPECT_EQ(cursor, at(9));
}

TEST(Outgoing, RefusesAnAckOfWhatWasNotSent) {
    Outgoing out{at(0)};
    auto cursor = at(0);
    EXPECT_EQ(out.acknowledged(ack(1), cursor).error().code, SyncErrc::bad_ack);
    want(out, 1);
    (void)out.sent(10);
    EXPECT_FALSE(out.acknowledged(ack(2), cursor));
    EXPECT_FALSE(out.acknowledged(ack(1, {Arrival{7}}), cursor));
}

// Whatever is wanted, held back, sent and acknowledged: an acknowledged cursor never passes a line
// that was neither sent nor said to be with the peer.
TEST(Outgoing, TheCursorNeverPassesAnUnsentLine) {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        SeededEntropy entropy{seed};
        Outgoing out{at(0)};
        auto cursor = at(0);
        std::set<Arrival> open;  // neither sent nor held by the peer
        std::vector<Arrival> sent;
        std::uint64_t line = 0;
        for (int step = 0; step < 120; ++step) {
            switch (entropy.below(6)) {
                case 0:
                    want(out, ++line, Turn{static_cast<std::uint8_t>(entropy.below(3))});
                    open.insert(Arrival{line});
                    break;
                case 1:
                    out.scanned_to(Arrival{++line});
                    break;
                case 2:
                    ++line;
                    out.hold_back({SigningKey{}, Incarnation{line % 3}}, Arrival{line});
                    out.scanned_to(Arrival{line});
                    open.insert(Arrival{line});
                    break;
                case 3:
                    if (const auto next = out.next()) {
                        open.erase(next->line);
                        (void)out.sent(1 + entropy.below(9));
                        sent.push_back(next->line);
                    } else if (const auto due = out.progress_due()) {
                        out.progress_sent();
                        sent.push_back(*due);
                    }
                    break;
                case 4:
                    if (!sent.empty()) {
                        ASSERT_TRUE(out.acknowledged(ack(sent.back().value), cursor));
                        sent.clear();
                    }
                    break;
                default:
                    if (out.held_back().empty()) break;
                    const ChainName name = out.held_back().begin()->first;
                    const auto first = *out.look_again(name);
                    for (auto l = first.value; l <= line; ++l) {
                        if (open.contains(Arrival{l}))
                            out.want(Arrival{l}, UpdateId{}, Turn::other);
                    }
            }
            if (open.empty()) continue;
            EXPECT_LT(cursor.arrival, *open.begin()) << "seed " << seed;
        }
    }
}

}  // namespace
}  // namespace praxis::sync
