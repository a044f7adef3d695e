#pragma once

#include "protocol/base/errc.hpp"

namespace praxis::store {

/// Why a store could not do what was asked.
enum class StoreErrc {
    damaged = 1,    ///< a record whose hash is wrong, or a file that is not what it should be
    full,           ///< map or disk full; nothing changed, the store goes on
    locked,         ///< another process has this store open
    io,             ///< the disk failed; whether the write is there is unknown: end the process
    wrong_version,  ///< made by a program with another store format
    network_file_system,  ///< on a file system that locks and maps memory over a network
    missing,              ///< there is no store in this folder
};
[[nodiscard]] const boost::system::error_category& store_category() noexcept;
[[nodiscard]] boost::system::error_code make_error_code(StoreErrc code) noexcept;

}  // namespace praxis::store

template <>
struct boost::system::is_error_code_enum<praxis::store::StoreErrc> : std::true_type {};
