#include "node/http/rates.hpp"

#include "protocol/base/entropy.hpp"

#include <gtest/gtest.h>

#include <deque>

namespace praxis::http {
namespace {

using namespace std::chrono_literals;
const MonoTime begin{1h};

std::size_t taken_at_once(Rates& rates, const std::string& client, MonoTime now) {
    std::size_t count = 0;
    while (count < 1'000 && rates.take(client, now))
        ++count;
    return count;
}

TEST(Rates, ABurstThenOneAtATime) {
    Rates rates{{{30, 2s}}, 10};
    EXPECT_EQ(taken_at_once(rates, "a", begin), 30U);
    EXPECT_EQ(rates.wait("a", begin), 2s);
    EXPECT_EQ(taken_at_once(rates, "a", begin + 1'999ms), 0U);
    EXPECT_EQ(rates.wait("a", begin + 1'999ms), 1ms);
    EXPECT_EQ(taken_at_once(rates, "a", begin + 2s), 1U);
    EXPECT_EQ(taken_at_once(rates, "a", begin + 12s), 5U);
    EXPECT_EQ(taken_at_once(rates, "a", begin + 1h), 30U);
}

TEST(Rates, WhatIsRefusedIsNotCounted) {
    Rates rates{{{1, 10s}}, 10};
    EXPECT_TRUE(rates.take("a", begin));
    for (auto now = begin; now < begin + 10s; now += 100ms)
        EXPECT_FALSE(rates.take("a", now));
    EXPECT_TRUE(rates.take("a", begin + 10s));
}

TEST(Rates, EveryRateMustAgree) {
    Rates rates{{{60, Duration{1s} / 60}, {120, 100ms}}, 10};
    EXPECT_EQ(taken_at_once(rates, "a", begin), 60U);       // a second's worth
    EXPECT_EQ(taken_at_once(rates, "a", begin + 1s), 60U);  // and the rest of 120
    EXPECT_EQ(taken_at_once(rates, "a", begin + 2s), 20U);  // what has come since, ten a second
    EXPECT_EQ(taken_at_once(rates, "a", begin + 3s), 10U);
    EXPECT_EQ(rates.wait("a", begin + 3s), 100ms);
}

TEST(Rates, ClientsDoNotShare) {
    Rates rates{{{3, 1s}}, 10};
    EXPECT_EQ(taken_at_once(rates, "a", begin), 3U);
    EXPECT_EQ(taken_at_once(rates, "b", begin), 3U);
    EXPECT_EQ(rates.wait("c", begin), 0s);
    EXPECT_EQ(rates.clients(), 2U);  // asking how long counts nobody
}

TEST(Rates, TheQuietestIsForgotten) {
    Rates rates{{{1, 1h}}, 3};
    for (const auto* client : {"a", "b", "c"})
        EXPECT_TRUE(rates.take(client, begin));
    EXPECT_FALSE(rates.take("a", begin));  // refused, but not quiet
    EXPECT_TRUE(rates.take("d", begin));
    EXPECT_EQ(rates.clients(), 3U);
    EXPECT_FALSE(rates.take("a", begin));
    EXPECT_FALSE(rates.take("c", begin));
    EXPECT_TRUE(rates.take("b", begin));
}

// The definition: in any span of time d, at most burst + d / interval. And what waits as long as it
// was told may.
TEST(Rates, AgreeWithTheDefinition) {
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        SeededEntropy entropy{seed};
        const Rate rate{1 + entropy.below(8), std::chrono::milliseconds{1 + entropy.below(500)}};
        Rates rates{{rate}, 10};
        std::deque<MonoTime> taken;
        auto now = begin;
        for (int i = 0; i < 300; ++i) {
            now += std::chrono::milliseconds{entropy.below(300)};
            const auto wait = rates.wait("a", now);
            if (entropy.below(3) == 0) now += wait;
            const bool may = rates.wait("a", now) == 0s;
            ASSERT_EQ(rates.take("a", now), may) << "PRAXIS_SEED=" << seed;
            if (may) taken.push_back(now);
        }
        for (std::size_t from = 0; from < taken.size(); ++from) {
            for (std::size_t to = from; to < taken.size(); ++to) {
                const auto most = static_cast<std::int64_t>(rate.burst) +
                                  (taken[to] - taken[from]) / rate.interval;
                ASSERT_LE(static_cast<std::int64_t>(to - from + 1), most) << "PRAXIS_SEED=" << seed;
            }
        }
        ASSERT_GE(taken.size(), rate.burst);
    }
}

}  // namespace
}  // namespace praxis::http
