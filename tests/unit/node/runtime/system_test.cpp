#include "node/runtime/system.hpp"

#include "node/runtime/offload.hpp"
#include "node/runtime/suspend.hpp"
#include "node/runtime/task_group.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <optional>
#include <thread>

namespace praxis::node {
namespace {

SystemOptions quiet() {
    SystemOptions options;
    options.folder = "/";
    options.log_level = LogLevel::error;
    return options;
}

TEST(System, HopsBetweenItsThreads) {
    System system{quiet()};
    TaskGroup tasks{system.runtime().loop};
    struct Threads {
        std::thread::id loop, worker, writer, home;
    } seen;
    auto visit = [](Runtime& runtime, Threads& out) -> Task<Result<void>> {
        out.loop = std::this_thread::get_id();
        co_await hop_to(runtime.workers);
        out.worker = std::this_thread::get_id();
        co_await hop_to(runtime.writer);
        out.writer = std::this_thread::get_id();
        co_await hop_to(runtime.loop);
        out.home = std::this_thread::get_id();
        co_return success();
    };
    tasks.spawn(visit(system.runtime(), seen));
    system.run();
    EXPECT_TRUE(tasks.empty());
    EXPECT_EQ(seen.loop, std::this_thread::get_id());
    EXPECT_EQ(seen.home, seen.loop);
    EXPECT_NE(seen.worker, seen.loop);
    EXPECT_NE(seen.writer, seen.loop);
    EXPECT_NE(seen.writer, seen.worker);
}

TEST(System, OffloadsToAWorkerAndComesHome) {
    System system{quiet()};
    TaskGroup tasks{system.runtime().loop};
    struct Threads {
        std::thread::id worker, home;
    } seen;
    auto visit = [](Runtime& runtime, Threads& out) -> Task<Result<void>> {
        auto where = [] { return std::this_thread::get_id(); };
        out.worker = co_await offload(runtime.loop, runtime.workers, where);
        out.home = std::this_thread::get_id();
        co_return success();
    };
    tasks.spawn(visit(system.runtime(), seen));
    system.run();
    EXPECT_NE(seen.worker, std::this_thread::get_id());
    EXPECT_EQ(seen.home, std::this_thread::get_id());
}

TEST(System, SleepsUntilTheDeadlineOrCancellation) {
    System system{quiet()};
    auto& runtime = system.runtime();
    TaskGroup tasks{runtime.loop};
    auto sleep = [](Clock& clock, bool& woke) -> Task<Result<void>> {
        const auto until = clock.now_mono() + std::chrono::milliseconds{5};
        co_await clock.sleep_until(until);
        woke = clock.now_mono() >= until;
        co_return success();
    };
    auto sleep_long = [](Clock& clock) -> Task<Result<void>> {
        co_await clock.sleep_for(std::chrono::hours{24});
        co_return success();
    };
    bool woke = false;
    TaskGroup others{runtime.loop};
    others.spawn(sleep_long(runtime.clock));
    tasks.spawn(sleep(runtime.clock, woke), [&others](Result<void>) { others.cancel_all(); });
    system.run();
    EXPECT_TRUE(woke);
    EXPECT_TRUE(others.empty());
}

TEST(System, CallsTheHandlerOnTerminate) {
    System system{quiet()};
    bool asked = false;
    system.on_terminate([&] {
        asked = true;
        system.stop();
    });
    ASSERT_EQ(std::raise(SIGTERM), 0);
    system.run();
    EXPECT_TRUE(asked);
}

TEST(System, StopsWithTasksLeftAndGoesOnWithThem) {
    auto wait = []() -> Task<Result<void>> {
        co_await suspend([](const Waker&) {});
        co_return success();
    };
    auto stop = [](System& running) -> Task<Result<void>> {
        running.stop();
        co_return success();
    };
    System system{quiet()};
    TaskGroup tasks{system.runtime().loop};
    tasks.spawn(wait());
    tasks.spawn(stop(system));
    system.run();
    EXPECT_FALSE(tasks.empty());
    tasks.cancel_all();
    system.run();
    EXPECT_TRUE(tasks.empty());
}

TEST(System, DestroysCoroutinesThatAreLeft) {
    struct Witness {
        bool& flag;
        ~Witness() { flag = true; }
    };
    auto wait = [](bool& died) -> Task<Result<void>> {
        const Witness witness{died};
        co_await suspend([](const Waker&) {});
        co_return success();
    };
    bool died = false;
    std::optional<TaskGroup> tasks;
    {
        System system{quiet()};
        tasks.emplace(system.runtime().loop);
        tasks->spawn(wait(died), {});
        tasks->spawn([](System& running) -> Task<Result<void>> {
            running.stop();
            co_return success();
        }(system));
        system.run();
        EXPECT_FALSE(died);
    }
    EXPECT_TRUE(died);
    EXPECT_TRUE(tasks->empty());
}

TEST(System, KnowsItsDisk) {
    System system{quiet()};
    EXPECT_GT(system.runtime().host.disk_free_bytes(), 0U);
    auto options = quiet();
    options.folder = "/no/such/folder";
    System lost{options};
    EXPECT_EQ(lost.runtime().host.disk_free_bytes(), 0U);
}

TEST(System, DrawsRandomBytesAndTime) {
    System system{quiet()};
    auto& runtime = system.runtime();
    EXPECT_NE(runtime.entropy.u64(), runtime.entropy.u64());
    EXPECT_GT(to_millis(runtime.clock.now_wall()), 1'700'000'000'000);
    const auto earlier = runtime.clock.now_mono();
    EXPECT_LE(earlier, runtime.clock.now_mono());
}

}  // namespace
}  // namespace praxis::node
