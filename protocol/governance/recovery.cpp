#include "protocol/governance/detail/state.hpp"

// Stewards who let a person back in who lost every device: rule 5.

namespace praxis::governance {

void detail::add_recovery_acts(const State& state, const SpaceId& space, std::vector<RoleAct>& to) {
    const auto add = [&](Lv lv, const PersonId& person, RoleAct::What what) {
        const auto role = state.find(*under_of(*state.records[lv].act));
        const auto of = role ? role_of(state.records[*role]) : std::nullopt;
        if (!of || of->space != space) return;
        const auto& record = state.records[lv];
        to.push_back({record.id,
                      what,
                      record.id,
                      of->role,
                      record.chain.device,
                      person,
                      state.verdicts[lv]});
    };
    for (const auto& [of, vouches] : state.vouches) {
        for (const auto lv : vouches)
            add(lv, of.first, RoleAct::What::vouch);
    }
    for (const auto& [key, certificates] : state.certificates) {
        for (const auto& [id, lv] : certificates) {
            const auto* device = state.get<GrantDevice>(lv);
            if (device != nullptr) add(lv, device->person, RoleAct::What::recovery);
        }
    }
}

std::vector<VouchInfo> Governance::vouches_for(const PersonId& person) const {
    state_->refresh();
    std::vector<VouchInfo> out;
    const auto first = state_->vouches.lower_bound({person, SigningKey{}});
    for (auto at = first; at != state_->vouches.end() && at->first.first == person; ++at) {
        for (const auto lv : at->second) {
            if (!state_->stands(lv)) continue;
            const auto& vouch = *state_->get<Vouch>(lv);
            auto stewards = detail::holders_acting(*state_, lv);
            stewards.erase(person);
            out.push_back(
                {state_->records[lv].id, vouch.holder, vouch.dh, vouch.node, std::move(stewards)});
        }
    }
    std::ranges::sort(out, {}, &VouchInfo::id);
    return out;
}

std::vector<UpdateId> Governance::recovering_grants(const PersonId& steward,
                                                    const PersonId& person) const {
    std::vector<UpdateId> out;
    const auto lost = state_->find_as<GrantPerson>(same_bytes<UpdateId>(person));
    if (!lost || steward == person) return out;
    for (const auto& space : spaces()) {
        const auto founding = *state_->find(same_bytes<UpdateId>(space.id));
        if (!state_->descends(*lost, state_->parent_of(founding))) continue;
        for (const auto& info : roles(space.id)) {
            if (info.person == steward && info.role == Role::steward) out.push_back(info.grant);
        }
    }
    std::ranges::sort(out);
    return out;
}

}  // namespace praxis::governance
