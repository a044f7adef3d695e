#include "protocol/governance/detail/state.hpp"

#include <algorithm>

// Which quota of a space is in force (rule 14).

namespace praxis::governance {
namespace {

using detail::State;

/// Of acts in the order they came, causes first, those that stand and that no other of them that
/// stands comes after.
std::vector<Lv> last_of(const State& state, const std::vector<Lv>& acts) {
    std::vector<Lv> out;
    for (auto act = acts.rbegin(); act != acts.rend(); ++act) {
        if (!state.stands(*act)) continue;
        const auto comes_later = [&](Lv other) { return state.pasts.happened_before(*act, other); };
        if (std::ranges::none_of(out, comes_later)) out.push_back(*act);
    }
    return out;
}

}  // namespace

std::optional<QuotaInfo> Governance::quota(const SpaceId& space) const {
    state_->refresh();
    const auto at = state_->quotas.find(space);
    if (at == state_->quotas.end()) return std::nullopt;
    std::optional<QuotaInfo> out;
    for (const auto lv : last_of(*state_, at->second)) {
        const auto& id = state_->records[lv].id;
        if (!out || id < out->act) out = QuotaInfo{id, state_->get<SetQuota>(lv)->quota};
    }
    return out;
}

std::optional<UpdateId> Governance::steward_grant(const PersonId& person,
                                                  const SpaceId& space) const {
    std::optional<UpdateId> out;
    for (const auto& info : roles(space)) {
        if (info.person != person || info.role != Role::steward) continue;
        if (!out || info.grant < *out) out = info.grant;
    }
    return out;
}

}  // namespace praxis::governance
