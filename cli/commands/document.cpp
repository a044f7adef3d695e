#include "cli/acting.hpp"
#include "cli/commands/commands.hpp"
#include "cli/describe.hpp"
#include "cli/settings.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace praxis::cli {
namespace {

namespace json = boost::json;
using community::Kind;

/// "case study", as it stands inside a sentence.
std::string lower_label(const Kind& kind) {
    auto label = kind.label;
    for (auto& c : label) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return label;
}

Result<void> print_version(Context& context, json::object asked) {
    TRY(const auto answer, context.call_one(std::move(asked)));
    TRY(const auto id, text_in(answer, "id"));
    context.print(answer, id);
    return success();
}

Result<void> make(Context& context, const Arguments& arguments, const Kind& kind) {
    TRY(const auto space, id_from<SpaceId>("--space", arguments.required("space")));
    TRY(const auto settings, settings_from(arguments, kind, SettingsFor::creation));
    auto asked = request("document.new");
    asked["kind"] = kind.name;
    asked["space"] = space.hex();
    asked["set"] = to_json(settings);
    return print_version(context, std::move(asked));
}

Result<void> edit(Context& context, const Arguments& arguments, const Kind& kind) {
    TRY(const auto id, id_from<DocumentId>("ID", arguments.word("ID")));
    TRY(const auto settings, settings_from(arguments, kind, SettingsFor::change));
    if (settings.empty()) return fail(CliErrc::usage, "say what to change: --set FIELD=TEXT");
    json::array base;
    for (const auto& typed : arguments.all("base")) {
        TRY(const auto update, id_from<UpdateId>("--base", typed));
        base.emplace_back(update.hex());
    }
    auto asked = request("document.edit");
    asked["id"] = id.hex();
    asked["kind"] = kind.name;
    asked["set"] = to_json(settings);
    asked["base"] = std::move(base);
    return print_version(context, std::move(asked));
}

Result<void> show(Context& context, const Arguments& arguments, const Kind& kind) {
    TRY(const auto id, id_from<DocumentId>("ID", arguments.word("ID")));
    auto asked = request("document.show");
    asked["id"] = id.hex();
    asked["kind"] = kind.name;
    TRY(const auto answer, context.call_one(std::move(asked)));
    context.print(answer, describe_document(answer));
    return success();
}

std::string fields_help(const Kind& kind) {
    std::string out = "a field of it; one of";
    for (const auto& name : kind.names()) {
        out += " " + name;
    }
    return out +
           "; in a set or list, +VALUE adds and -VALUE takes away; in a list, #3:VALUE makes "
           "it the third";
}

/// A command of a kind: the same three for all, closed over the kind's own copy.
auto with(const Kind& kind, Result<void> (*run)(Context&, const Arguments&, const Kind&)) {
    return [kind, run](Context& context, const Arguments& arguments) {
        return run(context, arguments, kind);
    };
}

}  // namespace

std::vector<Command> kind_commands(const Kind& kind) {
    const auto start = "praxis -C DIR " + kind.command;
    const Option set{"set", "FIELD=TEXT|FIELD=@FILE", Option::Need::repeated, fields_help(kind)};
    const Option title{"title", "T", Option::Need::optional, "its " + kind.title};
    const Option space{"space", "ID", Option::Need::required, "where it lives, for ever"};
    const Option base{"base",
                      "UPDATE",
                      Option::Need::repeated,
                      "the version the change was made from; default: as it is now"};
    return {{kind.command + " new",
             "write a new " + lower_label(kind),
             start + " new --space ID --title \"One-stop portal\"",
             {},
             {space, title, set},
             with(kind, make)},
            {kind.command + " edit",
             "change one " + lower_label(kind),
             start + " edit ID --set " + kind.title + "=\"Another title\"",
             {"ID"},
             {title, set, base},
             with(kind, edit)},
            {kind.command + " show",
             "read one " + lower_label(kind),
             start + " show ID",
             {"ID"},
             {},
             with(kind, show)}};
}

}  // namespace praxis::cli
