#include "cli/acting.hpp"
#include "cli/commands/commands.hpp"
#include "cli/describe.hpp"

#include <boost/json/value.hpp>

// Moderation: acts that say something of a document, for everybody to see.

namespace praxis::cli {
namespace {

/// Asks for something about a document, with a reason, and prints the id of what came of it.
Result<void> send(Context& context, const Arguments& arguments, boost::json::object asked) {
    TRY(const auto id, id_from<DocumentId>("ID", arguments.word("ID")));
    TRY(const auto reason, text_or_file(arguments.required("reason")));
    asked["id"] = id.hex();
    asked["reason"] = reason;
    TRY(const auto answer, context.call_one(std::move(asked)));
    TRY(const auto written, text_in(answer, "id"));
    context.print(answer, written);
    return success();
}

Result<void> act(Context& context, const Arguments& arguments, const std::string& what) {
    auto asked = request("document.moderate");
    asked["act"] = what;
    return send(context, arguments, std::move(asked));
}

Result<void> flag(Context& context, const Arguments& arguments) {
    return send(context, arguments, request("document.flag"));
}

Result<void> show(Context& context, const Arguments& arguments) {
    TRY(const auto id, id_from<DocumentId>("ID", arguments.word("ID")));
    auto asked = request("document.show");
    asked["id"] = id.hex();
    TRY(const auto answer, context.call_one(std::move(asked)));
    context.print(answer, describe_document(answer));
    return success();
}

Result<void> list(Context& context,
                  const Arguments& arguments,
                  std::string_view action,
                  std::string (*describe)(const boost::json::object&)) {
    auto asked = request(action);
    if (const auto typed = arguments.option("space")) {
        TRY(const auto space, id_from<SpaceId>("--space", *typed));
        asked["space"] = space.hex();
    }
    TRY(const auto lines, context.call(std::move(asked)));
    for (const auto& line : lines)
        context.print(line, describe(line));
    return success();
}

Result<void> log(Context& context, const Arguments& arguments) {
    return list(context, arguments, "moderation.log", describe_moderation);
}

Result<void> queue(Context& context, const Arguments& arguments) {
    return list(context, arguments, "moderation.queue", describe_call);
}

const Option of_space{"space", "ID", Option::Need::optional, "of one space only"};

/// `act_word`: what the node is asked to do.
Command acting_command(const std::string& word,
                       const std::string& act_word,
                       const std::string& help) {
    return {"mod " + word,
            help,
            "praxis -C bratislava mod " + word + " ID --reason \"Names a patient.\"",
            {"ID"},
            {{"reason", "TEXT|@FILE", Option::Need::required, "why; everybody can read it"}},
            [act_word](Context& context, const Arguments& arguments) {
                return act(context, arguments, act_word);
            }};
}

}  // namespace

std::vector<Command> mod_commands() {
    return {{"mod flag",
             "call the moderators of its space to a document or a post",
             "praxis -C bratislava mod flag ID --reason \"Names a patient.\"",
             {"ID"},
             {{"reason", "TEXT|@FILE", Option::Need::required, "what is wrong; for moderators"}},
             flag},
            {"mod queue",
             "the flags that wait for you as a moderator, oldest first",
             "praxis -C bratislava mod queue",
             {},
             {of_space},
             queue},
            acting_command("settle", "settle", "take a flag, by its own id, out of the queue"),
            acting_command("hide", "hide", "hide a document or a post; nothing of it is lost"),
            acting_command("restore", "restore", "show again what was hidden"),
            acting_command("lock", "lock", "let a document be neither changed nor answered"),
            acting_command("unlock", "unlock", "let it be changed and answered again"),
            {"mod show",
             "read one document or post; a moderator reads what is hidden too",
             "praxis -C bratislava mod show ID",
             {"ID"},
             {},
             show},
            {"mod log",
             "every act of moderation, newest first",
             "praxis -C bratislava mod log --space ID",
             {},
             {of_space},
             log}};
}

}  // namespace praxis::cli
