#pragma once

#include "tests/sim/disk/platter.hpp"
#include "tests/sim/scenarios/disk.hpp"

namespace praxis::sim {

/// The product's own store and lease in real files, on a disk whose power is cut: at each
/// `Death::machine`, and, in place of half of the commits that are to fail, within one of the next
/// hundred system calls. What was not synced then is lost, kept, or torn at 512 bytes.
/// `content`: what is on it from the beginning, the store in the folder `store`.
[[nodiscard]] std::unique_ptr<Disk> make_lmdb_disk(SeededEntropy random, Platter content = {});

/// Disks for the machines of one seed: every fourth seed has one machine with an `LmdbDisk`, all
/// others are memory.
[[nodiscard]] MakeDisk disks_of(std::uint64_t seed);

}  // namespace praxis::sim
