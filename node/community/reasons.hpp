#pragma once

#include "protocol/base/result.hpp"

#include <string>

namespace praxis::community {

/// The reason of an act of moderation as it is stored: one line. Fails with `Errc::missing_value`
/// without one, and with `Errc::bad_value`.
[[nodiscard]] Result<std::string> moderation_reason(const std::string& typed);

}  // namespace praxis::community
