#pragma once

#include "protocol/governance/model.hpp"

#include <optional>
#include <vector>

namespace praxis::community {

/// By which role of theirs a person may now give others in a space, and which: those of a later
/// letter. A role for one kind or document gives none.
struct Giving {
    UpdateId under;
    std::vector<governance::Role> roles;  ///< the lowest first
};
/// nullopt: none. What stands in the end, governance decides of the act itself.
[[nodiscard]] std::optional<Giving> giving_of(const governance::Governance& governance,
                                              const PersonId& person,
                                              const SpaceId& space);

/// The grant by which a person holds exactly this role in the whole space now; nullopt: none.
[[nodiscard]] std::optional<UpdateId> held_as(const governance::Governance& governance,
                                              const PersonId& person,
                                              const SpaceId& space,
                                              governance::Role role);

}  // namespace praxis::community
