#include "node/community/role_ending.hpp"

#include "node/community/reasons.hpp"
#include "node/community/role_dates.hpp"
#include "node/replica/errc.hpp"

#include <algorithm>

namespace praxis::community {
namespace {

using governance::RoleAct;
using governance::RoleInfo;

/// The act that ended it.
std::optional<UpdateId> ended_by(const governance::Governance& governance,
                                 const SpaceId& space,
                                 const UpdateId& grant) {
    for (const auto& act : governance.role_acts(space)) {
        const bool ends = act.what == RoleAct::What::revocation && act.verdict.stands();
        if (ends && act.grant == grant) return act.id;
    }
    return std::nullopt;
}

auto not_allowed(const RoleInfo& role) {
    const bool steward = role.role == governance::Role::steward;
    return fail(node::NodeErrc::not_allowed,
                steward ? "a steward's role is taken back from above, by an administrator, with "
                          "praxis role revoke where that key is kept"
                        : "only who has a stronger role in the whole space takes this one back");
}

}  // namespace

std::optional<UpdateId> ending_grant(const std::vector<RoleInfo>& roles,
                                     const PersonId& person,
                                     const RoleInfo& role) {
    if (role.person == person) return role.grant;
    const auto by = std::ranges::find_if(roles, [&](const RoleInfo& own) {  // the strongest first
        return own.person == person && reaches(own, role);
    });
    return by == roles.end() ? std::nullopt : std::optional{by->grant};
}

node::Task<Result<RoleEnding::Done>> RoleEnding::end(SpaceId space,
                                                     UpdateId grant,
                                                     std::string reason,
                                                     Writing writing) {
    const auto& governance = replica_.governance();
    const auto person = writing.as ? governance.person_of(writing.as->key()) : replica_.person();
    if (!person) co_return fail(Errc::not_found, "this node acts for nobody yet");
    const auto roles = governance.roles(space);
    const auto role = std::ranges::find(roles, grant, &RoleInfo::grant);
    if (role == roles.end()) {
        if (const auto ended = ended_by(governance, space, grant)) co_return Done{*ended, true};
        co_return fail(Errc::not_found, "nobody has a role by " + grant.hex() + " in that space");
    }
    const auto under = ending_grant(roles, *person, *role);
    if (!under) co_return not_allowed(*role);
    CO_TRY(auto words, line_beside("reason", reason));
    const DatedRole ending{space, grant, *under};
    CO_TRY(governance::Act act, ending_of(replica_, ending));
    node::Replica::Before before = [space, grant](const governance::Governance& known) {
        return ended_by(known, space, grant);
    };
    auto signing = sign_act(
        replica_, std::move(act), std::move(words), std::move(writing.as), std::move(before));
    co_return co_await std::move(signing);
}

node::Task<Result<boost::json::object>> RoleEnding::end(Request request) {
    CO_TRY(const auto space, request.id<SpaceId>("space"));
    CO_TRY(const auto grant, request.id<UpdateId>("grant"));
    CO_TRY(auto reason, request.optional_text("reason"));
    auto words = reason.value_or("");
    Writing by_node;
    auto ending = end(space, grant, std::move(words), std::move(by_node));
    CO_TRY(const auto done, co_await std::move(ending));
    co_return to_json(done);
}

}  // namespace praxis::community
