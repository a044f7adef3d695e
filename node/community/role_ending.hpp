#pragma once

#include "node/community/documents.hpp"
#include "node/community/request.hpp"
#include "node/community/signing.hpp"
#include "node/replica/replica.hpp"

#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <vector>

namespace praxis::community {

/// The grant under which a person may now end a role of a space, with a device of theirs
/// (protocol/governance/README.md, rule 5). Of a role of their own it is that role: everybody may
/// give up theirs, also who holds a stronger one beside it. Else the strongest of their roles
/// there, if that reaches it. nullopt: none; it is for those above, as a steward's is for
/// administrators.
/// `roles`: `Governance::roles` of its space.
[[nodiscard]] std::optional<UpdateId> ending_grant(const std::vector<governance::RoleInfo>& roles,
                                                   const PersonId& person,
                                                   const governance::RoleInfo& role);

/// Taking a role of a space back, and giving up one's own. All that its holder did by it until now
/// stays, as far as it is held here. Event-loop thread only; the replica outlives it, and it
/// outlives its tasks.
class RoleEnding {
public:
    explicit RoleEnding(node::Replica& replica) : replica_{replica} {}

    /// What was done, or had been done before: a role is ended once, also of two at once.
    using Done = SignedAct;
    /// `grant` gives the role. `reason`: one line, or empty. Fails with `Errc::not_found` when
    /// nobody has such a role there, `NodeErrc::not_allowed` for whoever may not end it, and
    /// `Errc::bad_value` for a reason that is no line.
    [[nodiscard]] node::Task<Result<Done>> end(SpaceId space,
                                               UpdateId grant,
                                               std::string reason,
                                               Writing writing);

    /// `root.end_role` space, grant, reason: `{"id","before"}`; by this node's person.
    [[nodiscard]] node::Task<Result<boost::json::object>> end(Request request);

private:
    node::Replica& replica_;
};

}  // namespace praxis::community
