#include "node/community/kind.hpp"

#include "node/community/value.hpp"
#include "protocol/base/check.hpp"

#include <algorithm>

namespace praxis::community {

std::string_view word(FieldType type) {
    switch (type) {
        case FieldType::constant:
            return "constant";
        case FieldType::last_writer:
            return "register";
        case FieldType::multi_value:
            return "multi";
        case FieldType::text:
            return "text";
        case FieldType::set:
            return "set";
        case FieldType::list:
            return "list";
        case FieldType::strict_set:
            return "strict_set";
        case FieldType::log:
            return "log";
        case FieldType::ballot:
            return "ballot";
    }
    return "unknown";
}

std::string Field::quoted(Called called) const {
    return "\"" + (called == Called::by_label ? label : name) + "\"";
}

std::string FieldPlace::name() const {
    return language.empty() ? field->name : field->name + ":" + language;
}

Result<FieldPlace> Kind::place(std::string_view wanted, Called called) const {
    const auto colon = wanted.find(':');
    const auto base = wanted.substr(0, colon);
    const auto at = std::ranges::find(fields, base, &Field::name);
    if (at == fields.end()) {
        if (called == Called::by_label) {
            return fail(Errc::unknown_field, "This document has no such field.");
        }
        std::string known;
        for (const auto& one : names())
            known += (known.empty() ? "" : ", ") + one;
        return fail(Errc::unknown_field,
                    "a " + name + " has no field \"" + std::string{base} + "\"; it has " + known);
    }
    FieldPlace found{&*at, {}};
    if (colon == std::string_view::npos) return found;
    found.language = wanted.substr(colon + 1);
    if (!found.field->by_language) {
        const auto instead = called == Called::by_label
                                 ? std::string{"it is the same in all of them"}
                                 : "write it without \":" + found.language + "\"";
        return fail(Errc::unknown_field,
                    found.field->quoted(called) + " has no languages; " + instead);
    }
    if (!is_language(found.language)) {
        return fail(Errc::unknown_field,
                    "\"" + found.language + "\" is not a language tag such as fr or pt-br");
    }
    return found;
}

const Field* Kind::field(std::uint16_t wanted) const {
    const auto at = std::ranges::lower_bound(fields, wanted, {}, &Field::number);
    return at != fields.end() && at->number == wanted ? &*at : nullptr;
}

const Field* Kind::continuing() const {
    const auto at = std::ranges::find(fields, true, &Field::continues);
    return at == fields.end() ? nullptr : &*at;
}

bool Kind::has_ballots() const {
    return std::ranges::any_of(fields,
                               [](const Field& field) { return field.type == FieldType::ballot; });
}

std::vector<std::string> Kind::names() const {
    std::vector<std::string> out;
    for (const auto& field : fields)
        out.push_back(field.name);
    return out;
}

Result<const Kind*> Kinds::by_name(std::string_view name) const {
    std::string known;
    for (const auto& kind : kinds_) {
        if (kind.name == name) return &kind;
        known += (known.empty() ? "" : ", ") + kind.name;
    }
    return fail(Errc::unknown_kind, "no kind \"" + std::string{name} + "\"; there are " + known);
}

const Kind* Kinds::by_command(std::string_view command) const {
    for (const auto& kind : kinds_) {
        if (!command.empty() && kind.command == command) return &kind;
    }
    return nullptr;
}

const Kind* Kinds::by_number(KindNumber number) const {
    const auto at = std::ranges::lower_bound(kinds_, number, {}, &Kind::number);
    return at != kinds_.end() && at->number == number ? &*at : nullptr;
}

const Kind* Kinds::answering(const Kind& kind) const {
    const auto at = std::ranges::find_if(
        kinds_, [&](const Kind& one) { return one.answers && one.answers->kind == kind.name; });
    return at == kinds_.end() ? nullptr : &*at;
}

const Kind* Kinds::calling_moderators() const {
    const auto at = std::ranges::find_if(
        kinds_, [](const Kind& one) { return !one.calls_moderators_to.empty(); });
    return at == kinds_.end() ? nullptr : &*at;
}

std::filesystem::path Kinds::default_folder() {
    std::error_code ignored;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", ignored);
    const auto installed = self.parent_path().parent_path() / "share" / "praxis" / "kinds";
    if (std::filesystem::is_directory(installed, ignored)) return installed;
    return PRAXIS_KINDS_FOLDER;
}

}  // namespace praxis::community
