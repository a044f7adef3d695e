#pragma once

#include "node/settings.hpp"

#include <variant>

namespace praxis::node {

/// What `praxisd` goes by, from its command line and the configuration file named there; or the
/// exit code with which it ends at once: 0 when help was asked for, 2 for wrong usage, which was
/// said on standard error.
[[nodiscard]] std::variant<Settings, int> read_command_line(int argc, char** argv);

}  // namespace praxis::node
