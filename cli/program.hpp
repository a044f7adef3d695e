#pragma once

#include "cli/command.hpp"

#include <iosfwd>
#include <span>

namespace praxis::cli {

/// Every command: those of cli/commands/, and `new`, `edit` and `show` of each kind that has a
/// command. A kind cannot take a name that is in use; such a kind is left out.
[[nodiscard]] std::vector<Command> commands(const community::Kinds& kinds);

/// Runs one command line (without the program's name) and returns the exit code: 0 done, 1 failed,
/// 2 wrong usage. Standard output gets the result, `err` the words about what went wrong.
[[nodiscard]] int run(std::span<const std::string> arguments,
                      World& world,
                      std::ostream& out,
                      std::ostream& err);

}  // namespace praxis::cli
