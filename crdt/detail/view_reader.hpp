#pragma once

#include "crdt/detail/document_state.hpp"

#include <algorithm>
#include <tuple>

namespace praxis::crdt {

/// Reads one field of one version.
struct View::Reader {
    explicit Reader(const View& view)
        : state{*view.document_->state_},
          scope{state.scope(view.version_)},
          taken_as_void{view.taken_as_void_} {}

    const Document::State& state;
    const Scope& scope;
    const std::vector<std::size_t>& taken_as_void;  // rows, ascending

    [[nodiscard]] bool stands(std::size_t row) const {
        return state.rows[row].stands && !std::ranges::binary_search(taken_as_void, row);
    }
    [[nodiscard]] bool counts(Lv event, std::size_t row) const {
        return stands(row) && scope.contains(event);
    }

    /// Standing writes of this version that no other of them came after; `person`: of those of
    /// this person's devices alone.
    [[nodiscard]] std::vector<const Write*> newest(
        const Document::State::Field& field,
        const std::optional<PersonId>& person = std::nullopt) const {
        std::vector<Lv> events;
        for (const auto& write : field.writes) {
            const bool is_theirs = !person || state.rows[write.row].person == person;
            if (is_theirs && counts(write.event, write.row)) events.push_back(write.event);
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

    [[nodiscard]] EventId name(const Write& write) const {
        const auto& row = state.rows[write.row];
        return {row.id, write.event - row.first};
    }

    /// Of several writes the one of the larger `written`, then the larger id; null of none.
    [[nodiscard]] const Write* winner(const std::vector<const Write*>& writes) const {
        const auto rank = [&](const Write* write) {
            const auto& row = state.rows[write->row];
            return std::tie(row.written, row.id);
        };
        const auto most = std::ranges::max_element(writes, {}, rank);
        return most == writes.end() ? nullptr : *most;
    }

    /// Characters that standing updates of this version delete.
    [[nodiscard]] std::vector<LvRange> deleted(const TextWalker& walker) const {
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
        return out;
    }
};

}  // namespace praxis::crdt
