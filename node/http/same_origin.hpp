#pragma once

#include "node/http/errc.hpp"
#include "node/http/message.hpp"

namespace praxis::http {

/// Whether a page of ours sent the request; asked for every POST before its handler and its body.
/// Sec-Fetch-Site must be same-origin or none (the person's own act); a browser that does not send
/// it must send our origin as Origin. An Origin that names another site is refused always; "null",
/// which browsers send with forms of pages without referrer, says nothing. `secure`: whether our
/// origin begins with https. Fails with `cross_site`.
[[nodiscard]] Result<void> check_same_origin(const RequestHead& head, bool secure);

}  // namespace praxis::http
