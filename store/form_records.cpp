#include "store/detail/key_layout.hpp"
#include "store/detail/rows.hpp"

namespace praxis::store {
namespace {

using detail::Fields;
using detail::key_of;
using IdCount = StrongInt<struct IdCountTag, std::uint32_t>;

void add_ids(Bytes& body, const std::vector<UpdateId>& ids) {
    for (const auto& id : ids)
        append(body, id.view());
}

Result<std::vector<UpdateId>> decode_ids(ByteView bytes) {
    std::vector<UpdateId> ids;
    Fields fields{Table::form_token, bytes};
    for (std::size_t i = 0; i < bytes.size() / UpdateId::size; ++i)
        ids.push_back(fields.id<UpdateId>());
    TRY(fields.finish());
    return ids;
}

/// The key of the oldest row of the order, or of all that are damaged when it is one of them.
Result<std::vector<Bytes>> oldest(const Reader& reader) {
    std::vector<Bytes> keys;
    const auto scanned =
        reader.scan(Table::form_order, KeyRange::all(), [&](ByteView key, ByteView) {
            keys.push_back(copy(key));
            return Result<Scan>{Scan::stop};
        });
    if (!scanned && scanned.error().code != StoreErrc::damaged) return fail(scanned.error());
    if (!scanned) {
        TRY(reader.scan_damaged(Table::form_order,
                                [&](ByteView key) { keys.push_back(copy(key)); }));
    }
    return keys;
}

Result<void> forget_beyond(Writer& writer, std::size_t keep) {
    for (;;) {
        TRY(const auto count, writer.count(Table::form_order));
        if (count <= keep) return success();
        TRY(const auto keys, oldest(writer));
        if (keys.empty()) return success();
        for (const auto& key : keys) {
            TRY(writer.erase(Table::form_token, ByteView{key}.last(Hash::size)));
            TRY(writer.erase(Table::form_order, key));
        }
    }
}

}  // namespace

Result<void> put_form_answer(Writer& writer,
                             const Hash& token,
                             const FormAnswer& answer,
                             std::size_t keep) {
    auto body = key_of(answer.document, IdCount{static_cast<std::uint32_t>(answer.updates.size())});
    add_ids(body, answer.updates);
    add_ids(body, answer.version);
    TRY(writer.put(Table::form_token, token.view(), body));
    TRY(const auto arrivals, last_arrival(writer));
    TRY(writer.put(Table::form_order, key_of(arrivals, token), {}));
    return forget_beyond(writer, keep);
}

Result<std::optional<FormAnswer>> find_form_answer(const Reader& reader, const Hash& token) {
    TRY(const auto body, reader.get(Table::form_token, token.view()));
    if (!body) return std::optional<FormAnswer>{};
    Fields fields{Table::form_token, *body};
    FormAnswer answer;
    answer.document = fields.id<DocumentId>();
    const auto count = fields.number<IdCount>();
    const auto rest = fields.rest();
    TRY(fields.finish());
    const auto updates_bytes = std::size_t{count.value} * UpdateId::size;
    if (updates_bytes > rest.size()) {
        return fail(StoreErrc::damaged, "table form_token: bad layout");
    }
    TRY(answer.updates, decode_ids(rest.first(updates_bytes)));
    TRY(answer.version, decode_ids(rest.subspan(updates_bytes)));
    return std::optional{std::move(answer)};
}

}  // namespace praxis::store
