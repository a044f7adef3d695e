#include "cli/acting.hpp"
#include "cli/commands/commands.hpp"
#include "cli/describe.hpp"
#include "cli/key_file.hpp"
#include "cli/typed_line.hpp"
#include "node/replica/errc.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <charconv>

namespace praxis::cli {
namespace {

namespace json = boost::json;

Result<void> show(Context& context, const Arguments& /*arguments*/) {
    TRY(const auto board, context.call_one(request("root.board")));
    context.print(board, describe_board(board));
    return success();
}

/// The key of somebody who is to be on the board is drawn where it will be used.
Result<void> key(Context& context, const Arguments& /*arguments*/) {
    auto here = key_for(context, node::KeyFile::board);
    if (!here && here.error().code != node::NodeErrc::key_missing) return fail(here.error());
    if (!here) {
        here = crypto::SigningPair::draw(context.world().entropy());
        TRY(keep_new_key(context, node::KeyFile::board, here.value().seed()));
    }
    TRY(const auto file, file_of_key(context, node::KeyFile::board));
    json::object line;
    line["key"] = here.value().key().hex();
    context.print(line, here.value().key().hex());
    context.say("The secret half is " + file.string() +
                ": keep it where only this member of the board gets at it. It counts when the "
                "board of now takes it in: `praxis board rotate`.");
    return say_if_left_clear(context, node::KeyFile::board);
}

Result<governance::RotateBoard> rotation_in(const Arguments& arguments) {
    governance::RotateBoard out;
    std::string_view rest{arguments.required("keys")};
    while (!rest.empty()) {
        const auto comma = std::min(rest.find(','), rest.size());
        TRY(const auto one, id_from<SigningKey>("--keys", std::string{rest.substr(0, comma)}));
        out.board.push_back(one);
        rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    std::ranges::sort(out.board);
    const auto& digits = arguments.required("need");
    const auto* end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, out.k);
    const governance::Genesis rules{.nonce = {}, .k = out.k, .board = out.board};
    if (read.ec != std::errc{} || read.ptr != end || !governance::validate(rules)) {
        return fail(CliErrc::usage,
                    "--keys names each key once, separated by commas, at most 32; --need is how "
                    "many of them have to agree, from 1 to all");
    }
    return out;
}

/// The board of now, on which the key of this folder is.
Result<json::object> board_with(Context& context, const SigningKey& own) {
    TRY(auto board, context.call_one(request("root.board")));
    for (const auto& each : board.at("keys").as_array()) {
        if (each.as_string() == own.hex()) return board;
    }
    return fail(node::NodeErrc::not_allowed,
                "the board key in this folder is not on the board that decides now; `praxis board "
                "show` lists whose are");
}

bool waits(const json::object& board, const UpdateId& proposal) {
    return std::ranges::any_of(board.at("proposals").as_array(), [&](const json::value& each) {
        return each.as_object().at("id").as_string() == proposal.hex();
    });
}

/// Says what becomes of what was proposed or endorsed.
void print_proposed(Context& context, const Proposed& proposed, const UpdateId& proposal) {
    json::object line;
    line["update"] = proposed.id.hex();
    line["stands"] = proposed.stands;
    context.print(line, proposed.id.hex());
    context.say(proposed.stands
                    ? "It stands: enough of the board agree."
                    : "More of the board have to agree: `praxis board endorse " + proposal.hex() +
                          "`, each with their own key. `praxis board show` says who did.");
}

Result<void> rotate(Context& context, const Arguments& arguments) {
    TRY(auto act, rotation_in(arguments));
    TRY(const auto own, key_for(context, node::KeyFile::board));
    TRY(const auto board, board_with(context, own.key()));
    if (!board.at("rotation").is_null()) {
        TRY(act.after, id_in<UpdateId>(board, "rotation"));
    }
    TRY(const auto proposed, propose(context, own, act, arguments.option("reason").value_or("")));
    print_proposed(context, proposed, proposed.id);
    return success();
}

Result<void> endorse(Context& context, const Arguments& arguments) {
    TRY(const auto proposal, id_from<UpdateId>("UPDATE", arguments.word("UPDATE")));
    TRY(const auto own, key_for(context, node::KeyFile::board));
    TRY(const auto before, board_with(context, own.key()));
    if (!waits(before, proposal)) {
        return fail(
            node::NodeErrc::not_found,
            "nothing with that id waits for the board; `praxis board show` lists what does");
    }
    TRY(const auto id, submit_act(context, own, governance::Endorse{proposal}));
    TRY(const auto after, context.call_one(request("root.board")));
    print_proposed(context, {id, !waits(after, proposal)}, proposal);
    return success();
}

/// The same invitation, with all that is here of root by now.
Result<void> invitation(Context& context, const Arguments& arguments) {
    TRY(const auto typed, text_or_file(arguments.word("TEXT")));
    TRY(auto again, as_argument(decode_invitation(typed)));
    TRY(carry_root(context, again));
    TRY(check_endorsed(again));
    TRY(const auto text, encode(again));
    json::object line;
    line["invite"] = text;
    context.print(line, text);
    return success();
}

}  // namespace

std::vector<Command> board_commands() {
    return {
        {"board show",
         "who decides for the network, how many have to agree, and what waits for them",
         "praxis -C bratislava board show",
         {},
         {},
         show},
        {"board key",
         "the key of this folder for the board; draws it when there is none",
         "praxis -C bratislava board key",
         {},
         {},
         key},
        {"board rotate",
         "propose another board in place of the one that decides now",
         "praxis -C bratislava board rotate --keys KEY,KEY,KEY --need 2 --reason 'a new term'",
         {},
         {{"keys", "KEY,KEY...", Option::Need::required, "who is to be on it, by `board key`"},
          {"need", "N", Option::Need::required, "how many of them have to agree to an act"},
          {"reason", "TEXT", Option::Need::optional, "why; everybody of the network can read it"}},
         rotate},
        {"board endorse",
         "agree, with the board's key in this folder, to what another of the board proposed",
         "praxis -C bratislava board endorse UPDATE",
         {"UPDATE"},
         {},
         endorse},
        {"board invitation",
         "an invitation again, with the agreement of the board in it that came after",
         "praxis -C bratislava board invitation @invitation.txt",
         {"TEXT"},
         {},
         invitation}};
}

}  // namespace praxis::cli
