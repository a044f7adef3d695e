#pragma once

#include <string_view>

namespace praxis::web::detail {

/// The words of common_passwords.txt: lower case, white space between.
[[nodiscard]] std::string_view common_passwords();

}  // namespace praxis::web::detail
