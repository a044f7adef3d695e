#include "protocol/governance/detail/state.hpp"

// Whose writing waits for a moderator of a space (rule 13).

namespace praxis::governance {
namespace {

using detail::State;

std::vector<UpdateId> releases_of(const State& state, Lv quarantine) {
    std::vector<UpdateId> out;  // they are kept in this order
    for (const auto lv : state.records[quarantine].releases) {
        if (state.stands(lv)) out.push_back(state.records[lv].id);
    }
    return out;
}

}  // namespace

bool detail::gives_quarantine(const RoleOf& role) {
    return may_moderate(role.role) && !is_bound(role.scope);
}

std::vector<QuarantineInfo> Governance::quarantines(const SpaceId& space) const {
    state_->refresh();
    std::vector<QuarantineInfo> out;
    const auto at = state_->quarantines.find(space);
    if (at == state_->quarantines.end()) return out;
    for (const auto& [id, lv] : at->second) {
        if (!state_->stands(lv)) continue;
        out.push_back({id, space, state_->get<Quarantine>(lv)->person, releases_of(*state_, lv)});
    }
    return out;
}

bool Governance::is_in_quarantine(const PersonId& person, const SpaceId& space) const {
    state_->refresh();
    const auto at = state_->quarantines.find(space);
    if (at == state_->quarantines.end()) return false;
    return std::ranges::any_of(at->second, [&](const auto& entry) {
        const auto lv = entry.second;
        return state_->get<Quarantine>(lv)->person == person && state_->stands(lv) &&
               releases_of(*state_, lv).empty();
    });
}

std::optional<UpdateId> Governance::quarantining_grant(const PersonId& person,
                                                       const SpaceId& space) const {
    for (const auto& info : roles(space)) {
        if (info.person != person) continue;
        if (detail::gives_quarantine({info.role, info.space, info.scope})) return info.grant;
    }
    return std::nullopt;
}

}  // namespace praxis::governance
