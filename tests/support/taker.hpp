#pragma once

#include "protocol/base/strong.hpp"

#include <algorithm>
#include <cstring>

namespace praxis::test {

/// Takes bytes from the front; remembers when there were too few.
struct Taker {
    ByteView rest;
    bool bad = false;

    ByteView take(std::size_t count) {
        static constexpr std::array<std::byte, 64> zeros{};
        if (rest.size() < count) {
            bad = true;
            rest = zeros;
        }
        const auto out = rest.first(std::min(count, rest.size()));
        rest = rest.subspan(out.size());
        return out;
    }
    int byte() { return std::to_integer<int>(take(1)[0]); }
    std::uint64_t number() {
        std::uint64_t out = 0;  // little-endian, as this machine
        std::memcpy(&out, take(8).data(), 8);
        return out;
    }
    std::size_t count() {  // LEB128 of at most two bytes, which is all that fits a payload
        const int low = byte();
        const int high = low < 128 ? 0 : byte();
        bad = bad || (low >= 128 && (high == 0 || high >= 128));
        return static_cast<std::size_t>(low % 128 + 128 * high);
    }
    template <class Id>
    Id id() {
        Id out;
        std::ranges::copy(take(Id::size), out.bytes.begin());
        return out;
    }
};

}  // namespace praxis::test
