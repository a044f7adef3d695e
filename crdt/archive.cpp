#include "crdt/archive.hpp"

#include "crdt/detail/history_columns.hpp"

namespace praxis::crdt {
namespace detail {
namespace {

constexpr std::uint8_t kind_document = 1;

}  // namespace

void write_signed(ByteWriter& out, std::int64_t value) {
    const auto bits = static_cast<std::uint64_t>(value);
    out.varint(bits << 1 ^ (value < 0 ? ~std::uint64_t{0} : 0));
}

Result<std::int64_t> read_signed(ByteReader& in) {
    TRY(const auto bits, in.varint());
    return static_cast<std::int64_t>(bits >> 1 ^ ((bits & 1) != 0 ? ~std::uint64_t{0} : 0));
}

void write_sized(ByteWriter& out, ByteView bytes) {
    out.varint(bytes.size());
    out.raw(bytes);
}

Result<ByteView> read_sized(ByteReader& in) {
    TRY(const auto size, in.varint());
    return in.raw(size);
}

Result<UpdateId> id_of_row(ByteView ids, std::uint64_t row) {
    if (row >= ids.size() / UpdateId::size) return fail(praxis::Errc::out_of_range, "row");
    return UpdateId::from(ids.subspan(row * UpdateId::size, UpdateId::size));
}

}  // namespace detail

using detail::Column;

Bytes Archive::save(const Document& document) {
    const auto& state = *document.state_;
    detail::ColumnsOut<Column> out;
    detail::HistoryWriter{state, out}.write();
    detail::write_shown(out[Column::shown], project(document), state.row_by_id);
    auto sections = out.take();
    sections.insert(sections.end(), state.kept.begin(), state.kept.end());
    return detail::seal(detail::kind_document, sections);
}

Result<Archive> Archive::open(Bytes file) {
    TRY(auto sealed, detail::Sealed::open(std::move(file), detail::kind_document));
    Archive out{std::move(sealed)};
    TRY(const auto document, out.column(Column::document));
    const auto id = DocumentId::from(document);
    if (!id) return fail(Errc::damaged_archive, "it does not say of which document it is");
    out.id_ = id.value();
    return out;
}

Result<Bytes> Archive::column(Column column) const {
    return sealed_.section(static_cast<std::uint64_t>(column));
}

Result<Projection> Archive::shown() const {
    TRY(const auto ids, column(Column::ids));
    TRY(const auto shown, column(Column::shown));
    auto out = detail::read_shown(shown, ids);
    if (!out) return fail(Errc::damaged_archive, "what it shows: " + out.error().text());
    return out;
}

Result<Document> Archive::document() const {
    Document out{id_};
    detail::ColumnsIn<Column> in;
    TRY(in.open(sealed_));
    TRY(in[Column::document].raw(DocumentId::size));
    const auto apply = [&out](Update update) -> Result<void> {
        const auto id = update.id;
        const bool has_content = update.parts.has_value();
        const bool is_read = update.skeleton.has_value();
        if (out.apply(std::move(update)) == Document::Applied::duplicate) {
            return fail(Errc::damaged_archive, "twice " + id.hex());
        }
        if (is_read && has_content && !out.has_content(id)) {
            return fail(Errc::damaged_archive, "content of " + id.hex());
        }
        return success();
    };
    auto read = detail::read_history(in, apply);
    if (read) read = in.finish();
    if (!read) return fail(Errc::damaged_archive, "its history: " + read.error().text());
    for (const auto number : sealed_.numbers()) {
        if (number < static_cast<std::uint64_t>(Column::count)) continue;
        TRY(auto bytes, sealed_.section(number));
        out.state_->kept.push_back({number, std::move(bytes)});
    }
    return out;
}

}  // namespace praxis::crdt
