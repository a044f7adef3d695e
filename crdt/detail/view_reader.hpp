#pragma once

#include "crdt/detail/document_state.hpp"

#include <algorithm>
#include <tuple>

namespace praxis::crdt {

/// What makes adds to a set one element: their bytes. Those without content are an element each:
/// nobody can say whose equals they are.
using ElementIdentity = std::variant<Bytes, EventId>;

/// Reads one field of one version.
struct View::Reader {
    using Field = Document::State::Field;

    explicit Reader(const View& view)
        : state{*view.document_->state_},
          scope{state.scope(view.version_)},
          taken_as_void{view.taken_as_void_} {}
    Reader(const View& view, FieldType type, const Address& at) : Reader{view} {
        field = state.field(type, at);
    }

    const Document::State& state;
    const Scope& scope;
    const std::vector<std::size_t>& taken_as_void;  // rows, ascending
    const Field* field = nullptr;                   // null: nothing ever touched it

    [[nodiscard]] bool stands(std::size_t row) const {
        return state.rows[row].stands && !std::ranges::binary_search(taken_as_void, row);
    }
    [[nodiscard]] bool counts(Lv event, std::size_t row) const {
        return stands(row) && scope.contains(event);
    }

    /// What the field has of one kind that counts, ascending by event.
    template <class Change>
    [[nodiscard]] std::vector<const Change*> standing(std::vector<Change> Field::*all) const {
        std::vector<const Change*> out;
        if (field == nullptr) return out;
        for (const auto& change : field->*all) {
            if (counts(change.event, change.row)) out.push_back(&change);
        }
        return out;
    }
    [[nodiscard]] std::vector<const Write*> writes() const { return standing(&Field::writes); }

    /// Standing writes of this version that no other of them came after; `person`: of those of
    /// this person's devices alone.
    [[nodiscard]] std::vector<const Write*> newest(
        const std::optional<PersonId>& person = std::nullopt) const {
        std::vector<Lv> events;
        for (const auto* write : writes()) {
            const bool is_theirs = !person || state.rows[write->row].person == person;
            if (is_theirs) events.push_back(write->event);
        }
        std::vector<const Write*> out;
        for (const auto event : state.graph.dominators(std::move(events))) {
            out.push_back(&*std::ranges::lower_bound(field->writes, event, {}, &Write::event));
        }
        return out;
    }

    [[nodiscard]] Value value(const Write& write) const {
        const auto& row = state.rows[write.row];
        return {row.id, row.written, content(write)};
    }

    /// What decides among the newest writes of a register.
    [[nodiscard]] auto rank_of(std::size_t row) const {
        return std::tie(state.rows[row].written, state.rows[row].id);
    }

    /// Where an item is: the event that made its place; nullopt when it was deleted. Its insertion,
    /// moves and deletions are writes of one register, in which a place beats a deletion.
    [[nodiscard]] std::optional<Lv> place(const Write& insertion) const {
        const auto found = field->changes.find(insertion.event);
        if (found == field->changes.end()) return insertion.event;
        std::vector<Lv> events{insertion.event};
        for (const auto& change : found->second) {
            if (counts(change.event, change.row)) events.push_back(change.event);
        }
        const auto rank = [&](Lv event) { return rank_of(state.row_of(event)); };
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

    [[nodiscard]] ElementIdentity identity(const Write& add) const {
        if (auto known = content(add)) return std::move(*known);
        return name(add);
    }

    /// Of several writes the one of the larger `written`, then the larger id; nullopt of none.
    [[nodiscard]] std::optional<Value> winner(const std::vector<const Write*>& writes) const {
        const auto rank = [&](const Write* write) { return rank_of(write->row); };
        const auto most = std::ranges::max_element(writes, {}, rank);
        return most == writes.end() ? std::nullopt : std::optional{value(**most)};
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
