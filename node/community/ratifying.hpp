#pragma once

#include "node/community/request.hpp"
#include "node/replica/replica.hpp"

namespace praxis::community {

/// What a revocation left out and somebody may let count after all, and who may.
class Ratifying {
public:
    explicit Ratifying(const node::Replica& replica) : replica_{replica} {}

    /// `root.ratifiable` revocation, up_to (an update; default: all that is held of every chain
    /// that the revocation touches):
    /// `{"target","under","above","role","role_space","cuts"}`. A key that acts under "under", or
    /// under one of "above", may ratify; so may this node's operator by the grant "role", if not
    /// null, where "role_space" is not null only cuts of chains in that space. "cuts": without
    /// those of the revocation itself. Fails with `NodeErrc::not_found` when it is no revocation,
    /// or nothing is left out.
    [[nodiscard]] Result<boost::json::object> ways(const Request& request) const;

private:
    struct ByRole {
        UpdateId grant;
        std::optional<SpaceId> only_in;
    };
    [[nodiscard]] Result<governance::Revoke> revocation(const UpdateId& id) const;
    [[nodiscard]] Result<std::vector<governance::Cut>> left_out(
        const governance::Revoke& revocation, const std::optional<UpdateId>& up_to) const;
    [[nodiscard]] std::optional<ByRole> by_role(const governance::Revoke& revocation,
                                                const std::vector<governance::Cut>& cuts) const;

    const node::Replica& replica_;
};

}  // namespace praxis::community
