#include "node/web/forms.hpp"

#include "node/replica/errc.hpp"
#include "node/web/words.hpp"

#include <algorithm>

namespace praxis::web {
namespace {

using community::Field;
using community::FieldType;
using community::ReadField;
using community::ValueType;

constexpr std::string_view set_prefix = "set:";
constexpr std::string_view was_prefix = "was:";
constexpr std::string_view add_prefix = "add:";
constexpr std::string_view had_prefix = "had:";
constexpr std::string_view more_prefix = "more:";
constexpr std::string_view place_prefix = "place:";

std::string named(std::string_view prefix, const std::string& name) {
    return std::string{prefix} + name;
}

/// The choices of a field; of a flag yes and no.
std::vector<std::string> choices_of(const Field& field) {
    if (field.value == ValueType::flag) return {"yes", "no"};
    return field.choices;
}

bool contains(const std::vector<std::string>& all, const std::string& one) {
    return std::ranges::find(all, one) != all.end();
}

void add_hint(View& input, const Field& field) {
    const auto words = hint_for(field);
    if (!words.empty()) input.part("HINT").set("WORDS", words);
}

/// A set of choices: a box each.
void add_boxes(View& field_piece,
               const community::FieldPlace& place,
               const ReadField* now,
               const http::Form* typed) {
    const auto name = place.name();
    auto& boxes = field_piece.part("BOXES");
    boxes.set("NAME", name).set("LABEL", label_of(place));
    const auto had = typed != nullptr ? typed->all(named(had_prefix, name))
                     : now != nullptr ? now->elements
                                      : std::vector<std::string>{};
    const auto checked = typed != nullptr ? typed->all(named(add_prefix, name)) : had;
    for (const auto& choice : choices_of(*place.field)) {
        auto& box = boxes.part("BOX");
        box.set("VALUE", choice).set("WORD", plain_words(choice));
        box.part_if("CHECKED", contains(checked, choice));
        box.part_if("WAS", contains(had, choice));
    }
}

/// A list, or a set of anything else: a box for each element it has, in a list with the number of
/// its place, and room for one more.
void add_elements(View& field_piece,
                  const community::FieldPlace& place,
                  const ReadField* now,
                  const http::Form* typed,
                  const WordsOf& words) {
    const auto name = place.name();
    const bool stay = place.field->type == FieldType::log;  // the entries there are no choice
    const auto had = typed != nullptr          ? typed->all(named(had_prefix, name))
                     : now != nullptr && !stay ? now->elements
                                               : std::vector<std::string>{};
    auto& elements = field_piece.part(had.empty() ? "FIRST_ELEMENT" : "ELEMENTS");
    elements.set("NAME", name).set("LABEL", label_of(place));
    const auto checked = typed != nullptr ? typed->all(named(add_prefix, name)) : had;
    const bool in_order = place.field->type == FieldType::list;
    const auto places =
        typed != nullptr ? typed->all(named(place_prefix, name)) : std::vector<std::string>{};
    for (std::size_t i = 0; i < had.size(); ++i) {
        auto& box = elements.part("BOX");
        box.set("VALUE", had[i]).set("WORD", words(*place.field, had[i]));
        box.part_if("CHECKED", contains(checked, had[i]));
        if (in_order) {
            box.part("PLACE").set("NUMBER", i < places.size() ? places[i] : std::to_string(i + 1));
        }
    }
    const auto* more = typed != nullptr ? typed->first(named(more_prefix, name)) : nullptr;
    elements.set("TYPED", more != nullptr ? *more : std::string{});
    add_hint(elements, *place.field);
}

/// An id may be given as the address of its page: what stands behind the last "/d/".
std::string id_in(const std::string& typed) {
    constexpr std::string_view page = "/d/";
    constexpr std::size_t digits = 64;
    const auto at = typed.rfind(page);
    return at == std::string::npos ? typed : typed.substr(at + page.size(), digits);
}

/// What a person typed, as the field takes it.
std::string as_typed(const Field& field, const std::string& typed) {
    if (field.value == ValueType::id) return id_in(typed);
    if (field.value != ValueType::relation) return typed;
    const auto colon = typed.find(':');
    if (colon == std::string::npos) return typed;
    return typed.substr(0, colon + 1) + id_in(typed.substr(colon + 1));
}

/// The steps of a set.
void add_steps(std::vector<community::Setting>& out,
               const community::FieldPlace& place,
               const http::Form& form) {
    const auto name = place.name();
    const auto had = form.all(named(had_prefix, name));
    const auto wanted = form.all(named(add_prefix, name));
    out.push_back({name, {}, true});
    std::size_t number = 0;
    for (const auto& element : wanted) {
        const bool as_it_was = contains(had, element);
        const bool in_order = as_it_was && place.field->type == FieldType::list;
        const auto step = in_order ? "#" + std::to_string(++number) + ":" : std::string{"+"};
        out.push_back({name, step + element, as_it_was});
    }
    for (const auto& element : had) {
        if (!contains(wanted, element)) out.push_back({name, "-" + element});
    }
    const auto* more = form.first(named(more_prefix, name));
    if (more != nullptr && more->find_first_not_of(" \t\n") != std::string::npos) {
        out.push_back({name, "+" + as_typed(*place.field, *more)});
    }
}

/// The elements of a list that were given another number, as steps, the front of the list first.
/// What is no number goes along as it was typed, and is refused with the step.
void add_placings(std::vector<community::Setting>& out,
                  const community::FieldPlace& place,
                  const http::Form& form) {
    const auto name = place.name();
    const auto had = form.all(named(had_prefix, name));
    const auto wanted = form.all(named(add_prefix, name));
    const auto places = form.all(named(place_prefix, name));
    std::vector<std::pair<std::string, std::string>> moved;
    for (std::size_t i = 0; i < std::min(had.size(), places.size()); ++i) {
        auto number = places[i].substr(0, places[i].find_last_not_of(' ') + 1);
        if (number == std::to_string(i + 1) || !contains(wanted, had[i])) continue;
        std::ranges::replace(number, ':', ' ');  // ends the number in a step
        moved.emplace_back(std::move(number), had[i]);
    }
    std::ranges::stable_sort(moved, {}, [](const auto& one) {
        return std::pair{one.first.size(), one.first};  // as numbers, which have no zeros in front
    });
    for (const auto& [number, element] : moved)
        out.push_back({name, "#" + number + ":" + element});
}

/// The names of fields that a form speaks of, each once.
std::vector<std::string> names_in(const http::Form& form) {
    std::vector<std::string> out;
    for (const auto& [key, value] : form.fields()) {
        for (const auto prefix : {set_prefix, add_prefix, had_prefix, more_prefix}) {
            if (!key.starts_with(prefix)) continue;
            const auto name = key.substr(prefix.size());
            if (!contains(out, name)) out.push_back(name);
        }
    }
    return out;
}

}  // namespace

void add_input(View& form,
               const community::FieldPlace& place,
               const ReadField* now,
               const http::Form* typed,
               const WordsOf& words) {
    const auto& field = *place.field;
    auto& piece = form.piece("FIELD", "form_field.tpl");
    const bool listed = field.value == ValueType::choice || field.value == ValueType::flag;
    if (field.has_elements()) {
        const bool boxes = listed && field.is_set();
        boxes ? add_boxes(piece, place, now, typed) : add_elements(piece, place, now, typed, words);
        return;
    }
    const auto name = place.name();
    const auto* was = typed != nullptr ? typed->first(named(was_prefix, name)) : nullptr;
    const auto held = typed != nullptr ? (was != nullptr ? *was : std::string{})
                      : now != nullptr ? now->value.text
                                       : std::string{};
    const auto* typed_value = typed != nullptr ? typed->first(named(set_prefix, name)) : nullptr;
    const auto value = typed_value != nullptr ? *typed_value : held;
    auto& input = piece.part(field.type == FieldType::text ? "PROSE" : listed ? "CHOICE" : "LINE");
    input.set("NAME", name).set("LABEL", label_of(place)).set("VALUE", value);
    input.part_if("REQUIRED", field.required && place.language.empty());
    add_hint(input, field);
    if (now != nullptr || was != nullptr) input.part("WAS").set("VALUE", held);
    if (!listed) return;
    for (const auto& choice : choices_of(field)) {
        auto& option = input.part("OPTION");
        option.set("VALUE", choice).set("WORD", plain_words(choice));
        option.part_if("SELECTED", choice == value);
    }
}

Result<std::vector<community::Setting>> settings_in(const community::Kind& kind,
                                                    const http::Form& form) {
    std::vector<community::Setting> out;
    for (const auto& name : names_in(form)) {
        TRY(const auto place, kind.place(name, community::Called::by_label));
        if (place.field->has_elements()) {
            add_steps(out, place, form);
            if (place.field->type == FieldType::list) add_placings(out, place, form);
            continue;
        }
        const auto* value = form.first(named(set_prefix, name));
        const auto* was = form.first(named(was_prefix, name));
        if (value == nullptr) continue;
        // A short field that was empty names no `was`; texts are compared with their base instead.
        const bool same = was != nullptr ? *was == *value : value->empty();
        const bool as_it_was = same && (was != nullptr || place.field->type != FieldType::text);
        out.push_back({name, as_typed(*place.field, *value), as_it_was});
    }
    return out;
}

void add_problem(View& view, const std::string& words) {
    auto& piece = view.piece("PROBLEM", "problem.tpl");
    if (!words.empty()) piece.part("SHOWN").set("WORDS", sentence_of(words));
}

bool is_about_form(const Error& error) {
    using community::Errc;
    for (const auto code : {Errc::bad_value, Errc::missing_value, Errc::unchangeable}) {
        if (error.code == make_error_code(code)) return true;
    }
    return error.code == make_error_code(node::NodeErrc::bad_request) ||
           error.code == make_error_code(node::NodeErrc::not_allowed) ||
           error.code == make_error_code(node::NodeErrc::read_only) ||
           error.code == make_error_code(node::NodeErrc::merging) ||
           error.code == make_error_code(node::NodeErrc::in_shreds) ||
           error.code == make_error_code(node::NodeErrc::busy);
}

}  // namespace praxis::web
