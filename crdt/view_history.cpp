#include "crdt/detail/view_reader.hpp"

// Who wrote what, and what would be there without it.

namespace praxis::crdt {

std::vector<Passage> View::blame(const Address& at) const {
    const auto& state = *document_->state_;
    std::vector<Passage> out;
    std::uint64_t position = 0;
    for (const auto& piece : present_pieces(at)) {
        if (!piece.shown) continue;
        const auto begin = position;
        position += piece.count;
        const auto& update = piece.first.update;
        if (!out.empty() && out.back().update == update) {
            out.back().end = position;
            continue;
        }
        const auto& row = *state.find(update);
        out.push_back({begin, position, update, row.written, row.person});
    }
    return out;
}

bool View::contains(const UpdateId& update) const {
    const auto& state = *document_->state_;
    const auto* row = state.find(update);
    return row != nullptr && state.scope(version_).contains(row->last());
}

std::vector<UpdateId> View::updates_since(const View& from,
                                          const std::optional<PersonId>& person) const {
    const auto& state = *document_->state_;
    const Reader reader{*this};
    std::vector<std::pair<std::uint64_t, UpdateId>> found;
    for (const auto& range : state.graph.diff(version_, from.version_).only_a) {
        for (auto row = state.row_of(range.begin);
             row < state.rows.size() && state.rows[row].first < range.end;
             ++row) {
            const auto& of = state.rows[row];
            const bool is_theirs = !person || of.person == person;
            if (is_theirs && reader.stands(row)) found.emplace_back(of.depth, of.id);
        }
    }
    std::ranges::sort(found);
    std::vector<UpdateId> out;
    for (const auto& [depth, id] : found)
        out.push_back(id);
    return out;
}

View View::without(std::span<const UpdateId> updates) const {
    const auto& state = *document_->state_;
    auto out = *this;
    auto& rows = out.taken_as_void_;
    for (const auto& update : updates) {
        const auto found = state.row_by_id.find(update);
        if (found != state.row_by_id.end()) rows.push_back(found->second);
    }
    std::ranges::sort(rows);
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    return out;
}

}  // namespace praxis::crdt
