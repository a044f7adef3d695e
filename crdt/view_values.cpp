#include "crdt/detail/view_reader.hpp"

#include <algorithm>
#include <set>

// What registers, sets and logs of a version show.

namespace praxis::crdt {
namespace {

std::vector<Element> in_order(std::map<ElementIdentity, std::vector<EventId>> elements) {
    std::vector<Element> out;
    for (auto& [identity, adds] : elements) {
        std::ranges::sort(adds);
        const auto* content = std::get_if<Bytes>(&identity);
        out.push_back(
            {content != nullptr ? std::optional{*content} : std::nullopt, std::move(adds)});
    }
    return out;
}

}  // namespace

std::vector<FieldId> View::fields() const {
    const Reader reader{*this};
    return reader.state.fields_written(
        [&reader](std::size_t row) { return reader.counts(reader.state.rows[row].first, row); });
}

std::optional<Hash> View::constant_id(const Address& at) const {
    const Reader reader{*this, FieldType::constant_id, at};
    if (reader.writes().empty()) return std::nullopt;
    return reader.state.constant_ids.at(at);
}

std::optional<Value> View::constant(const Address& at) const {
    const Reader reader{*this, FieldType::constant, at};
    const auto writes = reader.writes();
    return writes.empty() ? std::nullopt : std::optional{reader.value(*writes.front())};
}

std::optional<Value> View::last(const Address& at) const {
    const Reader reader{*this, FieldType::last_writer, at};
    return reader.winner(reader.newest());
}

std::optional<Value> View::ballot(const Address& at) const {
    const auto* person = std::get_if<Hash>(&at.key);
    if (person == nullptr) return std::nullopt;
    const Reader reader{*this, FieldType::ballot, at};
    return reader.winner(reader.newest(same_bytes<PersonId>(*person)));
}

std::vector<Value> View::multi(const Address& at) const {
    const Reader reader{*this, FieldType::multi_value, at};
    std::vector<Value> out;
    for (const auto* write : reader.newest())
        out.push_back(reader.value(*write));
    std::ranges::sort(out, {}, &Value::update);
    return out;
}

std::vector<Element> View::elements(const Address& at) const {
    const Reader reader{*this, FieldType::set, at};
    std::vector<Lv> removed;
    for (const auto* removal : reader.standing(&Reader::Field::removals))
        removed.insert(removed.end(), removal->adds.begin(), removal->adds.end());
    std::ranges::sort(removed);
    std::map<ElementIdentity, std::vector<EventId>> elements;
    for (const auto* add : reader.writes()) {
        if (std::ranges::binary_search(removed, add->event)) continue;
        elements[reader.identity(*add)].push_back(reader.name(*add));
    }
    return in_order(std::move(elements));
}

std::vector<Element> View::strict_elements(const Address& at) const {
    const Reader reader{*this, FieldType::strict_set, at};
    struct Standing {
        std::vector<Lv> events;  // adds and removals
        std::set<Lv> removals;
    };
    std::map<ElementIdentity, Standing> standing;
    std::map<ElementIdentity, std::vector<EventId>> elements;
    for (const auto* add : reader.writes()) {
        const auto identity = reader.identity(*add);
        standing[identity].events.push_back(add->event);
        elements[identity].push_back(reader.name(*add));
    }
    for (const auto* removal : reader.standing(&Reader::Field::removals)) {
        for (const auto named : removal->adds) {
            const auto& add =
                *std::ranges::lower_bound(reader.field->writes, named, {}, &Write::event);
            const auto element = standing.find(reader.identity(add));
            if (element == standing.end()) continue;
            if (element->second.removals.insert(removal->event).second) {
                element->second.events.push_back(removal->event);
            }
        }
    }
    for (auto& [identity, element] : standing) {
        const auto newest = reader.state.graph.dominators(std::move(element.events));
        const auto& removals = element.removals;
        const auto removes = [&removals](Lv event) { return removals.contains(event); };
        if (std::ranges::any_of(newest, removes)) elements.erase(identity);
    }
    return in_order(std::move(elements));
}

std::vector<Entry> View::entries(const Address& at) const {
    const Reader reader{*this, FieldType::log, at};
    auto writes = reader.writes();
    std::ranges::sort(writes, {}, [&](const Write* write) {
        return std::pair{reader.state.rows[write->row].depth, reader.name(*write)};
    });
    std::vector<Entry> out;
    for (const auto* write : writes) {
        const auto written = reader.state.rows[write->row].written;
        out.push_back({reader.name(*write), written, reader.content(*write)});
    }
    return out;
}

}  // namespace praxis::crdt
