#include "node/community/show.hpp"

#include "node/community/value.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

namespace praxis::community {
namespace {

namespace json = boost::json;

crdt::FieldType stored_type(const Field& field) {
    switch (field.type) {
        case FieldType::constant:
            return field.value == ValueType::id ? crdt::FieldType::constant_id
                                                : crdt::FieldType::constant;
        case FieldType::last_writer:
            return crdt::FieldType::last_writer;
        case FieldType::multi_value:
            return crdt::FieldType::multi_value;
        case FieldType::text:
            return crdt::FieldType::text;
        case FieldType::set:
            return crdt::FieldType::set;
    }
    return crdt::FieldType::constant;
}

/// Puts "value" into `out`, and why when it cannot be shown.
void put_value(json::object& out, const Field& field, const std::optional<Bytes>& content) {
    if (!content) {
        out["value"] = nullptr;
        out["absent"] = true;
        return;
    }
    const auto text = text_of(*content);
    const auto form = canonical(field, text);
    if (!form || form.value() != text) {
        out["value"] = nullptr;
        out["unreadable"] = true;
        return;
    }
    out["value"] = text;
}

std::size_t place_among_choices(const Field& field, const crdt::Value& value) {
    const auto at = std::ranges::find(field.choices, text_of(*value.content));
    return static_cast<std::size_t>(at - field.choices.begin());
}

/// Whether `a` is shown rather than `b` while both stand.
bool shown_before(const Field& field, const crdt::Value& a, const crdt::Value& b) {
    if (a.content.has_value() != b.content.has_value()) return a.content.has_value();
    if (a.content && field.value == ValueType::choice) {
        const auto place_a = place_among_choices(field, a);
        const auto place_b = place_among_choices(field, b);
        if (place_a != place_b) return place_a < place_b;
    }
    return std::pair{a.written, a.update} > std::pair{b.written, b.update};
}

json::array conflict_of(const Field& field,
                        const std::vector<crdt::Value>& values,
                        const AuthorOf& author) {
    json::array out;
    const bool differ = std::ranges::any_of(values, [&](const crdt::Value& value) {
        return value.content != values.front().content || !value.content;
    });
    if (values.size() < 2 || !differ) return out;
    for (const auto& value : values) {
        json::object line;
        put_value(line, field, value.content);
        const auto person = author(value.update);
        if (person) {
            line["person"] = person->hex();
        } else {
            line["person"] = nullptr;
        }
        line["update"] = value.update.hex();
        out.emplace_back(std::move(line));
    }
    return out;
}

void put_multi(json::object& out,
               const Field& field,
               const std::vector<crdt::Value>& values,
               const AuthorOf& author) {
    const auto shown = std::ranges::min_element(
        values, [&](const auto& a, const auto& b) { return shown_before(field, a, b); });
    put_value(out, field, shown->content);
    out["conflict"] = conflict_of(field, values, author);
}

void put_set(json::object& out, const Field& field, const std::vector<crdt::Element>& elements) {
    json::array value;
    std::size_t missing = 0;
    for (const auto& element : elements) {
        json::object one;
        put_value(one, field, element.content);
        if (one["value"].is_null()) {
            ++missing;
        } else {
            value.push_back(one["value"]);
        }
    }
    out["value"] = std::move(value);
    if (missing > 0) out["absent"] = missing;
}

void put_text(json::object& out, const crdt::View& view, const crdt::Address& at) {
    out["value"] = view.text(at);
    std::size_t missing = 0;
    for (const auto& piece : view.present_pieces(at)) {
        if (piece.raw && piece.text.empty()) missing += piece.count;
    }
    if (missing > 0) out["absent"] = missing;
}

/// Whether the field has anything to say; puts it into `out`.
bool put_field(json::object& out,
               const Field& field,
               const crdt::View& view,
               const crdt::Address& at,
               const AuthorOf& author) {
    out["type"] = word(field.type);
    bool there = true;
    switch (field.type) {
        case FieldType::constant:
            if (field.value == ValueType::id) {
                const auto id = view.constant_id(at);
                there = id.has_value();
                if (there) out["value"] = id->hex();
            } else {
                const auto value = view.constant(at);
                there = value.has_value();
                if (there) put_value(out, field, value->content);
            }
            break;
        case FieldType::last_writer: {
            const auto value = view.last(at);
            there = value.has_value();
            if (there) put_value(out, field, value->content);
            break;
        }
        case FieldType::multi_value: {
            const auto values = view.multi(at);
            there = !values.empty();
            if (there) put_multi(out, field, values, author);
            break;
        }
        case FieldType::text:
            put_text(out, view, at);
            break;
        case FieldType::set:
            put_set(out, field, view.elements(at));
            break;
    }
    if (there && !out.contains("conflict")) out["conflict"] = json::array{};
    return there;
}

/// The name a stored field is shown under; nullopt when the kind file does not know it.
std::optional<FieldPlace> place_of(const Kind& kind, const crdt::FieldId& id) {
    const auto* field = kind.field(id.at.field);
    if (field == nullptr || stored_type(*field) != id.type) return std::nullopt;
    if (std::holds_alternative<std::monostate>(id.at.key)) return FieldPlace{field, {}};
    const auto* language = std::get_if<std::string>(&id.at.key);
    if (language == nullptr || !field->by_language || !is_language(*language)) return std::nullopt;
    return FieldPlace{field, *language};
}

}  // namespace

json::object show_fields(const Kind& kind, const crdt::View& view, const AuthorOf& author) {
    auto ids = view.fields();
    std::ranges::sort(ids, {}, &crdt::FieldId::at);
    json::object out;
    for (const auto& id : ids) {
        const auto place = place_of(kind, id);
        if (!place) continue;
        json::object field;
        if (put_field(field, *place->field, view, id.at, author)) out[place->name()] = field;
    }
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
    out["fields"] = show_fields(kind, view, author);
    return out;
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
