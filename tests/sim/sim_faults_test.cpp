// What each fault of a link, a machine or a clock does, and that chance is shaped as it says.
#include "tests/sim/draw.hpp"
#include "tests/sim/two_machines.hpp"

#include <bit>
#include <map>

namespace praxis::sim {
namespace {

using namespace std::chrono_literals;
using node::RuntimeErrc;

class SimFaults : public TwoMachines {
public:
    node::Task<Result<void>> read_one(node::Stream& stream, std::optional<MonoTime>& when) {
        Bytes buffer(1);
        CO_TRY(co_await stream.read_some(buffer));
        when = world.now();
        co_return success();
    }
    node::Task<Result<void>> sleep_by_own_clock(NodeIndex machine, MonoTime until) {
        co_await world.clock(machine).sleep_until(until);
        EXPECT_GE(world.clock(machine).now_mono(), until);
        ended_at = world.now();
        co_return success();
    }
};

TEST_F(SimFaults, ShortWritesLoseNothing) {
    LinkOptions link;
    link.short_writes = true;
    world.network().set_default_link(link);
    connect();
    const auto sent = pattern(100'000);
    tasks(b).spawn(read_all(*far));
    tasks(a).spawn(write(*near, sent), [this](Result<void>) { near->close(); });
    world.run_for(10min);
    EXPECT_EQ(received, sent);
    EXPECT_GT(reads, 500U);
}

TEST_F(SimFaults, WhatIsLostStallsTheStreamWhichThenGoesOnOrBreaks) {
    LinkOptions link;
    link.stall_every_bytes = 20'000;
    link.stall_max = 1min;
    std::size_t whole = 0;
    std::size_t broken = 0;
    for (int round = 0; round < 40; ++round) {
        world.network().set_default_link(link);
        received.clear();
        end = {};
        near.reset();
        far.reset();
        listener.reset();
        connect();
        tasks(b).spawn(read_all(*far));
        const auto sent = pattern(30'000);
        const auto begin = world.now();
        tasks(a).spawn(write(*near, sent), [this](Result<void>) { near->close(); });
        world.run_for(3min);
        if (end == RuntimeErrc::closed) {
            EXPECT_EQ(received, sent);
            if (ended_at - begin > 500ms) ++whole;
        } else {
            EXPECT_EQ(end, RuntimeErrc::reset);
            EXPECT_LT(received.size(), sent.size());
            ++broken;
        }
    }
    EXPECT_GT(whole, 5U);
    EXPECT_GT(broken, 5U);
}

TEST_F(SimFaults, AHalfCloseEndsTheReaderWhileTheWriterGoesOn) {
    LinkOptions link;
    link.half_close_every_bytes = 5'000;
    world.network().set_link(a, b, link);
    connect();
    tasks(b).spawn(read_all(*far));
    tasks(a).spawn(write(*near, pattern(20'000)));
    world.run_for(1min);
    EXPECT_EQ(end, RuntimeErrc::closed);
    EXPECT_LT(received.size(), 20'000U);
    EXPECT_TRUE(written);
    end = {};
    received.clear();
    tasks(a).spawn(read_all(*near));
    tasks(b).spawn(write(*far, pattern(500)));  // the other way is open
    world.run_for(1min);
    EXPECT_EQ(received.size(), 500U);
    EXPECT_FALSE(end);
}

TEST_F(SimFaults, ADialMayArriveTwiceAndTheSecondRepeatsTheFirst) {
    LinkOptions link;
    link.twice_percent = 100;
    world.network().set_default_link(link);
    connect();
    auto first = std::move(far);
    tasks(b).spawn(accept());
    ASSERT_TRUE(world.run_until([this] { return far != nullptr; }, 1min));
    const auto sent = pattern(3'000);
    tasks(b).spawn(read_all(*far));
    tasks(a).spawn(write(*near, sent));
    world.run_for(20min);
    EXPECT_EQ(received, sent);
    EXPECT_EQ(end, RuntimeErrc::reset);  // nobody holds its other end
    received.clear();
    tasks(b).spawn(read_all(*first));
    world.run_for(1min);
    EXPECT_EQ(received, sent);
}

TEST_F(SimFaults, AnEndThatDoesNotDrainStopsTheWriterAtTheWindow) {
    connect();
    LinkOptions link;
    link.drains = false;
    world.network().set_link(a, b, link);
    tasks(b).spawn(read_all(*far));
    const auto sent = pattern(200'000);
    const auto before = ended_at;
    tasks(a).spawn(write(*near, sent));
    world.run_for(1h);
    EXPECT_EQ(received.size(), 0U);
    EXPECT_EQ(ended_at, before);  // the write goes on
    link.drains = true;
    world.network().set_link(a, b, link);
    world.run_for(1min);
    EXPECT_EQ(received, sent);
}

TEST_F(SimFaults, OneStreamOvertakesAnotherOfTheSameLink) {
    LinkOptions link;
    link.delay_spread = 32;
    world.network().set_default_link(link);
    connect();
    auto first_near = std::move(near);
    auto first_far = std::move(far);
    listener.reset();
    connect();
    std::size_t overtaken = 0;
    for (int round = 0; round < 50; ++round) {
        std::optional<MonoTime> first;
        std::optional<MonoTime> second;
        tasks(b).spawn(read_one(*first_far, first));
        tasks(b).spawn(read_one(*far, second));
        tasks(a).spawn(write(*first_near, pattern(1)));
        world.run_for(1ms);
        tasks(a).spawn(write(*near, pattern(1)));
        world.run_for(10s);
        ASSERT_TRUE(first && second);
        if (*second < *first) ++overtaken;
    }
    EXPECT_GT(overtaken, 5U);
    EXPECT_LT(overtaken, 45U);
}

TEST_F(SimFaults, AMachineThatSleepsDoesNothingAndThenEverything) {
    connect();
    tasks(b).spawn(read_all(*far));
    world.pause(b);
    tasks(a).spawn(write(*near, pattern(1'000)));
    world.run_for(30min);
    EXPECT_EQ(received.size(), 0U);
    world.resume(b);
    world.run_for(1s);
    EXPECT_EQ(received.size(), 1'000U);
}

TEST_F(SimFaults, ACrashEndsASleep) {
    connect();
    tasks(b).spawn(read_all(*far));
    world.pause(b);
    tasks(a).spawn(write(*near, pattern(1'000)));
    world.run_for(1min);
    far.reset();
    listener.reset();
    world.crash(b);
    EXPECT_FALSE(world.paused(b));
    start_tasks(world, b);
    world.run_for(1min);
    EXPECT_EQ(received.size(), 0U);
}

TEST_F(SimFaults, AFastClockPassesAHundredthMoreAndItsSleepsEndSooner) {
    world.clock(a).set_drift(10'000);
    const auto begin = world.now();
    const auto until = world.clock(a).now_mono() + 101min;
    tasks(a).spawn(sleep_by_own_clock(a, until));
    world.run_for(3h);
    EXPECT_GE(ended_at - begin, Duration{100min});
    EXPECT_LE(ended_at - begin, Duration{100min} + 10us);
}

TEST(Draw, LogUniformGivesEachDoublingTheSame) {
    SeededEntropy random{1};
    std::map<std::size_t, int> doublings;
    for (int i = 0; i < 10'000; ++i) {
        const auto drawn = log_uniform(random, 16, 16 * 1024);
        ASSERT_GE(drawn, 16U);
        ASSERT_LE(drawn, 16U * 1024U);
        ++doublings[std::bit_width(drawn)];
    }
    for (std::size_t bits = 5; bits <= 14; ++bits) {
        EXPECT_GT(doublings[bits], 700) << bits;
        EXPECT_LT(doublings[bits], 1'300) << bits;
    }
}

TEST(Draw, LogNormalHasItsMedianAndItsDeviation) {
    SeededEntropy random{1};
    int below_median = 0;
    int within_one = 0;  // deviation, of one octave
    for (int i = 0; i < 10'000; ++i) {
        const auto drawn = log_normal(random, 1s, 16);
        below_median += drawn < 1s ? 1 : 0;
        within_one += drawn > 500ms && drawn < 2s ? 1 : 0;
    }
    EXPECT_NEAR(below_median, 5'000, 250);
    EXPECT_NEAR(within_one, 6'827, 350);
}

}  // namespace
}  // namespace praxis::sim
