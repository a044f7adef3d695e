#include "cli/acting.hpp"
#include "cli/commands/commands.hpp"
#include "node/replica/errc.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

namespace praxis::cli {
namespace {

namespace json = boost::json;

/// A key in this folder that may ratify, and the grant it acts by.
struct Ratifier {
    crypto::SigningPair key;
    UpdateId under;
    std::optional<SpaceId> only_in;
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
    return std::optional{Ratifier{std::move(*key), grant, {}}};
}

Result<std::optional<Ratifier>> by_person(Context& context, const json::object& ways) {
    TRY(auto key, key_if_here(context, node::KeyFile::person));
    if (!key) return std::optional<Ratifier>{};
    TRY(const auto own, context.call_one(request("whoami")));
    if (own.at("person").is_null()) return std::optional<Ratifier>{};
    TRY(const auto person, id_in<UpdateId>(own, "person"));
    if (!may_ratify(ways, person)) return std::optional<Ratifier>{};
    return std::optional{Ratifier{std::move(*key), person, {}}};
}

Result<std::optional<Ratifier>> by_role(Context& context, const json::object& ways) {
    if (ways.at("role").is_null()) return std::optional<Ratifier>{};
    TRY(auto key, key_for(context, node::KeyFile::device));
    TRY(const auto grant, id_in<UpdateId>(ways, "role"));
    std::optional<SpaceId> only_in;
    if (!ways.at("role_space").is_null()) {
        TRY(only_in, id_in<SpaceId>(ways, "role_space"));
    }
    return std::optional{Ratifier{std::move(key), grant, only_in}};
}

Result<Ratifier> ratifier_of(Context& context, const json::object& ways) {
    for (const auto way : {by_administrator, by_person, by_role}) {
        TRY(auto found, way(context, ways));
        if (found) return std::move(*found);
    }
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
    TRY(const auto ways, context.call_one(std::move(asked)));
    TRY(const auto by, ratifier_of(context, ways));
    governance::Ratify act;
    act.under = by.under;
    act.target = revocation;
    for (const auto& line : ways.at("cuts").as_array()) {
        TRY(const auto cut, cut_from(line.as_object()));
        if (!by.only_in || cut.chain.space == *by.only_in) act.cuts.push_back(cut);
    }
    TRY(const auto id, submit_act(context, by.key, act, arguments.option("reason").value_or("")));
    json::object line;
    line["update"] = id.hex();
    line["chains"] = act.cuts.size();
    context.print(line, id.hex());
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
