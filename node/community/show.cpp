#include "node/community/show.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

namespace praxis::community {
namespace {

namespace json = boost::json;

/// Puts "value" into `out`, and why when it cannot be shown.
void put_value(json::object& out, const ReadValue& value) {
    switch (value.state) {
        case ReadValue::State::shown:
            out["value"] = value.text;
            break;
        case ReadValue::State::absent:
            out["value"] = nullptr;
            out["absent"] = true;
            break;
        case ReadValue::State::unreadable:
            out["value"] = nullptr;
            out["unreadable"] = true;
            break;
    }
}

json::array to_json(const std::vector<Alternative>& conflict) {
    json::array out;
    for (const auto& one : conflict) {
        json::object line;
        put_value(line, one.value);
        line["person"] = one.person ? json::value(one.person->hex()) : json::value(nullptr);
        line["update"] = one.update.hex();
        out.emplace_back(std::move(line));
    }
    return out;
}

json::array ballots_of(const ReadField& field) {
    json::array out;
    for (const auto& ballot : field.ballots) {
        json::object line;
        line["person"] = ballot.person.hex();
        put_value(line, ballot.value);
        out.emplace_back(std::move(line));
    }
    return out;
}

json::object to_json(const ReadField& field) {
    json::object out;
    out["type"] = word(field.place.field->type);
    if (field.place.field->type == FieldType::ballot) {
        json::object counts;
        for (const auto& [value, count] : tally(field))
            counts[value] = count;
        out["value"] = std::move(counts);
        out["ballots"] = ballots_of(field);
    } else if (field.place.field->has_elements()) {
        json::array value;
        for (const auto& element : field.elements)
            value.emplace_back(element);
        out["value"] = std::move(value);
    } else {
        put_value(out, field.value);
    }
    if (field.lacking > 0) out["absent"] = field.lacking;
    if (field.unreadable > 0) out["unreadable"] = field.unreadable;
    out["conflict"] = to_json(field.conflict);
    return out;
}

}  // namespace

json::object show_fields(const Kind& kind, const crdt::View& view, const AuthorOf& author) {
    json::object out;
    for (const auto& field : read_fields(kind, view, author))
        out[field.place.name()] = to_json(field);
    return out;
}

json::object show_document(const Kind& kind,
                           const SpaceId& space,
                           const crdt::Document& document,
                           const AuthorOf& author) {
    const auto view = document.now();
    json::object out;
    out["id"] = document.id().hex();
    out["kind"] = kind.name;
    out["space"] = space.hex();
    out["version"] = to_json(view.version());
    out["merged_from"] = document.merged_from();
    json::array merged;
    for (const auto& place : merged_places(kind, document))
        merged.emplace_back(place.name());
    out["merged_fields"] = std::move(merged);
    out["fields"] = show_fields(kind, view, author);
    return out;
}

void withhold_fields(json::object& document) {
    document["merged_fields"] = json::array{};
    document["fields"] = json::object{};
}

json::value with_sorted_keys(const json::value& value) {
    if (const auto* list = value.if_array()) {
        json::array out;
        for (const auto& item : *list)
            out.push_back(with_sorted_keys(item));
        return out;
    }
    const auto* object = value.if_object();
    if (object == nullptr) return value;
    std::vector<std::string_view> keys;
    for (const auto& item : *object)
        keys.emplace_back(item.key().data(), item.key().size());
    std::ranges::sort(keys);
    json::object out;
    for (const auto key : keys)
        out[key] = with_sorted_keys(object->at(key));
    return out;
}

}  // namespace praxis::community
