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

Result<void> list(Context& context, const Arguments& /*arguments*/) {
    TRY(const auto lines, context.call(request("root.forks")));
    for (const auto& line : lines)
        context.print(line, describe_fork(line));
    if (lines.empty()) context.say("No chain forked, as far as this node knows.");
    return success();
}

/// One ratification for each grant that the key holds, and that a key in this folder is above.
Result<void> pick(Context& context, const Arguments& arguments) {
    TRY(const auto update, id_from<UpdateId>("UPDATE", arguments.word("UPDATE")));
    const auto keep = arguments.option("keep").value_or("this");
    if (keep != "this" && keep != "all") {
        return fail(CliErrc::usage, "--keep is this or all, not " + keep);
    }
    auto asked = request("root.fork");
    asked["update"] = update.hex();
    if (keep == "all") asked["all"] = "yes";
    TRY(const auto ways, context.call_one(std::move(asked)));
    std::vector<governance::Cut> cuts;
    for (const auto& line : ways.at("cuts").as_array()) {
        TRY(const auto cut, cut_from(line.as_object()));
        cuts.push_back(cut);
    }
    if (ways.at("grants").as_array().empty()) {
        return fail(node::NodeErrc::not_allowed,
                    "no certificate of that key stands, so none of its branches counts anyway");
    }
    std::size_t without_key = 0;
    std::size_t picked = 0;
    for (const auto& each : ways.at("grants").as_array()) {
        const auto& grant = each.as_object();
        TRY(const auto by, key_above(context, grant.at("above").as_array()));
        if (!by) {
            ++without_key;
            continue;
        }
        TRY(const auto target, id_in<UpdateId>(grant, "grant"));
        const governance::Ratify act{by->under, target, cuts};
        TRY(const auto id,
            submit_act(context, by->key, act, arguments.option("reason").value_or("")));
        ++picked;
        json::object line;
        line["update"] = id.hex();
        line["grant"] = target.hex();
        context.print(line, id.hex());
    }
    if (picked == 0) {
        return fail(node::NodeErrc::key_missing,
                    "no key in this folder is above that key; run this where the key of its "
                    "person is, or of the administrator who named it");
    }
    if (without_key != 0) {
        context.say(
            "The key holds other grants, too, which no key in this folder is above; "
            "whoever is picks for them.");
    }
    context.say(
        "Whoever wrote on another branch is told what is held back: `praxis mod held`. "
        "Two devices with one key go on forking: end it with `praxis device revoke`.");
    return success();
}

}  // namespace

std::vector<Command> fork_commands() {
    return {
        {"fork list",
         "chains in which two devices wrote with one key: whose, since when, what counts",
         "praxis -C bratislava fork list",
         {},
         {},
         list},
        {"fork pick",
         "let one branch of a fork count, and no other; or all of them",
         "praxis -C bratislava fork pick UPDATE --reason 'the other disk was copied'",
         {"UPDATE"},
         {{"keep",
           "this|all",
           Option::Need::optional,
           "this: the branch that ends in UPDATE (default); all: every branch"},
          {"reason", "TEXT", Option::Need::optional, "why; everybody of the network can read it"}},
         pick}};
}

}  // namespace praxis::cli
