#include "cli/acting.hpp"
#include "cli/commands/commands.hpp"
#include "cli/new_folder.hpp"
#include "cli/settings.hpp"

namespace praxis::cli {
namespace {

/// The first node is a centre: somebody must be there when the others come.
Result<void> run(Context& context, const Arguments& arguments) {
    if (arguments.required("role") != "centre") {
        return fail(CliErrc::usage, "a network begins with a centre: --role centre");
    }
    TRY(check_value(context.kinds(), "space", "name", "--network", arguments.required("network")));
    TRY(check_node_name(context, arguments.required("node")));
    TRY(check_empty(context.folder()));
    const auto node = found_network(context.world().entropy(), context.world().now());
    TRY(begin_node(
        context, node, std::nullopt, governance::NodeRole::centre, arguments.required("node")));
    TRY(new_document(context,
                     "space",
                     node.commons,
                     {{"space", node.commons.hex()}, {"name", arguments.required("network")}}));
    print_new_node(context, node, "The network has begun.");
    context.say("Keep " + (context.folder() / "keys").string() +
                " safe: its board and administrator keys are the network's authority.");
    return success();
}

}  // namespace

Command init_command() {
    return {"init",
            "begin a network, with its first centre in DIR",
            "praxis -C bratislava init --network \"ICTD practice\" --node Bratislava --role centre",
            {},
            {{"network", "NAME", Option::Need::required, "what the network is called"},
             {"node", "NAME", Option::Need::required, "what this node is called"},
             {"role", "centre", Option::Need::required, "a network begins with a centre"}},
            run};
}

}  // namespace praxis::cli
