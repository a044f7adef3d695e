#include "cli/above.hpp"
#include "cli/acting.hpp"
#include "cli/commands/commands.hpp"
#include "node/replica/errc.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace praxis::cli {
namespace {

namespace json = boost::json;

/// The grants by which a person can be revoked: those above any device of theirs, but for itself.
Result<json::array> grants_above(Context& context, const PersonId& person) {
    auto asked = request("root.devices");
    asked["person"] = person.hex();
    TRY(const auto devices, context.call(std::move(asked)));
    if (devices.empty()) {
        return fail(node::NodeErrc::not_found,
                    "no device of that person here; `praxis -C DIR device list` shows whose there "
                    "are");
    }
    json::array out;
    for (const auto& grant : devices.front().at("above").as_array()) {
        if (grant.as_string() != person.hex()) out.push_back(grant);
    }
    return out;
}

Result<void> revoke(Context& context, const Arguments& arguments) {
    const auto keep = arguments.option("keep").value_or("all");
    if (keep != "all" && keep != "nothing") {
        return fail(CliErrc::usage, "--keep is all or nothing, not " + keep);
    }
    TRY(const auto person, id_from<PersonId>("--person", arguments.required("person")));
    TRY(const auto above, grants_above(context, person));
    TRY(auto revoker, key_above(context, above));
    if (!revoker) {
        return fail(node::NodeErrc::key_missing,
                    "no key in this folder took that person in, nor anything above them; run this "
                    "where the administrator's key is that did");
    }
    const auto grant = same_bytes<UpdateId>(person);
    std::vector<governance::Cut> cuts;
    if (keep == "all") {
        TRY(cuts, cuts_of(context, grant, {}));
    }
    const governance::Revoke act{revoker->under, grant, std::move(cuts)};
    const auto reason = arguments.option("reason").value_or("");
    TRY(const auto id, submit_act(context, revoker->key, act, reason));
    json::object line;
    line["update"] = id.hex();
    context.print(line, id.hex());
    context.say(keep == "all"
                    ? "Nothing that they or a device of theirs writes from now on counts. "
                      "What they wrote until now, as far as this node has it, stays."
                    : "Nothing that they or a device of theirs ever wrote counts any more.");
    return success();
}

}  // namespace

Command person_revoke_command() {
    return {
        "person revoke",
        "end every right of a person, their key, devices and roles, everywhere",
        "praxis -C bratislava person revoke --person ID --reason 'the key was stolen'",
        {},
        {{"person", "ID", Option::Need::required, "whose, as `device list` names them"},
         {"keep",
          "all|nothing",
          Option::Need::optional,
          "what of theirs counts: all that they wrote until now (default), or nothing"},
         {"reason", "TEXT", Option::Need::optional, "why; everybody of the network can read it"}},
        revoke};
}

}  // namespace praxis::cli
