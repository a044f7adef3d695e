#include "node/community/giving.hpp"

#include <algorithm>
#include <array>

namespace praxis::community {
namespace {

using governance::Role;

/// Every role but that of a steward, who is appointed from above; the lowest first.
constexpr std::array given_in_a_space{Role::member,
                                      Role::reader,
                                      Role::observer,
                                      Role::reviewer,
                                      Role::expert,
                                      Role::editor,
                                      Role::desk_officer,
                                      Role::focal_point,
                                      Role::moderator};

}  // namespace

std::optional<Giving> giving_of(const governance::Governance& governance,
                                const PersonId& person,
                                const SpaceId& space) {
    // By letter, so the first reaches furthest.
    for (const auto& own : governance.roles(space)) {
        if (own.person != person || governance::is_bound(own.scope)) continue;
        Giving out{own.grant, {}};
        std::ranges::copy_if(given_in_a_space, std::back_inserter(out.roles), [&](Role role) {
            return governance::letter_of(role) > governance::letter_of(own.role);
        });
        if (out.roles.empty()) return std::nullopt;
        return out;
    }
    return std::nullopt;
}

std::optional<UpdateId> held_as(const governance::Governance& governance,
                                const PersonId& person,
                                const SpaceId& space,
                                governance::Role role) {
    for (const auto& info : governance.roles(space)) {
        const bool whole = std::holds_alternative<governance::WholeSpace>(info.scope);
        if (info.person == person && info.role == role && whole) return info.grant;
    }
    return std::nullopt;
}

}  // namespace praxis::community
