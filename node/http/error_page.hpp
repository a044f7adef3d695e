#pragma once

#include "node/http/errc.hpp"
#include "node/http/message.hpp"

namespace praxis::http {

/// The page that answers a request which failed: what happened, and what to do. It says nothing
/// that the request said, and nothing of an inner error but that there was one.
[[nodiscard]] Response error_page(const Error& error);

}  // namespace praxis::http
