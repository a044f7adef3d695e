#include "cli/acting.hpp"
#include "cli/address.hpp"
#include "cli/commands/commands.hpp"
#include "cli/founding.hpp"
#include "cli/invitation.hpp"
#include "node/community/acts.hpp"

#include <boost/json/value.hpp>

#include <algorithm>

namespace praxis::cli {
namespace {

using governance::NodeRole;

/// The grant this folder's administrator key holds.
Result<UpdateId> administrator_grant(Context& context, const crypto::SigningPair& key) {
    auto asked = request("root.administrator");
    asked["key"] = key.key().hex();
    TRY(const auto answer, context.call_one(std::move(asked)));
    return id_in<UpdateId>(answer, "grant");
}

/// Writes the grant of a network role to the invitation key: by the board for a centre, by the
/// administrator for others. Of a board of several it may wait for more to agree.
Result<Proposed> grant_network(Context& context, NodeRole role, const SigningKey& invited) {
    if (role == NodeRole::centre) {
        TRY(const auto board, key_for(context, node::KeyFile::board));
        governance::GrantAdministrator act;
        act.level = governance::Level::centre;
        act.holder = invited;
        act.invitation = true;
        return propose(context, board, act);
    }
    TRY(const auto administrator, key_for(context, node::KeyFile::administrator));
    TRY(const auto under, administrator_grant(context, administrator));
    if (role == NodeRole::office) {
        governance::GrantAdministrator act;
        act.level = governance::Level::office;
        act.under = under;
        act.holder = invited;
        act.invitation = true;
        TRY(const auto id, submit_act(context, administrator, act));
        return Proposed{id, true};
    }
    governance::GrantPerson act;
    act.under = under;
    act.holder = invited;
    act.form = governance::Holder::invitation;
    TRY(const auto id, submit_act(context, administrator, act));
    return Proposed{id, true};
}

/// A role in a space that goes with the invitation.
struct SpaceRole {
    SpaceId space;
    governance::Role role;
};

Result<std::optional<SpaceRole>> space_role_in(const Arguments& arguments) {
    const auto space = arguments.option("space");
    const auto word = arguments.option("as");
    if (space.has_value() != word.has_value()) {
        return fail(CliErrc::usage, "--space and --as go together");
    }
    if (!space) return std::optional<SpaceRole>{};
    TRY(const auto id, id_from<SpaceId>("--space", *space));
    const auto role = community::role_from(*word);
    if (!role)
        return fail(CliErrc::usage, "--as is " + community::role_choices() + ", not " + *word);
    return std::optional{SpaceRole{id, *role}};
}

/// The role in the space by which this node's person gives another.
Result<UpdateId> own_role(Context& context, const SpaceId& space) {
    auto asked = request("root.role");
    asked["space"] = space.hex();
    TRY(const auto own, context.call_one(std::move(asked)));
    return id_in<UpdateId>(own, "grant");
}

/// The key and the right by which the role goes with the invitation, before anything is written.
struct Giver {
    crypto::SigningPair device;
    UpdateId under;
};

Result<std::optional<Giver>> giver_of(Context& context, const std::optional<SpaceRole>& wanted) {
    if (!wanted) return std::optional<Giver>{};
    TRY(const auto under, own_role(context, wanted->space));
    TRY(auto device, key_for(context, node::KeyFile::device));
    return std::optional<Giver>{Giver{std::move(device), under}};
}

Result<DhKey> own_dh(const Context& context) {
    TRY(const auto identity, node::read_identity(context.folder()));
    return identity.dh.key();
}

Result<void> run(Context& context, const Arguments& arguments) {
    const auto role = node_role_from(arguments.required("role"));
    if (!role) return fail(CliErrc::usage, "--role is centre, office or replica");
    TRY(const auto in_space, space_role_in(arguments));
    const auto address = arguments.option("address");
    if (address) {
        TRY(check_address("--address", *address));
    }
    TRY(const auto self, who_am_i(context));
    TRY(const auto giver, giver_of(context, in_space));
    const auto invited = crypto::SigningPair::draw(context.world().entropy());
    Invitation invitation;
    invitation.node = self.node;
    TRY(invitation.node_dh, own_dh(context));
    invitation.address = address.value_or("");
    invitation.role = *role;
    invitation.commons = self.commons;
    invitation.seed = invited.seed().duplicate();
    TRY(const auto grant, grant_network(context, *role, invited.key()));
    invitation.grants.push_back(grant.id);
    if (giver) {
        const governance::GrantRole act{
            giver->under, in_space->space, in_space->role, invited.key()};
        TRY(const auto role_grant, submit_act(context, giver->device, act));
        invitation.grants.push_back(role_grant);
    }
    std::ranges::sort(invitation.grants);
    TRY(carry_root(context, invitation));
    TRY(const auto text, encode(invitation));
    boost::json::object line;
    line["invite"] = text;
    context.print(line, text);
    if (!grant.stands) {
        context.say("It lets nobody in before more of the board agree: `praxis board endorse " +
                    grant.id.hex() +
                    "`, each with their own key. Then `praxis board invitation "
                    "TEXT` here gives the text with that in it.");
    }
    return success();
}

}  // namespace

Command invite_command() {
    return {"invite",
            "a line of text that lets one node join, once",
            "praxis -C bratislava invite --role office --address centre.example:7400",
            {},
            {{"role",
              "centre|office|replica",
              Option::Need::required,
              "the highest the newcomer may take"},
             {"address",
              "HOST:PORT",
              Option::Need::optional,
              "where this node listens, so that the newcomer finds it"},
             {"space", "ID", Option::Need::optional, "give a role in this space too"},
             {"as",
              "ROLE",
              Option::Need::optional,
              "the role in that space: " + community::role_choices()}},
            run};
}

}  // namespace praxis::cli
