#pragma once

#include "protocol/base/ids.hpp"

#include <initializer_list>
#include <memory>

namespace praxis::crypto {

/// H(tag, x...) of protocol/README.md: unkeyed BLAKE2b-256 of the tag's bytes, one zero byte, and
/// the parts concatenated. Parts are not length-prefixed: a caller whose parts vary in length
/// fixes the grammar of the concatenation itself.
[[nodiscard]] Hash hash(std::string_view tag, std::initializer_list<ByteView> parts);

/// The same with an output of `size` bytes, 16 to 64.
[[nodiscard]] Bytes hash_sized(std::string_view tag,
                               std::initializer_list<ByteView> parts,
                               std::size_t size);

}  // namespace praxis::crypto
