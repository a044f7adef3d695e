#pragma once

#include "protocol/base/errc.hpp"

namespace praxis::node {

/// What is wrong with a backup; the detail is a sentence that says what to do.
enum class BackupErrc {
    not_whole = 1,  ///< no backup, or one that was not finished
    damaged,        ///< bytes that are not those that were written
    differs,        ///< its records are whole, and mean something else than the manifest says
    wrong_keys,     ///< keys of another node
};
[[nodiscard]] boost::system::error_code make_error_code(BackupErrc code) noexcept;

}  // namespace praxis::node

template <>
struct boost::system::is_error_code_enum<praxis::node::BackupErrc> : std::true_type {};
