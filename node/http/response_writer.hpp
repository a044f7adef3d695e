#pragma once

#include "node/http/message.hpp"
#include "protocol/base/bytes.hpp"

namespace praxis::http {

/// How an answer goes out.
struct Delivery {
    bool with_body = true;  ///< false for HEAD: all fields, Content-Length too, and no body
    bool close = false;     ///< says that no other request is read from this connection
    bool secure = false;    ///< the browser reads it over TLS: it is told to use nothing else
};

/// The answer as bytes: status line, the security headers of every answer (README.md), the fields
/// of `response`, its length, its body. A response that breaks the rules of Response, or is larger
/// than its `bytes_max`, becomes a plain 500.
[[nodiscard]] Bytes to_bytes(const Response& response, const Delivery& delivery);

}  // namespace praxis::http
