#pragma once

#include "cli/errc.hpp"
#include "protocol/base/result.hpp"

#include <string>
#include <string_view>

namespace praxis::cli {

/// Checks an address a person typed: HOST:PORT, the port 1 to 65535. Fails with `CliErrc::usage`,
/// naming the argument, what is wrong and what to write.
[[nodiscard]] Result<void> check_address(std::string_view what, std::string_view typed);
/// The same for [NODE@]HOST:PORT.
[[nodiscard]] Result<void> check_peer(std::string_view what, std::string_view typed);

}  // namespace praxis::cli
