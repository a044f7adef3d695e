#pragma once

#include "node/community/documents.hpp"
#include "node/community/request.hpp"
#include "node/replica/replica.hpp"

namespace praxis::community {

/// What a revocation left out and somebody may let count after all, and who may
/// (protocol/governance/README.md, rule 10). Event-loop thread only; the replica outlives it, and
/// it outlives its tasks.
class Ratifying {
public:
    explicit Ratifying(node::Replica& replica) : replica_{replica} {}

    /// By which grant somebody may let it count, and of which space alone; nullopt: of all.
    struct Way {
        UpdateId under;
        std::optional<SpaceId> only_in;
    };
    /// The same of one update, and what is before it in its chain, with the key that writes: a
    /// role, or the person that a hosted key is. nullopt: none; others may, or an administrator's
    /// key. Fails as `ways`.
    [[nodiscard]] Result<std::optional<Way>> way(const UpdateId& revocation,
                                                 const UpdateId& update,
                                                 const Writing& writing) const;

    struct Done {
        UpdateId act;
        std::size_t chains = 0;  ///< of which something counts that did not
    };
    /// Lets count what is held of every chain that the revocation touches, or no more than up to
    /// one update. `reason`: one line, or empty. Fails as `ways`, with `NodeErrc::not_allowed` for
    /// whoever may not, and with `Errc::bad_value` for a reason that is no line.
    [[nodiscard]] node::Task<Result<Done>> ratify(UpdateId revocation,
                                                  std::optional<UpdateId> up_to,
                                                  std::string reason,
                                                  Writing writing);

    /// `root.ratifiable` revocation, up_to (an update; default: all that is held of every chain
    /// that the revocation touches):
    /// `{"target","under","above","role","role_space","cuts"}`. A key that acts under "under", or
    /// under one of "above", may ratify; so may this node's operator by the grant "role", if not
    /// null, where "role_space" is not null only cuts of chains in that space. "cuts": without
    /// those of the revocation itself. Fails with `NodeErrc::not_found` when it is no revocation,
    /// or nothing is left out.
    [[nodiscard]] Result<boost::json::object> ways(const Request& request) const;
    /// `root.ratify` revocation, up_to, reason: `{"id","chains"}`; by this node's person.
    [[nodiscard]] node::Task<Result<boost::json::object>> ratify(Request request);

private:
    [[nodiscard]] Result<governance::Revoke> revocation(const UpdateId& id) const;
    /// Not empty.
    [[nodiscard]] Result<std::vector<governance::Cut>> left_out(
        const governance::Revoke& revocation, const std::optional<UpdateId>& up_to) const;
    [[nodiscard]] std::optional<Way> by_writer(const governance::Revoke& revocation,
                                               const std::vector<governance::Cut>& cuts,
                                               const Writing& writing) const;
    [[nodiscard]] std::optional<Way> by_role(const governance::Revoke& revocation,
                                             const std::vector<governance::Cut>& cuts,
                                             const PersonId& person) const;

    node::Replica& replica_;
};

}  // namespace praxis::community
