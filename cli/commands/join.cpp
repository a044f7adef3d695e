#include "cli/commands/commands.hpp"
#include "cli/invitation.hpp"
#include "cli/new_folder.hpp"
#include "cli/typed_line.hpp"

namespace praxis::cli {
namespace {

Result<std::optional<governance::NodeRole>> role_wanted(const Arguments& arguments) {
    const auto word = arguments.option("role");
    if (!word) return std::optional<governance::NodeRole>{};
    const auto role = node_role_from(*word);
    if (!role) return fail(CliErrc::usage, "--role is centre, office or replica, not " + *word);
    return role;
}

/// Needs no contact: the invitation carries what this node must know to sign its own entry.
Result<void> run(Context& context, const Arguments& arguments) {
    TRY(check_node_name(context, arguments.required("node")));
    TRY(const auto wanted, role_wanted(arguments));
    TRY(const auto text, text_or_file(arguments.word("TEXT")));
    TRY(const auto invitation, as_argument(decode_invitation(text)));
    TRY(check_endorsed(invitation));
    const auto role = wanted.value_or(invitation.role);
    TRY(check_empty(context.folder()));
    TRY(const auto node,
        accept(invitation, role, context.world().entropy(), context.world().now()));
    const node::Inviter inviter{invitation.node, invitation.node_dh, invitation.address};
    TRY(begin_node(context, node, inviter, role, arguments.required("node")));
    print_new_node(context, node, "This node is a member now; nobody else knows before it syncs.");
    if (invitation.address.empty()) {
        context.say("The invitation names no address: sync with --peer HOST:PORT.");
    } else {
        context.say("Next: praxis -C " + context.folder().string() + " sync");
    }
    return success();
}

}  // namespace

Command join_command() {
    return {"join",
            "make a node in DIR from an invitation; needs no connection",
            "praxis -C office join @invitation.txt --node \"Country office\"",
            {"TEXT"},
            {{"node", "NAME", Option::Need::required, "what this node is called"},
             {"role",
              "centre|office|replica",
              Option::Need::optional,
              "less than the invitation offers; default: what it offers"}},
            run};
}

}  // namespace praxis::cli
