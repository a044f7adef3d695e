#pragma once

#include "store/detail/lmdb_txn.hpp"

#include <filesystem>
#include <memory>

namespace praxis::store::detail {

struct CloseEnvironment {
    void operator()(MDB_env* environment) const { mdb_env_close(environment); }
};
using Environment = std::unique_ptr<MDB_env, CloseEnvironment>;

/// Opens the environment of a store's folder. `map_bytes` zero: as large as whoever wrote it last
/// made it. `flags`: beside those that every environment of ours has.
[[nodiscard]] Result<Environment> open_environment(const std::filesystem::path& folder,
                                                   std::uint64_t map_bytes,
                                                   unsigned flags);

/// Opens every table; `flags` is MDB_CREATE while the store is made. Fails with `wrong_version`
/// when one is not there.
[[nodiscard]] Result<Handles> open_tables(const Txn& txn, unsigned flags);

/// The file that LMDB keeps everything in.
[[nodiscard]] std::filesystem::path data_file(const std::filesystem::path& folder);

/// LMDB would quietly begin a new store in an empty file: `damaged`.
[[nodiscard]] Result<void> check_present(const std::filesystem::path& folder);

/// Pages beyond the end of the file would end the process when read: `damaged`.
[[nodiscard]] Result<void> check_length(MDB_env* environment, const std::filesystem::path& folder);

}  // namespace praxis::store::detail
