#pragma once

#include "protocol/base/bytes.hpp"

namespace praxis {

/// Base64 with the letters that survive addresses and shells (RFC 4648 section 5), no padding.
[[nodiscard]] std::string to_base64url(ByteView bytes);

/// The other way; only what `to_base64url` writes. Fails with `Errc::not_canonical`.
[[nodiscard]] Result<Bytes> from_base64url(std::string_view text);

}  // namespace praxis
