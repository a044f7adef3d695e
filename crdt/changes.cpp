#include "crdt/changes.hpp"

#include "crdt/detail/document_state.hpp"
#include "protocol/base/utf8.hpp"

#include <algorithm>

namespace praxis::crdt {
namespace {

bool shows_nothing(const Shown& shown) {
    return std::visit([](const auto& one) { return one == std::decay_t<decltype(one)>{}; }, shown);
}

/// Goes along every character a text ever had, told which were shown and which are.
class TextChanges {
public:
    void pass(std::uint64_t count, bool was_shown, std::u32string_view now) {
        if (was_shown && !now.empty()) {
            open_ = false;
            position_ += count;
        } else if (was_shown) {
            change().removed += count;
        } else if (!now.empty()) {
            change().inserted += encode_utf8(now);
            position_ += count;
        }
    }
    std::vector<TextChange> take() { return std::move(changes_); }

private:
    TextChange& change() {
        if (!open_) changes_.push_back({position_, 0, {}});
        open_ = true;
        return changes_.back();
    }

    std::vector<TextChange> changes_;
    std::uint64_t position_ = 0;
    bool open_ = false;  // whether the last one goes on here
};

}  // namespace

/// The changes of a text from the characters `shown` on, which become those it shows now.
std::vector<TextChange> Document::State::changes_of(const std::vector<Piece>& pieces,
                                                    std::vector<LvRange>& shown) const {
    TextChanges out;
    std::vector<LvRange> now;
    for (const auto& piece : pieces) {
        const auto begin = find(piece.first.update)->first + piece.first.index;
        const auto end = begin + piece.count;
        auto was = std::ranges::upper_bound(shown, begin, {}, &LvRange::end);
        for (auto at = begin; at < end;) {
            const bool inside = was != shown.end() && was->begin <= at;
            auto stop = end;
            if (was != shown.end()) stop = std::min(end, inside ? was->end : was->begin);
            const auto text =
                piece.shown ? piece.text.substr(at - begin, stop - at) : std::u32string_view{};
            out.pass(stop - at, inside, text);
            if (inside && stop == was->end) ++was;
            at = stop;
        }
        if (piece.shown) now.push_back({begin, end});
    }
    std::ranges::sort(now, {}, &LvRange::begin);
    shown = std::move(now);
    return out.take();
}

std::vector<FieldChange> Document::take_changes() {
    auto& state = *state_;
    if (!state.told) {
        state.told.emplace();
        for (const auto& [field, unused] : state.fields)
            state.told->touched.insert(field);
    }
    auto& told = *state.told;
    const auto view = now();
    std::vector<FieldChange> out;
    for (const auto& field : told.touched) {
        if (field.type == FieldType::text) {
            const auto pieces = view.pieces_of(field.at, View::Which::ever);
            auto changes = state.changes_of(pieces, told.texts[field]);
            if (!changes.empty()) out.push_back({field, std::move(changes), {}});
            continue;
        }
        auto shown = show(view, field);
        if (auto* items = std::get_if<std::vector<Item>>(&shown)) {
            for (auto& item : *items)
                item.position = 0;
        }
        const auto known = told.values.find(field);
        const bool is_same =
            known == told.values.end() ? shows_nothing(shown) : known->second == shown;
        if (is_same) continue;
        told.values.insert_or_assign(field, shown);
        out.push_back({field, {}, std::move(shown)});
    }
    told.touched.clear();
    return out;
}

}  // namespace praxis::crdt
