#include "node/community/read.hpp"

#include "node/community/value.hpp"

#include <algorithm>
#include <map>

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
        case FieldType::strict_set:
            return crdt::FieldType::strict_set;
        case FieldType::log:
            return crdt::FieldType::log;
        case FieldType::ballot:
            return crdt::FieldType::ballot;
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
        switch (value.state) {
            case ReadValue::State::shown:
                out.elements.push_back(std::move(value.text));
                break;
            case ReadValue::State::absent:
                ++out.lacking;
                break;
            case ReadValue::State::unreadable:
                ++out.unreadable;
                break;
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

/// Puts one more ballot in.
bool read_ballot(ReadField& out, const crdt::View& view, const crdt::Address& at) {
    const auto cast = view.ballot(at);
    if (!cast) return false;
    const auto person = same_bytes<PersonId>(std::get<Hash>(at.key));
    // What was taken back is an empty value, which no other field of this form has.
    auto value = cast->content && cast->content->empty()
                     ? ReadValue{}
                     : read_value(*out.place.field, cast->content);
    out.ballots.push_back({person, std::move(value)});
    return true;
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
        case FieldType::strict_set:
            read_each(out, view.strict_elements(at));
            return true;
        case FieldType::log:
            read_each(out, view.entries(at));
            return true;
        case FieldType::ballot:
            return read_ballot(out, view, at);
    }
    return false;
}

}  // namespace

std::optional<FieldPlace> place_of(const Kind& kind, const crdt::FieldId& id) {
    const auto* field = kind.field(id.at.field);
    if (field == nullptr || stored_type(*field) != id.type) return std::nullopt;
    const bool whole = std::holds_alternative<std::monostate>(id.at.key);
    if (whole || field->type == FieldType::ballot) return FieldPlace{field, {}};
    const auto* language = std::get_if<std::string>(&id.at.key);
    if (language == nullptr || !field->by_language || !is_language(*language)) return std::nullopt;
    return FieldPlace{field, *language};
}

std::vector<ReadField> read_fields(const Kind& kind,
                                   const crdt::View& view,
                                   const AuthorOf& author) {
    auto ids = view.fields();
    std::ranges::sort(ids, {}, &crdt::FieldId::at);
    std::vector<ReadField> out;
    for (const auto& id : ids) {
        auto place = place_of(kind, id);
        if (!place) continue;
        const bool goes_on = id.type == crdt::FieldType::ballot && !out.empty() &&
                             out.back().place.field == place->field;
        if (goes_on) {
            read_ballot(out.back(), view, id.at);
            continue;
        }
        ReadField field{std::move(*place), {}};
        if (read_field(field, view, id.at, author)) out.push_back(std::move(field));
    }
    return out;
}

std::vector<FieldPlace> merged_places(const Kind& kind, const crdt::Document& document) {
    auto ids = document.merged_fields();
    std::ranges::sort(ids, {}, &crdt::FieldId::at);
    std::vector<FieldPlace> out;
    for (const auto& id : ids) {
        auto place = place_of(kind, id);
        if (!place) continue;
        const bool again = !out.empty() && out.back().name() == place->name();  // another's ballot
        if (!again) out.push_back(std::move(*place));
    }
    return out;
}

std::vector<std::pair<std::string, std::size_t>> tally(const ReadField& field) {
    std::map<std::pair<std::size_t, std::string>, std::size_t> counts;
    const auto& choices = field.place.field->choices;
    for (const auto& ballot : field.ballots) {
        const auto& text = ballot.value.text;
        if (text.empty()) continue;
        const auto at = std::ranges::find(choices, text) - choices.begin();
        ++counts[{static_cast<std::size_t>(at), text}];
    }
    std::vector<std::pair<std::string, std::size_t>> out;
    for (const auto& [value, count] : counts)
        out.emplace_back(value.second, count);
    return out;
}

std::string ballot_of(const ReadField& field, const PersonId& person) {
    const auto at = std::ranges::find(field.ballots, person, &Ballot::person);
    return at == field.ballots.end() ? std::string{} : at->value.text;
}

const ReadField* find_field(const std::vector<ReadField>& fields, std::string_view name) {
    const auto at = std::ranges::find_if(
        fields, [&](const ReadField& field) { return field.place.name() == name; });
    return at == fields.end() ? nullptr : &*at;
}

}  // namespace praxis::community
