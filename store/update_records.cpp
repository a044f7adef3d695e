#include "protocol/base/check.hpp"
#include "store/detail/key_layout.hpp"
#include "store/detail/rows.hpp"

namespace praxis::store {
namespace {

using detail::Fields;
using detail::key_of;

Result<Columns> decode_columns(ByteView body) {
    Fields fields{Table::columns, body};
    Columns columns;
    columns.header_arrival = fields.number<Arrival>();
    const auto payload_arrival = fields.number<Arrival>();
    if (payload_arrival.value != 0) columns.payload_arrival = payload_arrival;
    columns.applied = fields.one_of(Applied::never);
    columns.standing = fields.one_of(Standing::is_void);
    columns.space = fields.id<SpaceId>();
    columns.document = fields.id<DocumentId>();
    const auto person = fields.id<PersonId>();
    if (!person.is_zero()) columns.person = person;
    columns.reason = text_of(fields.rest());
    TRY(fields.finish());
    return columns;
}

Result<void> put_columns(Writer& writer, const UpdateId& id, const Columns& columns) {
    return writer.put(Table::columns,
                      id.view(),
                      key_of(columns.header_arrival,
                             columns.payload_arrival.value_or(Arrival{}),
                             static_cast<std::uint8_t>(columns.applied),
                             static_cast<std::uint8_t>(columns.standing),
                             columns.space,
                             columns.document,
                             columns.person.value_or(PersonId{}),
                             bytes_of(columns.reason)));
}

/// The columns of an update that the caller knows to be held.
Result<Columns> held_columns(const Reader& reader, const UpdateId& id) {
    TRY(auto columns, find_columns(reader, id));
    PRAXIS_CHECK(columns.has_value());
    return std::move(*columns);
}

/// A record of which a damaged one counts as none.
Result<std::optional<Bytes>> readable(const Reader& reader, Table table, const UpdateId& id) {
    auto found = detail::copy_of(reader, table, id.view());
    if (!found && found.error().code == StoreErrc::damaged) return std::optional<Bytes>{};
    return found;
}

Result<StoredPayload> decode_payload(ByteView body) {
    Fields fields{Table::skeleton, body};
    StoredPayload stored;
    stored.content_leaf = fields.id<Hash>();
    stored.skeleton = copy(fields.rest());
    TRY(fields.finish());
    return stored;
}

/// What was erased has its own leaf in its place, which is a hash of what no content can contain.
void take_content(StoredPayload& stored, std::optional<Bytes> content) {
    stored.erased = content && std::ranges::equal(*content, stored.content_leaf.view());
    if (!stored.erased) stored.content = std::move(content);
}

/// Puts an update under its document, which begins with it when it creates one.
Result<void> file(Writer& writer,
                  const UpdateId& id,
                  Columns& columns,
                  const DocumentId& document,
                  KindNumber kind) {
    if (same_bytes<UpdateId>(document) == id) {
        TRY(add_document(writer, {document, columns.space, kind}));
    }
    columns.document = document;
    return detail::add_to_document(writer, document, columns.header_arrival, id);
}

}  // namespace

Result<std::optional<Arrival>> add_header(Writer& writer, const NewHeader& update) {
    TRY(const bool held, has_header(writer, update.id));
    if (held) return std::optional<Arrival>{};
    TRY(writer.put(Table::update, update.id.view(), key_of(update.signature, update.header)));
    TRY(detail::add_link(writer, update.chain, {update.seq, update.id, update.prev}));
    TRY(const auto arrival,
        detail::draw_arrival(writer, update.chain.space, update.id, Part::header));
    Columns columns;
    columns.header_arrival = arrival;
    columns.space = update.chain.space;
    if (!update.document.is_zero()) {
        TRY(file(writer, update.id, columns, update.document, update.kind));
    }
    TRY(put_columns(writer, update.id, columns));
    return std::optional{arrival};
}

Result<void> file_header(Writer& writer,
                         const UpdateId& id,
                         const DocumentId& document,
                         KindNumber kind) {
    TRY(auto columns, held_columns(writer, id));
    if (!columns.document.is_zero()) return success();
    TRY(file(writer, id, columns, document, kind));
    return put_columns(writer, id, columns);
}

Result<std::optional<Arrival>> add_payload(Writer& writer,
                                           const UpdateId& id,
                                           ByteView skeleton,
                                           const Hash& content_leaf,
                                           std::optional<ByteView> content) {
    TRY(auto columns, held_columns(writer, id));
    TRY(const auto skeleton_here, readable(writer, Table::skeleton, id));
    TRY(const auto content_here, readable(writer, Table::content, id));
    const bool brings_content = content.has_value() && !content_here;
    if (skeleton_here && !brings_content) return std::optional<Arrival>{};
    if (!skeleton_here) {
        TRY(writer.put(Table::skeleton, id.view(), key_of(content_leaf, skeleton)));
    }
    if (brings_content) {
        TRY(writer.put(Table::content, id.view(), *content));
    }
    TRY(columns.payload_arrival, detail::draw_arrival(writer, columns.space, id, Part::payload));
    TRY(put_columns(writer, id, columns));
    return columns.payload_arrival;
}

Result<bool> erase_content(Writer& writer, const UpdateId& id) {
    TRY(const auto stored, find_readable_payload(writer, id));
    if (!stored || stored->erased) return false;
    TRY(writer.put(Table::content, id.view(), stored->content_leaf.view()));
    if (stored->content) return true;
    TRY(auto columns, held_columns(writer, id));
    TRY(columns.payload_arrival, detail::draw_arrival(writer, columns.space, id, Part::payload));
    TRY(put_columns(writer, id, columns));
    return true;
}

Result<bool> await_content(Writer& writer, const UpdateId& id) {
    TRY(const auto stored, find_readable_payload(writer, id));
    if (!stored || !stored->erased) return false;
    TRY(drop_content(writer, id));
    TRY(auto columns, held_columns(writer, id));
    TRY(columns.payload_arrival, detail::draw_arrival(writer, columns.space, id, Part::payload));
    TRY(put_columns(writer, id, columns));
    return true;
}

Result<void> drop_content(Writer& writer, const UpdateId& id) {
    return writer.erase(Table::content, id.view());
}

Result<std::optional<StoredHeader>> find_header(const Reader& reader, const UpdateId& id) {
    TRY(const auto body, reader.get(Table::update, id.view()));
    if (!body) return std::optional<StoredHeader>{};
    Fields fields{Table::update, *body};
    StoredHeader stored;
    stored.signature = fields.id<Signature>();
    stored.header = copy(fields.rest());
    TRY(fields.finish());
    return std::optional{std::move(stored)};
}

Result<std::optional<StoredPayload>> find_payload(const Reader& reader, const UpdateId& id) {
    TRY(const auto body, reader.get(Table::skeleton, id.view()));
    if (!body) return std::optional<StoredPayload>{};
    TRY(auto stored, decode_payload(*body));
    TRY(auto content, detail::copy_of(reader, Table::content, id.view()));
    take_content(stored, std::move(content));
    return std::optional{std::move(stored)};
}

Result<std::optional<StoredPayload>> find_readable_payload(const Reader& reader,
                                                           const UpdateId& id) {
    TRY(const auto body, readable(reader, Table::skeleton, id));
    if (!body) return std::optional<StoredPayload>{};
    TRY(auto stored, decode_payload(*body));
    TRY(auto content, readable(reader, Table::content, id));
    take_content(stored, std::move(content));
    return std::optional{std::move(stored)};
}

Result<bool> has_header(const Reader& reader, const UpdateId& id) {
    return reader.contains(Table::columns, id.view());
}

Result<std::optional<Columns>> find_columns(const Reader& reader, const UpdateId& id) {
    TRY(const auto body, reader.get(Table::columns, id.view()));
    if (!body) return std::optional<Columns>{};
    TRY(auto columns, decode_columns(*body));
    return std::optional{std::move(columns)};
}

Result<void> set_verdict(Writer& writer,
                         const UpdateId& id,
                         Applied applied,
                         Standing standing,
                         std::string_view reason,
                         const std::optional<PersonId>& person) {
    PRAXIS_CHECK(reason.size() <= reason_bytes_max);
    TRY(auto columns, held_columns(writer, id));
    columns.applied = applied;
    columns.standing = standing;
    columns.person = person;
    columns.reason = reason;
    return put_columns(writer, id, columns);
}

Result<void> scan_updates(const Reader& reader, const VisitUpdate& visit) {
    return reader.scan(
        Table::columns, KeyRange::all(), [&](ByteView key, ByteView body) -> Result<Scan> {
            TRY(const auto id, UpdateId::from(key));
            TRY(const auto columns, decode_columns(body));
            return visit(id, columns);
        });
}

Result<std::uint64_t> count_updates(const Reader& reader) {
    return reader.count(Table::columns);
}

}  // namespace praxis::store
