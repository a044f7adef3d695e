#include "store/detail/key_layout.hpp"
#include "store/detail/rows.hpp"

namespace praxis::store {
namespace {

using detail::Fields;
using detail::key_of;

Result<UpdateId> decode_update_id(Table table, ByteView body) {
    Fields fields{table, body};
    const auto id = fields.id<UpdateId>();
    TRY(fields.finish());
    return id;
}

/// The documents whose ids stand behind `prefix` in an index.
Result<std::vector<DocumentRow>> documents_in(const Reader& reader, Table index, ByteView prefix) {
    std::vector<DocumentId> ids;
    const auto visit = [&](ByteView key, ByteView) -> Result<Scan> {
        Fields fields{index, key.subspan(prefix.size())};
        ids.push_back(fields.id<DocumentId>());
        TRY(fields.finish());
        return Scan::go_on;
    };
    TRY(reader.scan(index, KeyRange::prefix(prefix), visit));
    std::vector<DocumentRow> rows;
    for (const auto& id : ids) {
        TRY(const auto row, find_document(reader, id));
        if (!row) return fail(StoreErrc::damaged, "an index names document " + id.hex());
        rows.push_back(*row);
    }
    return rows;
}

}  // namespace

Result<void> detail::add_to_document(Writer& writer,
                                     const DocumentId& document,
                                     Arrival arrival,
                                     const UpdateId& id) {
    return writer.put(Table::document_update, key_of(document, arrival), id.view());
}

Result<void> add_document(Writer& writer, const DocumentRow& document) {
    TRY(const auto known, find_document(writer, document.id));
    if (known) return success();
    TRY(writer.put(Table::document, document.id.view(), key_of(document.space, document.kind)));
    TRY(writer.put(Table::space_document, key_of(document.space, document.id), {}));
    return writer.put(Table::kind_document, key_of(document.kind, document.id), {});
}

Result<std::optional<DocumentRow>> find_document(const Reader& reader, const DocumentId& document) {
    TRY(const auto body, reader.get(Table::document, document.view()));
    if (!body) return std::optional<DocumentRow>{};
    Fields fields{Table::document, *body};
    DocumentRow row;
    row.id = document;
    row.space = fields.id<SpaceId>();
    row.kind = fields.number<KindNumber>();
    TRY(fields.finish());
    return std::optional{row};
}

Result<std::vector<DocumentRow>> documents_of(const Reader& reader, const SpaceId& space) {
    return documents_in(reader, Table::space_document, space.view());
}

Result<std::vector<DocumentRow>> documents_of(const Reader& reader, KindNumber kind) {
    return documents_in(reader, Table::kind_document, key_of(kind));
}

Result<std::vector<UpdateId>> updates_of(const Reader& reader, const DocumentId& document) {
    std::vector<UpdateId> ids;
    const auto visit = [&](ByteView, ByteView body) -> Result<Scan> {
        TRY(const auto id, decode_update_id(Table::document_update, body));
        ids.push_back(id);
        return Scan::go_on;
    };
    TRY(reader.scan(Table::document_update, KeyRange::prefix(document.view()), visit));
    return ids;
}

Result<void> add_waiting(Writer& writer, const UpdateId& missing, const UpdateId& waiter) {
    return writer.put(Table::waiting, key_of(missing, waiter), {});
}

Result<std::vector<UpdateId>> waiters_of(const Reader& reader, const UpdateId& missing) {
    std::vector<UpdateId> waiters;
    const auto visit = [&](ByteView key, ByteView) -> Result<Scan> {
        TRY(const auto id, decode_update_id(Table::waiting, key.subspan(UpdateId::size)));
        waiters.push_back(id);
        return Scan::go_on;
    };
    TRY(reader.scan(Table::waiting, KeyRange::prefix(missing.view()), visit));
    return waiters;
}

Result<std::vector<UpdateId>> take_waiters(Writer& writer, const UpdateId& missing) {
    TRY(auto waiters, waiters_of(writer, missing));
    for (const auto& waiter : waiters) {
        TRY(writer.erase(Table::waiting, key_of(missing, waiter)));
    }
    return waiters;
}

Result<std::uint64_t> count_waiting(const Reader& reader) {
    return reader.count(Table::waiting);
}

}  // namespace praxis::store
