#include "protocol/base/check.hpp"
#include "protocol/governance/detail/state.hpp"

#include <algorithm>

namespace praxis::governance::detail {

Verdict standing(std::optional<PersonId> person) {
    return {Standing::standing, Reason::none, {}, person};
}

Verdict void_for(Reason reason, const UpdateId& by) {
    return {Standing::void_, reason, by, std::nullopt};
}

std::optional<Rank> rank_of_grant(const Record& record) {
    if (!record.act) return std::nullopt;
    if (const auto* administrator = std::get_if<GrantAdministrator>(&*record.act)) {
        return static_cast<Rank>(administrator->level);
    }
    if (std::holds_alternative<GrantPerson>(*record.act)) return rank_person;
    if (std::holds_alternative<GrantDevice>(*record.act)) return rank_device;
    if (const auto role = role_of(record)) {
        return rank_device + static_cast<Rank>(letter_of(role->role));
    }
    return std::nullopt;
}

std::optional<UpdateId> under_of(const Act& act) {
    return std::visit(
        [](const auto& a) -> std::optional<UpdateId> {
            if constexpr (requires { a.under; }) return a.under;
            return std::nullopt;
        },
        act);
}

std::optional<RoleOf> role_of(const Record& record) {
    if (!record.act) return std::nullopt;
    if (std::holds_alternative<FoundSpace>(*record.act)) {
        return RoleOf{Role::steward, same_bytes<SpaceId>(record.id), WholeSpace{}};
    }
    if (const auto* role = std::get_if<GrantRole>(&*record.act)) {
        return RoleOf{role->role, role->space, role->scope};
    }
    return std::nullopt;
}

std::optional<Lv> State::find(const UpdateId& id) const {
    const auto at = index.find(id);
    return at == index.end() ? std::nullopt : std::optional{at->second};
}

bool State::is_forked_at(Lv lv) const {
    const auto& fork = chains.at(records[lv].chain).fork;
    return fork && *fork <= records[lv].seq;
}

UpdateId State::parent_of(Lv grant) const {
    if (const auto* administrator = get<GrantAdministrator>(grant)) return administrator->under;
    if (const auto* person = get<GrantPerson>(grant)) return person->under;
    if (const auto* device = get<GrantDevice>(grant)) return same_bytes<UpdateId>(device->person);
    if (const auto* space = get<FoundSpace>(grant)) return space->under;
    if (const auto* role = get<GrantRole>(grant)) return role->under;
    return {};
}

bool State::descends(Lv grant, const UpdateId& above) const {
    for (std::optional<Lv> at = grant; at;) {
        const auto parent = parent_of(*at);
        if (parent.is_zero()) return false;
        if (parent == above) return true;
        at = find(parent);
    }
    return false;
}

const std::vector<Cut>& State::cuts_of(Lv act) const {
    const auto* revoke = get<Revoke>(act);
    return revoke != nullptr ? revoke->cuts : get<Ratify>(act)->cuts;
}

void State::note_named(Lv act, const Cut& cut) {
    const auto named = *find(cut.id);
    if (records[named].chain != cut.chain || records[named].seq != cut.seq) return;
    records[act].named[cut.chain].add(places[named]);
}

const NamedPlaces* State::named_in(Lv act, const ChainId& chain) const {
    const auto at = records[act].named.find(chain);
    return at == records[act].named.end() ? nullptr : &at->second;
}

State::Place State::place_of(Lv lv) const {
    return {[this, lv](Lv past) { return pasts.happened_before(past, lv); },
            [this, lv](Lv act) {
                const auto* named = named_in(act, records[lv].chain);
                return named != nullptr && named->lead_to(places[lv]);
            }};
}

State::Place State::now() {
    return {[](Lv) { return true; }, [](Lv) { return false; }};
}

std::optional<UpdateId> State::revoked(Lv grant, const Place& place, Revokers by) const {
    for (const auto lv : records[grant].revocations) {
        const auto& revoke = *get<Revoke>(lv);
        const bool gives_up = revoke.under == revoke.target;
        if (gives_up && by == Revokers::above) continue;
        if (gives_up && by == Revokers::above_or_seen && !place.sees(lv)) continue;
        if (stands(lv) && !is_inside(lv, place)) return records[lv].id;
    }
    return std::nullopt;
}

bool State::is_inside(Lv revocation, const Place& place) const {
    if (place.is_inside(revocation)) return true;
    return std::ranges::any_of(records[revocation].ratifications,
                               [&](Lv lv) { return stands(lv) && place.is_inside(lv); });
}

bool State::may_use(Lv lv, Lv grant) const {
    if (!is_forked_at(lv)) return true;
    NamedPlaces picked;
    for (const auto ratification : records[grant].ratifications) {
        if (!stands(ratification)) continue;
        const auto* named = named_in(ratification, records[lv].chain);
        if (named == nullptr) continue;
        for (const auto* end : named->last()) {
            picked.add(*end);
            if (picked.last().size() > 1) return false;  // not on one branch
        }
    }
    return !picked.empty() && picked.lead_to(places[lv]);
}

std::optional<SigningKey> State::key_of(Lv grant, const Place& place) const {
    bool is_invitation = false;
    SigningKey key;
    if (const auto* administrator = get<GrantAdministrator>(grant)) {
        is_invitation = administrator->invitation;
        key = administrator->holder;
    } else {
        const auto* person = get<GrantPerson>(grant);
        PRAXIS_CHECK(person != nullptr);
        is_invitation = person->form == Holder::invitation;
        key = person->holder;
    }
    if (!is_invitation) return key;
    const auto at = handed.find(grant);
    if (at == handed.end() || !place.sees(at->second.handover)) return std::nullopt;
    return at->second.to;
}

bool State::holds_role(Lv person, Lv role, const Place& place) const {
    const auto id = same_bytes<PersonId>(records[person].id);
    if (const auto* space = get<FoundSpace>(role)) return space->steward == id;
    const auto& holder = get<GrantRole>(role)->holder;
    if (const auto* named = std::get_if<PersonId>(&holder)) return *named == id;
    const auto at = handed.find(role);
    if (at == handed.end() || !place.sees(at->second.handover)) return false;
    // The person's key agreed: it signed for its own grant, or took both up at once. Otherwise
    // another administrator could name that key in a person of theirs, and act as its role.
    if (get<GrantPerson>(person)->form == Holder::invitation) {
        const auto own = handed.find(person);
        return own != handed.end() && own->second.handover == at->second.handover &&
               own->second.to == at->second.to;
    }
    return get<GrantPerson>(person)->holder == at->second.to;
}

std::optional<Lv> State::person_of(Lv certificate) const {
    if (get<GrantPerson>(certificate) != nullptr) return certificate;
    return find_as<GrantPerson>(same_bytes<UpdateId>(get<GrantDevice>(certificate)->person));
}

}  // namespace praxis::governance::detail
