#include "node/web/values.hpp"

#include "node/community/file_reference.hpp"
#include "node/web/words.hpp"

namespace praxis::web {
namespace {

using community::ReadValue;
using community::ValueType;

/// What an id names as far as this visitor may know: a document, person, node or space.
struct Named {
    bool is_document = false;
    std::string words;
};
Result<Named> named_by(Site& site, const Visit& visit, const std::string& digits) {
    const auto opened = site.open(visit, digits);
    if (opened) return Named{true, Site::title_of(opened.value())};
    TRY(const auto id, Hash::from_hex(digits));
    TRY(auto name, site.catalogue.person_name(same_bytes<PersonId>(id)));
    if (!name) {
        TRY(name, site.catalogue.node_name(same_bytes<NodeId>(id)));
    }
    if (!name && site.reading.may_enter(visit.person(), same_bytes<SpaceId>(id))) {
        TRY(name, site.catalogue.space_name(same_bytes<SpaceId>(id)));
    }
    return Named{false, name ? *name : digits.substr(0, 10) + "…, not here or not open to you"};
}

Result<void> fill_id(Site& site,
                     const Visit& visit,
                     View& view,
                     const std::string& before,
                     const std::string& digits) {
    TRY(auto named, named_by(site, visit, digits));
    auto& part = view.part(named.is_document ? "DOCUMENT" : "NOT_HERE");
    if (!before.empty()) part.part("BEFORE").set("WORD", plain_words(before));
    if (named.is_document) part.set("ID", digits);
    part.set(named.is_document ? "TITLE" : "WORDS", std::move(named.words));
    return success();
}

/// A file by what the document says of it. Its bytes travel on their own, and nodes keep none yet.
void fill_file(View& view, const std::string& text) {
    const auto file = community::parse_file_reference(text);
    if (!file) return;
    view.part("FILE")
        .set("NAME", file.value().name)
        .set("WORDS", file.value().media_type + ", " + size_words(file.value().size));
}

}  // namespace

std::string element_words(Site& site,
                          const Visit& visit,
                          const community::Field& field,
                          const std::string& text) {
    if (field.value == ValueType::id) {
        const auto named = named_by(site, visit, text);
        if (named) return named.value().words;
    }
    if (field.value == ValueType::relation) {
        const auto colon = text.find(':');
        const auto named = named_by(site, visit, text.substr(colon + 1));
        if (named) return plain_words(text.substr(0, colon)) + ": " + named.value().words;
    }
    if (field.value == ValueType::file) {
        const auto file = community::parse_file_reference(text);
        if (file) return file.value().name;
    }
    return value_words(field, text);
}

std::string value_words(const community::Field& field, const std::string& text) {
    const bool named = field.value == ValueType::choice || field.value == ValueType::flag;
    return named ? plain_words(text) : text;
}

std::string absence_words(ReadValue::State state) {
    switch (state) {
        case ReadValue::State::shown:
            return {};
        case ReadValue::State::absent:
            return "(not here: erased, or not arrived yet)";
        case ReadValue::State::unreadable:
            return "(written by another program in a form that cannot be read)";
    }
    return {};
}

Result<void> fill_value(Site& site,
                        const Visit& visit,
                        View& view,
                        const community::Field& field,
                        const ReadValue& value) {
    if (value.state != ReadValue::State::shown) {
        view.part("NOT_HERE").set("WORDS", absence_words(value.state));
        return success();
    }
    const auto& text = value.text;
    switch (field.value) {
        case ValueType::link:
            view.part("LINK").set("URL", text);
            break;
        case ValueType::id:
            return fill_id(site, visit, view, {}, text);
        case ValueType::relation: {
            const auto colon = text.find(':');
            return fill_id(site, visit, view, text.substr(0, colon), text.substr(colon + 1));
        }
        case ValueType::file:
            fill_file(view, text);
            break;
        default:
            view.part("PLAIN").set("TEXT", text.empty() ? "(empty)" : value_words(field, text));
    }
    return success();
}

Result<void> fill_field(Site& site,
                        const Visit& visit,
                        View& view,
                        const community::ReadField& field) {
    const auto& kind_field = *field.place.field;
    if (!field.conflict.empty()) {
        auto& list = view.part("SIDE_BY_SIDE");
        for (const auto& one : field.conflict) {
            auto& item = list.part("ITEM");
            TRY(auto author, site.person(one.person));
            item.set("AUTHOR", std::move(author));
            TRY(fill_value(site, visit, item.piece("VALUE", "value.tpl"), kind_field, one.value));
        }
        return success();
    }
    if (kind_field.type == community::FieldType::ballot) {
        auto& list = view.part("LIST");
        for (const auto& [value, count] : community::tally(field)) {
            auto words = element_words(site, visit, kind_field, value);
            list.part("ITEM")
                .piece("VALUE", "value.tpl")
                .part("PLAIN")
                .set("TEXT", words + ": " + std::to_string(count));
        }
        return success();
    }
    if (!kind_field.has_elements()) {
        return fill_value(site, visit, view, kind_field, field.value);
    }
    const bool in_order = kind_field.type == community::FieldType::list ||
                          kind_field.type == community::FieldType::log;
    auto& list = view.part(in_order ? "ORDERED" : "LIST");
    for (const auto& element : field.elements) {
        auto& item = list.part("ITEM").piece("VALUE", "value.tpl");
        TRY(fill_value(site, visit, item, kind_field, {ReadValue::State::shown, element}));
    }
    const auto add_more = [&](std::size_t count, const std::string& why) {
        if (count == 0) return;
        list.part("ITEM")
            .piece("VALUE", "value.tpl")
            .part("NOT_HERE")
            .set("WORDS", std::to_string(count) + " more, " + why);
    };
    add_more(field.lacking, "not here");
    add_more(field.unreadable, "not of this field's form");
    return success();
}

}  // namespace praxis::web
