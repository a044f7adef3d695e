#pragma once

#include "cli/arguments.hpp"
#include "node/community/compose.hpp"

namespace praxis::cli {

/// The `--title T` and `--set FIELD=TEXT|FIELD=@FILE` of a command line. Names and values are held
/// against the kind here, before a node is opened: fails with `CliErrc::usage` and the kind's
/// words, or `CliErrc::no_file`.
[[nodiscard]] Result<std::vector<community::Setting>> settings_from(const Arguments& arguments,
                                                                    const community::Kind& kind);

}  // namespace praxis::cli
