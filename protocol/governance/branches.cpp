#include "protocol/governance/detail/state.hpp"

// Whose key forked a chain, and who picked branches of it.

namespace praxis::governance {

std::vector<UpdateId> Governance::grants_naming(const SigningKey& key) const {
    state_->refresh();
    std::vector<UpdateId> out;
    const auto note = [&](Lv grant) {
        const bool is_theirs =
            detail::rank_of_grant(state_->records[grant]) == detail::rank_device ||
            state_->key_of(grant, detail::State::now()) == key;
        if (is_theirs && state_->is_now(grant)) out.push_back(state_->records[grant].id);
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

std::vector<UpdateId> Governance::picks_of(const ChainId& chain) const {
    state_->refresh();
    std::vector<UpdateId> out;
    for (const auto& grant : grants_naming(chain.device)) {
        for (const auto lv : state_->records[*state_->find(grant)].ratifications) {
            const auto names_it = [&](const Cut& cut) { return cut.chain == chain; };
            if (!state_->stands(lv)) continue;
            if (std::ranges::any_of(state_->get<Ratify>(lv)->cuts, names_it)) {
                out.push_back(state_->records[lv].id);
            }
        }
    }
    std::ranges::sort(out);
    return out;
}

}  // namespace praxis::governance
