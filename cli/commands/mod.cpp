#include "cli/acting.hpp"
#include "cli/commands/commands.hpp"
#include "cli/describe.hpp"
#include "node/community/errc.hpp"
#include "node/community/reasons.hpp"
#include "node/community/value.hpp"

#include <boost/json/array.hpp>
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

Result<void> move_document(Context& context, const Arguments& arguments) {
    TRY(const auto id, id_from<DocumentId>("ID", arguments.word("ID")));
    TRY(const auto space, id_from<SpaceId>("--to", arguments.required("to")));
    TRY(const auto reason, text_or_file(arguments.required("reason")));
    auto asked = request("document.move");
    asked["id"] = id.hex();
    asked["to"] = space.hex();
    asked["reason"] = reason;
    asked["wider"] = arguments.has("wider");
    TRY(const auto answer, context.call_one(std::move(asked)));
    TRY(const auto written, text_in(answer, "id"));
    context.print(answer, written);
    for (const auto& item : answer.at("left_behind").as_array())
        context.say(describe_left_behind(item.as_object()));
    return success();
}

/// The key in this folder of somebody above the space, and the grant it agrees by: zero, the board.
struct Above {
    crypto::SigningPair key;
    UpdateId grant;
};

Result<Above> above_the_space(Context& context) {
    TRY(auto administrator, key_if_here(context, node::KeyFile::administrator));
    if (administrator) {
        auto asked = request("root.administrator");
        asked["key"] = administrator->key().hex();
        const auto own = context.call_one(std::move(asked));
        if (own && own.value().at("level").as_string() == "centre") {
            TRY(const auto grant, id_in<UpdateId>(own.value(), "grant"));
            return Above{std::move(*administrator), grant};
        }
    }
    TRY(auto key, key_for(context, node::KeyFile::board));
    return Above{std::move(key), {}};
}

Result<boost::json::object> erasure_of(Context& context, const DocumentId& id) {
    auto show = request("document.show");
    show["id"] = id.hex();
    TRY(const auto document, context.call_one(std::move(show)));
    if (const auto* erasure = document.if_contains("erasure")) {
        auto out = erasure->as_object();
        out["space"] = document.at("space");
        return out;
    }
    return fail(community::Errc::bad_request,
                "nobody asks to erase it; a moderator does that first, with praxis mod erase");
}

/// Says what an agreement came to.
void print_agreed(Context& context, const DocumentId& id, const UpdateId& act, bool is_enough) {
    boost::json::object line;
    line["id"] = id.hex();
    line["update"] = act.hex();
    line["agreed"] = is_enough;
    context.print(line,
                  is_enough ? "agreed; its words go for good 14 days from now, on every node"
                            : "agreed; two have to agree, of whom one is a steward of its space");
}

/// Agrees to an erasure with a key of who is above the space.
Result<void> agree_from_above(Context& context, const DocumentId& id, const std::string& reason) {
    TRY(const auto words, community::moderation_reason(reason));
    TRY(const auto by, above_the_space(context));
    TRY(const auto asked, erasure_of(context, id));
    governance::AgreeErasure act;
    act.under = by.grant;
    TRY(act.space, id_in<SpaceId>(asked, "space"));
    TRY(act.target, id_in<UpdateId>(asked, "update"));
    TRY(const auto update, submit_act(context, by.key, act, words));
    TRY(const auto now, erasure_of(context, id));
    print_agreed(context, id, update, now.at("agreed").as_bool());
    return success();
}

Result<void> agree(Context& context, const Arguments& arguments) {
    TRY(const auto id, id_from<DocumentId>("ID", arguments.word("ID")));
    TRY(const auto reason, text_or_file(arguments.required("reason")));
    if (arguments.has("above")) return agree_from_above(context, id, reason);
    auto asked = request("document.agree_erasure");
    asked["id"] = id.hex();
    asked["reason"] = reason;
    TRY(const auto answer, context.call_one(std::move(asked)));
    TRY(const auto update, id_in<UpdateId>(answer, "update"));
    print_agreed(context, id, update, answer.at("agreed").as_bool());
    return success();
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
    auto asked = request("moderation.queue");
    if (const auto typed = arguments.option("space")) {
        TRY(const auto space, id_from<SpaceId>("--space", *typed));
        asked["space"] = space.hex();
    }
    if (const auto typed = arguments.option("theme")) {
        TRY(const auto theme, id_from<DocumentId>("--theme", *typed));
        asked["theme"] = theme.hex();
    }
    if (const auto typed = arguments.option("language")) {
        if (!community::is_language(*typed)) {
            return fail(CliErrc::usage, "a language is written as en or pt-br, not " + *typed);
        }
        asked["language"] = *typed;
    }
    TRY(const auto lines, context.call(std::move(asked)));
    for (const auto& line : lines)
        context.print(line, describe_call(line));
    return success();
}

Result<void> held(Context& context, const Arguments& arguments) {
    return list(context, arguments, "held_back", describe_held_back);
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
             "what waits for you as a moderator: flags, then what authors in quarantine wrote",
             "praxis -C bratislava mod queue --language fr",
             {},
             {of_space,
              {"theme", "ID", Option::Need::optional, "what names this theme only"},
              {"language", "TAG", Option::Need::optional, "what is in this language only"}},
             queue},
            acting_command("settle", "settle", "take a flag, by its own id, out of the queue"),
            acting_command("hide", "hide", "hide a document or a post; nothing of it is lost"),
            acting_command(
                "approve", "approve", "show what an author in quarantine wrote, as you see it now"),
            acting_command(
                "erase", "erase", "hide it, and ask that its words go for good; stewards agree"),
            {"mod agree",
             "agree that its words go: it takes a steward, and another or who is above the space",
             "praxis -C bratislava mod agree ID --reason \"Agreed with the author.\"",
             {"ID"},
             {{"above",
               "",
               Option::Need::optional,
               "with the administrator's key of a centre in this folder, or the board's"},
              {"reason", "TEXT|@FILE", Option::Need::required, "why; everybody can read it"}},
             agree},
            acting_command("restore", "restore", "show again what was hidden or is to be erased"),
            acting_command("lock", "lock", "let a document be neither changed nor answered"),
            acting_command("unlock", "unlock", "let it be changed and answered again"),
            {"mod move",
             "let a document go on in another space, as a new one by you that continues it",
             "praxis -C bratislava mod move ID --to SPACE --reason \"It is about water.\"",
             {"ID"},
             {{"to", "SPACE", Option::Need::required, "the space, by its id"},
              {"reason", "TEXT|@FILE", Option::Need::required, "why; everybody can read it"},
              {"wider",
               "",
               Option::Need::optional,
               "also when people may read it there who may not read it here"}},
             move_document},
            acting_command("unmove", "unmove", "take a move back; what continues it stays"),
            acting_command("adopt", "adopt", "let a charter or policy be in force, as it is now"),
            {"mod show",
             "read one document or post; a moderator reads what is hidden too",
             "praxis -C bratislava mod show ID",
             {"ID"},
             {},
             show},
            {"mod held",
             "what you wrote that is held back, and why; with --space, what anybody wrote there",
             "praxis -C bratislava mod held --space ID",
             {},
             {of_space},
             held},
            {"mod log",
             "every act of moderation, newest first",
             "praxis -C bratislava mod log --space ID",
             {},
             {of_space},
             log}};
}

}  // namespace praxis::cli
