#pragma once

#include "node/community/request.hpp"
#include "node/replica/replica.hpp"

#include <boost/json/object.hpp>

#include <vector>

namespace praxis::community {

/// A role that somebody holds now.
struct HeldRole {
    governance::RoleInfo info;
    std::optional<PersonId> by;  ///< who gave it; nullopt: an administrator
    WallTime since;              ///< by the giver's clock
};

/// An act about a role of a space, and what its signer said of it.
struct RoleChange {
    governance::RoleAct act;
    std::optional<PersonId> by;     ///< nullopt: an administrator, or nobody that is known here
    bool by_administrator = false;  ///< which of the two
    WallTime written;               ///< by the signer's clock
    std::string reason;             ///< empty: none was given, or it is not here
};

/// Who may do what in a space, and how it came to that. Event-loop thread only; the replica
/// outlives it.
class Roles {
public:
    explicit Roles(const node::Replica& replica) : replica_{replica} {}

    /// By letter, then person. Store errors only.
    [[nodiscard]] Result<std::vector<HeldRole>> held(const SpaceId& space) const;
    /// Newest first by the signers' clocks, those without effect too. Store errors only.
    [[nodiscard]] Result<std::vector<RoleChange>> changes(const SpaceId& space) const;

    /// `root.roles` space: `{"person","role","grant","only","by","since","until"}` each;
    /// "only" as `word_of` a scope, "until" null or when its giver's node ends it. Fails with
    /// `Errc::not_found` when there is no such space here.
    [[nodiscard]] Result<std::vector<boost::json::object>> list(const Request& request) const;
    /// `root.role_log` space:
    /// `{"id","what","role","person","by","by_administrator","written","reason","verdict","why"}`
    /// each.
    [[nodiscard]] Result<std::vector<boost::json::object>> log(const Request& request) const;

    /// `root.overdue`: `{"space","person","role","grant","only","until","above"}` of each role
    /// whose date has passed and that no node ends by itself (`roles_overdue`); "above": the grants
    /// by which it can be taken back, nearest first.
    [[nodiscard]] std::vector<boost::json::object> overdue() const;

private:
    [[nodiscard]] Result<RoleChange> describe(const governance::RoleAct& act) const;
    [[nodiscard]] Result<SpaceId> space_in(const Request& request) const;

    const node::Replica& replica_;
};

/// "named at the founding", "given", "taken up", "taken back", "given up", "asked for", "declined",
/// "vouched for a new device", "certified a new device".
[[nodiscard]] std::string_view what_words(const RoleChange& change);

}  // namespace praxis::community
