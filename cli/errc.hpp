#pragma once

#include "protocol/base/errc.hpp"

namespace praxis::cli {

/// Why a command failed, as far as the exit code goes.
enum class CliErrc {
    usage = 1,  ///< the words typed do not make a command: exit code 2
    refused,    ///< the node said no, in its own words
    no_file,    ///< a file named in an argument cannot be read
    protocol,   ///< the running node's answer was not understood
};
[[nodiscard]] boost::system::error_code make_error_code(CliErrc code) noexcept;

}  // namespace praxis::cli

template <>
struct boost::system::is_error_code_enum<praxis::cli::CliErrc> : std::true_type {};
