#include "protocol/governance/detail/state.hpp"

namespace praxis::governance {
namespace {

using detail::State;

DeviceInfo device_of(const State& state, Lv certificate) {
    DeviceInfo info;
    info.certificate = state.records[certificate].id;
    if (const auto* person = state.get<GrantPerson>(certificate)) {
        info.person = same_bytes<PersonId>(info.certificate);
        info.key = person->holder;
        info.dh = person->dh;
        info.node = person->node;
        info.hosted = true;
    } else {
        const auto* device = state.get<GrantDevice>(certificate);
        info.person = device->person;
        info.key = device->holder;
        info.dh = device->dh;
        info.node = device->node;
    }
    const auto person = state.person_of(certificate);
    info.stands_now = state.is_now(certificate) && person && state.is_now(*person);
    return info;
}

PersonInfo person_at(const State& state, Lv lv) {
    const auto& grant = *state.get<GrantPerson>(lv);
    PersonInfo info;
    info.id = same_bytes<PersonId>(state.records[lv].id);
    info.under = grant.under;
    info.key = state.key_of(lv, State::now());
    info.hosted = grant.form == Holder::hosted;
    info.stands_now = state.is_now(lv);
    return info;
}

SpaceInfo space_at(const State& state, Lv lv) {
    const auto& space = *state.get<FoundSpace>(lv);
    return {same_bytes<SpaceId>(state.records[lv].id), space.policy, space.steward};
}

/// Better ones first: stands now, stands, any; the order of the set decides among equals.
int worth(const State& state, Lv certificate, const DeviceInfo& info) {
    return (info.stands_now ? 2 : 0) + (state.stands(certificate) ? 1 : 0);
}

struct Candidate {
    Lv certificate = 0;
    DeviceInfo info;
};

template <class Accept>
std::optional<Candidate> best_certificate(const State& state,
                                          const SigningKey& key,
                                          const Accept& accept) {
    std::optional<Candidate> best;
    const auto at = state.certificates.find(key);
    if (at == state.certificates.end()) return best;
    for (const auto& [id, certificate] : at->second) {
        auto info = device_of(state, certificate);
        if (!accept(info)) continue;
        if (!best ||
            worth(state, certificate, info) > worth(state, best->certificate, best->info)) {
            best = Candidate{certificate, std::move(info)};
        }
    }
    return best;
}

/// Judges one update outside root.
class ContentJudge {
public:
    ContentJudge(const State& state, const ContentFacts& facts) : state_{state}, facts_{facts} {}

    Verdict run() {
        for (const auto& head : facts_.governance) {
            const auto lv = state_.find(head);
            if (!lv) return {Standing::waiting, Reason::heads_missing, head, std::nullopt};
            version_.push_back(*lv);
        }
        const auto space = state_.find_as<FoundSpace>(same_bytes<UpdateId>(facts_.chain.space));
        if (!space || !place_.sees(*space) || !state_.stands(*space)) {
            return {Standing::void_, Reason::no_space, {}, std::nullopt};
        }
        Verdict verdict{Standing::void_, Reason::no_right, {}, std::nullopt};
        const auto at = state_.certificates.find(facts_.chain.device);
        if (at == state_.certificates.end()) return verdict;
        for (const auto& [id, certificate] : at->second) {
            if (!place_.sees(certificate) || !state_.stands(certificate)) continue;
            verdict = by_certificate(certificate, state_.get<FoundSpace>(*space)->policy, verdict);
            if (verdict.stands()) break;
        }
        return verdict;
    }

private:
    Verdict by_certificate(Lv certificate, JoinPolicy policy, const Verdict& otherwise) const {
        const auto person = *state_.person_of(certificate);
        for (const auto grant : {certificate, person}) {
            if (const auto by = revoked(grant)) return revoked_by(*by);
        }
        if (const auto by = left_behind(certificate)) {
            return {Standing::void_, Reason::other_branch, *by, std::nullopt};
        }
        const Verdict standing{
            Standing::standing, Reason::none, {}, same_bytes<PersonId>(state_.records[person].id)};
        if (policy == JoinPolicy::open && !facts_.moderates) return standing;
        auto verdict = otherwise;
        for (const auto& [id, role] : state_.roles.at(facts_.chain.space)) {
            if (!place_.sees(role) || !state_.stands(role)) continue;
            if (!gives_right(*detail::role_of(state_.records[role]))) continue;
            if (!state_.holds_role(person, role, place_)) continue;
            const auto by = revoked(role);
            if (!by) return standing;
            verdict = revoked_by(*by);
        }
        return verdict;
    }

    [[nodiscard]] bool gives_right(const detail::RoleOf& of) const {
        return (facts_.moderates ? may_moderate(of.role) : may_write(of.role)) &&
               covers(of.scope, facts_.document, facts_.kind);
    }
    [[nodiscard]] std::optional<UpdateId> revoked(Lv grant) const {
        return state_.revoked(grant, place_, State::Revokers::all);
    }
    /// The first ratification of a certificate, by id, that picks branches of this chain, when the
    /// update is on none of those that any of them picks.
    [[nodiscard]] std::optional<UpdateId> left_behind(Lv certificate) const {
        std::optional<UpdateId> first;
        for (const auto lv : state_.records[certificate].ratifications) {
            if (!state_.stands(lv)) continue;
            const auto side = side_of(lv);
            if (side == CutSide::inside || side == CutSide::beyond) return std::nullopt;
            if (side == CutSide::beside && !first) first = state_.records[lv].id;
        }
        return first;
    }
    static Verdict revoked_by(const UpdateId& by) {
        return {Standing::void_, Reason::revoked, by, std::nullopt};
    }
    /// Where the update lies, seen from what an act's cuts of this chain name.
    [[nodiscard]] CutSide side_of(Lv act) const {
        const auto& cuts = state_.cuts_of(act);
        const auto own = std::ranges::lower_bound(cuts, facts_.chain, {}, &Cut::chain);
        const auto end = std::ranges::upper_bound(cuts, facts_.chain, {}, &Cut::chain);
        if (own == end) return CutSide::unknown;
        return facts_.side_of({state_.records[act].id, std::span{own, end}});
    }

    const State& state_;
    const ContentFacts& facts_;
    Version version_;
    State::Place place_{
        [this](Lv lv) { return state_.pasts.contains(version_, lv); },
        [this](Lv act) { return side_of(act) == CutSide::inside; },
    };
};

}  // namespace

Verdict Governance::verdict(const ContentFacts& facts) const {
    state_->refresh();
    return ContentJudge{*state_, facts}.run();
}

std::optional<DeviceInfo> Governance::device_info(const SigningKey& key) const {
    state_->refresh();
    const auto best = best_certificate(*state_, key, [](const DeviceInfo&) { return true; });
    return best ? std::optional{best->info} : std::nullopt;
}

std::optional<DeviceInfo> Governance::device_info(const SigningKey& key, const DhKey& dh) const {
    state_->refresh();
    const auto best =
        best_certificate(*state_, key, [&](const DeviceInfo& info) { return info.dh == dh; });
    return best ? std::optional{best->info} : std::nullopt;
}

bool Governance::is_dh_key_known(const DhKey& key) const {
    return state_->dh_keys.contains(key);
}

std::optional<PersonId> Governance::person_of(const SigningKey& device) const {
    state_->refresh();
    const auto best = best_certificate(*state_, device, [](const DeviceInfo&) { return true; });
    if (!best || !state_->stands(best->certificate)) return std::nullopt;
    return best->info.person;
}

std::optional<PersonInfo> Governance::person_info(const PersonId& id) const {
    state_->refresh();
    const auto lv = state_->find_as<GrantPerson>(same_bytes<UpdateId>(id));
    return lv ? std::optional{person_at(*state_, *lv)} : std::nullopt;
}

std::vector<PersonInfo> Governance::persons() const {
    state_->refresh();
    std::vector<PersonInfo> out;
    for (const auto& [id, lv] : state_->persons) {
        if (state_->stands(lv)) out.push_back(person_at(*state_, lv));
    }
    return out;
}

std::vector<DeviceInfo> Governance::devices_of(const PersonId& person) const {
    state_->refresh();
    std::vector<DeviceInfo> out;
    const auto at = state_->devices.find(person);
    if (at == state_->devices.end()) return out;
    for (const auto& key : at->second) {
        const auto best = best_certificate(
            *state_, key, [&](const DeviceInfo& info) { return info.person == person; });
        if (best && state_->stands(best->certificate)) out.push_back(best->info);
    }
    return out;
}

std::vector<DeviceInfo> Governance::nodes() const {
    state_->refresh();
    std::vector<DeviceInfo> out;
    for (const auto& [key, certificates] : state_->certificates) {
        const auto best = best_certificate(*state_, key, [](const DeviceInfo&) { return true; });
        if (best && state_->stands(best->certificate) && best->info.node != NodeRole::none) {
            out.push_back(best->info);
        }
    }
    return out;
}

std::vector<SpaceInfo> Governance::spaces() const {
    state_->refresh();
    std::vector<SpaceInfo> out;
    for (const auto& [id, lv] : state_->spaces) {
        if (state_->stands(lv)) out.push_back(space_at(*state_, lv));
    }
    return out;
}

std::optional<SpaceInfo> Governance::space_info(const SpaceId& id) const {
    state_->refresh();
    const auto lv = state_->find_as<FoundSpace>(same_bytes<UpdateId>(id));
    return lv && state_->stands(*lv) ? std::optional{space_at(*state_, *lv)} : std::nullopt;
}

std::vector<RoleInfo> Governance::roles(const SpaceId& space) const {
    state_->refresh();
    std::vector<RoleInfo> out;
    const auto at = state_->roles.find(space);
    if (at == state_->roles.end()) return out;
    for (const auto& [id, role] : at->second) {
        if (!state_->is_now(role)) continue;
        for (const auto& [person_id, person] : state_->persons) {
            if (!state_->is_now(person)) continue;
            if (!state_->holds_role(person, role, State::now())) continue;
            const auto of = *detail::role_of(state_->records[role]);
            const auto* act = state_->get<GrantRole>(role);
            out.push_back({same_bytes<PersonId>(person_id),
                           space,
                           of.role,
                           id,
                           of.scope,
                           act == nullptr ? std::nullopt : act->until,
                           state_->parent_of(role)});
        }
    }
    std::ranges::sort(out, {}, [](const RoleInfo& info) {
        return std::tuple{letter_of(info.role), info.person, info.grant};
    });
    return out;
}

std::vector<RoleAct> Governance::role_acts(const SpaceId& space) const {
    state_->refresh();
    std::vector<RoleAct> out;
    const auto at = state_->roles.find(space);
    if (at == state_->roles.end()) return out;
    for (const auto& [id, role] : at->second) {
        const auto& record = state_->records[role];
        RoleAct act;
        act.grant = id;
        act.role = detail::role_of(record)->role;
        for (const auto& [person_id, person] : state_->persons) {
            if (!state_->holds_role(person, role, State::now())) continue;
            act.holder = same_bytes<PersonId>(person_id);
            break;
        }
        const auto add = [&](Lv lv, RoleAct::What what) {
            act.id = state_->records[lv].id;
            act.what = what;
            act.signer = state_->records[lv].chain.device;
            act.verdict = state_->verdicts[lv];
            out.push_back(act);
        };
        const bool founds = state_->get<FoundSpace>(role) != nullptr;
        add(role, founds ? RoleAct::What::founding : RoleAct::What::grant);
        for (const auto lv : record.handovers)
            add(lv, RoleAct::What::handover);
        for (const auto lv : record.revocations)
            add(lv, RoleAct::What::revocation);
    }
    detail::add_join_acts(*state_, space, out);
    detail::add_recovery_acts(*state_, space, out);
    std::ranges::sort(out, {}, [](const RoleAct& act) { return std::pair{act.id, act.grant}; });
    return out;
}

std::optional<RoleInfo> Governance::role_of(const PersonId& person, const SpaceId& space) const {
    for (const auto& info : roles(space)) {
        if (info.person == person) return info;
    }
    return std::nullopt;
}

bool Governance::may_write(const PersonId& person, const SpaceId& space) const {
    return holds_right(person, space, [](const SpaceInfo& where, const RoleInfo* role) {
        return role == nullptr ? where.policy == JoinPolicy::open
                               : governance::may_write(role->role);
    });
}

bool Governance::may_write(const PersonId& person,
                           const SpaceId& space,
                           const DocumentId& document,
                           std::uint16_t kind) const {
    return holds_right(person, space, [&](const SpaceInfo& where, const RoleInfo* role) {
        if (role == nullptr) return where.policy == JoinPolicy::open;
        return governance::may_write(role->role) && covers(role->scope, document, kind);
    });
}

bool Governance::may_moderate(const PersonId& person,
                              const SpaceId& space,
                              const DocumentId& document,
                              std::uint16_t kind) const {
    return holds_right(person, space, [&](const SpaceInfo&, const RoleInfo* role) {
        return role != nullptr && governance::may_moderate(role->role) &&
               covers(role->scope, document, kind);
    });
}

/// `gives` is asked without a role first.
bool Governance::holds_right(
    const PersonId& person,
    const SpaceId& space,
    const std::function<bool(const SpaceInfo&, const RoleInfo*)>& gives) const {
    const auto who = person_info(person);
    const auto where = space_info(space);
    if (!who || !who->stands_now || !where) return false;
    return gives(*where, nullptr) || std::ranges::any_of(roles(space), [&](const RoleInfo& info) {
               return info.person == person && gives(*where, &info);
           });
}

std::optional<AdministratorInfo> Governance::administrator(const SigningKey& key) const {
    state_->refresh();
    std::optional<AdministratorInfo> best;
    for (const auto& [id, lv] : state_->administrators) {
        if (!state_->is_now(lv) || state_->key_of(lv, State::now()) != key) continue;
        const auto level = state_->get<GrantAdministrator>(lv)->level;
        if (!best || level < best->level) best = AdministratorInfo{id, level};
    }
    return best;
}

std::vector<PersonId> Governance::persons_by_key(const SigningKey& key) const {
    state_->refresh();
    std::vector<PersonId> out;
    for (const auto& [id, lv] : state_->persons) {
        if (state_->is_now(lv) && state_->key_of(lv, State::now()) == key) {
            out.push_back(same_bytes<PersonId>(id));
        }
    }
    return out;
}

std::vector<UpdateId> Governance::invitation(const SigningKey& key) const {
    state_->refresh();
    std::vector<UpdateId> out;
    const auto take = [&](const UpdateId& id, Lv lv, const SigningKey& named) {
        if (named == key && state_->is_now(lv)) out.push_back(id);
    };
    for (const auto& [id, lv] : state_->administrators) {
        const auto* act = state_->get<GrantAdministrator>(lv);
        if (act->invitation) take(id, lv, act->holder);
    }
    for (const auto& [id, lv] : state_->persons) {
        const auto* act = state_->get<GrantPerson>(lv);
        if (act->form == Holder::invitation) take(id, lv, act->holder);
    }
    for (const auto& [space, grants] : state_->roles) {
        for (const auto& [id, lv] : grants) {
            const auto* act = state_->get<GrantRole>(lv);
            const auto* named = act != nullptr ? std::get_if<SigningKey>(&act->holder) : nullptr;
            if (named != nullptr) take(id, lv, *named);
        }
    }
    std::ranges::sort(out);
    return out;
}

std::vector<SigningKey> Governance::acting_keys(const UpdateId& grant) const {
    state_->refresh();
    std::set<SigningKey> keys;
    const auto add_person = [&](const PersonId& person) {
        if (const auto at = state_->devices.find(person); at != state_->devices.end()) {
            keys.insert(at->second.begin(), at->second.end());
        }
    };
    const auto lv = state_->find(grant);
    if (!lv) return {};
    if (const auto at = state_->handed.find(*lv); at != state_->handed.end()) {
        keys.insert(at->second.to);
        keys.insert(state_->records[at->second.handover].chain.device);
    }
    if (const auto* administrator = state_->get<GrantAdministrator>(*lv)) {
        keys.insert(administrator->holder);
    }
    if (const auto* device = state_->get<GrantDevice>(*lv)) keys.insert(device->holder);
    if (const auto* person = state_->get<GrantPerson>(*lv)) {
        keys.insert(person->holder);
        add_person(same_bytes<PersonId>(grant));
    }
    if (detail::role_of(state_->records[*lv])) {
        for (const auto& [id, person] : state_->persons) {
            if (state_->holds_role(person, *lv, State::now())) add_person(same_bytes<PersonId>(id));
        }
    }
    return {keys.begin(), keys.end()};
}

}  // namespace praxis::governance
