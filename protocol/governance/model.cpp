#include "protocol/governance/model.hpp"

#include "protocol/base/check.hpp"
#include "protocol/governance/detail/state.hpp"

namespace praxis::governance {
namespace {

Reason reason_of(const Error& error) {
    if (error.code == GovernanceErrc::unknown_format) return Reason::unknown_format;
    if (error.code == GovernanceErrc::bad_possession) return Reason::bad_possession;
    return Reason::does_not_parse;
}

}  // namespace

detail::State::State(Genesis genesis_in)
    : genesis{std::move(genesis_in)}, network{network_id(genesis)} {
    known_keys.insert(genesis.board.begin(), genesis.board.end());
    renew_boards();
}

Governance::Governance(Genesis genesis)
    : state_{std::make_unique<detail::State>(std::move(genesis))} {}
Governance::~Governance() = default;
Governance::Governance(Governance&&) noexcept = default;
Governance& Governance::operator=(Governance&&) noexcept = default;

bool Governance::add(const wire::CheckedUpdate& update) {
    return !contains(update.id) && add(update, act_of(update));
}

bool Governance::add(const wire::CheckedUpdate& update, Result<Act> act) {
    auto& state = *state_;
    const auto& header = update.header;
    PRAXIS_CHECK(header.network == state.network && header.space.bytes == state.network.bytes);
    if (state.index.contains(update.id)) return false;

    std::vector<Lv> parents;
    for (const auto& dep : header.deps) {
        if (const auto lv = state.find(dep)) parents.push_back(*lv);
    }
    const bool leaves_root = parents.size() < header.deps.size();
    const auto chain = header.chain();
    const auto prev = state.find(header.prev);
    if (header.seq.value > 1) {
        PRAXIS_CHECK(prev && state.records[*prev].chain == chain &&
                     state.records[*prev].seq.next() == header.seq);
    }
    detail::Record record{.id = update.id,
                          .chain = chain,
                          .seq = header.seq,
                          .act = {},
                          .revocations = {},
                          .ratifications = {},
                          .endorsements = {},
                          .handovers = {},
                          .declines = {},
                          .releases = {},
                          .readers = {},
                          .named = {}};
    if (leaves_root) {
        record.broken = Reason::deps_leave_root;
    } else if (act) {
        record.act = std::move(act).value();
    } else {
        record.broken = reason_of(act.error());
    }
    const auto lv = state.pasts.add(parents);
    state.records.push_back(std::move(record));
    state.places.emplace_back(header.seq, prev ? &state.places[*prev] : nullptr);
    state.order.push_back(update.id);
    state.index.emplace(update.id, lv);
    state.verdicts.emplace_back();
    state.changed_verdicts.insert(lv);
    auto& line = state.chains[chain];
    auto& same_seq = line.updates[header.seq];
    same_seq.push_back(lv);
    const bool forks = same_seq.size() > 1 && (!line.fork || *line.fork > header.seq);
    if (forks) line.fork = header.seq;
    state.index_act(lv);
    state.plan(lv);
    if (state.may_rotate(lv)) state.renew_boards();
    if (forks) state.plan_chain(chain, header.seq);
    if (const auto awaiting = state.awaiting_lineage.extract(update.id)) {
        for (const auto act_about_it : awaiting.mapped()) {
            state.plan(act_about_it);
            state.await_lineage(act_about_it);
        }
    }
    if (const auto awaiting = state.awaiting.extract(update.id)) {
        for (const auto& [act_with_cut, which] : awaiting.mapped()) {
            state.note_named(act_with_cut, state.cuts_of(act_with_cut)[which]);
            state.touch_target(act_with_cut);
        }
    }
    return true;
}

Governance::Changes Governance::take_changes() {
    auto& state = *state_;
    state.refresh();
    Changes out;
    for (const auto lv : std::exchange(state.changed_verdicts, {}))
        out.verdicts.push_back(state.order[lv]);
    out.devices = std::exchange(state.changed_devices, {});
    out.spaces = std::exchange(state.changed_spaces, {});
    return out;
}

void detail::State::index_act(Lv lv) {
    if (!records[lv].act) return;
    const std::pair entry{records[lv].id, lv};
    if (const auto* act = get<GrantAdministrator>(lv)) {
        known_keys.insert(act->holder);
        administrators.insert(entry);
    } else if (const auto* person = get<GrantPerson>(lv)) {
        known_keys.insert(person->holder);
        persons_by_holder[person->holder].push_back(lv);
        persons.insert(entry);
        if (person->form == Holder::hosted) {
            certificates[person->holder].insert(entry);
            dh_keys.insert(person->dh);
            devices[same_bytes<PersonId>(entry.first)].insert(person->holder);
        }
    } else if (const auto* device = get<GrantDevice>(lv)) {
        known_keys.insert(device->holder);
        certificates[device->holder].insert(entry);
        dh_keys.insert(device->dh);
        devices[device->person].insert(device->holder);
    } else if (get<FoundSpace>(lv) != nullptr) {
        spaces.insert(entry);
        roles[same_bytes<SpaceId>(entry.first)].insert(entry);
    } else if (const auto* role = get<GrantRole>(lv)) {
        if (const auto* key = std::get_if<SigningKey>(&role->holder)) known_keys.insert(*key);
        roles[role->space].insert(entry);
    } else if (const auto* handover = get<HandOver>(lv)) {
        for (const auto& [grant, to] : handover->entries)
            known_keys.insert(to);
    }
    if (const auto* agree = get<AgreeErasure>(lv)) {
        agreements[{agree->space, agree->target}].push_back(lv);
    }
    if (const auto* rotate = get<RotateBoard>(lv)) {
        known_keys.insert(rotate->board.begin(), rotate->board.end());
        rotations[rotate->after].insert(entry);
    }
    const auto under = under_of(*records[lv].act);
    const bool is_of_a_board = get<Endorse>(lv) != nullptr || get<RotateBoard>(lv) != nullptr;
    if (is_of_a_board || (under && under->is_zero())) board_acts.push_back(lv);
    if (const auto* vouch = get<Vouch>(lv)) {
        vouches[{vouch->person, vouch->holder}].push_back(lv);
    }
    if (const auto* ask = get<AskToJoin>(lv)) join_requests[ask->space].insert(entry);
    if (const auto* quarantine = get<Quarantine>(lv)) {
        const auto made_under = find(quarantine->under);
        const auto role = made_under ? role_of(records[*made_under]) : std::nullopt;
        if (role) quarantines[role->space].insert(entry);
    }
    if (const auto* set = get<SetQuota>(lv)) quotas[set->space].push_back(lv);
    // Acts that name others were written after them, as all good acts are; one that names what is
    // not in its past is void whatever comes, so it need not be found later.
    const auto note = [&](const UpdateId& target, std::vector<Lv> Record::*list) {
        if (const auto named = find(target)) {
            auto& at = records[*named].*list;
            at.insert(std::ranges::upper_bound(
                          at, entry.first, {}, [&](Lv other) { return records[other].id; }),
                      lv);
        }
    };
    const auto note_cuts = [&] {
        const auto& cuts = cuts_of(lv);
        for (std::size_t i = 0; i < cuts.size(); ++i) {
            if (cuts[i].chain.space.bytes != network.bytes) continue;
            if (find(cuts[i].id)) {
                note_named(lv, cuts[i]);
            } else {
                awaiting[cuts[i].id].emplace_back(lv, i);
            }
        }
    };
    if (const auto* revoke = get<Revoke>(lv)) {
        note(revoke->target, &Record::revocations);
        note_cuts();
    }
    if (const auto* ratify = get<Ratify>(lv)) {
        note(ratify->target, &Record::ratifications);
        note_cuts();
    }
    if (const auto* decline = get<Decline>(lv)) note(decline->target, &Record::declines);
    if (const auto* release = get<Release>(lv)) note(release->target, &Record::releases);
    if (const auto* endorse = get<Endorse>(lv)) note(endorse->target, &Record::endorsements);
    if (const auto* handover = get<HandOver>(lv)) {
        for (const auto& handed_entry : handover->entries)
            note(handed_entry.grant, &Record::handovers);
    }
    for (const auto subject : subjects_of(lv))
        records[subject].readers.push_back(lv);
    await_lineage(lv);
}

const Genesis& Governance::genesis() const {
    return state_->genesis;
}

const NetworkId& Governance::network() const {
    return state_->network;
}

bool Governance::contains(const UpdateId& id) const {
    return state_->index.contains(id);
}

const std::vector<UpdateId>& Governance::updates() const {
    return state_->order;
}

std::vector<UpdateId> Governance::heads() const {
    std::vector<UpdateId> out;
    for (const auto lv : state_->pasts.heads())
        out.push_back(state_->order[lv]);
    std::ranges::sort(out);
    return out;
}

bool Governance::is_certificate_known(const SigningKey& key) const {
    return state_->known_keys.contains(key);
}

Verdict Governance::verdict_of_root(const UpdateId& id) const {
    state_->refresh();
    const auto lv = state_->find(id);
    PRAXIS_CHECK(lv);
    return state_->verdicts[*lv];
}

}  // namespace praxis::governance
