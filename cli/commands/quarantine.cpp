#include "cli/commands/commands.hpp"
#include "cli/describe.hpp"

#include <boost/json/value.hpp>

// Authors whose writing waits for a moderator.

namespace praxis::cli {
namespace {

namespace json = boost::json;

Result<void> send(Context& context, const Arguments& arguments, json::object asked) {
    TRY(const auto reason, text_or_file(arguments.required("reason")));
    asked["reason"] = reason;
    TRY(const auto answer, context.call_one(std::move(asked)));
    TRY(const auto act, text_in(answer, "id"));
    context.print(answer, act);
    return success();
}

Result<void> quarantine(Context& context, const Arguments& arguments) {
    TRY(const auto space, id_from<SpaceId>("--space", arguments.required("space")));
    TRY(const auto person, id_from<PersonId>("--person", arguments.required("person")));
    auto asked = request("moderation.quarantine");
    asked["space"] = space.hex();
    asked["person"] = person.hex();
    return send(context, arguments, std::move(asked));
}

Result<void> release(Context& context, const Arguments& arguments) {
    TRY(const auto id, id_from<UpdateId>("--quarantine", arguments.required("quarantine")));
    auto asked = request("moderation.release");
    asked["quarantine"] = id.hex();
    return send(context, arguments, std::move(asked));
}

Result<void> quarantined(Context& context, const Arguments& arguments) {
    TRY(const auto space, id_from<SpaceId>("--space", arguments.required("space")));
    auto asked = request("moderation.quarantined");
    asked["space"] = space.hex();
    TRY(const auto lines, context.call(std::move(asked)));
    for (const auto& line : lines) {
        TRY(const auto id, text_in(line, "quarantine"));
        context.print(line,
                      describe_moderation(line) + "\n  to release: praxis -C " +
                          context.folder().string() + " mod release --quarantine " + id +
                          " --reason TEXT");
    }
    if (lines.empty()) context.say("Nobody is in quarantine there.");
    return success();
}

const Option of_space{"space", "ID", Option::Need::required, "the space"};
const Option why{"reason", "TEXT|@FILE", Option::Need::required, "why; everybody can read it"};

}  // namespace

std::vector<Command> quarantine_commands() {
    return {{"mod quarantine",
             "let what an author writes in a space wait for a moderator",
             "praxis -C bratislava mod quarantine --space ID --person ID --reason \"Spam.\"",
             {},
             {of_space, {"person", "ID", Option::Need::required, "the author"}, why},
             quarantine},
            {"mod release",
             "end one quarantine of an author; what they wrote is shown again",
             "praxis -C bratislava mod release --quarantine ID --reason \"It was a mistake.\"",
             {},
             {{"quarantine", "ID", Option::Need::required, "as `mod quarantined` names it"}, why},
             release},
            {"mod quarantined",
             "who is in quarantine in a space, since when and why, and how to release them",
             "praxis -C bratislava mod quarantined --space ID",
             {},
             {of_space},
             quarantined}};
}

}  // namespace praxis::cli
