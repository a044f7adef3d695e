#include "tests/sim/scenarios/lmdb_disk.hpp"

#include "protocol/base/check.hpp"
#include "store/lmdb_store.hpp"
#include "tests/sim/disk/power_cut_disk.hpp"
#include "tests/sim/disk/ram_folder.hpp"

#include <cerrno>

namespace praxis::sim {
namespace {

constexpr std::uint64_t map_bytes = std::uint64_t{256} << 20;  // address space, not memory
constexpr std::uint64_t calls_to_cut_max = 100;                // a commit is some ten

class LmdbDisk final : public Disk {
public:
    LmdbDisk(SeededEntropy random, Platter content)
        : disk_{folder_.path(), std::move(content)}, random_{random} {}

    Result<Opened> open() override {
        looking_.reset();
        auto opened = open_files();
        if (!opened) return fail(opened.error());
        return Opened{*store_, *lease_};
    }

    void crash(Death death) override {
        end(disk_.has_power() ? death : Death::machine);
        disk_.forget_fault();
    }
    bool power_failed() const override { return !disk_.has_power(); }

    void fail_next_commit(store::StoreErrc code) override {
        if (random_.below(2) == 0) {
            disk_.cut_power_at_call(1 + random_.below(calls_to_cut_max));
        } else if (code == store::StoreErrc::full) {
            disk_.fail({.of = DiskFault::Of::write, .number = 1, .error = ENOSPC});
        } else {
            disk_.fail({.of = DiskFault::Of::sync, .number = 1, .error = EIO});
        }
    }
    void set_full(bool full) override {
        full_ = full;
        disk_.set_full(full);
    }
    /// The pages of LMDB are flipped in the tests of the store.
    bool damage(store::Table, ByteView, std::size_t) override { return false; }

    const store::Store& store() const override { return looked_at(); }
    bool stores(const UpdateId& update) const override { return store_has(looked_at(), update); }
    std::uint64_t transactions() const override {
        // A store that lost power in the middle of a commit may not answer any more.
        const auto read = looked_at().read(
            [](const store::Reader& reader) { return store::last_transaction(reader); });
        if (read) transactions_ = read.value();
        return transactions_;
    }

private:
    /// With room for the few pages of a start, whatever else the disk has no room for.
    Result<std::unique_ptr<store::LmdbStore>> open_store() const {
        disk_.set_full(false);
        auto opened =
            store::LmdbStore::open({folder_.path() / "store", map_bytes, store::IfMissing::create});
        disk_.set_full(full_);
        return opened;
    }

    Result<void> open_files() {
        TRY(store_, open_store());
        disk_.set_full(false);
        TRY(const auto id, store::ensure_store_id(*store_, random_));
        TRY(lease_, store::FileLease::open(folder_.path() / "state" / "praxis", id));
        disk_.set_full(full_);
        return success();
    }

    void end(Death death) {
        looking_.reset();
        lease_.reset();
        store_.reset();
        disk_.cut_power_at_no_call();
        if (death == Death::machine) disk_.restore_power(random_);
    }

    /// The store as a process has it open, or as the next one will find it.
    const store::Store& looked_at() const {
        if (store_) return *store_;
        if (!looking_) {
            auto opened = open_store();
            PRAXIS_CHECK(opened.has_value());
            looking_ = std::move(opened.value());
        }
        return *looking_;
    }

    RamFolder folder_;
    mutable PowerCutDisk disk_;
    SeededEntropy random_;
    bool full_ = false;
    mutable std::uint64_t transactions_ = 0;
    std::unique_ptr<store::LmdbStore> store_;
    std::unique_ptr<store::FileLease> lease_;
    mutable std::unique_ptr<store::LmdbStore> looking_;
};

}  // namespace

std::unique_ptr<Disk> make_lmdb_disk(SeededEntropy random, Platter content) {
    return std::make_unique<LmdbDisk>(random, std::move(content));
}

MakeDisk disks_of(std::uint64_t seed) {
    constexpr std::uint64_t one_in = 4;
    if (seed % one_in != 0) return {};
    const auto chosen = static_cast<NodeIndex>(seed / one_in % 2);
    return [chosen](NodeIndex machine, SeededEntropy random) {
        return machine == chosen ? make_lmdb_disk(random) : make_memory_disk();
    };
}

}  // namespace praxis::sim
