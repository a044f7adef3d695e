#pragma once

#include "store/detail/lmdb_txn.hpp"

namespace praxis::store::detail {

/// Takes the disk that a commit needs before it begins. Without it a disk that fills in the middle
/// of a commit gives LMDB a short write, which it cannot tell from a disk that failed; with it the
/// answer is `full`, and the store goes on.
class Room {
public:
    /// Makes sure that `pages` new pages fit behind those in use, and some more where the disk has
    /// them. Fails with `full`, and nothing changed; a file system that cannot promise is trusted.
    [[nodiscard]] Result<void> reserve(MDB_env* environment, std::uint64_t pages);

private:
    std::uint64_t reserved_bytes_ = 0;  ///< of the data file, from its beginning
};

/// How many pages a commit may add, at most: of each table what its changes can touch, the pages of
/// large values, and what LMDB keeps about tables and free pages.
[[nodiscard]] Result<std::uint64_t> pages_max(MDB_txn* txn,
                                              const Handles& handles,
                                              const Changes& changes);

}  // namespace praxis::store::detail
