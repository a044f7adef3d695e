#pragma once

#include "protocol/base/strong.hpp"

namespace praxis {

/// Writes our own fixed encodings: little-endian numbers, minimal varints, raw bytes.
class ByteWriter {
public:
    void u8(std::uint8_t value) { bytes_.push_back(static_cast<std::byte>(value)); }
    void u16(std::uint16_t value) { fixed(value, 2); }
    void u32(std::uint32_t value) { fixed(value, 4); }
    void u64(std::uint64_t value) { fixed(value, 8); }
    void i64(std::int64_t value) { fixed(static_cast<std::uint64_t>(value), 8); }
    /// LEB128, as few bytes as the value needs.
    void varint(std::uint64_t value);
    void raw(ByteView bytes) { append(bytes_, bytes); }
    template <class Tag, std::size_t N>
    void id(const StrongBytes<Tag, N>& id) {
        raw(id.view());
    }

    [[nodiscard]] ByteView view() const { return bytes_; }
    [[nodiscard]] Bytes take() { return std::move(bytes_); }

private:
    void fixed(std::uint64_t value, int count);
    Bytes bytes_;
};

/// Reads what ByteWriter writes; every read is checked. Holds a view: the bytes must outlive it.
class ByteReader {
public:
    explicit ByteReader(ByteView bytes) : rest_{bytes} {}

    [[nodiscard]] Result<std::uint8_t> u8();
    [[nodiscard]] Result<std::uint16_t> u16();
    [[nodiscard]] Result<std::uint32_t> u32();
    [[nodiscard]] Result<std::uint64_t> u64();
    [[nodiscard]] Result<std::int64_t> i64();
    /// Fails with `Errc::not_canonical` on padding, `Errc::out_of_range` above 64 bits.
    [[nodiscard]] Result<std::uint64_t> varint();
    /// A varint of at most `max`; `Errc::out_of_range` above it.
    [[nodiscard]] Result<std::uint64_t> varint_up_to(std::uint64_t max);
    /// The next `count` bytes, in place; `Errc::truncated` when there are fewer.
    [[nodiscard]] Result<ByteView> raw(std::size_t count);
    template <class Id>
    [[nodiscard]] Result<Id> id() {
        TRY(const auto view, raw(Id::size));
        return Id::from(view);
    }
    [[nodiscard]] std::size_t remaining() const { return rest_.size(); }
    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    /// Fails with `Errc::trailing_bytes` unless everything was read.
    [[nodiscard]] Result<void> finish() const;

private:
    [[nodiscard]] Result<std::uint64_t> fixed(std::size_t count);
    ByteView rest_;
};

}  // namespace praxis
