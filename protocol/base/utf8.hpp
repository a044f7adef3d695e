#pragma once

#include "protocol/base/bytes.hpp"

namespace praxis {

/// The Unicode code points of `text`; fails with `Errc::bad_utf8` on overlong forms, surrogates,
/// values above 10FFFF, and text cut inside a character.
[[nodiscard]] Result<std::u32string> decode_utf8(std::string_view text);

/// The number of code points, with the same check.
[[nodiscard]] Result<std::size_t> count_utf8(std::string_view text);

/// The other way; `points` must be valid code points.
[[nodiscard]] std::string encode_utf8(std::u32string_view points);

}  // namespace praxis
