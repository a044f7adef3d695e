#include "crdt/detail/view_reader.hpp"
#include "protocol/base/utf8.hpp"

#include <algorithm>

namespace praxis::crdt {
std::vector<Item> View::items(const Address& at) const {
    const Reader reader{*this, FieldType::list, at};
    if (reader.field == nullptr) return {};
    struct Placed {
        Lv place;
        const Write* insertion;
    };
    std::vector<Placed> placed;
    for (const auto* insertion : reader.writes()) {
        const auto place = reader.place(*insertion);
        if (place) placed.push_back({*place, insertion});
    }
    std::ranges::sort(placed, {}, &Placed::place);
    std::vector<Item> out;
    std::map<Bytes, std::size_t> known;
    std::uint64_t position = 0;
    auto& walker = *reader.field->walker;
    walker.go_to(version_);
    walker.tree().for_each([&](const TextItem& places) {
        if (!places.known()) return;
        auto here = std::ranges::lower_bound(placed, places.first, {}, &Placed::place);
        for (; here != placed.end() && here->place < places.end(); ++here) {
            const auto& insertion = *here->insertion;
            const auto id = reader.name(insertion);
            auto value = reader.content(insertion);
            if (value) {
                const auto [first, fresh] = known.try_emplace(*value, out.size());
                if (!fresh) {
                    out[first->second].insertions.push_back(id);
                    continue;
                }
            }
            out.push_back({std::move(value), {id}, position + (here->place - places.first)});
        }
        position += places.length;
    });
    for (auto& item : out)
        std::sort(std::next(item.insertions.begin()), item.insertions.end());
    return out;
}

std::vector<Entry> View::insertions(const Address& at) const {
    const Reader reader{*this, FieldType::list, at};
    if (reader.field == nullptr) return {};
    std::vector<Entry> out;
    for (const auto& insertion : reader.field->writes) {
        if (!reader.scope.contains(insertion.event)) continue;
        auto value = reader.value(insertion);
        if (!reader.stands(insertion.row)) value.content.reset();
        out.push_back({reader.name(insertion), value.written, std::move(value.content)});
    }
    std::ranges::sort(out, {}, &Entry::id);
    return out;
}

std::vector<Piece> View::pieces(const Address& at) const {
    return pieces_of(at, Which::all);
}

std::vector<Piece> View::present_pieces(const Address& at) const {
    return pieces_of(at, Which::present);
}

std::vector<Piece> View::pieces_of(const Address& at, Which which) const {
    const Reader reader{*this, FieldType::text, at};
    if (reader.field == nullptr) return {};
    const auto& state = reader.state;
    auto& walker = *reader.field->walker;
    walker.go_to(version_);
    // Where every update stands, deleted is deleted; else it matters by whom.
    const bool some_void = state.void_rows > 0 || !taken_as_void_.empty();
    const auto deleted = some_void ? RangeSet{reader.deleted(walker)} : RangeSet{};

    std::vector<Piece> out;
    walker.tree().for_each([&](const TextItem& item) {
        const bool known = item.known();
        if (!known && which != Which::ever) return;
        const bool raw = item.state == 1;
        if (which == Which::present && !raw && !some_void) return;
        for (Lv begin = item.first; begin < item.end();) {
            const auto number = state.row_of(begin);
            const auto& row = state.rows[number];
            const auto after = std::ranges::upper_bound(
                row.insertions, begin, {}, &Document::State::Insertion::first);
            const auto& insertion = *std::prev(after);
            Lv end = std::min(item.end(), insertion.first + insertion.length);
            const bool hidden = some_void ? deleted.contains(begin, end) : !raw;
            const bool stands = reader.stands(number);
            Piece piece{{row.id, begin - row.first}, end - begin, raw, stands, false, {}};
            if (row.has_content) {
                piece.shown = known && stands && !hidden;
                piece.text = std::u32string_view{row.texts[insertion.part]}.substr(
                    begin - insertion.first, end - begin);
            }
            if (which != Which::present || raw || piece.shown) out.push_back(piece);
            begin = end;
        }
    });
    return out;
}

std::string View::text(const Address& at) const {
    std::u32string out;
    for (const auto& piece : present_pieces(at)) {
        if (piece.shown) out += piece.text;
    }
    return encode_utf8(out);
}

std::u32string View::raw_text(const Address& at) const {
    constexpr char32_t replacement = 0xFFFD;
    std::u32string out;
    for (const auto& piece : present_pieces(at)) {
        if (!piece.raw) continue;
        if (piece.text.empty()) {
            out.append(piece.count, replacement);
        } else {
            out += piece.text;
        }
    }
    return out;
}

std::vector<UpdateId> View::version() const {
    const auto& state = *document_->state_;
    std::vector<UpdateId> out;
    for (const auto event : version_)
        out.push_back(state.rows[state.row_of(event)].id);
    std::ranges::sort(out);
    return out;
}

}  // namespace praxis::crdt
