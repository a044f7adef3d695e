#include "protocol/governance/detail/state.hpp"

#include <algorithm>

// Whether enough agree to erase something (rule 11).

namespace praxis::governance {
namespace {

using detail::State;

bool share_none(const std::set<PersonId>& some, const std::set<PersonId>& others) {
    return std::ranges::none_of(some, [&](const PersonId& one) { return others.contains(one); });
}

ErasureInfo erasure_of(State& state,
                       const std::pair<SpaceId, UpdateId>& about,
                       const std::vector<Lv>& agreements) {
    ErasureInfo out{about.first, about.second, {}, false, false};
    std::vector<std::set<PersonId>> by_stewards;  // as whom each may count
    for (const auto lv : agreements) {
        if (!state.stands(lv)) continue;
        const auto under = state.find(state.get<AgreeErasure>(lv)->under);
        if (!under || !detail::role_of(state.records[*under])) {
            out.from_above = true;
            continue;
        }
        auto persons = detail::holders_acting(state, lv);
        out.stewards.insert(persons.begin(), persons.end());
        by_stewards.push_back(std::move(persons));
    }
    // A device of two stewards is one hand: it does not agree with either of them.
    out.agreed = std::ranges::any_of(by_stewards, [&](const auto& one) {
        return out.from_above || std::ranges::any_of(by_stewards, [&](const auto& other) {
                   return share_none(one, other);
               });
    });
    return out;
}

}  // namespace

ErasureInfo Governance::erasure(const SpaceId& space, const UpdateId& target) const {
    state_->refresh();
    const std::pair about{space, target};
    const auto at = state_->agreements.find(about);
    if (at == state_->agreements.end()) return {space, target, {}, false, false};
    return erasure_of(*state_, about, at->second);
}

std::vector<ErasureAgreement> Governance::erasure_agreements(const SpaceId& space) const {
    state_->refresh();
    std::vector<ErasureAgreement> out;
    const auto first = state_->agreements.lower_bound({space, UpdateId{}});
    for (auto at = first; at != state_->agreements.end() && at->first.first == space; ++at) {
        for (const auto lv : at->second) {
            if (state_->stands(lv)) out.push_back({state_->records[lv].id, at->first.second});
        }
    }
    std::ranges::sort(out, {}, [](const ErasureAgreement& one) {
        return std::pair{one.target, one.id};
    });
    return out;
}

std::vector<ErasureInfo> Governance::agreed_erasures() const {
    state_->refresh();
    std::vector<ErasureInfo> out;
    for (const auto& [about, agreements] : state_->agreements) {
        auto info = erasure_of(*state_, about, agreements);
        if (info.agreed) out.push_back(std::move(info));
    }
    return out;
}

}  // namespace praxis::governance
