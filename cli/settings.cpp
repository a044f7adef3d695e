#include "cli/settings.hpp"

#include "node/community/value.hpp"

#include <algorithm>

namespace praxis::cli {
namespace {

using community::FieldPlace;
using community::FieldType;

auto usage(std::string words) {
    return fail(CliErrc::usage, std::move(words));
}

/// One setting with its text as typed: still `@FILE` where it is to come from one.
Result<community::Setting> split(const std::string& typed) {
    const auto equals = typed.find('=');
    if (equals == std::string::npos || equals == 0) {
        return usage("--set takes FIELD=TEXT or FIELD=@FILE, not \"" + typed + "\"");
    }
    return community::Setting{typed.substr(0, equals), typed.substr(equals + 1)};
}

Result<std::vector<community::Setting>> typed_settings(const Arguments& arguments,
                                                       const community::Kind& kind) {
    std::vector<community::Setting> out;
    if (const auto title = arguments.option("title")) {
        // As it stands: only --set reads files.
        out.push_back({kind.title, title->starts_with('@') ? "@" + *title : *title});
    }
    for (const auto& typed : arguments.all("set")) {
        TRY(auto setting, split(typed));
        out.push_back(std::move(setting));
    }
    return out;
}

/// What each setting names. Only sets and lists may be named more than once.
Result<std::vector<FieldPlace>> places_of(const community::Kind& kind,
                                          const std::vector<community::Setting>& settings) {
    std::vector<FieldPlace> out;
    for (const auto& setting : settings) {
        auto place = kind.place(setting.name);
        if (!place) return usage(place.error().detail);
        const bool again = std::ranges::any_of(out, [&](const FieldPlace& other) {
            return other.field == place.value().field && other.language == place.value().language;
        });
        if (again && !place.value().field->has_elements()) {
            return usage("\"" + setting.name + "\" is set twice; say which of the values counts");
        }
        out.push_back(std::move(place).value());
    }
    return out;
}

/// The value as the field takes it.
Result<std::string> check(const community::Field& field, const std::string& text) {
    if (field.type == FieldType::log) {
        auto entry = community::log_entry(field, text);
        if (!entry) return usage(entry.error().detail);
        return std::move(entry).value();
    }
    if (field.is_set()) {
        auto step = community::set_step(field, text);
        if (!step) return usage(step.error().detail);
        return std::move(step.value().element);
    }
    if (field.type == FieldType::list) {
        auto step = community::list_step(field, text);
        if (!step) return usage(step.error().detail);
        return std::move(step.value().element);
    }
    auto value = community::canonical(field, text);
    if (!value) return usage(value.error().detail);
    return std::move(value).value();
}

Result<void> check_change(const FieldPlace& place, const std::string& value) {
    const auto& field = *place.field;
    if (field.type == FieldType::constant) {
        return usage("\"" + field.name + "\" is set when the document is made, and stays");
    }
    // Of a translation the node says so itself: it may, when the field has a value elsewhere.
    if (field.required && value.empty() && place.language.empty()) {
        return usage("\"" + field.name + "\" may not become empty");
    }
    return success();
}

}  // namespace

Result<std::vector<community::Setting>> settings_from(const Arguments& arguments,
                                                      const community::Kind& kind,
                                                      SettingsFor purpose) {
    TRY(auto settings, typed_settings(arguments, kind));
    TRY(const auto places, places_of(kind, settings));
    std::vector<const community::Field*> given;
    for (std::size_t i = 0; i < settings.size(); ++i) {
        const auto& field = *places[i].field;
        TRY(settings[i].text, text_or_file(settings[i].text));
        TRY(const auto value, check(field, settings[i].text));
        if (purpose == SettingsFor::change) {
            TRY(check_change(places[i], value));
        }
        if (!value.empty()) given.push_back(&field);
    }
    if (purpose == SettingsFor::change) return settings;
    for (const auto& field : kind.fields) {
        if (!field.required || std::ranges::find(given, &field) != given.end()) continue;
        const auto how = field.name == kind.title ? "--title T" : "--set " + field.name + "=TEXT";
        return usage("a new " + kind.name + " needs \"" + field.name + "\": " + how);
    }
    return settings;
}

Result<void> check_value(const community::Kinds& kinds,
                         std::string_view kind_name,
                         std::string_view field_name,
                         std::string_view what,
                         const std::string& text) {
    TRY(const auto* kind, kinds.by_name(kind_name));
    TRY(const auto place, kind->place(field_name));
    const auto value = community::canonical(*place.field, text);
    if (!value) return usage(std::string{what} + ": " + value.error().detail);
    const auto& kept = value.value();
    const bool blank = std::ranges::all_of(
        kept, [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; });
    if (blank) return usage(std::string{what} + " is empty; it needs at least a word");
    return success();
}

}  // namespace praxis::cli
