#include "protocol/base/entropy.hpp"

#include "protocol/base/check.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace praxis {

std::uint64_t Entropy::u64() {
    std::array<std::byte, 8> raw{};
    fill(raw);
    std::uint64_t out = 0;
    for (const auto byte : raw)
        out = out << 8 | std::to_integer<std::uint64_t>(byte);
    return out;
}

std::uint64_t Entropy::below(std::uint64_t bound) {
    PRAXIS_CHECK(bound > 0);
    const auto reject_from = UINT64_MAX - UINT64_MAX % bound;
    for (;;) {
        const auto drawn = u64();
        if (drawn < reject_from) return drawn % bound;
    }
}

std::uint64_t SeededEntropy::next() {
    state_ += 0x9e3779b97f4a7c15U;
    auto z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

void SeededEntropy::fill(std::span<std::byte> out) {
    while (!out.empty()) {
        auto word = next();
        const auto count = std::min<std::size_t>(8, out.size());
        for (std::size_t i = 0; i < count; ++i) {
            out[i] = static_cast<std::byte>(word & 0xff);
            word >>= 8;
        }
        out = out.subspan(count);
    }
}

SeededEntropy SeededEntropy::fork(std::uint64_t label) {
    return SeededEntropy{next() ^ (label * 0xd1342543de82ef95U)};
}

}  // namespace praxis
