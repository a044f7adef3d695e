// What a stream of the simulator promises, sentence by sentence of node/runtime/network.hpp, and
// what each fault does to it.
#include "node/runtime/timeout.hpp"
#include "tests/sim/two_machines.hpp"

namespace praxis::sim {
namespace {

using namespace std::chrono_literals;
using node::RuntimeErrc;
using node::Task;

class SimNetworkTest : public TwoMachines {};

TEST_F(SimNetworkTest, CarriesBytesInOrderAndThenTheEnd) {
    connect();
    const auto sent = pattern(300'000);
    tasks(a).spawn(write(*near, sent), [this](Result<void>) { near->close(); });
    tasks(b).spawn(read_all(*far));
    world.run_for(1min);
    EXPECT_TRUE(equal(received, sent));
    EXPECT_EQ(end, RuntimeErrc::closed);
    EXPECT_EQ(world.network().delivered_bytes(a, b), sent.size());
    EXPECT_EQ(near->peer(), at(b));
    far->close();
    EXPECT_EQ(world.network().open_streams(), 0U);
}

TEST_F(SimNetworkTest, ALinkHasDelayAndRate) {
    LinkOptions link;
    link.delay = 350ms;
    link.bytes_per_second = 1'200;
    world.network().set_link(a, b, link);
    connect();
    const auto begin = world.now();
    tasks(a).spawn(write(*near, pattern(12'000)), [this](Result<void>) { near->close(); });
    tasks(b).spawn(read_all(*far));
    world.run_for(1min);
    EXPECT_EQ(received.size(), 12'000U);
    const auto taken = ended_at - begin;
    EXPECT_GE(taken, 10s + 350ms - 1ms);
    EXPECT_LE(taken, 10s + 350ms + 10ms);
}

TEST_F(SimNetworkTest, JitterNeverReorders) {
    LinkOptions link;
    link.jitter = 500ms;
    link.bytes_per_second = 100'000;
    world.network().set_default_link(link);
    connect();
    const auto sent = pattern(50'000);
    tasks(a).spawn(write(*near, sent));
    tasks(b).spawn(read_all(*far));
    world.run_for(1min);
    EXPECT_TRUE(equal(received, sent));
}

TEST_F(SimNetworkTest, ShortReadsGiveEveryByteStill) {
    LinkOptions link;
    link.short_reads = true;
    world.network().set_default_link(link);
    connect();
    const auto sent = pattern(10'000);
    tasks(a).spawn(write(*near, sent));
    tasks(b).spawn(read_all(*far));
    world.run_for(1min);
    EXPECT_TRUE(equal(received, sent));
    EXPECT_GT(reads, 12U);
}

TEST_F(SimNetworkTest, AWriterWaitsForASlowReader) {
    connect();
    bool done = false;
    tasks(a).spawn(write(*near, pattern(200'000)), [&done](Result<void>) { done = true; });
    world.run_for(1h);
    EXPECT_FALSE(done);
    EXPECT_EQ(world.network().delivered_bytes(a, b), LinkOptions{}.window_bytes);
    tasks(b).spawn(read_all(*far));
    world.run_for(1min);
    EXPECT_TRUE(done);
    EXPECT_EQ(received.size(), 200'000U);
}

TEST_F(SimNetworkTest, ACutBreaksBothEndsAtSomeByte) {
    LinkOptions link;
    link.cut_every_bytes = 5'000;
    std::set<std::size_t> cut_at;
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        world.network().set_link(a, b, link);
        near.reset();
        far.reset();
        listener.reset();
        received.clear();
        connect();
        const auto sent = pattern(20'000);
        tasks(a).spawn(write(*near, sent));
        tasks(b).spawn(read_all(*far));
        world.run_for(1min);
        EXPECT_EQ(end, RuntimeErrc::reset);
        ASSERT_LE(received.size(), 10'001U);
        EXPECT_TRUE(equal(received, ByteView{sent}.first(received.size())));
        cut_at.insert(received.size());
        tasks(a).spawn(write(*near, pattern(1)));
        world.run_for(1s);
        EXPECT_EQ(written.error().code, RuntimeErrc::reset);
    }
    EXPECT_GE(cut_at.size(), 8U);
}

TEST_F(SimNetworkTest, ALinkThatCutsNoMoreSparesTheStreamsItHas) {
    LinkOptions cutting;
    cutting.cut_every_bytes = 1'000;
    world.network().set_default_link(cutting);
    connect();
    world.network().set_default_link({});
    const auto sent = pattern(60'000);
    tasks(a).spawn(write(*near, sent));
    tasks(b).spawn(read_all(*far));
    world.run_for(1min);
    EXPECT_TRUE(equal(received, sent));
}

TEST_F(SimNetworkTest, APartitionHoldsBytesBackUntilItHeals) {
    connect();
    world.network().partition(a, b);
    const auto sent = pattern(5'000);
    tasks(a).spawn(write(*near, sent));
    tasks(b).spawn(read_all(*far));
    world.run_for(1h);
    EXPECT_TRUE(received.empty());
    world.network().heal(a, b);
    world.run_for(1s);
    EXPECT_TRUE(equal(received, sent));
}

TEST_F(SimNetworkTest, WhatWasHeldBackComesBeforeWhatFollows) {
    LinkOptions link;
    link.jitter = 500ms;
    world.network().set_default_link(link);
    connect();
    tasks(b).spawn(read_all(*far));
    Bytes all;
    for (int round = 0; round < 20; ++round) {
        world.network().block(a, b);
        for (const bool blocked : {true, false}) {
            if (!blocked) world.network().heal_all();
            const auto sent = pattern(100);
            append(all, sent);
            tasks(a).spawn(write(*near, sent));
            world.run_for(blocked ? Duration{2s} : Duration{1ms});
        }
    }
    world.run_for(1min);
    EXPECT_TRUE(equal(received, all));
}

TEST_F(SimNetworkTest, AOneWayBlockStopsOneWay) {
    connect();
    world.network().block(a, b);
    tasks(a).spawn(write(*near, pattern(10)));
    tasks(b).spawn(write(*far, pattern(20)));
    tasks(a).spawn(read_all(*near));
    world.run_for(1min);
    EXPECT_EQ(received.size(), 20U);
    EXPECT_EQ(world.network().delivered_bytes(a, b), 0U);
    world.network().heal_all();
    world.run_for(1s);
    EXPECT_EQ(world.network().delivered_bytes(a, b), 10U);
}

TEST_F(SimNetworkTest, AOneWayBlockOfTheWayBackStopsTheWriterAtTheWindow) {
    connect();
    world.network().block(b, a);
    tasks(a).spawn(write(*near, pattern(200'000)));
    tasks(b).spawn(read_all(*far));
    world.run_for(1min);
    EXPECT_EQ(received.size(), LinkOptions{}.window_bytes);
    world.network().unblock(b, a);
    world.run_for(1min);
    EXPECT_EQ(received.size(), 200'000U);
}

TEST_F(SimNetworkTest, ADialFailsAsTcpDoes) {
    tasks(a).spawn(dial());
    world.run_for(1s);
    EXPECT_EQ(dialed.error().code, RuntimeErrc::refused);  // nobody listens

    listener = std::move(network(b).listen(at(b)).value());
    world.network().set_refusing(b, true);
    tasks(a).spawn(dial());
    world.run_for(1s);
    EXPECT_EQ(dialed.error().code, RuntimeErrc::refused);
    world.network().set_refusing(b, false);

    world.network().block(b, a);
    const auto begin = world.now();
    tasks(a).spawn(dial());
    world.run_for(1h);
    EXPECT_EQ(dialed.error().code, RuntimeErrc::unreachable);
    EXPECT_GE(ended_at - begin, SimNetwork::dial_patience);

    tasks(a).spawn(dial());
    world.run_for(30s);
    world.network().heal_all();
    world.run_for(2s);
    EXPECT_TRUE(near);
}

TEST_F(SimNetworkTest, OneDoorAtOnePort) {
    listener = std::move(network(b).listen(at(b)).value());
    EXPECT_EQ(network(b).listen(at(b)).error().code, RuntimeErrc::address_in_use);
    const auto free = network(b).listen({"", 0});
    EXPECT_NE(free.value()->local().port, 0);
    listener.reset();
    EXPECT_TRUE(network(b).listen(at(b)));
}

TEST_F(SimNetworkTest, ACrashedProcessResetsItsStreams) {
    connect();
    tasks(a).spawn(read_all(*near));
    tasks(b).spawn(write(*far, pattern(100)));
    world.run_for(1s);
    world.crash(b, Death::process);
    world.run_for(1s);
    EXPECT_EQ(received.size(), 100U);
    EXPECT_EQ(end, RuntimeErrc::reset);
    tasks(a).spawn(dial());
    world.run_for(1s);
    EXPECT_EQ(dialed.error().code, RuntimeErrc::refused);
}

TEST_F(SimNetworkTest, ADeadMachineIsSilentUntilItBootsAgain) {
    connect();
    tasks(a).spawn(read_all(*near));
    world.crash(b, Death::machine);
    tasks(a).spawn(write(*near, pattern(10)));
    world.run_for(1h);
    EXPECT_FALSE(end);
    start_tasks(world, b);
    tasks(a).spawn(write(*near, pattern(10)));
    world.run_for(1s);
    EXPECT_EQ(end, RuntimeErrc::reset);  // it knows nothing of that stream
}

TEST_F(SimNetworkTest, CloseEndsTheOwnReaderAndResetsALateWriter) {
    connect();
    tasks(a).spawn(read_all(*near));
    world.run_for(1s);
    near->close();
    world.run_for(1s);
    EXPECT_EQ(end, RuntimeErrc::closed);
    tasks(b).spawn(write(*far, pattern(10)));
    world.run_for(1s);
    EXPECT_TRUE(written);
    tasks(b).spawn(write(*far, pattern(10)));
    world.run_for(1s);
    EXPECT_EQ(written.error().code, RuntimeErrc::reset);
}

TEST_F(SimNetworkTest, AStreamMayDieWhileSomebodyReads) {
    connect();
    tasks(a).spawn(read_all(*near));
    world.run_for(1s);
    near.reset();
    world.run_for(1s);
    EXPECT_EQ(end, RuntimeErrc::closed);
    EXPECT_TRUE(tasks(a).empty());
}

TEST_F(SimNetworkTest, AClosedListenerEndsItsAccept) {
    listener = std::move(network(b).listen(at(b)).value());
    bool ended = false;
    tasks(b).spawn(accept(), [&](Result<void> result) {
        ended = true;
        EXPECT_EQ(result.error().code, RuntimeErrc::closed);
    });
    world.run_for(1s);
    listener->close();
    world.run_for(1s);
    EXPECT_TRUE(ended);
}

TEST_F(SimNetworkTest, ADialGivenUpLeavesNoStreamBehind) {
    LinkOptions slow;
    slow.delay = 10s;
    world.network().set_default_link(slow);
    listener = std::move(network(b).listen(at(b)).value());
    tasks(b).spawn(accept());
    tasks(a).spawn(dial());
    ASSERT_TRUE(world.run_until([this] { return far != nullptr; }, 1min));
    tasks(a).cancel_all();
    tasks(b).spawn(read_all(*far));
    world.run_for(1min);
    EXPECT_EQ(end, RuntimeErrc::closed);
}

}  // namespace
}  // namespace praxis::sim
