#include "cli/acting.hpp"
#include "cli/commands/commands.hpp"
#include "node/replica/errc.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

namespace praxis::cli {
namespace {

namespace json = boost::json;

/// A key in this folder that may ratify and that the node never opens, and the grant it acts by.
struct Ratifier {
    crypto::SigningPair key;
    UpdateId under;
};

/// Whether a grant is the revocation's own or above it. Who gave something up does not take that
/// back: there only those above may.
bool may_ratify(const json::object& ways, const UpdateId& grant) {
    const auto word = grant.hex();
    const bool gave_up = ways.at("target").as_string() == ways.at("under").as_string();
    if (!gave_up && ways.at("under").as_string() == word) return true;
    const auto& above = ways.at("above").as_array();
    return std::ranges::any_of(above,
                               [&](const json::value& id) { return id.as_string() == word; });
}

Result<std::optional<Ratifier>> by_administrator(Context& context, const json::object& ways) {
    TRY(auto key, key_if_here(context, node::KeyFile::administrator));
    if (!key) return std::optional<Ratifier>{};
    auto asked = request("root.administrator");
    asked["key"] = key->key().hex();
    const auto own = context.call_one(std::move(asked));
    if (!own) return std::optional<Ratifier>{};
    TRY(const auto grant, id_in<UpdateId>(own.value(), "grant"));
    if (!may_ratify(ways, grant)) return std::optional<Ratifier>{};
    return std::optional{Ratifier{std::move(*key), grant}};
}

Result<std::optional<Ratifier>> by_person(Context& context, const json::object& ways) {
    TRY(auto key, key_if_here(context, node::KeyFile::person));
    if (!key) return std::optional<Ratifier>{};
    TRY(const auto own, context.call_one(request("whoami")));
    if (own.at("person").is_null()) return std::optional<Ratifier>{};
    TRY(const auto person, id_in<UpdateId>(own, "person"));
    if (!may_ratify(ways, person)) return std::optional<Ratifier>{};
    return std::optional{Ratifier{std::move(*key), person}};
}

struct Ratified {
    UpdateId id;
    std::size_t chains = 0;
};

Result<Ratified> sign(Context& context,
                      const Ratifier& by,
                      const UpdateId& revocation,
                      const json::object& ways,
                      const std::string& reason) {
    governance::Ratify act;
    act.under = by.under;
    act.target = revocation;
    for (const auto& line : ways.at("cuts").as_array()) {
        TRY(const auto cut, cut_from(line.as_object()));
        act.cuts.push_back(cut);
    }
    TRY(const auto id, submit_act(context, by.key, act, reason));
    return Ratified{id, act.cuts.size()};
}

/// By a role of this node's person, with its device.
Result<Ratified> by_node(Context& context, json::object asked, const std::string& reason) {
    asked["do"] = "root.ratify";
    asked["reason"] = reason;
    TRY(const auto done, context.call_one(std::move(asked)));
    TRY(const auto id, id_in<UpdateId>(done, "id"));
    return Ratified{id, done.at("chains").to_number<std::size_t>()};
}

Result<Ratified> ratify_by_any(Context& context,
                               const UpdateId& revocation,
                               const json::object& asked,
                               const std::string& reason) {
    TRY(const auto ways, context.call_one(asked));
    for (const auto way : {by_administrator, by_person}) {
        TRY(const auto found, way(context, ways));
        if (found) return sign(context, *found, revocation, ways, reason);
    }
    if (!ways.at("role").is_null()) return by_node(context, asked, reason);
    return fail(node::NodeErrc::key_missing,
                "nobody whose key is in this folder may ratify that revocation: who made it may, "
                "whoever is above them, and for a space its stewards");
}

Result<void> ratify(Context& context, const Arguments& arguments) {
    TRY(const auto revocation, id_from<UpdateId>("REVOCATION", arguments.word("REVOCATION")));
    auto asked = request("root.ratifiable");
    asked["revocation"] = revocation.hex();
    if (const auto last = arguments.option("up-to")) {
        TRY(const auto id, id_from<UpdateId>("--up-to", *last));
        asked["up_to"] = id.hex();
    }
    const auto reason = arguments.option("reason").value_or("");
    TRY(const auto done, ratify_by_any(context, revocation, asked, reason));
    json::object line;
    line["update"] = done.id.hex();
    line["chains"] = done.chains;
    context.print(line, done.id.hex());
    return success();
}

}  // namespace

Command ratify_command() {
    return {
        "ratify",
        "let count what a revocation cut off: all that is here, or up to one update",
        "praxis -C bratislava ratify REVOCATION --up-to ID",
        {"REVOCATION"},
        {{"up-to",
          "ID",
          Option::Need::optional,
          "the last update that is to count; default: all here"},
         {"reason", "TEXT", Option::Need::optional, "why; everybody of the network can read it"}},
        ratify};
}

}  // namespace praxis::cli
