#include "cli/above.hpp"
#include "cli/acting.hpp"
#include "cli/commands/commands.hpp"
#include "cli/describe.hpp"
#include "node/replica/errc.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace praxis::cli {
namespace {

namespace json = boost::json;

/// One revocation for each role that a key in this folder is above; the others are told.
Result<void> expire(Context& context, const Arguments& /*arguments*/) {
    TRY(const auto lines, context.call(request("root.overdue")));
    if (lines.empty()) {
        context.say("No role waits here to be ended: dates that passed were dealt with by nodes.");
        return success();
    }
    std::size_t without_key = 0;
    for (const auto& line : lines) {
        TRY(const auto by, key_above(context, line.at("above").as_array()));
        if (!by) {
            ++without_key;
            context.say("No key in this folder is above: " + describe_overdue(line));
            continue;
        }
        TRY(const auto grant, id_in<UpdateId>(line, "grant"));
        TRY(const auto space, id_in<SpaceId>(line, "space"));
        TRY(auto cuts, cuts_of(context, grant, space));
        const governance::Revoke act{by->under, grant, std::move(cuts)};
        TRY(const auto id, submit_act(context, by->key, act, "The date of this role has passed."));
        json::object out;
        out["update"] = id.hex();
        out["grant"] = grant.hex();
        context.print(out, id.hex() + "  ended: " + describe_overdue(line));
    }
    if (without_key == lines.size()) {
        return fail(node::NodeErrc::key_missing,
                    "nothing was ended; run this where the key is that appointed them, or one "
                    "above it");
    }
    return success();
}

}  // namespace

Command role_expire_command() {
    return {"role expire",
            "end each role whose date has passed and that no node ends by itself, as a steward's",
            "praxis -C bratislava role expire",
            {},
            {},
            expire};
}

}  // namespace praxis::cli
