#include "tests/sim/disk/ram_folder.hpp"
#include "tests/sim/disk/store_life.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

// The power goes within every system call that changes or syncs something, while a store is made,
// claimed, written and opened again; what was not synced then survives in several ways. After each:
// nothing acknowledged is lost, the step under way is there whole or not at all, no record is
// damaged, and the lease knows this store. PRAXIS_SEEDS=8 asks for so many plans and ways.

namespace praxis::sim {
namespace {

std::uint64_t number_in(const char* variable, std::uint64_t otherwise) {
    const char* text = std::getenv(variable);
    return text == nullptr ? otherwise : std::stoull(text);
}

constexpr std::size_t first_process = 7;  // steps of the first process of a life
constexpr std::size_t steps = 14;

/// Two processes, one after the other, as far as the power lets them.
void live(StoreLife& life, PowerCutDisk& disk) {
    for (const auto until : {first_process, steps}) {
        const auto ran = life.run(disk, until);
        if (!disk.has_power()) return;
        ASSERT_TRUE(ran) << ran.error().text();
    }
}

std::size_t calls_of(const StorePlan& plan, std::uint64_t seed) {
    const RamFolder folder;
    PowerCutDisk disk{folder.path()};
    StoreLife life{plan, seed};
    live(life, disk);
    EXPECT_EQ(life.acknowledged(), steps);
    disk.cut_power();
    EXPECT_EQ(disk.mapped(), std::set<std::string>{"lock.mdb"}) << "no write may pass unseen";
    return disk.calls();
}

/// The next process looks, goes on, and may lose power in its turn; the one after it looks again.
void come_back(StoreLife life, PowerCutDisk& disk, SeededEntropy& random) {
    disk.restore_power(random);
    if (random.below(2) == 0) disk.cut_power_at_call(1 + random.below(30));
    const auto until = std::min(steps, life.acknowledged() + 2);
    const auto ran = life.run(disk, until);
    if (disk.has_power()) {
        EXPECT_TRUE(ran) << ran.error().text();
    }
    disk.restore_power(random);
    const auto looked = life.look(disk);
    EXPECT_TRUE(looked) << looked.error().text();
}

TEST(StorePowerCut, NothingAcknowledgedIsLostAtAnySystemCall) {
    const auto ways = number_in("PRAXIS_SEEDS", 3);
    std::size_t cuts = 0;
    for (std::uint64_t seed = 1; seed <= std::max<std::uint64_t>(1, ways / 4); ++seed) {
        const StorePlan plan{seed, steps};
        const auto calls = calls_of(plan, seed);
        EXPECT_GT(calls, 100U);
        for (std::size_t call = 1; call <= calls + 1; ++call) {
            const RamFolder folder;
            PowerCutDisk disk{folder.path()};
            StoreLife life{plan, seed};
            disk.cut_power_at_call(call);
            live(life, disk);
            disk.cut_power();
            for (std::uint64_t way = 1; way <= ways; ++way) {
                SCOPED_TRACE("plan " + std::to_string(seed) + ", call " + std::to_string(call) +
                             " of " + std::to_string(calls) + ", way " + std::to_string(way));
                const RamFolder other_folder;
                PowerCutDisk other{other_folder.path(), disk.platter()};
                SeededEntropy random{(seed * 1'000'003 + call) * 1'000 + way};
                come_back(life, other, random);
                ++cuts;
                if (HasFailure()) {
                    std::cout << "after " << cuts << " cuts\n";
                    return;
                }
            }
        }
    }
    RecordProperty("cuts", std::to_string(cuts));
    std::cout << cuts << " cuts\n";
}

// Power that goes again and again, mostly before the next process has done anything.
TEST(StorePowerCut, NothingAcknowledgedIsLostWhenThePowerGoesAgainAndAgain) {
    const auto lives = number_in("PRAXIS_SEEDS", 3) * 2;
    std::size_t cuts = 0;
    for (std::uint64_t seed = 1; seed <= lives; ++seed) {
        SCOPED_TRACE("life " + std::to_string(seed));
        constexpr std::size_t long_life = 40;
        const StorePlan plan{seed, long_life};
        SeededEntropy random{seed};
        const RamFolder folder;
        PowerCutDisk disk{folder.path()};
        StoreLife life{plan, seed};
        while (life.acknowledged() < long_life && !HasFailure()) {
            disk.cut_power_at_call(1 + random.below(random.below(4) == 0 ? 200 : 25));
            const auto ran = life.run(disk, long_life);
            if (disk.has_power()) {
                EXPECT_TRUE(ran) << ran.error().text();
            }
            disk.restore_power(random);
            ASSERT_LT(++cuts, 400 * lives);
        }
        const auto looked = life.look(disk);
        EXPECT_TRUE(looked) << looked.error().text();
        if (HasFailure()) {
            std::cout << "broken after " << cuts << " cuts\n";
            return;
        }
    }
    std::cout << cuts << " cuts\n";
}

// The lease is there for this: an older state of the store is put back after the power went. Its
// writer must not go on in the same incarnation, or it would say other things under numbers that
// it has used before.
TEST(StorePowerCut, AStorePutBackAfterACutIsAnotherIncarnation) {
    const StorePlan plan{1, steps};
    for (std::uint64_t seed = 1; seed <= 15; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        SeededEntropy random{seed};
        const RamFolder folder;
        const RamFolder backup;
        StoreLife life{plan, seed};
        {
            PowerCutDisk disk{folder.path()};
            ASSERT_TRUE(life.run(disk, first_process));
            std::filesystem::copy(folder.path() / "store", backup.path() / "store");
            disk.cut_power_at_call(30 + random.below(40));
            static_cast<void>(life.run(disk, steps));
            disk.restore_power(random);
        }
        ASSERT_GT(life.acknowledged(), first_process);
        std::filesystem::remove_all(folder.path() / "store");
        std::filesystem::copy(backup.path() / "store", folder.path() / "store");
        const auto lmdb = store::LmdbStore::open({folder.path() / "store", 1 << 24, {}}).value();
        const auto id = store::ensure_store_id(*lmdb, random).value();
        const auto lease = store::FileLease::open(folder.path() / "state" / "praxis", id).value();
        const auto claim = store::claim_incarnation(*lmdb, *lease, random).value();
        EXPECT_NE(claim.continuity, store::Continuity::proved);
        EXPECT_NE(claim.incarnation, life.claim()->incarnation);
        if (HasFailure()) return;
    }
}

}  // namespace
}  // namespace praxis::sim
