#include "node/web/attempts.hpp"

#include "protocol/wire/limits.hpp"

#include <gtest/gtest.h>

namespace praxis::web {
namespace {

using namespace std::chrono_literals;

Hash account(unsigned char number) {
    Hash out;
    out.bytes.fill(std::byte{number});
    return out;
}

MonoTime at(Duration since_start) {
    return MonoTime{} + 1h + since_start;
}

TEST(Attempts, FiveFailuresAreFreeThenTheWaitDoublesUpToAQuarterOfAnHour) {
    Attempts attempts;
    Duration now{0};
    for (int i = 0; i < 5; ++i) {
        EXPECT_FALSE(attempts.begin(account(1), "client " + std::to_string(i), at(now)));
        now += 1s;
    }
    now -= 1s;  // the moment of the last failure
    Duration expected = 1s;
    for (int i = 5; i < 30; ++i) {
        const auto client = "client " + std::to_string(i);
        const auto wait = attempts.begin(account(1), client, at(now));
        ASSERT_TRUE(wait) << i;
        EXPECT_EQ(*wait, expected) << i;
        EXPECT_TRUE(attempts.begin(account(1), client, at(now + expected - 1us))) << i;
        now += expected;
        EXPECT_FALSE(attempts.begin(account(1), client, at(now))) << "never locked: " << i;
        expected = std::min<Duration>(2 * expected, 15min);
    }
    EXPECT_EQ(expected, 15min);
    EXPECT_FALSE(attempts.begin(account(2), "client", at(now + 1s))) << "only that account waits";
}

TEST(Attempts, SuccessForgetsTheFailuresOfTheAccount) {
    Attempts attempts;
    for (int i = 0; i < 5; ++i)
        EXPECT_FALSE(attempts.begin(account(1), "client", at(i * 1s)));
    ASSERT_FALSE(attempts.begin(account(1), "client", at(10s)));
    attempts.succeeded(account(1), "client");
    for (int i = 0; i < 5; ++i)
        EXPECT_FALSE(attempts.begin(account(1), "client", at(11s + i * 1s)));
}

TEST(Attempts, ThirtyFailuresOfAClientInTenMinutesAreEnoughWhateverTheAccount) {
    Attempts attempts;
    for (unsigned char i = 0; i < 30; ++i)
        EXPECT_FALSE(attempts.begin(account(i), "client", at(i * 10s)));
    const auto wait = attempts.begin(account(100), "client", at(300s));
    ASSERT_TRUE(wait);
    EXPECT_EQ(*wait, 300s) << "until the first of them is ten minutes old";
    EXPECT_FALSE(attempts.begin(account(100), "other client", at(301s)));
    EXPECT_FALSE(attempts.begin(account(101), "client", at(600s)));
    EXPECT_TRUE(attempts.begin(account(102), "client", at(601s)));
}

TEST(Attempts, OnesThatSucceedDoNotUseUpAClient) {
    Attempts attempts;
    for (int i = 0; i < 200; ++i) {
        EXPECT_FALSE(attempts.begin(account(1), "office", at(i * 1s))) << i;
        attempts.succeeded(account(1), "office");
    }
}

TEST(Attempts, OnesThatWereNotMadeCountForNobody) {
    Attempts attempts;
    for (int i = 0; i < 200; ++i) {
        EXPECT_FALSE(attempts.begin(account(1), "client", at(i * 1s))) << i;
        attempts.withdrawn(account(1), "client");
    }
}

TEST(Attempts, TenASecondInAll) {
    Attempts attempts;
    for (unsigned char i = 0; i < 10; ++i)
        EXPECT_FALSE(attempts.begin(account(i), std::to_string(i), at(i * 10ms)));
    const auto wait = attempts.begin(account(50), "client", at(100ms));
    ASSERT_TRUE(wait);
    EXPECT_EQ(*wait, 900ms);
    EXPECT_FALSE(attempts.begin(account(50), "client", at(1s)));
    EXPECT_TRUE(attempts.begin(account(51), "client", at(1s)));
}

TEST(Attempts, ManyStrangeNamesDoNotFreeAnAccountBeforeItsWaitIsOver) {
    Attempts attempts;
    Duration now{0};
    for (int i = 0; i < 40; ++i) {  // far into the longest wait
        const auto wait = attempts.begin(account(1), "c" + std::to_string(i), at(now));
        if (!wait) continue;
        now += *wait;
        ASSERT_FALSE(attempts.begin(account(1), "c" + std::to_string(i), at(now)));
    }
    const auto failed = now;
    Hash name;
    for (std::uint32_t i = 0; now < failed + 14min; ++i) {
        name.bytes[0] = std::byte{0xFF};
        for (std::size_t byte = 0; byte < 4; ++byte)
            name.bytes[byte + 1] = static_cast<std::byte>(i >> (8 * byte));
        now += 100ms;
        static_cast<void>(attempts.begin(name, "stranger " + std::to_string(i), at(now)));
    }
    EXPECT_TRUE(attempts.begin(account(1), "client", at(now)));
}

}  // namespace
}  // namespace praxis::web
