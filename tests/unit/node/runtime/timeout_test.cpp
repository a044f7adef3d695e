#include "node/runtime/timeout.hpp"

#include "tests/sim/task_program.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace praxis::node {
namespace {

using std::chrono::seconds;

class TimeoutTest : public ::testing::Test {
protected:
    struct Ending {
        int& endings;
        ~Ending() { ++endings; }
    };

    Task<Result<int>> value_after(Duration duration, int value) {
        const Ending ending{endings};
        co_await clock().sleep_for(duration);
        co_return value;
    }
    Task<Result<int>> bug_after(Duration duration) {
        co_await clock().sleep_for(duration);
        throw std::logic_error{"bug"};
    }
    Task<Result<int>> fail_at_once() { co_return fail(RuntimeErrc::reset); }

    Task<Result<void>> record(Task<Result<int>> task) {
        auto result = co_await std::move(task);
        at = clock().now_mono() - begin;
        endings_at_result = endings;
        outcome = result ? std::to_string(result.value()) : result.error().text();
        co_return success();
    }
    void run(Task<Result<int>> task) {
        begin = clock().now_mono();
        program.tasks.spawn(record(std::move(task)));
        world.run_for(seconds{1'000});
    }
    Clock& clock() { return program.runtime.clock; }

    MonoTime begin;
    Duration at{};
    int endings = 0;
    int endings_at_result = 0;
    std::string outcome;
    sim::World world{1};
    sim::NodeIndex machine = world.add_machine();
    sim::TaskProgram& program = sim::start_tasks(world, machine);
};

TEST_F(TimeoutTest, InTimeGivesTheValue) {
    run(with_timeout(clock(), seconds{10}, value_after(seconds{9}, 7)));
    EXPECT_EQ(outcome, "7");
    EXPECT_EQ(at, seconds{9});
}

TEST_F(TimeoutTest, TooLateFailsAtTheLimitAfterTheTaskEnded) {
    run(with_timeout(clock(), seconds{10}, value_after(seconds{11}, 7)));
    EXPECT_EQ(outcome, "took too long");
    EXPECT_EQ(at, seconds{10});
    EXPECT_EQ(endings_at_result, 1);
}

TEST_F(TimeoutTest, AnErrorOfTheTaskIsItsResult) {
    run(with_timeout(clock(), seconds{10}, fail_at_once()));
    EXPECT_EQ(outcome, "the connection broke");
    EXPECT_EQ(at, seconds{0});
}

TEST_F(TimeoutTest, FirstOfGivesTheFirstAndEndsBoth) {
    run(first_of(value_after(seconds{5}, 1), value_after(seconds{3}, 2)));
    EXPECT_EQ(outcome, "2");
    EXPECT_EQ(at, seconds{3});
    EXPECT_EQ(endings_at_result, 2);
}

TEST_F(TimeoutTest, TheyNest) {
    auto slow = with_timeout(clock(), seconds{4}, value_after(seconds{9}, 1));
    auto slower = with_timeout(clock(), seconds{6}, value_after(seconds{9}, 2));
    run(first_of(std::move(slow), std::move(slower)));
    EXPECT_EQ(outcome, "took too long");
    EXPECT_EQ(at, seconds{4});
    EXPECT_EQ(endings_at_result, 2);
}

TEST_F(TimeoutTest, ABugIsNotAResult) {
    EXPECT_THROW(run(first_of(value_after(seconds{5}, 1), bug_after(seconds{3}))),
                 std::logic_error);
    EXPECT_EQ(outcome, "");
}

TEST_F(TimeoutTest, CancellingTheWholeCancelsBoth) {
    program.tasks.spawn(record(with_timeout(clock(), seconds{50}, value_after(seconds{60}, 1))));
    world.run_for(seconds{10});
    program.tasks.cancel_all();
    world.run_for(seconds{1});
    EXPECT_TRUE(program.tasks.empty());
    EXPECT_EQ(outcome, "");
    EXPECT_EQ(endings, 1);
}

TEST_F(TimeoutTest, CancellingAtAnyStepCancelsBoth) {
    for (int steps = 0; steps < 30; ++steps) {
        auto inner = with_timeout(clock(), seconds{2}, fail_at_once());
        auto outer = first_of(std::move(inner), value_after(Duration{0}, 1));
        program.tasks.spawn(record(std::move(outer)));
        for (int step = 0; step < steps; ++step)
            world.step();
        program.tasks.cancel_all();
        world.run_for(seconds{1});
        EXPECT_TRUE(program.tasks.empty());
    }
}

TEST_F(TimeoutTest, ATaskMayCancelTheGroupItRunsIn) {
    auto cancel_own = [](TaskGroup& group) -> Task<Result<int>> {
        group.cancel_all();
        co_await yield();
        co_return 1;
    };
    run(with_timeout(clock(), seconds{2}, cancel_own(program.tasks)));
    EXPECT_EQ(outcome, "");
    EXPECT_TRUE(program.tasks.empty());
}

TEST_F(TimeoutTest, ACrashInTheMiddleDestroysAll) {
    program.tasks.spawn(record(with_timeout(clock(), seconds{50}, value_after(seconds{60}, 1))));
    world.run_for(seconds{10});
    world.crash(machine);
    EXPECT_EQ(outcome, "");
    EXPECT_EQ(endings, 1);
}

}  // namespace
}  // namespace praxis::node
