#pragma once

#include "node/http/errc.hpp"

#include <string_view>

namespace praxis::http::detail {

/// Checks the bytes of a request's head, empty line included, for everything that one program
/// reads so and another otherwise, before any parser sees them: every line ends with CR LF and has
/// no other CR or LF; no control bytes but tabs in fields; no folded fields; the first line is
/// printable ASCII with two spaces and a version at its end; at most `limits::http_fields_max`
/// fields. Fails with `bad_request`, `unknown_version` or `head_too_large`.
[[nodiscard]] Result<void> check_head_bytes(std::string_view head);

}  // namespace praxis::http::detail
