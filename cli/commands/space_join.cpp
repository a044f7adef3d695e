#include "cli/acting.hpp"
#include "cli/commands/commands.hpp"
#include "cli/describe.hpp"

#include <boost/json/value.hpp>

// Asking to be taken into a space, and answering that.

namespace praxis::cli {
namespace {

namespace json = boost::json;

Result<void> join(Context& context, const Arguments& arguments) {
    TRY(const auto space, id_from<SpaceId>("--space", arguments.required("space")));
    TRY(const auto words, text_or_file(arguments.option("words").value_or("")));
    auto asked = request("space.join");
    asked["space"] = space.hex();
    asked["words"] = words;
    TRY(const auto answer, context.call_one(std::move(asked)));
    TRY(const auto id, text_in(answer, "id"));
    context.print(answer, id);
    context.say(answer.at("before").as_bool()
                    ? "You asked before, and nobody has answered yet."
                    : "Whoever may take people in reads this when it has reached their node.");
    return success();
}

Result<void> requests(Context& context, const Arguments& arguments) {
    TRY(const auto space, id_from<SpaceId>("--space", arguments.required("space")));
    const auto which = arguments.option("which").value_or("waiting");
    if (which != "waiting" && which != "all") {
        return fail(CliErrc::usage, "--which is waiting or all, not " + which);
    }
    auto asked = request("space.requests");
    asked["space"] = space.hex();
    TRY(const auto lines, context.call(std::move(asked)));
    bool none = true;
    for (const auto& line : lines) {
        const bool waits = line.at("open").as_bool();
        if (!waits && which == "waiting") continue;
        none = false;
        auto words = describe_join_request(line);
        if (waits) {
            const auto praxis = "praxis -C " + context.folder().string();
            TRY(const auto person, text_in(line, "person"));
            TRY(const auto id, text_in(line, "request"));
            words += "\n  to take in: " + praxis + " role add --space " + space.hex() +
                     " --person " + person + " --as member" + "\n  to decline: " + praxis +
                     " space decline --request " + id + " --reason TEXT";
        }
        context.print(line, words);
    }
    if (none) context.say("Nobody waits to be taken in.");
    return success();
}

Result<void> decline(Context& context, const Arguments& arguments) {
    TRY(const auto id, id_from<UpdateId>("--request", arguments.required("request")));
    TRY(const auto reason, text_or_file(arguments.required("reason")));
    auto asked = request("space.decline");
    asked["request"] = id.hex();
    asked["reason"] = reason;
    TRY(const auto answer, context.call_one(std::move(asked)));
    TRY(const auto act, text_in(answer, "id"));
    context.print(answer, act);
    return success();
}

const Option of_space{"space", "ID", Option::Need::required, "the space"};

}  // namespace

std::vector<Command> joining_commands() {
    return {{"space join",
             "ask to be taken into a space that takes requests",
             "praxis -C bratislava space join --space ID --words \"I run the Tallinn desk.\"",
             {},
             {of_space,
              {"words",
               "TEXT|@FILE",
               Option::Need::optional,
               "who you are and why you ask, on one line; everybody of the network can read it"}},
             join},
            {"space requests",
             "who waits to be taken into a space, and how to answer",
             "praxis -C bratislava space requests --space ID",
             {},
             {of_space,
              {"which",
               "waiting|all",
               Option::Need::optional,
               "those that wait (default), or those that were answered, too"}},
             requests},
            {"space decline",
             "take somebody who asked not in, with a reason",
             "praxis -C bratislava space decline --request ID --reason \"For staff only.\"",
             {},
             {{"request", "ID", Option::Need::required, "which, as `space requests` names it"},
              {"reason",
               "TEXT|@FILE",
               Option::Need::required,
               "why; who asked and everybody else can read it"}},
             decline}};
}

}  // namespace praxis::cli
