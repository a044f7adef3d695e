#include "protocol/base/utf8.hpp"

#include "protocol/base/check.hpp"
#include "protocol/base/errc.hpp"

namespace praxis {
namespace {

/// Length of the sequence that starts with `lead`, the value bits in it, and the smallest value
/// that needs so many bytes; length 0 for a byte that starts nothing.
struct Lead {
    std::size_t length;
    char32_t bits;
    char32_t least;
};

Lead lead_of(unsigned char byte) {
    if (byte < 0x80) return {1, byte, 0};
    if ((byte & 0xe0) == 0xc0) return {2, byte & 0x1fU, 0x80};
    if ((byte & 0xf0) == 0xe0) return {3, byte & 0x0fU, 0x800};
    if ((byte & 0xf8) == 0xf0) return {4, byte & 0x07U, 0x10000};
    return {0, 0, 0};
}

template <class Each>
Result<void> for_each_point(std::string_view text, Each each) {
    std::size_t i = 0;
    while (i < text.size()) {
        const auto lead = lead_of(static_cast<unsigned char>(text[i]));
        if (lead.length == 0 || text.size() - i < lead.length) return fail(Errc::bad_utf8);
        char32_t point = lead.bits;
        for (std::size_t k = 1; k < lead.length; ++k) {
            const auto next = static_cast<unsigned char>(text[i + k]);
            if ((next & 0xc0) != 0x80) return fail(Errc::bad_utf8);
            point = point << 6 | (next & 0x3fU);
        }
        if (point < lead.least || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) {
            return fail(Errc::bad_utf8);
        }
        each(point);
        i += lead.length;
    }
    return success();
}

}  // namespace

Result<std::u32string> decode_utf8(std::string_view text) {
    std::u32string points;
    points.reserve(text.size());
    TRY(for_each_point(text, [&](char32_t point) { points.push_back(point); }));
    return points;
}

Result<std::size_t> count_utf8(std::string_view text) {
    std::size_t count = 0;
    TRY(for_each_point(text, [&](char32_t) { ++count; }));
    return count;
}

std::string encode_utf8(std::u32string_view points) {
    std::string out;
    out.reserve(points.size());
    const auto put = [&](char32_t bits) { out.push_back(static_cast<char>(bits)); };
    for (const auto point : points) {
        PRAXIS_CHECK(point <= 0x10ffff && (point < 0xd800 || point >= 0xe000));
        if (point < 0x80) {
            put(point);
        } else if (point < 0x800) {
            put(0xc0 | point >> 6);
            put(0x80 | (point & 0x3f));
        } else if (point < 0x10000) {
            put(0xe0 | point >> 12);
            put(0x80 | (point >> 6 & 0x3f));
            put(0x80 | (point & 0x3f));
        } else {
            put(0xf0 | point >> 18);
            put(0x80 | (point >> 12 & 0x3f));
            put(0x80 | (point >> 6 & 0x3f));
            put(0x80 | (point & 0x3f));
        }
    }
    return out;
}

}  // namespace praxis
