#include "node/runtime/event.hpp"

#include "node/runtime/offload.hpp"
#include "tests/sim/task_program.hpp"

#include <gtest/gtest.h>

namespace praxis::node {
namespace {

class EventTest : public ::testing::Test {
protected:
    Task<Result<void>> wait_once(int number) {
        co_await event.wait();
        woken.push_back(number);
        co_return success();
    }
    Task<Result<void>> wait_for_count(int wanted) {
        const auto enough = [this, wanted] { return count >= wanted; };
        co_await event.wait_until(enough);
        woken.push_back(wanted);
        co_return success();
    }
    void settle() { world.run_for(Duration{1}); }

    Event event;
    std::vector<int> woken;
    int count = 0;
    sim::World world{1};
    sim::NodeIndex machine = world.add_machine();
    sim::TaskProgram& program = sim::start_tasks(world, machine);
};

TEST_F(EventTest, WakesAllWhoWaitInTheirOrder) {
    event.notify();  // nobody hears this one
    for (const int number : {1, 2, 3})
        program.tasks.spawn(wait_once(number));
    settle();
    EXPECT_TRUE(woken.empty());
    event.notify();
    EXPECT_TRUE(woken.empty());  // in a later turn, never inside notify
    settle();
    EXPECT_EQ(woken, (std::vector<int>{1, 2, 3}));
}

TEST_F(EventTest, WaitUntilAsksBeforeItWaits) {
    count = 1;
    program.tasks.spawn(wait_for_count(1));
    program.tasks.spawn(wait_for_count(2));
    settle();
    EXPECT_EQ(woken, (std::vector<int>{1}));
    event.notify();
    settle();
    EXPECT_EQ(woken, (std::vector<int>{1}));
    count = 2;
    event.notify();
    settle();
    EXPECT_EQ(woken, (std::vector<int>{1, 2}));
}

TEST_F(EventTest, NotifyPassesOverThoseWhoWereCancelled) {
    program.tasks.spawn(wait_once(1));
    settle();
    program.tasks.cancel_all();
    settle();
    EXPECT_TRUE(program.tasks.empty());
    program.tasks.spawn(wait_once(2));
    settle();
    event.notify();
    settle();
    EXPECT_EQ(woken, (std::vector<int>{2}));
}

TEST_F(EventTest, AWakerWorksOnceAndOutlivesItsCoroutine) {
    Waker waker;
    auto wait = [](Waker& out, int& turns) -> Task<Result<void>> {
        co_await suspend([&out](Waker own) { out = std::move(own); });
        ++turns;
        co_return success();
    };
    int turns = 0;
    program.tasks.spawn(wait(waker, turns));
    settle();
    EXPECT_TRUE(waker.waits());
    waker.wake();
    waker.wake();
    EXPECT_FALSE(waker.waits());
    settle();
    EXPECT_EQ(turns, 1);

    program.tasks.spawn(wait(waker, turns));
    settle();
    world.crash(machine);
    EXPECT_FALSE(waker.waits());
    waker.wake();
    EXPECT_EQ(turns, 1);
}

TEST_F(EventTest, HopsOutAndHome) {
    auto hop = [](Runtime& runtime, bool& done) -> Task<Result<void>> {
        co_await hop_to(runtime.workers);
        co_await hop_to(runtime.loop);
        done = true;
        co_return success();
    };
    bool done = false;
    program.tasks.spawn(hop(program.runtime, done));
    settle();
    EXPECT_TRUE(done);
}

TEST_F(EventTest, OffloadsWorkAndMayBeCancelledMeanwhile) {
    auto work = [](Runtime& runtime, int& out) -> Task<Result<void>> {
        auto square = [number = std::make_unique<int>(7)] { return *number * *number; };
        out = co_await offload(runtime.loop, runtime.workers, std::move(square));
        co_return success();
    };
    int out = 0;
    program.tasks.spawn(work(program.runtime, out));
    settle();
    EXPECT_EQ(out, 49);

    for (int steps = 0; steps < 6; ++steps) {
        program.tasks.spawn(work(program.runtime, out));
        for (int step = 0; step < steps; ++step)
            world.step();
        program.tasks.cancel_all();
        settle();
        EXPECT_TRUE(program.tasks.empty());
    }
}

}  // namespace
}  // namespace praxis::node
