#pragma once

#include "store/store.hpp"

#include <filesystem>

namespace praxis::store {

/// Lends one snapshot of the store in `folder` to `callable`, whether another process has the store
/// open or none has: takes no lock, writes nothing, and neither waits for the writer nor makes it
/// wait. Everything the snapshot shows is durable. However long `callable` runs, the other process
/// goes on; pages it frees meanwhile are not reused, so its file may grow.
///
/// The process that calls this must not have the same store open (`LmdbStore`): LMDB's locks would
/// be lost. Fails with `missing`, `wrong_version`, `damaged` (not a store, or a file cut short),
/// `io`, or the callable's error.
[[nodiscard]] Result<void> read_beside(const std::filesystem::path& folder,
                                       const Store::ReadFn& callable);

}  // namespace praxis::store
