#include "node/community/read.hpp"

#include "node/community/value.hpp"

#include <algorithm>

namespace praxis::community {
namespace {

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
        case FieldType::list:
            return crdt::FieldType::list;
    }
    return crdt::FieldType::constant;
}

ReadValue read_value(const Field& field, const std::optional<Bytes>& content) {
    if (!content) return {ReadValue::State::absent, {}};
    const auto text = text_of(*content);
    const auto form = canonical(field, text);
    if (!form || form.value() != text) return {ReadValue::State::unreadable, {}};
    return {ReadValue::State::shown, std::string{text}};
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

void read_multi(ReadField& out, const std::vector<crdt::Value>& values, const AuthorOf& author) {
    const auto& field = *out.place.field;
    const auto shown = std::ranges::min_element(
        values, [&](const auto& a, const auto& b) { return shown_before(field, a, b); });
    out.value = read_value(field, shown->content);
    const bool differ = std::ranges::any_of(values, [&](const crdt::Value& value) {
        return value.content != values.front().content || !value.content;
    });
    if (values.size() < 2 || !differ) return;
    for (const auto& value : values) {
        out.conflict.push_back(
            {read_value(field, value.content), value.update, value.written, author(value.update)});
    }
}

/// The elements of a set or the items of a list.
void read_each(ReadField& out, const auto& elements) {
    for (const auto& element : elements) {
        auto value = read_value(*out.place.field, element.content);
        if (value.state == ReadValue::State::shown) {
            out.elements.push_back(std::move(value.text));
        } else {
            ++out.lacking;
        }
    }
}

void read_text(ReadField& out, const crdt::View& view, const crdt::Address& at) {
    out.value.text = view.text(at);
    for (const auto& piece : view.present_pieces(at)) {
        if (piece.raw && piece.text.empty()) out.lacking += piece.count;
    }
}

/// Reads what a register holds; false when it was never written.
bool read_single(ReadField& out, const std::optional<crdt::Value>& value) {
    if (value) out.value = read_value(*out.place.field, value->content);
    return value.has_value();
}

/// Whether the field has anything to say; reads it into `out`.
bool read_field(ReadField& out,
                const crdt::View& view,
                const crdt::Address& at,
                const AuthorOf& author) {
    switch (out.place.field->type) {
        case FieldType::constant: {
            if (out.place.field->value != ValueType::id) return read_single(out, view.constant(at));
            const auto id = view.constant_id(at);
            if (id) out.value.text = id->hex();
            return id.has_value();
        }
        case FieldType::last_writer:
            return read_single(out, view.last(at));
        case FieldType::multi_value: {
            const auto values = view.multi(at);
            if (!values.empty()) read_multi(out, values, author);
            return !values.empty();
        }
        case FieldType::text:
            read_text(out, view, at);
            return true;
        case FieldType::set:
            read_each(out, view.elements(at));
            return true;
        case FieldType::list:
            read_each(out, view.items(at));
            return true;
    }
    return false;
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

std::vector<ReadField> read_fields(const Kind& kind,
                                   const crdt::View& view,
                                   const AuthorOf& author) {
    auto ids = view.fields();
    std::ranges::sort(ids, {}, &crdt::FieldId::at);
    std::vector<ReadField> out;
    for (const auto& id : ids) {
        auto place = place_of(kind, id);
        if (!place) continue;
        ReadField field{std::move(*place), {}};
        if (read_field(field, view, id.at, author)) out.push_back(std::move(field));
    }
    return out;
}

const ReadField* find_field(const std::vector<ReadField>& fields, std::string_view name) {
    const auto at = std::ranges::find_if(
        fields, [&](const ReadField& field) { return field.place.name() == name; });
    return at == fields.end() ? nullptr : &*at;
}

}  // namespace praxis::community
