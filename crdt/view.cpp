#include "crdt/detail/document_state.hpp"
#include "protocol/base/utf8.hpp"

#include <algorithm>

namespace praxis::crdt {
namespace {

/// Sorted ranges of characters, glued.
class CharacterSet {
public:
    explicit CharacterSet(std::vector<LvRange> ranges) {
        std::ranges::sort(ranges, {}, &LvRange::begin);
        for (const auto& range : ranges) {
            if (!ranges_.empty() && range.begin <= ranges_.back().end) {
                ranges_.back().end = std::max(ranges_.back().end, range.end);
            } else {
                ranges_.push_back(range);
            }
        }
    }
    /// Whether `character` is in; `end` is lowered to where that may change.
    [[nodiscard]] bool contains(Lv character, Lv& end) const {
        const auto after = std::ranges::upper_bound(ranges_, character, {}, &LvRange::begin);
        if (after != ranges_.end()) end = std::min(end, after->begin);
        if (after == ranges_.begin() || character >= std::prev(after)->end) return false;
        end = std::min(end, std::prev(after)->end);
        return true;
    }

private:
    std::vector<LvRange> ranges_;
};

}  // namespace

/// Reads one field of one version.
struct View::Reader {
    const Document::State& state;
    const Scope& scope;

    [[nodiscard]] bool counts(Lv event, std::size_t row) const {
        return state.rows[row].stands && scope.contains(event);
    }

    /// Standing writes of this version that no other of them came after.
    [[nodiscard]] std::vector<const Write*> newest(const Document::State::Field& field) const {
        std::vector<Lv> events;
        for (const auto& write : field.writes) {
            if (counts(write.event, write.row)) events.push_back(write.event);
        }
        std::vector<const Write*> out;
        for (const auto event : state.graph.dominators(std::move(events))) {
            out.push_back(&*std::ranges::lower_bound(field.writes, event, {}, &Write::event));
        }
        return out;
    }

    [[nodiscard]] Value value(const Write& write) const {
        const auto& row = state.rows[write.row];
        return {row.id, row.written, content(write)};
    }

    /// Where an item is: the event that made its place; nullopt when it was deleted. Its insertion,
    /// moves and deletions are writes of one register, in which a place beats a deletion.
    [[nodiscard]] std::optional<Lv> place(const Document::State::Field& field,
                                          const Write& insertion) const {
        const auto found = field.changes.find(insertion.event);
        if (found == field.changes.end()) return insertion.event;
        std::vector<Lv> events{insertion.event};
        for (const auto& change : found->second) {
            if (counts(change.event, change.row)) events.push_back(change.event);
        }
        const auto rank = [&](Lv event) {
            const auto& row = state.rows[state.row_of(event)];
            return std::tie(row.written, row.id);
        };
        std::optional<Lv> out;
        for (const auto event : state.graph.dominators(std::move(events))) {
            const auto change =
                std::ranges::lower_bound(found->second, event, {}, &ItemChange::event);
            const bool deletes = event != insertion.event && change->deletes;
            if (!deletes && (!out || rank(*out) < rank(event))) out = event;
        }
        return out;
    }

    [[nodiscard]] std::optional<Bytes> content(const Write& write) const {
        const auto& row = state.rows[write.row];
        return row.has_content ? std::optional{row.parts[write.part]} : std::nullopt;
    }

    /// Characters that standing updates of this version delete.
    [[nodiscard]] CharacterSet deleted(const TextWalker& walker) const {
        std::vector<LvRange> out;
        walker.for_each_deletion([&](const TextWalker::Deletion& deletion) {
            const Lv end = deletion.first + deletion.length;
            for (Lv at = deletion.first; at < end;) {
                const auto row = state.row_of(at);
                const auto stop = std::min(end, state.rows[row].last() + 1);
                if (counts(at, row)) out.push_back(deletion.hit(at, stop));
                at = stop;
            }
        });
        return CharacterSet{std::move(out)};
    }
};

std::vector<FieldId> View::fields() const {
    const auto& state = *document_->state_;
    const Reader reader{state, state.scope(version_)};
    std::vector<FieldId> out;
    for (const auto& [id, field] : state.fields) {
        const bool written = std::ranges::any_of(
            field.rows, [&](std::size_t row) { return reader.counts(state.rows[row].first, row); });
        if (written) out.push_back(id);
    }
    return out;
}

std::optional<Hash> View::constant_id(const Address& at) const {
    const auto& state = *document_->state_;
    const auto* field = state.field(FieldType::constant_id, at);
    if (field == nullptr) return std::nullopt;
    const Reader reader{state, state.scope(version_)};
    const auto& write = field->writes.front();
    if (!reader.counts(write.event, write.row)) return std::nullopt;
    return state.constant_ids.at(at);
}

std::optional<Value> View::constant(const Address& at) const {
    const auto& state = *document_->state_;
    const auto* field = state.field(FieldType::constant, at);
    if (field == nullptr) return std::nullopt;
    const Reader reader{state, state.scope(version_)};
    const auto& write = field->writes.front();
    if (!reader.counts(write.event, write.row)) return std::nullopt;
    return reader.value(write);
}

std::optional<Value> View::last(const Address& at) const {
    const auto& state = *document_->state_;
    const auto* field = state.field(FieldType::last_writer, at);
    if (field == nullptr) return std::nullopt;
    const Reader reader{state, state.scope(version_)};
    const auto candidates = reader.newest(*field);
    if (candidates.empty()) return std::nullopt;
    const auto rank = [&](const Write* write) {
        const auto& row = state.rows[write->row];
        return std::tie(row.written, row.id);
    };
    return reader.value(**std::ranges::max_element(candidates, {}, rank));
}

std::vector<Value> View::multi(const Address& at) const {
    const auto& state = *document_->state_;
    const auto* field = state.field(FieldType::multi_value, at);
    if (field == nullptr) return {};
    const Reader reader{state, state.scope(version_)};
    std::vector<Value> out;
    for (const auto* write : reader.newest(*field))
        out.push_back(reader.value(*write));
    std::ranges::sort(out, {}, &Value::update);
    return out;
}

std::vector<Element> View::elements(const Address& at) const {
    const auto& state = *document_->state_;
    const auto* field = state.field(FieldType::set, at);
    if (field == nullptr) return {};
    const Reader reader{state, state.scope(version_)};
    std::vector<Lv> removed;
    for (const auto& removal : field->removals) {
        if (!reader.counts(removal.event, removal.row)) continue;
        removed.insert(removed.end(), removal.adds.begin(), removal.adds.end());
    }
    std::ranges::sort(removed);
    std::map<Bytes, std::vector<EventId>> known;
    std::vector<EventId> absent;
    for (const auto& add : field->writes) {
        if (!reader.counts(add.event, add.row)) continue;
        if (std::ranges::binary_search(removed, add.event)) continue;
        const auto& row = state.rows[add.row];
        const EventId id{row.id, add.event - row.first};
        if (row.has_content) {
            known[row.parts[add.part]].push_back(id);
        } else {
            absent.push_back(id);
        }
    }
    std::vector<Element> out;
    for (auto& [content, adds] : known) {
        std::ranges::sort(adds);
        out.push_back({content, std::move(adds)});
    }
    std::ranges::sort(absent);
    for (const auto& id : absent)
        out.push_back({std::nullopt, {id}});
    return out;
}

std::vector<Item> View::items(const Address& at) const {
    const auto& state = *document_->state_;
    const auto* field = state.field(FieldType::list, at);
    if (field == nullptr) return {};
    const Reader reader{state, state.scope(version_)};
    struct Placed {
        Lv place;
        const Write* insertion;
    };
    std::vector<Placed> placed;
    for (const auto& insertion : field->writes) {
        if (!reader.counts(insertion.event, insertion.row)) continue;
        const auto place = reader.place(*field, insertion);
        if (place) placed.push_back({*place, &insertion});
    }
    std::ranges::sort(placed, {}, &Placed::place);
    std::vector<Item> out;
    std::map<Bytes, std::size_t> known;
    std::uint64_t position = 0;
    auto& walker = *field->walker;
    walker.go_to(version_);
    walker.tree().for_each([&](const TextItem& places) {
        if (!places.known()) return;
        auto here = std::ranges::lower_bound(placed, places.first, {}, &Placed::place);
        for (; here != placed.end() && here->place < places.end(); ++here) {
            const auto& insertion = *here->insertion;
            const auto id = state.name_of(insertion.event);
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

std::vector<Piece> View::pieces(const Address& at) const {
    return pieces_of(at, Which::all);
}

std::vector<Piece> View::present_pieces(const Address& at) const {
    return pieces_of(at, Which::present);
}

std::vector<Piece> View::pieces_of(const Address& at, Which which) const {
    const auto& state = *document_->state_;
    const auto* field = state.field(FieldType::text, at);
    if (field == nullptr) return {};
    auto& walker = *field->walker;
    walker.go_to(version_);
    // Where every update stands, deleted is deleted; else it matters by whom.
    const bool some_void = state.void_rows > 0;
    const Reader reader{state, state.scope(version_)};
    const CharacterSet deleted =
        some_void ? reader.deleted(walker) : CharacterSet{std::vector<LvRange>{}};

    std::vector<Piece> out;
    walker.tree().for_each([&](const TextItem& item) {
        if (!item.known()) return;
        const bool raw = item.state == 1;
        if (which == Which::present && !raw && !some_void) return;
        for (Lv begin = item.first; begin < item.end();) {
            const auto& row = state.rows[state.row_of(begin)];
            const auto after = std::ranges::upper_bound(
                row.insertions, begin, {}, &Document::State::Insertion::first);
            const auto& insertion = *std::prev(after);
            Lv end = std::min(item.end(), insertion.first + insertion.length);
            const bool hidden = some_void ? deleted.contains(begin, end) : !raw;
            Piece piece{{row.id, begin - row.first}, end - begin, raw, false, {}};
            if (row.has_content) {
                piece.shown = row.stands && !hidden;
                piece.text = std::u32string_view{row.texts[insertion.part]}.substr(
                    begin - insertion.first, end - begin);
            }
            if (which == Which::all || raw || piece.shown) out.push_back(piece);
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
