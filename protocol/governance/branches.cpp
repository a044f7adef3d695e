#include "protocol/governance/detail/state.hpp"

// Whose key forked a chain, and who picked branches of it.

namespace praxis::governance {

std::vector<UpdateId> Governance::grants_naming(const SigningKey& key) const {
    state_->refresh();
    std::vector<UpdateId> out;
    const auto note = [&](Lv grant) {
        const bool is_device = detail::rank_of_grant(state_->records[grant]) == detail::rank_device;
        const bool is_theirs =
            is_device ? state_->stands(grant)
                      : state_->key_of(grant, detail::State::now()) == key && state_->is_now(grant);
        if (is_theirs) out.push_back(state_->records[grant].id);
    };
    for (const auto& [id, grant] : state_->administrators)
        note(grant);
    for (const auto& [id, grant] : state_->persons)
        note(grant);
    if (const auto at = state_->certificates.find(key); at != state_->certificates.end()) {
        for (const auto& [id, grant] : at->second) {
            if (state_->get<GrantDevice>(grant) != nullptr) note(grant);
        }
    }
    std::ranges::sort(out);
    return out;
}

std::vector<Governance::Pick> Governance::picks_of(const ChainId& chain) const {
    state_->refresh();
    std::vector<Pick> out;
    for (const auto& grant : grants_naming(chain.device)) {
        for (const auto lv : state_->records[*state_->find(grant)].ratifications) {
            if (!state_->stands(lv)) continue;
            Pick pick{state_->records[lv].id, {}};
            for (const auto& cut : state_->get<Ratify>(lv)->cuts) {
                if (cut.chain == chain) pick.cuts.push_back(cut);
            }
            if (!pick.cuts.empty()) out.push_back(std::move(pick));
        }
    }
    std::ranges::sort(out, {}, &Pick::act);
    return out;
}

}  // namespace praxis::governance
