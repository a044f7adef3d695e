#include "tests/fuzz/choices.hpp"

#include <algorithm>

namespace praxis::fuzz {

std::uint8_t Choices::u8() {
    const auto byte = bytes(1);
    return byte.empty() ? std::uint8_t{0} : std::to_integer<std::uint8_t>(byte.front());
}

std::uint16_t Choices::u16() {
    const unsigned high = u8();
    return static_cast<std::uint16_t>(high << 8 | u8());
}

std::uint64_t Choices::u64() {
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i)
        value = value << 8 | u8();
    return value;
}

std::size_t Choices::below(std::size_t bound) {
    return (bound <= 256 ? std::size_t{u8()} : std::size_t{u16()}) % bound;
}

ByteView Choices::bytes(std::size_t count) {
    const auto taken = rest_.first(std::min(count, rest_.size()));
    rest_ = rest_.subspan(taken.size());
    return taken;
}

}  // namespace praxis::fuzz
