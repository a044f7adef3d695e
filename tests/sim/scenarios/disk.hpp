#pragma once

#include "store/lease.hpp"
#include "tests/sim/sim_network.hpp"

#include <functional>

namespace praxis::sim {

/// What a machine keeps over crashes: a store and its lease, and the ways in which a disk fails.
/// Outlives every process that uses it. One thread.
class Disk {
public:
    struct Opened {
        store::Store& store;
        store::Lease& lease;
    };

    virtual ~Disk() = default;

    /// Opens store and lease for a process that boots; valid until `crash`. Ends the state after
    /// an error of `io`.
    [[nodiscard]] virtual Result<Opened> open() = 0;
    /// The process that had it open is gone, wherever it was. `process`: what it gave the kernel
    /// stays. `machine`: what was not synced may be lost, or be there in part.
    virtual void crash(Death death) = 0;
    /// The power went while the process wrote, within the step of the world that just ended:
    /// nothing written since is kept, and the machine must be crashed before it takes another step.
    [[nodiscard]] virtual bool power_failed() const { return false; }

    /// The next commit fails with `full`, after which the store goes on, or with `io`.
    virtual void fail_next_commit(store::StoreErrc code) = 0;
    /// While set, every commit fails with `full`; what is there can be read.
    virtual void set_full(bool full) = 0;
    /// Flips one bit of a stored record, in byte `at` modulo its length. False when there is none.
    virtual bool damage(store::Table table, ByteView key, std::size_t at) = 0;

    // --- a look from outside, whether a process has it open or not ---

    /// What is on it now.
    [[nodiscard]] virtual const store::Store& store() const = 0;
    /// Whether header and content of an update are on it.
    [[nodiscard]] virtual bool stores(const UpdateId& update) const = 0;
    /// Writes so far.
    [[nodiscard]] virtual std::uint64_t transactions() const = 0;
};

/// Makes the disk of a new machine; `random` is the disk's own.
using MakeDisk = std::function<std::unique_ptr<Disk>(NodeIndex machine, SeededEntropy random)>;

/// Whether a store has header and content of an update.
[[nodiscard]] bool store_has(const store::Store& store, const UpdateId& update);

/// Whether a text stands in any record of a store, whatever it is a record of.
[[nodiscard]] bool store_has_text(const store::Store& store, std::string_view text);

/// Memory: a commit is whole or not there, whatever fails.
[[nodiscard]] std::unique_ptr<Disk> make_memory_disk();

}  // namespace praxis::sim
