#pragma once

#include "protocol/base/bytes.hpp"

#include <array>
#include <optional>

namespace praxis::fuzz {

/// An update as it came, before anybody looked at it.
struct RawUpdate {
    ByteView header;
    ByteView signature;
    ByteView skeleton;
    std::optional<ByteView> content;
    ByteView content_leaf;  ///< 32 bytes, in place of a content that is absent
};

struct Judgement {
    enum class Verdict { refused, accepted, accepted_newer };
    Verdict verdict = Verdict::refused;
    std::array<std::byte, 32> id{};
};

/// Whether an update is well-formed in this network: protocol/README.md, sections 2, 2.1 and 3,
/// written down a second time over offsets in the bytes. Shares with the product the primitives of
/// libsodium, called directly, and nothing else.
[[nodiscard]] Judgement judge(const RawUpdate& update, ByteView network);

}  // namespace praxis::fuzz
