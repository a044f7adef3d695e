#include "protocol/governance/detail/state.hpp"

// What has to be decided again when something changed. A verdict rests on bytes and on *grants*:
// whether they stand, what revokes and ratifies them, who holds them. Each grant knows its readers.

namespace praxis::governance::detail {
namespace {

/// The jobs that decide an act, or the verdict that its bytes and past alone come to: in either
/// case the same for ever.
class Plan {
public:
    explicit Plan(const State& state, Lv lv) : state_{state}, lv_{lv} {
        const auto& record = state_.records[lv];
        if (!record.act) {
            verdict_ = void_for(record.broken);
            return;
        }
        const auto* handover = state_.get<HandOver>(lv);
        const auto under = under_of(*record.act);
        if (handover != nullptr) {
            hand_over(*handover);
        } else if (under) {
            act_under(*under);
        } else if (state_.get<AskToJoin>(lv) != nullptr) {
            jobs_.push_back({.rank = rank_last, .lv = lv});
        } else {  // an endorsement, or heads brought together
            jobs_.push_back({.rank = 0, .device = 0, .step = Job::Step::first, .lv = lv});
        }
    }
    [[nodiscard]] const std::vector<Job>& jobs() const { return jobs_; }
    [[nodiscard]] const std::optional<Verdict>& verdict() const { return verdict_; }

private:
    /// An act that names the grant it acts under.
    void act_under(const UpdateId& under) {
        Job job{.rank = 0, .device = 0, .step = Job::Step::rest, .lv = lv_};
        if (!under.is_zero()) {
            const auto grant = state_.find(under);
            const auto rank = grant ? rank_of_grant(state_.records[*grant]) : std::nullopt;
            if (!rank || !state_.pasts.happened_before(*grant, lv_)) {
                verdict_ = void_for(Reason::grant_not_in_past, under);
                return;
            }
            job.rank = *rank;
            const auto* revoke = state_.get<Revoke>(lv_);
            if (revoke != nullptr && revoke->target == under) job.step = Job::Step::self;
            if (*rank == rank_device) job.device = *grant;
        }
        if (state_.get<GrantDevice>(lv_) != nullptr || state_.get<Vouch>(lv_) != nullptr) {
            job = {.rank = rank_device, .device = lv_, .step = Job::Step::first, .lv = lv_};
        }
        if (is_appointed_from_above(lv_)) {
            job = {.rank = rank_device, .device = 0, .step = Job::Step::first, .lv = lv_};
        }
        jobs_.push_back(job);
    }

    void hand_over(const HandOver& handover) {
        for (std::size_t i = 0; i < handover.entries.size(); ++i) {
            const auto grant = state_.find(handover.entries[i].grant);
            const auto rank = grant ? rank_of_grant(state_.records[*grant]) : std::nullopt;
            if (!rank) continue;
            jobs_.push_back({.rank = is_appointed_from_above(*grant) ? rank_device : *rank,
                             .step = Job::Step::handover,
                             .lv = lv_,
                             .entry = i});
        }
        jobs_.push_back({.rank = rank_last, .lv = lv_});
    }

    /// Whether it is a role that an administrator gives, which rests on no device.
    [[nodiscard]] bool is_appointed_from_above(Lv lv) const {
        const auto* role = state_.get<GrantRole>(lv);
        const auto under = role != nullptr ? state_.find(role->under) : std::nullopt;
        const auto rank = under ? rank_of_grant(state_.records[*under]) : std::nullopt;
        return rank && *rank < rank_steward;
    }

    const State& state_;
    Lv lv_;
    std::vector<Job> jobs_;
    std::optional<Verdict> verdict_;
};

}  // namespace

void State::plan(Lv lv) {
    const Plan plan{*this, lv};
    jobs.insert(plan.jobs().begin(), plan.jobs().end());
    if (plan.verdict()) decide(lv, *plan.verdict());
}

void State::plan_chain(const ChainId& chain, Seq from) {
    const auto& updates = chains.at(chain).updates;
    for (auto at = updates.lower_bound(from); at != updates.end(); ++at) {
        for (const auto lv : at->second) {
            plan(lv);
            for (const auto endorsement : records[lv].endorsements)
                plan(endorsement);
        }
    }
}

void State::refresh() {
    while (!jobs.empty()) {
        const auto next = jobs.extract(jobs.begin());
        judge(*this, next.value());
    }
}

void State::decide(Lv lv, const Verdict& verdict) {
    if (verdicts[lv] == verdict) return;
    const bool changes_others = verdicts[lv].stands() != verdict.stands();
    verdicts[lv] = verdict;
    changed_verdicts.insert(lv);
    if (!changes_others || !records[lv].act) return;
    touch_target(lv);
    if (rank_of_grant(records[lv])) touch(lv);
    if (get<FoundSpace>(lv) != nullptr) {
        changed_spaces.insert(same_bytes<SpaceId>(records[lv].id));
    }
    if (const auto* endorse = get<Endorse>(lv)) {
        if (const auto target = find(endorse->target)) plan(*target);
    }
}

void State::hand(Lv grant, Lv handover, const std::optional<SigningKey>& to) {
    const auto at = handed.find(grant);
    const bool is_its = at != handed.end() && at->second.handover == handover;
    if (to.has_value() == is_its) return;  // an entry never names another key than before
    touch(grant);                          // for who held it
    if (to) {
        handed.insert_or_assign(grant, Handed{handover, *to});
    } else {
        handed.erase(at);
    }
    touch(grant);
}

void State::touch(Lv grant) {
    for (const auto reader : records[grant].readers)
        plan(reader);
    note_devices(grant);
}

void State::touch_target(Lv lv) {
    const auto* revoke = get<Revoke>(lv);
    if (const auto* ratify = get<Ratify>(lv)) {
        const auto target = find(ratify->target);
        if (!target) return;
        revoke = get<Revoke>(*target);
        if (revoke == nullptr && rank_of_grant(records[*target])) touch(*target);
    }
    if (revoke == nullptr) return;
    const auto target = find(revoke->target);
    if (target && rank_of_grant(records[*target])) touch(*target);
}

void State::note_devices(Lv grant) {
    const auto of_person = [&](const PersonId& person) {
        const auto at = devices.find(person);
        if (at != devices.end()) changed_devices.insert(at->second.begin(), at->second.end());
    };
    if (get<GrantPerson>(grant) != nullptr) of_person(same_bytes<PersonId>(records[grant].id));
    if (const auto* device = get<GrantDevice>(grant)) changed_devices.insert(device->holder);
    if (const auto* space = get<FoundSpace>(grant)) of_person(space->steward);
    const auto* role = get<GrantRole>(grant);
    if (role == nullptr) return;
    if (const auto* person = std::get_if<PersonId>(&role->holder)) return of_person(*person);
    const auto taken = handed.find(grant);
    if (taken == handed.end()) return;
    // Whoever may hold it: a person whose key this is, or who was taken up with it.
    const auto same_key = persons_by_holder.find(taken->second.to);
    if (same_key != persons_by_holder.end()) {
        for (const auto person : same_key->second)
            of_person(same_bytes<PersonId>(records[person].id));
    }
    for (const auto& entry : get<HandOver>(taken->second.handover)->entries)
        of_person(same_bytes<PersonId>(entry.grant));
}

void State::await_lineage(Lv lv) {
    std::vector<UpdateId> about;
    if (const auto* device = get<GrantDevice>(lv)) {
        about.push_back(same_bytes<UpdateId>(device->person));
    }
    if (const auto* vouch = get<Vouch>(lv)) about.push_back(same_bytes<UpdateId>(vouch->person));
    if (const auto* role = get<GrantRole>(lv)) about.push_back(same_bytes<UpdateId>(role->space));
    if (const auto* agree = get<AgreeErasure>(lv)) {
        about.push_back(same_bytes<UpdateId>(agree->space));
    }
    if (const auto* set = get<SetQuota>(lv)) about.push_back(same_bytes<UpdateId>(set->space));
    if (const auto* revoke = get<Revoke>(lv)) about.push_back(revoke->target);
    if (const auto* ratify = get<Ratify>(lv)) {
        about.push_back(ratify->target);
        const auto revocation = find_as<Revoke>(ratify->target);
        if (revocation) about.push_back(get<Revoke>(*revocation)->under);
    }
    for (auto at : about) {
        auto here = find(at);
        for (; here && !at.is_zero(); here = find(at))
            at = parent_of(*here);
        if (!at.is_zero()) awaiting_lineage[at].push_back(lv);
    }
}

std::set<Lv> State::subjects_of(Lv lv) const {
    std::set<Lv> out;
    const auto note = [&](const UpdateId& id) {
        const auto grant = find(id);
        if (!grant || !rank_of_grant(records[*grant])) return;
        if (!pasts.happened_before(*grant, lv)) return;
        out.insert(*grant);
        if (const auto* device = get<GrantDevice>(*grant)) {
            if (const auto person = find(same_bytes<UpdateId>(device->person))) out.insert(*person);
        }
    };
    if (const auto under = under_of(*records[lv].act)) note(*under);
    if (const auto* device = get<GrantDevice>(lv)) note(same_bytes<UpdateId>(device->person));
    if (const auto* vouch = get<Vouch>(lv)) note(same_bytes<UpdateId>(vouch->person));
    if (const auto* role = get<GrantRole>(lv)) note(same_bytes<UpdateId>(role->space));
    if (const auto* agree = get<AgreeErasure>(lv)) note(same_bytes<UpdateId>(agree->space));
    if (const auto* quarantine = get<Quarantine>(lv)) {
        note(same_bytes<UpdateId>(quarantine->person));
    }
    if (const auto* ask = get<AskToJoin>(lv)) note(same_bytes<UpdateId>(ask->space));
    if (const auto* set = get<SetQuota>(lv)) note(same_bytes<UpdateId>(set->space));
    if (const auto* handover = get<HandOver>(lv)) {
        for (const auto& entry : handover->entries)
            note(entry.grant);
    }
    const auto own = certificates.find(records[lv].chain.device);
    if (own == certificates.end()) return out;
    for (const auto& [id, certificate] : own->second)
        note(id);
    return out;
}

}  // namespace praxis::governance::detail
