#pragma once

#include "node/web/account_errc.hpp"

#include <span>
#include <string>
#include <string_view>

namespace praxis::web {

/// Whether a new password may be taken: `limits::password_bytes_min` to `_max` bytes, any
/// characters, and not easy to guess: counted as its characters, but a common word (the list in
/// common_passwords.txt, or one of `near`: names of the person and of the place) as four and a run,
/// a sequence or a year as two, it must come to at least twelve. Fails with
/// `AccountErrc::weak_password` and words that say what to do; they never repeat the password.
[[nodiscard]] Result<void> check_new_password(std::string_view password,
                                              std::span<const std::string> near);

}  // namespace praxis::web
