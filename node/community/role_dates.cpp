#include "node/community/role_dates.hpp"

#include "node/community/cuts.hpp"

#include <algorithm>
#include <iterator>
#include <map>

namespace praxis::community {

using governance::RoleInfo;

bool reaches(const RoleInfo& own, const RoleInfo& other) {
    return !governance::is_bound(own.scope) &&
           governance::letter_of(own.role) < governance::letter_of(other.role);
}

namespace {

/// The devices whose clocks are not this node's, and when each wrote last, by its own clock.
class Witnesses {
public:
    explicit Witnesses(const node::Replica& replica) : replica_{replica} {}

    /// Whether enough of them wrote after a role's date. Looks at the heads of all chains once.
    Result<bool> say_that_it_passed(const RoleInfo& role, const std::vector<RoleInfo>& roles) {
        if (!last_) {
            TRY(last_, find_last());
        }
        const auto giver = std::ranges::find(roles, role.under, &RoleInfo::grant);
        std::size_t asked = 0;
        std::size_t agree = 0;
        for (const auto& [device, last] : *last_) {
            if (giver != roles.end() && last.person == giver->person) continue;
            ++asked;
            if (last.written >= passes_at(*role.until)) ++agree;
        }
        return agree >= std::min(asked, limits::dates_witnesses);
    }

private:
    struct Last {
        PersonId person;
        WallTime written = WallTime::min();
    };
    using ByDevice = std::map<SigningKey, Last>;

    [[nodiscard]] ByDevice others() const {
        ByDevice out;
        const auto& governance = replica_.governance();
        for (const auto& person : governance.persons()) {
            for (const auto& device : governance.devices_of(person.id)) {
                if (!device.stands_now || device.hosted || device.key == replica_.node()) continue;
                out.emplace(device.key, Last{person.id});
            }
        }
        return out;
    }
    [[nodiscard]] Result<ByDevice> find_last() const {
        auto out = others();
        for (const auto& space : every_space(replica_)) {
            TRY(const auto heads, replica_.heads(space));
            for (const auto& head : heads) {
                const auto of = out.find(head.chain.device);
                if (of == out.end()) continue;
                TRY(const auto written, replica_.written_at(head.id));
                if (written) of->second.written = std::max(of->second.written, *written);
            }
        }
        return out;
    }

    const node::Replica& replica_;
    std::optional<ByDevice> last_;
};

}  // namespace

WallTime passes_at(std::chrono::sys_seconds until) {
    using std::chrono::floor;
    using std::chrono::seconds;
    constexpr auto first = std::chrono::ceil<seconds>(WallTime::min());
    constexpr auto last = floor<seconds>(WallTime::max());
    return WallTime{std::clamp(until, first, last)};
}

Result<std::vector<DatedRole>> roles_to_end(const node::Replica& replica, WallTime now) {
    std::vector<DatedRole> out;
    Witnesses witnesses{replica};
    const auto& governance = replica.governance();
    const auto self = governance.device_info(replica.node());
    if (!self || !self->stands_now) return out;
    for (const auto& space : governance.spaces()) {
        const auto roles = governance.roles(space.id);
        for (const auto& role : roles) {
            if (!role.until || passes_at(*role.until) > now) continue;
            const auto held_over = [&](const RoleInfo& own) {
                return own.person == self->person && reaches(own, role);
            };
            auto by = std::ranges::find_if(roles, [&](const RoleInfo& own) {
                return own.grant == role.under && held_over(own);
            });
            if (by == roles.end()) {
                if (passes_at(*role.until) > now - limits::dates_grace) continue;
                by = std::ranges::find_if(roles, held_over);
                if (by == roles.end()) continue;
                TRY(const bool passed, witnesses.say_that_it_passed(role, roles));
                if (!passed) continue;
            }
            out.push_back({space.id, role.grant, by->grant});
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
