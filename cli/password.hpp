#pragma once

#include "protocol/base/result.hpp"

#include <string>

namespace praxis::cli {

/// The first line of a file, `-` being standard input: editors add a line end that nobody types
/// later. Fails with `CliErrc::no_file`.
[[nodiscard]] Result<std::string> password_in(const std::string& file);

/// The same of a password that is to be new, for somebody or something of this name; fails with
/// `CliErrc::usage` and the rule that it breaks (`web::check_new_password`).
[[nodiscard]] Result<std::string> new_password_in(const std::string& file, const std::string& name);

}  // namespace praxis::cli
