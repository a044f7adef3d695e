#include "protocol/base/base64url.hpp"

#include "protocol/base/errc.hpp"

namespace praxis {
namespace {

constexpr std::string_view letters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

}  // namespace

std::string to_base64url(ByteView bytes) {
    std::string out;
    std::uint32_t held = 0;
    int bits = 0;
    for (const auto byte : bytes) {
        held = (held << 8) | std::to_integer<std::uint32_t>(byte);
        for (bits += 8; bits >= 6; bits -= 6) {
            out.push_back(letters[(held >> (bits - 6)) & 63]);
        }
    }
    if (bits > 0) out.push_back(letters[(held << (6 - bits)) & 63]);
    return out;
}

Result<Bytes> from_base64url(std::string_view text) {
    Bytes out;
    std::uint32_t held = 0;
    int bits = 0;
    for (const char c : text) {
        const auto value = letters.find(c);
        if (value == std::string_view::npos) return fail(Errc::not_canonical);
        held = (held << 6) | static_cast<std::uint32_t>(value);
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        out.push_back(static_cast<std::byte>((held >> bits) & 0xFF));
    }
    const bool spare = (held & ((1U << bits) - 1)) != 0;
    if (bits == 6 || spare) return fail(Errc::not_canonical);
    return out;
}

}  // namespace praxis
