#include "node/runtime/task_group.hpp"

#include "node/runtime/event.hpp"
#include "tests/sim/task_program.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace praxis::node {
namespace {

using std::chrono::seconds;

/// Says when it dies: shows whether a coroutine's locals were destroyed.
struct Witness {
    explicit Witness(int& counter) : deaths{&counter} {}
    Witness(const Witness&) = delete;
    Witness& operator=(const Witness&) = delete;
    ~Witness() { ++*deaths; }
    int* deaths;
};

class TaskGroupTest : public ::testing::Test {
protected:
    Task<Result<void>> sleep(Duration duration) {
        const Witness witness{deaths};
        co_await clock().sleep_for(duration);
        co_return success();
    }
    Task<Result<void>> fail_at_once() { co_return fail(RuntimeErrc::refused); }
    Task<Result<void>> retry_for_ever() {
        for (;;) {
            ++attempts;
            co_await clock().sleep_for(seconds{1});
        }
    }
    Task<Result<void>> stop_after(TaskGroup& group, Duration duration) {
        co_await clock().sleep_for(duration);
        group.cancel_all();
        co_await group.wait_empty();
        stopped = true;
        co_return success();
    }
    Task<Result<void>> throw_a_bug() {
        co_await clock().sleep_for(seconds{1});
        throw std::logic_error{"bug"};
    }
    /// A coroutine that owns a group, as a session does.
    Task<Result<void>> own_a_group() {
        const Witness witness{deaths};
        TaskGroup inner{program.runtime.loop};
        inner.spawn(sleep(seconds{100}));
        inner.spawn(sleep(seconds{200}));
        co_await clock().sleep_for(seconds{50});
        inner.cancel_all();
        co_await inner.wait_empty();
        co_return success();
    }
    Clock& clock() { return program.runtime.clock; }

    int deaths = 0;
    int attempts = 0;
    bool stopped = false;
    sim::World world{1};
    sim::NodeIndex machine = world.add_machine();
    sim::TaskProgram& program = sim::start_tasks(world, machine);
};

TEST_F(TaskGroupTest, HandsTheResultToItsOwner) {
    std::vector<std::string> results;
    const auto note = [&](Result<void> result) {
        EXPECT_FALSE(program.tasks.empty());
        results.push_back(result ? "done" : result.error().text());
    };
    program.tasks.spawn(sleep(seconds{5}), note);
    program.tasks.spawn(fail_at_once(), note);
    EXPECT_TRUE(results.empty());  // nothing runs inside spawn
    EXPECT_EQ(program.tasks.size(), 2U);
    world.run_for(seconds{10});
    EXPECT_EQ(results, (std::vector<std::string>{"nobody listens there", "done"}));
    EXPECT_TRUE(program.tasks.empty());
}

TEST_F(TaskGroupTest, CancelStopsEveryTaskAndTellsNobody) {
    bool told = false;
    const auto note = [&told](Result<void>) { told = true; };
    program.tasks.spawn(sleep(seconds{1'000}), note);
    program.tasks.spawn(retry_for_ever(), note);
    world.run_for(seconds{10});
    const auto before = attempts;
    EXPECT_GE(before, 10);
    program.tasks.cancel_all();
    world.run_for(seconds{10});
    EXPECT_TRUE(program.tasks.empty());
    EXPECT_EQ(attempts, before);
    EXPECT_EQ(deaths, 1);
    EXPECT_FALSE(told);
}

TEST_F(TaskGroupTest, CancelBeforeTheFirstTurnStopsToo) {
    program.tasks.spawn(sleep(seconds{1'000}));
    program.tasks.cancel_all();
    world.run_for(seconds{1});
    EXPECT_TRUE(program.tasks.empty());
}

// Asio 1.81 posts the cancellation with a raw pointer into the task when the handler of co_spawn
// has an executor bound to it; a task that ended in between was then a use after free.
TEST_F(TaskGroupTest, CancelOfATaskThatIsAboutToEndIsHarmless) {
    for (int steps = 1; steps < 6; ++steps) {
        program.tasks.spawn(fail_at_once());
        program.tasks.spawn(sleep(Duration{0}));
        for (int step = 0; step < steps; ++step)
            world.step();
        program.tasks.cancel_all();
        world.run_for(seconds{1});
        EXPECT_TRUE(program.tasks.empty());
    }
}

TEST_F(TaskGroupTest, WaitEmptyWaitsForTheLastOne) {
    auto& owner = sim::start_tasks(world, world.add_machine());
    owner.tasks.spawn(stop_after(program.tasks, seconds{3}));
    for (int task = 0; task < 3; ++task)
        program.tasks.spawn(sleep(seconds{100}));
    world.run_for(seconds{2});
    EXPECT_FALSE(stopped);
    world.run_for(seconds{2});
    EXPECT_TRUE(stopped);
    EXPECT_EQ(deaths, 3);
}

TEST_F(TaskGroupTest, ABugLeavesThroughTheLoop) {
    program.tasks.spawn(throw_a_bug());
    EXPECT_THROW(world.run_for(seconds{2}), std::logic_error);
    EXPECT_TRUE(program.tasks.empty());
}

TEST_F(TaskGroupTest, AGroupInACoroutineStopsWithIt) {
    program.tasks.spawn(own_a_group());
    world.run_for(seconds{60});
    EXPECT_TRUE(program.tasks.empty());
    EXPECT_EQ(deaths, 3);
}

TEST_F(TaskGroupTest, ACrashDestroysCoroutinesWhereTheyStand) {
    program.tasks.spawn(own_a_group());
    program.tasks.spawn(sleep(seconds{100}));
    world.run_for(seconds{10});
    EXPECT_EQ(deaths, 0);
    world.crash(machine);
    EXPECT_EQ(deaths, 4);
}

TEST_F(TaskGroupTest, ACrashDropsTasksThatNeverRan) {
    bool told = false;
    program.tasks.spawn(sleep(seconds{1}), [&told](Result<void>) { told = true; });
    world.crash(machine);
    world.run_for(seconds{10});
    EXPECT_FALSE(told);
}

using TaskGroupDeathTest = TaskGroupTest;

TEST_F(TaskGroupDeathTest, MustBeEmptyWhenItsOwnerDies) {
    auto group = std::make_unique<TaskGroup>(program.runtime.loop);
    group->spawn(sleep(seconds{100}));
    EXPECT_DEATH(group.reset(), "empty");
    group->cancel_all();
    world.run_for(seconds{1});
}

}  // namespace
}  // namespace praxis::node
