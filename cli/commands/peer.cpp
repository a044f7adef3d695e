#include "cli/address.hpp"
#include "cli/commands/commands.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace praxis::cli {
namespace {

namespace json = boost::json;

constexpr const char* address_form = "[NODE@]HOST:PORT";

std::string text_or(const json::object& line, std::string_view name, std::string_view otherwise) {
    const auto* value = line.if_contains(name);
    const bool is_text = value != nullptr && value->is_string();
    return is_text ? plain(std::string_view{value->get_string()}) : std::string{otherwise};
}

/// What was not taken of what the node sent, and what to do; empty when all was.
std::string words_of_refusals(const json::object& line) {
    const auto refused = line.at("refused").to_number<std::uint64_t>();
    const auto later = line.at("later").to_number<std::uint64_t>();
    std::string out;
    if (refused > 0) {
        out += "\n  " + std::to_string(refused) +
               " updates it sent were refused and nothing of them is kept; tell its operator";
    }
    if (later > 0) {
        out += "\n  " + std::to_string(later) +
               " times an update it sent was not taken yet; it is offered again when it connects "
               "next";
    }
    if (!out.empty()) out += "\n  last: " + text_or(line, "not_taken", "");
    return out;
}

std::string describe_peer(const json::object& line) {
    auto out = text_or(line, "state", "") + "  " + text_or(line, "name", "unnamed") + "  " +
               text_or(line, "address", "no address") + "  " + text_or(line, "node", "");
    if (const auto why = text_or(line, "why", ""); !why.empty()) out += "\n  " + why;
    return out + words_of_refusals(line);
}

/// The request about the one address that a command takes.
Result<json::object> about_address(std::string_view action, const Arguments& arguments) {
    const auto& typed = arguments.word(address_form);
    TRY(check_peer("the address", typed));
    auto asked = request(action);
    asked["peer"] = typed;
    return asked;
}

Result<void> add(Context& context, const Arguments& arguments) {
    TRY(auto asked, about_address("peer.add", arguments));
    TRY(const auto line, context.call_one(std::move(asked)));
    context.print(line, "kept: " + describe_peer(line));
    return success();
}

Result<void> list(Context& context, const Arguments&) {
    TRY(const auto lines, context.call(request("peer.list")));
    for (const auto& line : lines)
        context.print(line, describe_peer(line));
    if (lines.empty()) context.say("no other node is known; praxis invite brings one in");
    return success();
}

Result<void> remove(Context& context, const Arguments& arguments) {
    TRY(auto asked, about_address("peer.remove", arguments));
    TRY(const auto lines, context.call(std::move(asked)));
    for (const auto& line : lines) {
        context.print(
            line,
            "no longer kept: " + text_or(line, "address", "") + "  " + text_or(line, "node", ""));
    }
    return success();
}

}  // namespace

Command peer_add_command() {
    return {"peer add",
            "keep an address: praxisd dials it whenever it runs",
            "praxis -C office peer add centre.example:7400",
            {address_form},
            {},
            add};
}

Command peer_list_command() {
    return {"peer list",
            "other nodes, their addresses, and whether there is a session with them",
            "praxis -C DIR peer list",
            {},
            {},
            list};
}

Command peer_remove_command() {
    return {"peer remove",
            "keep an address no longer; what was dialled there is ended",
            "praxis -C office peer remove centre.example:7400",
            {address_form},
            {},
            remove};
}

}  // namespace praxis::cli
