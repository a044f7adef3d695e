#pragma once

#include "protocol/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace praxis {

using Bytes = std::vector<std::byte>;         ///< owned
using ByteView = std::span<const std::byte>;  ///< borrowed; lives as long as what it looks at

/// The bytes of a text, in place.
[[nodiscard]] inline ByteView bytes_of(std::string_view text) {
    return std::as_bytes(std::span{text.data(), text.size()});
}

/// Bytes seen as text, in place; no check of UTF-8.
[[nodiscard]] inline std::string_view text_of(ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

[[nodiscard]] inline Bytes copy(ByteView bytes) {
    return {bytes.begin(), bytes.end()};
}

/// Appends `more` to `to`.
inline void append(Bytes& to, ByteView more) {
    to.insert(to.end(), more.begin(), more.end());
}

[[nodiscard]] inline bool equal(ByteView a, ByteView b) {
    return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size()) == 0);
}

/// Lower-case hexadecimal.
[[nodiscard]] std::string hex(ByteView bytes);

/// The bytes written as lower-case hexadecimal; fails with `Errc::bad_hex`.
[[nodiscard]] Result<Bytes> from_hex(std::string_view text);

}  // namespace praxis
