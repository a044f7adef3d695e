#pragma once

#include "node/backup/frames.hpp"
#include "node/replica/replica.hpp"

namespace praxis::node {

/// Told now and then how far long work is.
using Progress = std::function<void(std::uint64_t done, std::uint64_t all)>;

/// How many updates lie between two words about progress.
inline constexpr std::uint64_t progress_every = 5'000;

/// What one snapshot of a store came to.
struct RecordsTaken {
    NetworkId network;
    std::uint64_t transaction = 0;
    std::uint64_t updates = 0;
    StateSummary state;
    FramesEnd end;
};

/// Writes everything of a snapshot that a node needs to begin again: the network, every update in
/// the order its header arrived with what the node said of it, the node's small records, and what
/// was made of forms. Of incarnation, lease and store id nothing, nor what peers confirmed: those
/// belong to this store alone. Nothing of it is secret.
///
/// Fails with `StoreErrc::damaged` at the first record that is not as it was written: a backup of a
/// damaged store would take the place of a good one.
[[nodiscard]] Result<RecordsTaken> write_records(const store::Reader& reader,
                                                 FrameWriter& out,
                                                 const Progress& progress);

}  // namespace praxis::node
