#include "cli/settings.hpp"

#include "node/community/value.hpp"

namespace praxis::cli {
namespace {

Result<community::Setting> split(const std::string& typed) {
    const auto equals = typed.find('=');
    if (equals == std::string::npos || equals == 0) {
        return fail(CliErrc::usage, "--set takes FIELD=TEXT or FIELD=@FILE, not \"" + typed + "\"");
    }
    TRY(auto text, text_or_file(typed.substr(equals + 1)));
    return community::Setting{typed.substr(0, equals), std::move(text)};
}

Result<void> check(const community::Kind& kind, const community::Setting& setting) {
    const auto place = kind.place(setting.name);
    if (!place) return fail(CliErrc::usage, place.error().detail);
    const auto& field = *place.value().field;
    if (field.type == community::FieldType::set) {
        const auto step = community::set_step(field, setting.text);
        if (!step) return fail(CliErrc::usage, step.error().detail);
        return success();
    }
    const auto value = community::canonical(field, setting.text);
    if (!value) return fail(CliErrc::usage, value.error().detail);
    return success();
}

}  // namespace

Result<std::vector<community::Setting>> settings_from(const Arguments& arguments,
                                                      const community::Kind& kind) {
    std::vector<community::Setting> out;
    if (const auto title = arguments.option("title")) out.push_back({kind.title, *title});
    for (const auto& typed : arguments.all("set")) {
        TRY(auto setting, split(typed));
        out.push_back(std::move(setting));
    }
    for (const auto& setting : out) {
        TRY(check(kind, setting));
    }
    return out;
}

}  // namespace praxis::cli
