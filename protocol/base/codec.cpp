#include "protocol/base/codec.hpp"

namespace praxis {

void ByteWriter::varint(std::uint64_t value) {
    while (value >= 0x80) {
        u8(static_cast<std::uint8_t>(value | 0x80));
        value >>= 7;
    }
    u8(static_cast<std::uint8_t>(value));
}

void ByteWriter::fixed(std::uint64_t value, int count) {
    for (int i = 0; i < count; ++i)
        u8(static_cast<std::uint8_t>(value >> (8 * i)));
}

Result<ByteView> ByteReader::raw(std::size_t count) {
    if (rest_.size() < count) return fail(Errc::truncated);
    const auto out = rest_.first(count);
    rest_ = rest_.subspan(count);
    return out;
}

Result<std::uint64_t> ByteReader::fixed(std::size_t count) {
    TRY(const auto view, raw(count));
    std::uint64_t out = 0;
    for (std::size_t i = count; i-- > 0;)
        out = out << 8 | std::to_integer<std::uint64_t>(view[i]);
    return out;
}

Result<std::uint8_t> ByteReader::u8() {
    TRY(const auto value, fixed(1));
    return static_cast<std::uint8_t>(value);
}

Result<std::uint16_t> ByteReader::u16() {
    TRY(const auto value, fixed(2));
    return static_cast<std::uint16_t>(value);
}

Result<std::uint32_t> ByteReader::u32() {
    TRY(const auto value, fixed(4));
    return static_cast<std::uint32_t>(value);
}

Result<std::uint64_t> ByteReader::u64() {
    return fixed(8);
}

Result<std::int64_t> ByteReader::i64() {
    TRY(const auto value, fixed(8));
    return static_cast<std::int64_t>(value);
}

Result<std::uint64_t> ByteReader::varint() {
    std::uint64_t out = 0;
    for (int shift = 0; shift < 64; shift += 7) {
        TRY(const auto byte, u8());
        const std::uint64_t low = byte & 0x7f;
        if (shift == 63 && low > 1) return fail(Errc::out_of_range);
        out |= low << shift;
        if ((byte & 0x80) == 0) {
            if (byte == 0 && shift > 0) return fail(Errc::not_canonical);
            return out;
        }
    }
    return fail(Errc::out_of_range);
}

Result<std::uint64_t> ByteReader::varint_up_to(std::uint64_t max) {
    TRY(const auto value, varint());
    if (value > max) return fail(Errc::out_of_range);
    return value;
}

Result<void> ByteReader::finish() const {
    if (!rest_.empty()) return fail(Errc::trailing_bytes);
    return success();
}

}  // namespace praxis
