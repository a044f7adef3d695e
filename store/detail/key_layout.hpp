#pragma once

#include "protocol/base/codec.hpp"
#include "protocol/base/ids.hpp"
#include "store/records.hpp"

#include <bit>
#include <concepts>

/// How keys are built: fixed-width fields one after another, numbers big-endian so that key order
/// is number order. The one place that knows; store/README.md shows the same as a table.
namespace praxis::store::detail {

enum class Meta : std::uint8_t {
    format = 0,
    genesis = 1,
    identity = 2,
    store_id = 3,
    incarnation = 4,
    lease_nonce = 5,
    transaction = 6,
};

inline void add_field(Bytes& key, std::unsigned_integral auto number) {
    for (int shift = static_cast<int>(sizeof number) * 8 - 8; shift >= 0; shift -= 8)
        key.push_back(static_cast<std::byte>(number >> shift));
}
template <class Tag, class Rep>
void add_field(Bytes& key, const StrongInt<Tag, Rep>& number) {
    add_field(key, number.value);
}
template <class Tag, std::size_t N>
void add_field(Bytes& key, const StrongBytes<Tag, N>& id) {
    append(key, id.view());
}
inline void add_field(Bytes& key, Meta field) {
    key.push_back(static_cast<std::byte>(field));
}
inline void add_field(Bytes& key, ByteView last) {
    append(key, last);
}

/// The key made of `fields`; a ByteView may only come last.
template <class... Fields>
[[nodiscard]] Bytes key_of(const Fields&... fields) {
    Bytes key;
    (add_field(key, fields), ...);
    return key;
}

/// Takes keys and bodies apart again. What does not fit becomes `damaged` in `finish`.
class Fields {
public:
    Fields(Table table, ByteView bytes) : table_{table}, rest_{bytes} {}

    template <class Id>
    [[nodiscard]] Id id() {
        Id out;
        const auto bytes = take(Id::size);
        if (bytes.size() == Id::size) std::ranges::copy(bytes, out.bytes.begin());
        return out;
    }
    template <class Number>
    [[nodiscard]] Number number() {
        using Rep = decltype(Number{}.value);
        return Number{big_endian<Rep>()};
    }
    [[nodiscard]] std::uint8_t u8() { return big_endian<std::uint8_t>(); }
    /// An enum whose values are 1 to `last`.
    template <class Enum>
    [[nodiscard]] Enum one_of(Enum last) {
        const auto value = u8();
        if (value == 0 || value > static_cast<std::uint8_t>(last)) wrong_ = true;
        return static_cast<Enum>(value);
    }
    [[nodiscard]] ByteView rest() { return take(rest_.size()); }
    /// Fails unless everything was there and nothing is left.
    [[nodiscard]] Result<void> finish() const;

private:
    template <class Rep>
    Rep big_endian() {
        Rep out = 0;
        for (const auto byte : take(sizeof(Rep)))
            out = static_cast<Rep>((std::uint64_t{out} << 8) | std::to_integer<Rep>(byte));
        return out;
    }
    ByteView take(std::size_t count);

    Table table_;
    ByteView rest_;
    bool wrong_ = false;
};

}  // namespace praxis::store::detail
