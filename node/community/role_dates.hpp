#pragma once

#include "node/replica/replica.hpp"

#include <vector>

namespace praxis::community {

/// When a role's date passes; a date that no clock reaches is the last moment there is.
[[nodiscard]] WallTime passes_at(std::chrono::sys_seconds until);

/// Whether who holds one role reaches another of the same space (protocol/governance/README.md,
/// rule 5): may take it back.
[[nodiscard]] bool reaches(const governance::RoleInfo& own, const governance::RoleInfo& other);

/// A role whose date has passed, and the grant by which this node's person may take it back.
struct DatedRole {
    SpaceId space;
    UpdateId grant;
    UpdateId under;
};

/// The roles that it falls to this node to end at a time: those whose date has passed and that its
/// operator gave; after `limits::dates_grace` also those that others gave, where the operator has a
/// role that reaches them and `limits::dates_witnesses` other devices wrote something, by their own
/// clocks, after the date; as many as there are, when they are fewer. What an administrator gave is
/// not among them: that key is not a node's. Governance itself knows no clock: such a role is one
/// until an ordinary revocation ends it. Store errors only.
///
/// Rationale: a revocation cannot be taken back, and a clock that is two years ahead would end
/// every dated role within reach. Not asked are the devices of whoever gave the role, which may be
/// gone, and hosted keys: they write by the clock of a node, which may be this one.
[[nodiscard]] Result<std::vector<DatedRole>> roles_to_end(const node::Replica& replica,
                                                          WallTime now);

/// The roles whose date has passed and that no node ends by itself: stewards, whom administrators
/// appointed; and after twice `limits::dates_grace` any other. Until a command ends them, where a
/// key above them is kept, they are roles. By space, then as `Governance::roles`.
[[nodiscard]] std::vector<governance::RoleInfo> roles_overdue(const node::Replica& replica,
                                                              WallTime now);

/// The revocation that ends one, whether its date has passed or not, keeping all that its holder
/// did until now as far as this node has it.
[[nodiscard]] Result<governance::Revoke> ending_of(const node::Replica& replica,
                                                   const DatedRole& role);

}  // namespace praxis::community
