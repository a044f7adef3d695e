#include "protocol/governance/detail/state.hpp"

// Which nodes may be given what is in a space, and who can end that.

namespace praxis::governance {
namespace {

using detail::State;

/// Whom a node serves: its operator; and at a centre or office, of which the operator is one that
/// the administrator named with a key of their own, those whom the same administrator hosts.
std::vector<Lv> persons_at(const State& state, const DeviceInfo& node) {
    std::vector<Lv> out;
    const auto own = state.find_as<GrantPerson>(same_bytes<UpdateId>(node.person));
    if (!own) return out;
    out.push_back(*own);
    if (node.node != NodeRole::centre && node.node != NodeRole::office) return out;
    // Whoever was invited signs for their own devices, and may call one a centre.
    if (state.get<GrantPerson>(*own)->form != Holder::key) return out;
    const auto under = state.get<GrantPerson>(*own)->under;
    for (const auto& [id, person] : state.persons) {
        const auto& grant = *state.get<GrantPerson>(person);
        if (grant.form != Holder::hosted || grant.under != under) continue;
        if (state.is_now(person)) out.push_back(person);
    }
    return out;
}

bool holds_any_role(const State& state, const std::vector<Lv>& persons, const SpaceId& space) {
    const auto roles = state.roles.find(space);
    if (roles == state.roles.end()) return false;
    return std::ranges::any_of(roles->second, [&](const auto& entry) {
        const auto role = entry.second;
        return state.is_now(role) && std::ranges::any_of(persons, [&](Lv person) {
                   return state.holds_role(person, role, State::now());
               });
    });
}

}  // namespace

std::set<SpaceId> Governance::spaces_of_node(const SigningKey& node) const {
    std::set<SpaceId> out;
    const auto device = device_info(node);
    if (!device || !device->stands_now) return out;
    const auto persons = persons_at(*state_, *device);
    for (const auto& [id, founding] : state_->spaces) {
        if (!state_->stands(founding)) continue;
        const auto space = same_bytes<SpaceId>(id);
        const bool open = state_->get<FoundSpace>(founding)->policy == JoinPolicy::open;
        if (open || holds_any_role(*state_, persons, space)) out.insert(space);
    }
    return out;
}

std::optional<UpdateId> Governance::revocation_of(const SigningKey& key, const DhKey& dh) const {
    const auto device = device_info(key, dh);
    if (!device || device->stands_now) return std::nullopt;
    const auto person = state_->find(same_bytes<UpdateId>(device->person));
    for (auto grant : {state_->find(device->certificate), person}) {
        while (grant && state_->verdicts[*grant].reason == Reason::grant_void)
            grant = state_->find(state_->verdicts[*grant].by);
        if (!grant) continue;
        const auto& verdict = state_->verdicts[*grant];
        if (verdict.reason == Reason::revoked) return verdict.by;
        if (!verdict.stands()) continue;
        if (const auto by = state_->revoked(*grant, State::now(), State::Revokers::all)) return by;
    }
    return std::nullopt;
}

std::vector<UpdateId> Governance::grants_above(const UpdateId& grant) const {
    std::vector<UpdateId> out;
    for (auto at = state_->find(grant); at;) {
        const auto parent = state_->parent_of(*at);
        if (parent.is_zero()) break;
        out.push_back(parent);
        at = state_->find(parent);
    }
    return out;
}

}  // namespace praxis::governance
