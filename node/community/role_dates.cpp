#include "node/community/role_dates.hpp"

#include "node/community/cuts.hpp"

#include <algorithm>
#include <iterator>

namespace praxis::community {

using governance::RoleInfo;

bool reaches(const RoleInfo& own, const RoleInfo& other) {
    return !governance::is_bound(own.scope) &&
           governance::letter_of(own.role) < governance::letter_of(other.role);
}

WallTime passes_at(std::chrono::sys_seconds until) {
    using std::chrono::floor;
    using std::chrono::seconds;
    constexpr auto first = std::chrono::ceil<seconds>(WallTime::min());
    constexpr auto last = floor<seconds>(WallTime::max());
    return WallTime{std::clamp(until, first, last)};
}

std::vector<DatedRole> roles_to_end(const node::Replica& replica, WallTime now) {
    std::vector<DatedRole> out;
    const auto& governance = replica.governance();
    const auto self = governance.device_info(replica.node());
    if (!self || !self->stands_now) return out;
    for (const auto& space : governance.spaces()) {
        const auto roles = governance.roles(space.id);
        for (const auto& role : roles) {
            if (!role.until || passes_at(*role.until) > now) continue;
            const bool is_long_ago = passes_at(*role.until) <= now - limits::dates_grace;
            const auto by = std::ranges::find_if(roles, [&](const RoleInfo& own) {
                return own.person == self->person && reaches(own, role) &&
                       (own.grant == role.under || is_long_ago);
            });
            if (by != roles.end()) out.push_back({space.id, role.grant, by->grant});
        }
    }
    return out;
}

std::vector<governance::RoleInfo> roles_overdue(const node::Replica& replica, WallTime now) {
    std::vector<governance::RoleInfo> out;
    const auto& governance = replica.governance();
    for (const auto& space : governance.spaces()) {
        const auto roles = governance.roles(space.id);
        std::ranges::copy_if(roles, std::back_inserter(out), [&](const RoleInfo& role) {
            const bool by_nodes = role.role != governance::Role::steward;
            const auto grace = by_nodes ? 2 * limits::dates_grace : Duration::zero();
            return role.until && passes_at(*role.until) <= now - grace;
        });
    }
    return out;
}

Result<governance::Revoke> ending_of(const node::Replica& replica, const DatedRole& role) {
    governance::Revoke out;
    out.under = role.under;
    out.target = role.grant;
    const auto root = same_bytes<SpaceId>(replica.network());
    TRY(out.cuts, cuts_now(replica, role.grant, {root, role.space}));
    return out;
}

}  // namespace praxis::community
