#include "protocol/base/check.hpp"
#include "store/detail/key_layout.hpp"
#include "store/detail/rows.hpp"

namespace praxis::store {
namespace {

using detail::Fields;
using detail::key_of;
using detail::Meta;

void check_name(ByteView name) {
    PRAXIS_CHECK(!name.empty() && name.size() <= name_bytes_max);
}

Result<std::optional<Bytes>> find_meta(const Reader& reader, Meta field) {
    return detail::copy_of(reader, Table::meta, key_of(field));
}

template <class Id>
Result<std::optional<Id>> find_meta_id(const Reader& reader, Meta field) {
    TRY(const auto body, find_meta(reader, field));
    if (!body) return std::optional<Id>{};
    Fields fields{Table::meta, *body};
    const auto id = fields.id<Id>();
    TRY(fields.finish());
    return std::optional{id};
}

}  // namespace

Result<std::optional<Bytes>> detail::copy_of(const Reader& reader, Table table, ByteView key) {
    TRY(const auto body, reader.get(table, key));
    if (!body) return std::optional<Bytes>{};
    return std::optional{copy(*body)};
}

Result<void> put_peer(Writer& writer, const NodeId& node, ByteView name, ByteView body) {
    check_name(name);
    return writer.put(Table::peer, key_of(node, name), body);
}

Result<void> erase_peer(Writer& writer, const NodeId& node, ByteView name) {
    check_name(name);
    return writer.erase(Table::peer, key_of(node, name));
}

Result<std::optional<Bytes>> find_peer(const Reader& reader, const NodeId& node, ByteView name) {
    check_name(name);
    return detail::copy_of(reader, Table::peer, key_of(node, name));
}

Result<std::vector<NamedRecord>> peer_records(const Reader& reader,
                                              const NodeId& node,
                                              ByteView prefix) {
    std::vector<NamedRecord> records;
    const auto visit = [&](ByteView key, ByteView body) -> Result<Scan> {
        records.push_back({copy(key.subspan(NodeId::size)), copy(body)});
        return Scan::go_on;
    };
    TRY(reader.scan(Table::peer, KeyRange::prefix(key_of(node, prefix)), visit));
    return records;
}

Result<std::vector<NodeId>> peers(const Reader& reader) {
    std::vector<NodeId> nodes;
    const auto visit = [&](ByteView key, ByteView) -> Result<Scan> {
        Fields fields{Table::peer, key};
        const auto node = fields.id<NodeId>();
        static_cast<void>(fields.rest());
        TRY(fields.finish());
        if (nodes.empty() || nodes.back() != node) nodes.push_back(node);
        return Scan::go_on;
    };
    TRY(reader.scan(Table::peer, KeyRange::all(), visit));
    return nodes;
}

Result<void> put_local(Writer& writer, ByteView name, ByteView body) {
    check_name(name);
    return writer.put(Table::local, name, body);
}

Result<void> erase_local(Writer& writer, ByteView name) {
    check_name(name);
    return writer.erase(Table::local, name);
}

Result<std::optional<Bytes>> find_local(const Reader& reader, ByteView name) {
    check_name(name);
    return detail::copy_of(reader, Table::local, name);
}

Result<void> put_genesis(Writer& writer, ByteView genesis) {
    return writer.put(Table::meta, key_of(Meta::genesis), genesis);
}

Result<std::optional<Bytes>> find_genesis(const Reader& reader) {
    return find_meta(reader, Meta::genesis);
}

Result<void> put_identity(Writer& writer, ByteView identity) {
    return writer.put(Table::meta, key_of(Meta::identity), identity);
}

Result<std::optional<Bytes>> find_identity(const Reader& reader) {
    return find_meta(reader, Meta::identity);
}

Result<void> put_store_id(Writer& writer, const StoreId& id) {
    return writer.put(Table::meta, key_of(Meta::store_id), id.view());
}

Result<std::optional<StoreId>> find_store_id(const Reader& reader) {
    return find_meta_id<StoreId>(reader, Meta::store_id);
}

Result<void> put_incarnation(Writer& writer, Incarnation incarnation) {
    return writer.put(Table::meta, key_of(Meta::incarnation), key_of(incarnation));
}

Result<std::optional<Incarnation>> find_incarnation(const Reader& reader) {
    TRY(const auto body, find_meta(reader, Meta::incarnation));
    if (!body) return std::optional<Incarnation>{};
    Fields fields{Table::meta, *body};
    const auto incarnation = fields.number<Incarnation>();
    TRY(fields.finish());
    return std::optional{incarnation};
}

Result<void> put_lease_nonce(Writer& writer, const LeaseNonce& nonce) {
    return writer.put(Table::meta, key_of(Meta::lease_nonce), nonce.view());
}

Result<std::optional<LeaseNonce>> find_lease_nonce(const Reader& reader) {
    return find_meta_id<LeaseNonce>(reader, Meta::lease_nonce);
}

Result<std::uint64_t> last_transaction(const Reader& reader) {
    TRY(const auto body, find_meta(reader, Meta::transaction));
    if (!body) return std::uint64_t{0};
    Fields fields{Table::meta, *body};
    const auto number = fields.number<Arrival>();
    TRY(fields.finish());
    return number.value;
}

}  // namespace praxis::store
