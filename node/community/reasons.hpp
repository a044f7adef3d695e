#pragma once

#include "protocol/base/result.hpp"

#include <string>
#include <string_view>

namespace praxis::community {

/// The reason of an act of moderation as it is stored: one line. Fails with `Errc::missing_value`
/// without one, and with `Errc::bad_value`.
[[nodiscard]] Result<std::string> moderation_reason(const std::string& typed);

/// What somebody says beside another act of root, called so in errors: one line, or empty for
/// nothing but blanks. Fails with `Errc::bad_value`.
[[nodiscard]] Result<std::string> line_beside(std::string_view called, const std::string& typed);

}  // namespace praxis::community
