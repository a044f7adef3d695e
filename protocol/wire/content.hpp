#pragma once

#include "protocol/base/bytes.hpp"
#include "protocol/base/entropy.hpp"
#include "protocol/wire/limits.hpp"

namespace praxis::wire {

/// The content of an update from its parts: 8 random bytes, then the parts as protobuf
/// (protocol/README.md, section 4). No parts: no bytes at all. Fails with `Errc::out_of_range`
/// above `limits::payload_bytes_max` bytes or `limits::content_parts_max` parts.
[[nodiscard]] Result<Bytes> encode_content(const std::vector<Bytes>& parts, Entropy& entropy);

/// The parts of a content, in order; any protobuf encoding of them is read, unknown fields are
/// passed over. Fails with `Errc::truncated` when the random bytes are cut, `Errc::not_canonical`
/// when the rest is not protobuf, `Errc::out_of_range` outside the limits above.
[[nodiscard]] Result<std::vector<Bytes>> decode_content(ByteView content);

}  // namespace praxis::wire
