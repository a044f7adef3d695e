#pragma once

#include "protocol/base/bytes.hpp"

#include <cstdint>

namespace praxis::fuzz {

/// An input read as choices: fuzzers change it, and every change still means something. When the
/// bytes are used up all choices are zero, so what reads them must end by itself.
class Choices {
public:
    explicit Choices(ByteView input) : rest_{input} {}

    /// Whether there is anything left to choose.
    [[nodiscard]] bool any() const { return !rest_.empty(); }
    [[nodiscard]] std::uint8_t u8();
    [[nodiscard]] std::uint16_t u16();
    [[nodiscard]] std::uint64_t u64();
    /// 0 to bound - 1; takes one byte for bounds up to 256, else two.
    [[nodiscard]] std::size_t below(std::size_t bound);
    /// At most `count` bytes, fewer when there are no more.
    [[nodiscard]] ByteView bytes(std::size_t count);
    [[nodiscard]] ByteView rest() { return bytes(rest_.size()); }

private:
    ByteView rest_;
};

}  // namespace praxis::fuzz
