#include "store/detail/record.hpp"

#include "protocol/crypto/hash.hpp"
#include "store/detail/key_layout.hpp"

namespace praxis::store::detail {
namespace {

constexpr std::uint32_t format_number = 3;

Bytes hash_of(Table table, ByteView key, ByteView body) {
    // Table, key length and version are fixed-width, so no two inputs hash the same bytes.
    const auto head = key_of(
        static_cast<std::uint8_t>(table), static_cast<std::uint16_t>(key.size()), record_version);
    return crypto::hash_sized("praxis/record/v1", {head, key, body}, record_hash_bytes);
}

}  // namespace

Bytes seal(Table table, ByteView key, ByteView body) {
    Bytes sealed;
    sealed.reserve(record_overhead_bytes + body.size());
    sealed.push_back(std::byte{record_version});
    append(sealed, hash_of(table, key, body));
    append(sealed, body);
    return sealed;
}

Result<ByteView> unseal(Table table, ByteView key, ByteView sealed) {
    if (sealed.size() >= record_overhead_bytes && sealed[0] == std::byte{record_version}) {
        const auto body = sealed.subspan(record_overhead_bytes);
        if (equal(sealed.subspan(1, record_hash_bytes), hash_of(table, key, body))) return body;
    }
    return fail(StoreErrc::damaged,
                std::string{"record "} + hex(key) + " of table " + name_of(table));
}

Result<void> count_transaction(Writer& writer) {
    TRY(const auto number, last_transaction(writer));
    return writer.put(Table::meta, key_of(Meta::transaction), key_of(number + 1));
}

Result<void> put_format(Writer& writer) {
    return writer.put(Table::meta, key_of(Meta::format), key_of(format_number));
}

Result<void> check_format(const Reader& reader) {
    TRY(const auto body, reader.get(Table::meta, key_of(Meta::format)));
    if (!body) return fail(StoreErrc::damaged, "no format number: not a store of ours");
    if (equal(*body, key_of(format_number))) return success();
    return fail(StoreErrc::wrong_version, "format " + hex(*body));
}

}  // namespace praxis::store::detail
