#pragma once

#include "node/web/account_errc.hpp"

#include <span>
#include <string>
#include <string_view>

namespace praxis::web {

/// Whether a new password may be taken: `limits::password_bytes_min` to `_max` bytes, any
/// characters in any mixture; but none of the 10,000 most common ones, however its ASCII letters
/// are written, and none whose letters are nothing but words of `site` (names of the place and the
/// account: "Bratislava2026", "bangkok-bratislava"). Fails with `AccountErrc::weak_password` and
/// words that say what to do; they never repeat the password.
[[nodiscard]] Result<void> check_new_password(std::string_view password,
                                              std::span<const std::string> site);

}  // namespace praxis::web
