#pragma once

#include "protocol/base/bytes.hpp"
#include "protocol/base/errc.hpp"

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <functional>

namespace praxis {

/// A number that is not just any number: no implicit conversion in or out.
template <class Tag, class Rep>
struct StrongInt {
    Rep value{};

    constexpr StrongInt() = default;
    constexpr explicit StrongInt(Rep rep) : value{rep} {}
    [[nodiscard]] constexpr StrongInt next() const {
        return StrongInt{static_cast<Rep>(value + 1)};
    }
    friend constexpr auto operator<=>(const StrongInt&, const StrongInt&) = default;
};

/// Exactly N bytes that mean one thing. Ordered as unsigned bytes, the order of every rule that
/// says "ascending". Value-initialised to zero.
template <class Tag, std::size_t N>
struct StrongBytes {
    static constexpr std::size_t size = N;
    std::array<std::byte, N> bytes{};

    [[nodiscard]] ByteView view() const { return bytes; }
    [[nodiscard]] bool is_zero() const {
        return std::ranges::all_of(bytes, [](std::byte b) { return b == std::byte{0}; });
    }
    [[nodiscard]] std::string hex() const { return praxis::hex(bytes); }

    /// From exactly N bytes; fails with `Errc::truncated` or `Errc::trailing_bytes`.
    [[nodiscard]] static Result<StrongBytes> from(ByteView view) {
        if (view.size() < N) return fail(Errc::truncated);
        if (view.size() > N) return fail(Errc::trailing_bytes);
        StrongBytes out;
        std::ranges::copy(view, out.bytes.begin());
        return out;
    }
    /// From 2N lower-case hexadecimal digits; fails with `Errc::bad_hex`.
    [[nodiscard]] static Result<StrongBytes> from_hex(std::string_view text) {
        if (text.size() != 2 * N) return fail(Errc::bad_hex);
        TRY(const auto bytes, praxis::from_hex(text));
        return from(bytes);
    }
    friend auto operator<=>(const StrongBytes&, const StrongBytes&) = default;
};

/// One identifier seen as another, where the design says they are the same bytes
/// (a space's id is the id of its founding update).
template <class To, class From>
[[nodiscard]] To same_bytes(const From& from) {
    static_assert(To::size == From::size);
    To to;
    to.bytes = from.bytes;
    return to;
}

}  // namespace praxis

template <class Tag, std::size_t N>
struct std::hash<praxis::StrongBytes<Tag, N>> {
    std::size_t operator()(const praxis::StrongBytes<Tag, N>& id) const noexcept {
        std::size_t out = 0;  // ids are hashes or keys already
        std::memcpy(&out, id.bytes.data(), std::min(sizeof out, N));
        return out;
    }
};
template <class Tag, class Rep>
struct std::hash<praxis::StrongInt<Tag, Rep>> {
    std::size_t operator()(const praxis::StrongInt<Tag, Rep>& n) const noexcept {
        return std::hash<Rep>{}(n.value);
    }
};
