#include "cli/acting.hpp"
#include "cli/commands/commands.hpp"
#include "cli/settings.hpp"

#include <boost/json/value.hpp>

namespace praxis::cli {
namespace {

Result<governance::JoinPolicy> policy_from(const std::string& word) {
    if (word == "open") return governance::JoinPolicy::open;
    if (word == "approve") return governance::JoinPolicy::approve;
    if (word == "invite") return governance::JoinPolicy::invite;
    return fail(CliErrc::usage, "--join is open, approve or invite, not " + word);
}

Result<void> run(Context& context, const Arguments& arguments) {
    TRY(check_value(context.kinds(), "space", "name", "--name", arguments.required("name")));
    TRY(const auto policy, policy_from(arguments.option("join").value_or("open")));
    TRY(const auto administrator, key_for(context, node::KeyFile::administrator));
    TRY(const auto self, who_am_i(context));
    auto asked = request("root.administrator");
    asked["key"] = administrator.key().hex();
    TRY(const auto answer, context.call_one(std::move(asked)));
    TRY(const auto under, id_in<UpdateId>(answer, "grant"));
    const governance::FoundSpace act{under, self.person, policy};
    TRY(const auto founding, submit_act(context, administrator, act));
    const auto space = same_bytes<SpaceId>(founding);
    TRY(new_document(
        context, "space", space, {{"space", space.hex()}, {"name", arguments.required("name")}}));
    boost::json::object line;
    line["id"] = space.hex();
    context.print(line, space.hex());
    return success();
}

}  // namespace

Command space_new_command() {
    return {"space new",
            "found a space; this node's person is its steward",
            "praxis -C bratislava space new --name \"e-Governance\" --join open",
            {},
            {{"name", "NAME", Option::Need::required, "what people call it"},
             {"join",
              "open|approve|invite",
              Option::Need::optional,
              "who becomes a member; default open: everybody in the network. approve: people ask, "
              "so everybody in the network can read the space's name"}},
            run};
}

}  // namespace praxis::cli
