#include "tests/link/line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

// Virtual time throughout: a driver that wakes every `step` and moves what the link lets it move.
namespace praxis::link {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

struct Drive {
    Bytes received;
    std::size_t held_most = 0;
    std::vector<std::uint64_t> cuts;
    Time first{-1};
    Time last{0};
};

/// Sends `total` bytes counting 0, 1, 2, ... through one pipe; the receiver reads while
/// `reads(now)`.
template <class Reads>
Drive drive(Line& line, std::size_t total, Nanoseconds step, Time end, Reads reads) {
    Pipe pipe{line};
    Drive out;
    std::size_t sent = 0;
    for (Time now{0}; now <= end; now += step) {
        const auto offered = std::min(pipe.room(now), total - sent);
        Bytes bytes(offered);
        std::ranges::generate(bytes, [&] { return static_cast<std::byte>(sent++); });
        pipe.offer(now, bytes);
        out.held_most = std::max(out.held_most, pipe.held());
        if (!reads(now)) continue;
        const auto arrival = pipe.take(now);
        if (!arrival.bytes.empty() && out.first < Time{0}) out.first = now;
        if (!arrival.bytes.empty()) out.last = now;
        out.received.insert(out.received.end(), arrival.bytes.begin(), arrival.bytes.end());
        if (arrival.cut) out.cuts.push_back(out.received.size());
    }
    return out;
}

Drive drive(Line& line, std::size_t total, Nanoseconds step, Time end) {
    return drive(line, total, step, end, [](Time) { return true; });
}

TEST(Line, CarriesItsRateAndNoMore) {
    for (const std::uint64_t rate : {9'600U, 64'000U, 2'000'000U, 100'000'000U}) {
        Line line{{.bits_per_second = rate}};
        const auto total = static_cast<std::size_t>(rate) / 8 * 20;
        const auto result = drive(line, total, milliseconds{1}, seconds{30});
        ASSERT_EQ(result.received.size(), total) << rate;
        EXPECT_GE(result.last, seconds{20}) << rate;
        EXPECT_LE(result.last, seconds{20} + milliseconds{2}) << rate;
    }
}

TEST(Line, LosesNoRateWhenTheDriverWakesLate) {
    Line line{{.bits_per_second = 2'000'000}};
    const auto result = drive(line, 5'000'000, milliseconds{200}, seconds{30});
    EXPECT_EQ(result.received.size(), 5'000'000U);
    EXPECT_LE(result.last, seconds{20} + milliseconds{200});
}

TEST(Line, AnIdleSecondIsLost) {
    Line line{{.bits_per_second = 8'000}};
    Pipe pipe{line};
    pipe.offer(seconds{10}, Bytes(100));
    EXPECT_EQ(pipe.take(seconds{10} + milliseconds{99}).bytes.size(), 80U);
    EXPECT_EQ(pipe.take(seconds{10} + milliseconds{100}).bytes.size(), 20U);
}

TEST(Line, DeliversWhatWasSentInOrderAfterTheDelay) {
    Line line{{.bits_per_second = 9'600, .delay = milliseconds{350}}};
    const auto result = drive(line, 4'000, milliseconds{1}, seconds{10});
    ASSERT_EQ(result.received.size(), 4'000U);
    for (std::size_t at = 0; at < result.received.size(); ++at) {
        ASSERT_EQ(result.received[at], static_cast<std::byte>(at));
    }
    EXPECT_EQ(result.first, milliseconds{370});  // one slice of 20 ms, then the delay
    EXPECT_NEAR(static_cast<double>(result.last.count()), 4'000 / 1'200.0 * 1e9 + 350e6, 2e6);
}

TEST(Line, TwoConnectionsShareIt) {
    Line line{{.bits_per_second = 80'000}};
    Pipe one{line};
    Pipe two{line};
    std::size_t received = 0;
    for (Time now{0}; now <= seconds{10}; now += milliseconds{5}) {
        one.offer(now, Bytes(std::min<std::size_t>(one.room(now), 50)));
        two.offer(now, Bytes(std::min<std::size_t>(two.room(now), 50)));
        received += one.take(now).bytes.size() + two.take(now).bytes.size();
    }
    EXPECT_LE(received, 100'000U);
    EXPECT_GE(received, 99'000U);
}

TEST(Pipe, HoldsAtMostASecondAndADelayForAReceiverThatDoesNotRead) {
    Line line{{.bits_per_second = 9'600, .delay = milliseconds{350}}};
    const auto result = drive(
        line, 1'000'000, milliseconds{1}, seconds{60}, [](Time now) { return now > seconds{59}; });
    EXPECT_EQ(result.held_most, 1'620U);
    EXPECT_GE(result.received.size(), 1'620U);
}

TEST(Cuts, StandAtTheSameBytesForTheSameSeedWhateverTheClock) {
    const LineOptions options{.bits_per_second = 80'000, .cut_every_bytes = 5'000, .seed = 4};
    Line one{options};
    Line two{options};
    const auto fast = drive(one, 200'000, milliseconds{1}, seconds{100});
    const auto slow = drive(two, 200'000, milliseconds{230}, seconds{100});
    ASSERT_GE(fast.cuts.size(), 5U);
    // A step that offers past a cut loses the rest of its offer, so only positions agree.
    EXPECT_EQ(fast.cuts.front(), slow.cuts.front());
    const auto both = std::min(fast.cuts.size(), slow.cuts.size());
    EXPECT_TRUE(std::equal(fast.cuts.begin(),
                           fast.cuts.begin() + static_cast<std::ptrdiff_t>(both),
                           slow.cuts.begin()));
    Line other{{.bits_per_second = 80'000, .cut_every_bytes = 5'000, .seed = 5}};
    EXPECT_NE(drive(other, 200'000, milliseconds{1}, seconds{100}).cuts, fast.cuts);
}

TEST(Cuts, ComeOnAverageAsOftenAsAskedAndAtAnyByte) {
    Line line{{.bits_per_second = 8'000'000, .cut_every_bytes = 1'000, .seed = 9}};
    std::uint64_t cuts = 0;
    std::uint64_t short_ones = 0;
    std::uint64_t position = 0;
    for (Time now{0}; line.bytes() < 4'000'000; now += milliseconds{1}) {
        for (const auto& slice : line.pass(now, 1'000)) {
            if (!slice.cut_after) continue;
            ++cuts;
            const auto distance = line.bytes() - position;
            position = line.bytes();
            if (distance <= 693) ++short_ones;  // the median of an exponential is mean x ln 2
        }
    }
    EXPECT_NEAR(static_cast<double>(cuts), 4'000.0, 200.0);
    EXPECT_NEAR(static_cast<double>(short_ones), 2'000.0, 150.0);
}

TEST(Cuts, NeverComeWhenNotAsked) {
    Line line{{.bits_per_second = 8'000'000, .cut_every_bytes = 0}};
    const auto result = drive(line, 10'000'000, milliseconds{1}, seconds{12});
    EXPECT_TRUE(result.cuts.empty());
    EXPECT_EQ(result.received.size(), 10'000'000U);
}

TEST(Cuts, NothingBehindTheCutArrives) {
    Line line{{.bits_per_second = 80'000, .cut_every_bytes = 300, .seed = 2}};
    Pipe pipe{line};
    pipe.offer(Time{0}, Bytes(2'500));
    const auto entered = line.bytes();
    ASSERT_LT(entered, 2'500U);
    const auto arrival = pipe.take(seconds{5});
    EXPECT_TRUE(arrival.cut);
    EXPECT_EQ(arrival.bytes.size(), entered);
}

}  // namespace
}  // namespace praxis::link
