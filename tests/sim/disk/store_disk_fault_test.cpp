#include "tests/sim/disk/ram_folder.hpp"
#include "tests/sim/disk/store_life.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstdlib>

// Each sync fails once, and each write, in a store that is made, claimed, written and opened again.
// The answer is `io` or `full`, nothing acknowledged is lost, and who goes on after a restart is as
// safe against a power cut as before.

namespace praxis::sim {
namespace {

std::uint64_t number_in(const char* variable, std::uint64_t otherwise) {
    const char* text = std::getenv(variable);
    return text == nullptr ? otherwise : std::stoull(text);
}

constexpr std::size_t first_process = 5;
constexpr std::size_t steps = 12;

struct Sum {
    std::size_t faults = 0;
    StoreLife::Answers answers;
};

/// A life in which `fault` comes, with restarts where it ends a process; then the power goes at any
/// call, and the life goes on to its end. False when the fault found no call to fail.
bool live_with(const DiskFault& fault, const StorePlan& plan, std::uint64_t seed, Sum& sum) {
    SeededEntropy random{seed};
    const RamFolder folder;
    PowerCutDisk disk{folder.path()};
    StoreLife life{plan, seed};
    disk.fail(fault);
    for (const auto until : {first_process, steps}) {
        if (!disk.will_fail()) break;
        const auto ran = life.run(disk, until);
        if (disk.will_fail()) {
            EXPECT_TRUE(ran) << ran.error().text();
        } else {
            ++sum.faults;
        }
    }
    const bool came = !disk.will_fail();
    disk.forget_fault();
    sum.answers.full += life.answers().full;
    sum.answers.io += life.answers().io;
    disk.cut_power_at_call(1 + random.below(40));
    const auto until = std::min(steps, life.acknowledged() + 4);
    const auto ran = life.run(disk, until);
    if (disk.has_power()) {
        EXPECT_TRUE(ran) << ran.error().text();
    }
    disk.restore_power(random);
    const auto ended = life.run(disk, steps);
    EXPECT_TRUE(ended) << ended.error().text();
    EXPECT_EQ(life.acknowledged(), steps);
    return came;
}

/// Every call of a kind fails, in each of some lives.
Sum every(DiskFault fault) {
    Sum sum;
    for (std::uint64_t seed = 1; seed <= number_in("PRAXIS_SEEDS", 1); ++seed) {
        const StorePlan plan{seed, steps};
        for (fault.number = 1;; ++fault.number) {
            SCOPED_TRACE("life " + std::to_string(seed) + ", call " + std::to_string(fault.number));
            const bool came = live_with(fault, plan, seed, sum);
            if (testing::Test::HasFailure() || !came) break;
        }
    }
    return sum;
}

TEST(StoreDiskFault, AFailedSyncIsIoAndNothingIsAcknowledgedAfterIt) {
    const auto sum = every({.of = DiskFault::Of::sync, .number = 1, .error = EIO});
    EXPECT_EQ(sum.answers.full, 0);
    EXPECT_GT(sum.answers.io, 20);
    std::cout << sum.faults << " failed syncs, " << sum.answers.io << " writes answered io\n";
}

TEST(StoreDiskFault, AFailedWriteIsIoAndNothingIsAcknowledgedAfterIt) {
    for (const bool in_part : {false, true}) {
        const auto sum =
            every({.of = DiskFault::Of::write, .number = 1, .error = EIO, .in_part = in_part});
        EXPECT_EQ(sum.answers.full, 0);
        EXPECT_GT(sum.answers.io, 20);
        std::cout << sum.faults << " failed writes, " << sum.answers.io << " writes answered io\n";
    }
}

TEST(StoreDiskFault, AWriteWithoutRoomIsFullAndNothingIsLost) {
    for (const bool in_part : {false, true}) {
        const auto sum =
            every({.of = DiskFault::Of::write, .number = 1, .error = ENOSPC, .in_part = in_part});
        // Few: what a commit needs is mostly taken ahead of it. But both answers were given.
        EXPECT_GT(sum.answers.full, 3);
        EXPECT_GT(sum.answers.io, 3);
        std::cout << sum.faults << " writes without room, answered full " << sum.answers.full
                  << " times, io " << sum.answers.io << " times\n";
    }
}

// A disk that is full for some time, from any call on: reading goes on, and after room was made
// writing does, in the same process.
TEST(StoreDiskFault, AFullDiskIsReadAndGoesOnWhenThereIsRoom) {
    // More than the store takes from the disk beforehand.
    constexpr std::size_t large_bytes = 300'000;
    constexpr std::size_t long_life = 24;
    const auto lives = 5 * number_in("PRAXIS_SEEDS", 1);
    StoreLife::Answers sum;
    for (std::uint64_t seed = 1; seed <= lives; ++seed) {
        SCOPED_TRACE("life " + std::to_string(seed));
        const StorePlan plan{seed, long_life, large_bytes};
        SeededEntropy random{seed};
        const RamFolder folder;
        PowerCutDisk disk{folder.path()};
        StoreLife life{plan, seed};
        ASSERT_TRUE(life.run(disk, random.below(long_life / 2)));
        disk.set_full(true);
        const auto ran = life.run(disk, long_life, [&] { disk.set_full(false); });
        ASSERT_TRUE(ran) << ran.error().text();
        EXPECT_EQ(life.answers().io, 0);
        disk.set_full(false);
        disk.cut_power_at_call(1 + random.below(20));
        static_cast<void>(life.run(disk, long_life));
        disk.restore_power(random);
        ASSERT_TRUE(life.run(disk, long_life));
        EXPECT_EQ(life.acknowledged(), long_life);
        sum.full += life.answers().full;
        if (HasFailure()) return;
    }
    EXPECT_GE(sum.full, static_cast<int>(lives / 2));
    std::cout << "answered full " << sum.full << " times\n";
}

}  // namespace
}  // namespace praxis::sim
