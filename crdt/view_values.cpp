#include "crdt/detail/view_reader.hpp"

#include <algorithm>
#include <set>

// What registers, sets and logs of a version show.

namespace praxis::crdt {

std::vector<FieldId> View::fields() const {
    const auto& state = *document_->state_;
    const Reader reader{*this};
    std::vector<FieldId> out;
    for (const auto& [id, field] : state.fields) {
        const auto* person = id.type == FieldType::ballot ? std::get_if<Hash>(&id.at.key) : nullptr;
        const bool written = std::ranges::any_of(field.rows, [&](std::size_t row) {
            const auto& of = state.rows[row];
            const bool is_theirs = person == nullptr || of.person == same_bytes<PersonId>(*person);
            return is_theirs && reader.counts(of.first, row);
        });
        if (written) out.push_back(id);
    }
    return out;
}

std::optional<Hash> View::constant_id(const Address& at) const {
    const auto& state = *document_->state_;
    const auto* field = state.field(FieldType::constant_id, at);
    if (field == nullptr) return std::nullopt;
    const Reader reader{*this};
    const auto& write = field->writes.front();
    if (!reader.counts(write.event, write.row)) return std::nullopt;
    return state.constant_ids.at(at);
}

std::optional<Value> View::constant(const Address& at) const {
    const auto& state = *document_->state_;
    const auto* field = state.field(FieldType::constant, at);
    if (field == nullptr) return std::nullopt;
    const Reader reader{*this};
    const auto& write = field->writes.front();
    if (!reader.counts(write.event, write.row)) return std::nullopt;
    return reader.value(write);
}

std::optional<Value> View::last(const Address& at) const {
    const auto& state = *document_->state_;
    const auto* field = state.field(FieldType::last_writer, at);
    if (field == nullptr) return std::nullopt;
    const Reader reader{*this};
    const auto* winner = reader.winner(reader.newest(*field));
    return winner == nullptr ? std::nullopt : std::optional{reader.value(*winner)};
}

std::optional<Value> View::ballot(const Address& at) const {
    const auto& state = *document_->state_;
    const auto* field = state.field(FieldType::ballot, at);
    const auto* person = std::get_if<Hash>(&at.key);
    if (field == nullptr || person == nullptr) return std::nullopt;
    const Reader reader{*this};
    const auto* winner = reader.winner(reader.newest(*field, same_bytes<PersonId>(*person)));
    return winner == nullptr ? std::nullopt : std::optional{reader.value(*winner)};
}

std::vector<Value> View::multi(const Address& at) const {
    const auto& state = *document_->state_;
    const auto* field = state.field(FieldType::multi_value, at);
    if (field == nullptr) return {};
    const Reader reader{*this};
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
    const Reader reader{*this};
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

std::vector<Element> View::strict_elements(const Address& at) const {
    const auto& state = *document_->state_;
    const auto* field = state.field(FieldType::strict_set, at);
    if (field == nullptr) return {};
    const Reader reader{*this};
    // Adds without content are an element each: nobody can say whose equals they are.
    using Identity = std::pair<std::optional<Bytes>, std::optional<EventId>>;
    const auto identity = [&](const Write& add) -> Identity {
        auto content = reader.content(add);
        if (content) return {std::move(content), std::nullopt};
        return {std::nullopt, reader.name(add)};
    };
    struct Standing {
        std::vector<Lv> events;  // adds and removals
        std::set<Lv> removals;
        std::vector<EventId> adds;
    };
    std::map<Identity, Standing> elements;
    for (const auto& add : field->writes) {
        if (!reader.counts(add.event, add.row)) continue;
        auto& element = elements[identity(add)];
        element.events.push_back(add.event);
        element.adds.push_back(reader.name(add));
    }
    for (const auto& removal : field->removals) {
        if (!reader.counts(removal.event, removal.row)) continue;
        for (const auto named : removal.adds) {
            const auto& add = *std::ranges::lower_bound(field->writes, named, {}, &Write::event);
            const auto element = elements.find(identity(add));
            if (element == elements.end()) continue;
            if (element->second.removals.insert(removal.event).second) {
                element->second.events.push_back(removal.event);
            }
        }
    }
    std::vector<Element> out;
    std::vector<Element> absent;
    for (auto& [known, element] : elements) {
        const auto newest = state.graph.dominators(std::move(element.events));
        const auto& removals = element.removals;
        const auto removes = [&removals](Lv event) { return removals.contains(event); };
        if (std::ranges::any_of(newest, removes)) continue;
        std::ranges::sort(element.adds);
        (known.first ? out : absent).push_back({known.first, std::move(element.adds)});
    }
    out.insert(out.end(), absent.begin(), absent.end());
    return out;
}

std::vector<Entry> View::entries(const Address& at) const {
    const auto& state = *document_->state_;
    const auto* field = state.field(FieldType::log, at);
    if (field == nullptr) return {};
    const Reader reader{*this};
    std::vector<const Write*> writes;
    for (const auto& write : field->writes) {
        if (reader.counts(write.event, write.row)) writes.push_back(&write);
    }
    std::ranges::sort(writes, {}, [&](const Write* write) {
        return std::pair{state.rows[write->row].depth, reader.name(*write)};
    });
    std::vector<Entry> out;
    for (const auto* write : writes) {
        const auto& row = state.rows[write->row];
        out.push_back({reader.name(*write), row.written, reader.content(*write)});
    }
    return out;
}

}  // namespace praxis::crdt
