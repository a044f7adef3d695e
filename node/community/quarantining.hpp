#pragma once

#include "node/community/documents.hpp"
#include "node/community/request.hpp"
#include "node/community/signing.hpp"

#include <boost/json/object.hpp>

#include <string>
#include <vector>

namespace praxis::community {

/// Putting authors in quarantine, and releasing them. Authority is governance's:
/// protocol/governance/README.md, rule 13. Event-loop thread only; the replica outlives it, and it
/// outlives its tasks.
///
/// Each act is made once: where somebody is in quarantine already, or was released, the act that is
/// there is the answer, and nothing is written; also of two at once.
class Quarantines {
public:
    explicit Quarantines(node::Replica& replica) : replica_{replica} {}

    /// What was done, or had been done before.
    using Done = SignedAct;
    /// Fails with `Errc::not_found` without such a space or person, `NodeErrc::not_allowed` for
    /// whoever may not, and `Errc::missing_value` or `Errc::bad_value` for a reason that is none.
    [[nodiscard]] node::Task<Result<Done>> quarantine(SpaceId space,
                                                      PersonId person,
                                                      std::string reason,
                                                      Writing writing);
    /// Of one quarantine; somebody may be in several. Fails as `quarantine`.
    [[nodiscard]] node::Task<Result<Done>> release(UpdateId quarantine,
                                                   std::string reason,
                                                   Writing writing);

    /// `moderation.quarantine` space, person, reason; and `moderation.release` quarantine, reason:
    /// `{"id","before"}`.
    [[nodiscard]] node::Task<Result<boost::json::object>> quarantine(Request request);
    [[nodiscard]] node::Task<Result<boost::json::object>> release(Request request);
    /// `moderation.quarantined` space: `to_json` of each quarantine in force, newest first. Fails
    /// with `Errc::not_found` when there is no such space here.
    [[nodiscard]] Result<std::vector<boost::json::object>> list(const Request& request) const;

private:
    /// The grant by which who writes may act.
    [[nodiscard]] std::optional<PersonId> person_in(const Writing& writing) const;
    [[nodiscard]] Result<UpdateId> right_in(const SpaceId& space, const Writing& writing) const;
    [[nodiscard]] node::Task<Result<Done>> write(governance::Act act,
                                                 std::string reason,
                                                 Writing writing,
                                                 node::Replica::Before before);

    node::Replica& replica_;
};

}  // namespace praxis::community
