#include "cli/address.hpp"
#include "cli/commands/commands.hpp"
#include "cli/describe.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <charconv>
#include <cstdio>

namespace praxis::cli {
namespace {

namespace json = boost::json;

std::string number_in(const json::object& line, std::string_view name) {
    return json::serialize(line.at(name));
}

/// Beside a report of a node that is no member: what happened and what to do.
Result<void> say_if_no_member(Context& context, const json::object& answer) {
    TRY(const auto why, text_in(answer, "why"));
    if (!why.empty()) context.say("Note: " + plain(why) + ".");
    return success();
}

Result<void> run_export(Context& context, const Arguments&) {
    TRY(const auto lines, context.call(request("export")));
    for (const auto& line : lines) {
        context.print(line, json::serialize(line));
    }
    return success();
}

Result<void> run_log(Context& context, const Arguments& arguments) {
    auto asked = request("log");
    if (const auto typed = arguments.option("document")) {
        TRY(const auto id, id_from<DocumentId>("--document", *typed));
        asked["document"] = id.hex();
    }
    TRY(const auto lines, context.call(std::move(asked)));
    for (const auto& line : lines) {
        context.print(line, describe_log_line(line));
    }
    return success();
}

/// Says whether another node that reads out these words holds the same; fails when it does not, for
/// programs that ask.
Result<void> compare_states(Context& context, const std::string& typed) {
    auto asked = request("state");
    asked["compare"] = typed;
    TRY(const auto answer, context.call_one(std::move(asked)));
    const auto& compared = answer.at("compared").as_object();
    if (compared.at("equal").as_bool()) {
        context.print(compared, "Equal: that node and this one hold the same.");
        return success();
    }
    std::string words;
    for (const auto& space : compared.at("spaces").as_array()) {
        words += (words.empty() ? "" : "\n") + std::string{"Equal in space "} +
                 std::string{std::string_view{space.as_string()}} +
                 ", if these are the words of that space there.";
    }
    if (!words.empty()) {
        context.print(compared, words);
        return success();
    }
    context.print(
        compared,
        "Different: one of the two lacks something that the other has.\n"
        "Sync them and compare again: praxis sync. Where they still differ, compare the words of "
        "each space, which praxis state tells too.");
    return fail(CliErrc::refused, "the two do not hold the same");
}

/// A line for each space, for people who look where two nodes differ.
std::string words_of_spaces(const json::object& answer) {
    std::string out;
    for (const auto& space : answer.at("space_words").as_object()) {
        out += "\n" + std::string{std::string_view{space.key()}} + "  " +
               plain(std::string_view{space.value().as_string()});
    }
    return out;
}

Result<void> run_state(Context& context, const Arguments& arguments) {
    if (const auto compare = arguments.option("compare")) return compare_states(context, *compare);
    TRY(const auto answer, context.call_one(request("state")));
    TRY(const auto state, text_in(answer, "state"));
    TRY(const auto words, text_in(answer, "words"));
    context.print(answer,
                  words + "\n" + state + "\n" + number_in(answer, "documents") + " documents, " +
                      number_in(answer, "updates") + " updates, " +
                      std::to_string(answer.at("spaces").as_object().size()) + " spaces" +
                      words_of_spaces(answer));
    return success();
}

Result<void> run_status(Context& context, const Arguments&) {
    TRY(const auto answer, context.call_one(request("status")));
    TRY(auto words, text_in(answer, "node"));
    words = "node " + words;
    for (const auto& bytes : answer.at("bytes").as_object()) {
        words += "\n" + std::string{std::string_view{bytes.key()}} + ": " +
                 json::serialize(bytes.value()) + " bytes";
    }
    for (const auto& line : answer.at("withheld").as_array())
        words += "\n" + describe_withheld(line.as_object());
    if (const auto overdue = answer.at("overdue").to_number<std::uint64_t>(); overdue > 0) {
        words += "\nThe date of " + counted(overdue, "role") +
                 " has passed, which no node ends by itself: `praxis role expire`, where the "
                 "administrators' key is kept.";
    }
    if (!answer.at("broken").is_null()) {
        words += "\nThe store failed: " + plain(std::string_view{answer.at("broken").as_string()});
    }
    context.print(answer, words);
    return say_if_no_member(context, answer);
}

Result<std::uint64_t> seconds_in(const std::string& typed) {
    constexpr std::uint64_t week = 7 * 24 * 60 * 60;
    std::uint64_t seconds = 0;
    const auto* end = typed.data() + typed.size();
    const auto read = std::from_chars(typed.data(), end, seconds);
    if (read.ec != std::errc{} || read.ptr != end || seconds > week) {
        return fail(CliErrc::usage,
                    "--until-equal takes seconds, a whole number up to " + std::to_string(week) +
                        ", not " + typed);
    }
    return seconds;
}

Result<void> run_sync(Context& context, const Arguments& arguments) {
    auto asked = request("sync");
    if (const auto peer = arguments.option("peer")) {
        TRY(check_peer("--peer", *peer));
        asked["peer"] = *peer;
    }
    if (const auto typed = arguments.option("until-equal")) {
        TRY(const auto seconds, seconds_in(*typed));
        asked["until_equal"] = seconds;
    }
    TRY(const auto answer, context.call_one(std::move(asked)));
    TRY(const auto peer, text_in(answer, "peer"));
    context.print(answer,
                  "synced with " + peer + ": sent " + number_in(answer, "sent_updates") +
                      " and received " + number_in(answer, "received_updates") + " updates, " +
                      number_in(answer, "sent_bytes") + " bytes out, " +
                      number_in(answer, "received_bytes") + " bytes in");
    if (answer.at("withheld").to_number<std::uint64_t>() > 0) {
        context.say("Not all was passed on: " + number_in(answer, "withheld") +
                    " updates here are beyond the quota of a space. praxis status says until "
                    "when; nothing is lost.");
    }
    if (answer.at("not_come").to_number<std::uint64_t>() > 0) {
        context.say("Not all has come: the other node holds " + number_in(answer, "not_come") +
                    " updates more that are beyond the quota of a space; they come on the next "
                    "days.");
    }
    return success();
}

Result<void> run_verify(Context& context, const Arguments&) {
    TRY(const auto answer, context.call_one(request("verify")));
    const auto& bad = answer.at("bad").as_array();
    std::string words =
        number_in(answer, "updates") + " updates checked, " + std::to_string(bad.size()) + " bad";
    for (const auto& line : bad) {
        words += "\n" + plain(std::string_view{line.as_string()});
    }
    context.print(answer, words);
    if (!bad.empty()) {
        return fail(CliErrc::refused,
                    "records are damaged; make the node anew of a backup: praxis restore");
    }
    return success();
}

Result<void> run_where(Context& context, const Arguments& arguments) {
    TRY(const auto id, id_from<DocumentId>("ID", arguments.word("ID")));
    auto asked = request("where");
    asked["id"] = id.hex();
    TRY(const auto answer, context.call_one(std::move(asked)));
    std::string words = id.hex();
    for (const auto& item : answer.at("nodes").as_array()) {
        const auto& line = item.as_object();
        TRY(const auto node, text_in(line, "node"));
        TRY(const auto state, text_in(line, "state"));
        const auto name = text_in(line, "name");
        words += "\n" + state + "  " + (name ? plain(name.value()) : std::string{"unnamed"}) +
                 "  " + node;
    }
    if (const auto withheld = answer.at("withheld").to_number<std::uint64_t>(); withheld > 0) {
        words += "\n" + counted(withheld, "update") +
                 " of it are beyond the quota of the space and not passed on yet; praxis status "
                 "says until when";
    }
    context.print(answer, words);
    return say_if_no_member(context, answer);
}

}  // namespace

Command export_command() {
    return {"export",
            "every visible document as a JSON line; equal nodes print equal bytes",
            "praxis -C DIR export > documents.jsonl",
            {},
            {},
            run_export};
}

Command log_command() {
    return {"log",
            "what this node holds, in the order it came",
            "praxis -C DIR log --document ID",
            {},
            {{"document", "ID", Option::Need::optional, "of one document only"}},
            run_log};
}

Command state_command() {
    return {
        "state",
        "the state in eight words: equal on nodes that hold the same",
        "praxis -C DIR state --compare \"lagoon jewel saddle glove umbrella prairie candle bell\"",
        {},
        {{"compare", "WORDS", Option::Need::optional, "the words that another node tells"}},
        run_state};
}

Command status_command() {
    return {"status",
            "bytes on the wire by class, and whether the store is well",
            "praxis -C DIR status",
            {},
            {},
            run_status};
}

Command sync_command() {
    return {"sync",
            "exchange what is new with a peer, now",
            "praxis -C office sync --peer centre.example:7400 --until-equal 60",
            {},
            {{"peer",
              "[NODE@]HOST:PORT",
              Option::Need::optional,
              "whom; HOST:PORT alone is who is kept or dialled there (praxis peer list), else the "
              "node that invited this one; "
              "default: who is in contact, the inviting node before others, else that one"},
             {"until-equal",
              "SECONDS",
              Option::Need::optional,
              "go on until both hold the same, at most so long"}},
            run_sync};
}

Command verify_command() {
    return {"verify",
            "check every record, hash and signature again",
            "praxis -C DIR verify",
            {},
            {},
            run_verify};
}

Command where_command() {
    return {"where",
            "which nodes have confirmed that they hold a document",
            "praxis -C DIR where ID",
            {"ID"},
            {},
            run_where};
}

}  // namespace praxis::cli
