#include "protocol/base/check.hpp"
#include "protocol/governance/detail/state.hpp"

namespace praxis::governance::detail {
namespace {

/// Decides one act, everything that its verdict rests on being decided. Rules:
/// protocol/governance/README.md, section 3.
class Judge {
public:
    explicit Judge(State& state) : state_{state} {}

    void judge(const Job& job) {
        const auto& act = *state_.records[job.lv].act;
        if (const auto* handover = std::get_if<HandOver>(&act)) {
            if (job.rank == rank_last) return state_.decide(job.lv, judge_handover(job.lv));
            const auto& entry = handover->entries[job.entry];
            const auto to = flaw_of(job.lv, entry) ? std::nullopt : std::optional{entry.to};
            return state_.hand(*state_.find(entry.grant), job.lv, to);
        }
        const bool stood = state_.stands(job.lv);
        state_.decide(job.lv, judge_act(job.lv, act));
        const auto* vouch = std::get_if<Vouch>(&act);
        if (vouch != nullptr && (stood || state_.stands(job.lv))) plan_certificates_by(*vouch);
    }

    [[nodiscard]] std::set<PersonId> holders_acting(Lv lv) const {
        std::set<PersonId> out;
        const auto at = state_.certificates.find(state_.records[lv].chain.device);
        const auto role = state_.find(*under_of(*state_.records[lv].act));
        if (at == state_.certificates.end() || !role) return out;
        const auto place = state_.place_of(lv);
        for (const auto& [id, certificate] : at->second) {
            if (!place.sees(certificate) || !state_.stands(certificate)) continue;
            if (!state_.holds_role(*state_.person_of(certificate), *role, place)) continue;
            const auto verdict = judge_certificate(lv, certificate, place);
            if (verdict.stands()) out.insert(*verdict.person);
        }
        return out;
    }

private:
    Verdict judge_act(Lv lv, const Act& act) const {
        if (const auto* ask = std::get_if<AskToJoin>(&act)) return judge_request(lv, *ask);
        const auto under = under_of(act);
        if (std::holds_alternative<RotateBoard>(act)) return judge_rotation(lv);
        const auto* endorse = std::get_if<Endorse>(&act);
        if (endorse != nullptr && rotation_in_past(endorse->target, lv)) {
            return judge_agreement_to_rotate(lv, *endorse);
        }
        const bool is_of_a_board = endorse != nullptr || (under && under->is_zero());
        const bool is_forked = is_of_a_board ? state_.is_forked_under(state_.board_at(lv), lv)
                                             : !under && state_.is_forked_at(lv);
        if (is_forked) {
            return void_for(Reason::fork_in_root);  // no grant by which it could be ratified
        }
        if (endorse != nullptr) return judge_endorsement(lv, *endorse);
        if (!under) return standing();  // heads brought together
        if (under->is_zero()) return judge_proposal(lv);
        const auto verdict = judge_right(lv, *state_.find(*under));
        if (!verdict.stands()) return verdict;
        return beyond_reach(lv).value_or(verdict);
    }

    // --- the board ---

    [[nodiscard]] bool is_on_its_board(Lv lv) const {
        return state_.boards[state_.board_at(lv)].has(state_.records[lv].chain.device);
    }

    /// Forks do not count: else whoever left the board could undo later that they left.
    Verdict judge_rotation(Lv lv) const {
        const auto replaced = state_.board_replaced_by(lv);
        if (!replaced) {
            return void_for(Reason::target_not_in_past, state_.get<RotateBoard>(lv)->after);
        }
        const bool is_in_line = std::ranges::any_of(
            state_.boards, [&](const Board& board) { return board.rotation == lv; });
        if (is_in_line) return standing();
        const bool few = state_.agreed_to(lv).size() < replaced->k;
        return void_for(few ? Reason::not_endorsed : Reason::other_board);
    }
    [[nodiscard]] bool rotation_in_past(const UpdateId& id, Lv lv) const {
        const auto rotation = state_.find_as<RotateBoard>(id);
        return rotation && state_.pasts.happened_before(*rotation, lv);
    }
    Verdict judge_agreement_to_rotate(Lv lv, const Endorse& endorse) const {
        const auto replaced = state_.board_replaced_by(*state_.find(endorse.target));
        if (!replaced) return void_for(Reason::target_not_in_past, endorse.target);
        const bool is_theirs = replaced->has(state_.records[lv].chain.device);
        return is_theirs ? standing() : void_for(Reason::not_the_board);
    }

    [[nodiscard]] bool is_proposal(Lv lv) const {
        const auto& record = state_.records[lv];
        if (!record.act || !is_on_its_board(lv)) return false;
        const bool is_of_the_board = std::holds_alternative<GrantAdministrator>(*record.act) ||
                                     std::holds_alternative<Revoke>(*record.act) ||
                                     std::holds_alternative<Ratify>(*record.act) ||
                                     std::holds_alternative<AgreeErasure>(*record.act);
        return is_of_the_board && under_of(*record.act)->is_zero() &&
               !state_.is_forked_under(state_.board_at(lv), lv);
    }

    Verdict judge_endorsement(Lv lv, const Endorse& endorse) const {
        if (!is_on_its_board(lv)) return void_for(Reason::not_the_board);
        const auto target = state_.find(endorse.target);
        if (!target || !state_.pasts.happened_before(*target, lv) || !is_proposal(*target)) {
            return void_for(Reason::target_not_in_past, endorse.target);
        }
        const auto& board = state_.boards[state_.board_at(*target)];
        const bool was_on_it = board.has(state_.records[lv].chain.device);
        return was_on_it ? standing() : void_for(Reason::not_the_board);
    }

    Verdict judge_proposal(Lv lv) const {
        const auto& record = state_.records[lv];
        if (!is_proposal(lv)) return void_for(Reason::not_the_board);
        if (const auto* revoke = std::get_if<Revoke>(&*record.act)) {
            if (!grant_in_past(revoke->target, lv)) {
                return void_for(Reason::target_not_in_past, revoke->target);
            }
        }
        if (const auto* ratify = std::get_if<Ratify>(&*record.act)) {
            if (!is_ratifiable(ratify->target, lv)) {
                return void_for(Reason::target_not_in_past, ratify->target);
            }
        }
        if (const auto* agree = std::get_if<AgreeErasure>(&*record.act)) {
            if (const auto flaw = flaw_of_space(agree->space, lv)) return *flaw;
        }
        std::set<SigningKey> agreed{record.chain.device};
        for (const auto other : record.endorsements) {
            if (state_.stands(other)) agreed.insert(state_.records[other].chain.device);
        }
        const auto k = state_.boards[state_.board_at(lv)].k;
        return agreed.size() >= k ? standing() : void_for(Reason::not_endorsed);
    }

    // --- the right to act under a grant ---

    [[nodiscard]] std::optional<Lv> grant_in_past(const UpdateId& id, Lv lv) const {
        const auto grant = state_.find(id);
        if (!grant || !rank_of_grant(state_.records[*grant])) return std::nullopt;
        return state_.pasts.happened_before(*grant, lv) ? grant : std::nullopt;
    }

    /// Whether it is a grant or a revocation in the past of an act.
    [[nodiscard]] bool is_ratifiable(const UpdateId& id, Lv lv) const {
        const auto revocation = state_.find_as<Revoke>(id);
        return grant_in_past(id, lv) ||
               (revocation && state_.pasts.happened_before(*revocation, lv));
    }

    /// Whether the grant stands, is the signer's there, and is not revoked there.
    Verdict judge_right(Lv lv, Lv grant) const {
        const auto& id = state_.records[grant].id;
        const auto& signer = state_.records[lv].chain.device;
        if (!state_.stands(grant)) return void_for(Reason::grant_void, id);
        const auto* revoke = state_.get<Revoke>(lv);
        const bool gives_up = revoke != nullptr && revoke->target == revoke->under;
        const auto place = state_.place_of(lv);
        const auto rank = *rank_of_grant(state_.records[grant]);
        const bool certifies =
            state_.get<Vouch>(lv) != nullptr || state_.get<GrantDevice>(lv) != nullptr;
        const auto who = gives_up                            ? State::Revokers::above
                         : certifies && rank >= rank_steward ? State::Revokers::above_or_seen
                                                             : State::Revokers::all;
        if (const auto by = state_.revoked(grant, place, who)) {
            return void_for(Reason::revoked, *by);
        }
        const bool is_its_key = rank <= rank_person && state_.key_of(grant, place) == signer;
        if (is_its_key && state_.may_use(lv, grant)) return standing();
        if (rank == rank_person && state_.get<GrantDevice>(lv) != nullptr) {
            return judge_device(lv, id, place, [&](Lv person) { return person == grant; });
        }
        if (rank == rank_device) {
            const auto* device = state_.get<GrantDevice>(grant);
            const auto person = state_.person_of(grant);
            PRAXIS_CHECK(person);  // a standing certificate's person is here
            if (device->holder != signer) return void_for(Reason::not_the_holder, id);
            return state_.may_use(lv, grant) ? not_revoked(*person, place)
                                             : void_for(Reason::fork_in_root);
        }
        if (rank >= rank_steward) {
            return judge_device(
                lv, id, place, [&](Lv person) { return state_.holds_role(person, grant, place); });
        }
        return is_its_key ? void_for(Reason::fork_in_root) : void_for(Reason::not_the_holder, id);
    }

    Verdict not_revoked(Lv person, const State::Place& place) const {
        if (const auto by = state_.revoked(person, place, State::Revokers::all)) {
            return void_for(Reason::revoked, *by);
        }
        return standing(same_bytes<PersonId>(state_.records[person].id));
    }

    /// Whether the signer is a device, there, of a person of whom `holds` is true.
    Verdict judge_device(Lv lv,
                         const UpdateId& grant,
                         const State::Place& place,
                         const std::function<bool(Lv)>& holds) const {
        auto verdict = void_for(Reason::not_the_holder, grant);
        const auto at = state_.certificates.find(state_.records[lv].chain.device);
        if (at == state_.certificates.end()) return verdict;
        for (const auto& [id, certificate] : at->second) {
            if (!place.sees(certificate) || !state_.stands(certificate)) continue;
            if (!holds(*state_.person_of(certificate))) continue;
            verdict = judge_certificate(lv, certificate, place);
            if (verdict.stands()) return verdict;
        }
        return verdict;
    }
    /// Whether a standing certificate lets its person act there, and as whom.
    Verdict judge_certificate(Lv lv, Lv certificate, const State::Place& place) const {
        if (const auto by = state_.revoked(certificate, place, State::Revokers::all)) {
            return void_for(Reason::revoked, *by);
        }
        if (!state_.may_use(lv, certificate)) return void_for(Reason::fork_in_root);
        return not_revoked(*state_.person_of(certificate), place);
    }

    // --- asking to join ---

    /// Of several persons whose device signed it is the one with the smallest id who asks.
    Verdict judge_request(Lv lv, const AskToJoin& ask) const {
        if (const auto flaw = flaw_of_space(ask.space, lv)) return *flaw;
        const auto founding = same_bytes<UpdateId>(ask.space);
        if (state_.get<FoundSpace>(*state_.find(founding))->policy != JoinPolicy::approve) {
            return void_for(Reason::no_requests, founding);
        }
        auto out = void_for(Reason::no_person);
        const auto at = state_.certificates.find(state_.records[lv].chain.device);
        if (at == state_.certificates.end()) return out;
        const auto place = state_.place_of(lv);
        for (const auto& [id, certificate] : at->second) {
            if (!place.sees(certificate) || !state_.stands(certificate)) continue;
            const auto verdict = judge_certificate(lv, certificate, place);
            if (out.stands() && (!verdict.stands() || *verdict.person > *out.person)) continue;
            out = verdict;
        }
        return out;
    }

    // --- what the right allows ---

    /// Why an act goes further than the grant it rightly acts under; nullopt if it does not.
    std::optional<Verdict> beyond_reach(Lv lv) const {
        const auto& act = *state_.records[lv].act;
        const auto under = *under_of(act);
        const auto grant = *state_.find(under);
        const auto rank = *rank_of_grant(state_.records[grant]);
        const bool is_administrator = rank <= rank_office;
        bool reaches = is_administrator;
        if (std::holds_alternative<GrantAdministrator>(act)) reaches = rank == rank_centre;
        if (const auto* device = std::get_if<GrantDevice>(&act)) {
            const auto id = same_bytes<UpdateId>(device->person);
            if (auto flaw = flaw_of_person(id, lv)) return flaw;
            const auto person = *state_.find(id);
            reaches = under == id || (is_administrator && state_.descends(person, under)) ||
                      may_recover(grant, person);
            if (reaches && rank >= rank_steward && !is_vouched_for(lv, *device)) {
                return void_for(Reason::not_vouched);
            }
        }
        if (const auto* vouch = std::get_if<Vouch>(&act)) {
            const auto id = same_bytes<UpdateId>(vouch->person);
            if (auto flaw = flaw_of_person(id, lv)) return flaw;
            reaches = may_recover(grant, *state_.find(id));
        }
        if (const auto* role = std::get_if<GrantRole>(&act)) {
            if (auto flaw = flaw_of_space(role->space, lv)) return flaw;
            reaches = is_administrator
                          ? role->role == Role::steward && is_above_space(grant, role->space)
                          : is_lower_in_same_space(lv, grant);
        }
        if (const auto* agree = std::get_if<AgreeErasure>(&act)) {
            if (auto flaw = flaw_of_space(agree->space, lv)) return flaw;
            const auto role = role_of(state_.records[grant]);
            reaches = rank == rank_centre ? is_above_space(grant, agree->space)
                                          : rank == rank_steward && role->space == agree->space;
        }
        if (const auto* set = std::get_if<SetQuota>(&act)) {
            if (auto flaw = flaw_of_space(set->space, lv)) return flaw;
            const auto role = role_of(state_.records[grant]);
            reaches = is_administrator ? is_above_space(grant, set->space)
                                       : rank == rank_steward && role->space == set->space;
        }
        if (const auto* decline = std::get_if<Decline>(&act)) {
            const auto request = state_.find_as<AskToJoin>(decline->target);
            if (!request || !state_.pasts.happened_before(*request, lv)) {
                return void_for(Reason::target_not_in_past, decline->target);
            }
            const auto role = role_of(state_.records[grant]);
            reaches = role && role->space == state_.get<AskToJoin>(*request)->space &&
                      gives_membership(*role);
        }
        if (const auto* quarantine = std::get_if<Quarantine>(&act)) {
            const auto role = role_of(state_.records[grant]);
            reaches = role && gives_quarantine(*role);
            const auto id = same_bytes<UpdateId>(quarantine->person);
            if (auto flaw = flaw_of_person(id, lv); reaches && flaw) return flaw;
        }
        if (const auto* release = std::get_if<Release>(&act)) {
            const auto quarantine = state_.find_as<Quarantine>(release->target);
            if (!quarantine || !state_.pasts.happened_before(*quarantine, lv)) {
                return void_for(Reason::target_not_in_past, release->target);
            }
            reaches = may_release(lv, grant, *state_.get<Quarantine>(*quarantine));
        }
        if (const auto* revoke = std::get_if<Revoke>(&act)) {
            const auto target = grant_in_past(revoke->target, lv);
            if (!target) return void_for(Reason::target_not_in_past, revoke->target);
            reaches = revoke->target == under || is_above(grant, *target);
        }
        if (const auto* ratify = std::get_if<Ratify>(&act)) {
            if (!is_ratifiable(ratify->target, lv)) {
                return void_for(Reason::target_not_in_past, ratify->target);
            }
            reaches = may_ratify(grant, *ratify);
        }
        return reaches ? std::nullopt : std::optional{void_for(Reason::beyond_reach, under)};
    }

    // --- what two stewards may do for a person who lost every device ---

    /// Whether a grant is a steward's, of a space under what the person descends from.
    [[nodiscard]] bool may_recover(Lv grant, Lv person) const {
        const auto role = role_of(state_.records[grant]);
        if (!role || role->role != Role::steward) return false;
        const auto space = state_.find_as<FoundSpace>(same_bytes<UpdateId>(role->space));
        return space && state_.descends(person, state_.parent_of(*space));
    }
    /// Whether another steward vouched before for the device that an act certifies.
    [[nodiscard]] bool is_vouched_for(Lv lv, const GrantDevice& device) const {
        const auto some = state_.vouches.find({device.person, device.holder});
        if (some == state_.vouches.end()) return false;
        const auto own = stewards_but(device.person, lv);
        return std::ranges::any_of(some->second, [&](Lv other) {
            const auto& vouch = *state_.get<Vouch>(other);
            if (vouch.dh != device.dh || vouch.node != device.node) return false;
            if (!state_.pasts.happened_before(other, lv) || !state_.stands(other)) return false;
            const auto theirs = stewards_but(device.person, other);
            return !own.empty() && !theirs.empty() &&
                   std::ranges::none_of(own, [&](const auto& id) { return theirs.contains(id); });
        });
    }
    [[nodiscard]] std::set<PersonId> stewards_but(const PersonId& person, Lv lv) const {
        auto out = holders_acting(lv);
        out.erase(person);
        return out;
    }
    void plan_certificates_by(const Vouch& vouch) {
        const auto some = state_.certificates.find(vouch.holder);
        if (some == state_.certificates.end()) return;
        for (const auto& [id, certificate] : some->second) {
            const auto* device = state_.get<GrantDevice>(certificate);
            if (device != nullptr && device->person == vouch.person) state_.plan(certificate);
        }
    }

    /// Why a person is none that an act can be about; nullopt if they are.
    [[nodiscard]] std::optional<Verdict> flaw_of_person(const UpdateId& id, Lv lv) const {
        const auto person = state_.find_as<GrantPerson>(id);
        if (!person || !grant_in_past(id, lv)) return void_for(Reason::target_not_in_past, id);
        if (!state_.stands(*person)) return void_for(Reason::grant_void, id);
        return std::nullopt;
    }
    /// Whether a quarantine is of the space of a role by which its maker could have made it, and of
    /// somebody else. That it stands is not looked at.
    [[nodiscard]] bool may_release(Lv lv, Lv grant, const Quarantine& quarantine) const {
        const auto role = role_of(state_.records[grant]);
        const auto made_under = grant_in_past(quarantine.under, lv);
        const auto its = made_under ? role_of(state_.records[*made_under]) : std::nullopt;
        return role && its && role->space == its->space && gives_quarantine(*role) &&
               !holders_acting(lv).contains(quarantine.person);
    }
    /// Why a space is none that an act can be about; nullopt if it is.
    [[nodiscard]] std::optional<Verdict> flaw_of_space(const SpaceId& id, Lv lv) const {
        const auto founding = same_bytes<UpdateId>(id);
        const auto space = state_.find_as<FoundSpace>(founding);
        if (!space || !grant_in_past(founding, lv)) {
            return void_for(Reason::target_not_in_past, founding);
        }
        if (!state_.stands(*space)) return void_for(Reason::grant_void, founding);
        return std::nullopt;
    }
    [[nodiscard]] bool is_above_space(Lv grant, const SpaceId& space) const {
        return state_.descends(*state_.find(same_bytes<UpdateId>(space)), state_.records[grant].id);
    }

    /// Whether one who acts under a grant reaches another.
    [[nodiscard]] bool is_above(Lv upper, Lv lower) const {
        const bool descends = *rank_of_grant(state_.records[upper]) <= rank_person &&
                              state_.descends(lower, state_.records[upper].id);
        return descends || is_lower_in_same_space(lower, upper);
    }

    [[nodiscard]] bool may_ratify(Lv grant, const Ratify& ratify) const {
        const auto target = *state_.find(ratify.target);
        const auto* revoke = state_.get<Revoke>(target);
        if (revoke == nullptr) return is_above(grant, target);
        const auto maker = state_.find(revoke->under);
        if (maker && is_above(grant, *maker)) return true;
        // Nobody ratifies what they gave up themselves: their right to would rest on it.
        const bool gives_up = revoke->under == revoke->target;
        if (!gives_up && ratify.under == revoke->under) return true;
        const auto role = role_of(state_.records[grant]);
        return role && role->role == Role::steward &&
               std::ranges::all_of(ratify.cuts,
                                   [&](const Cut& cut) { return cut.chain.space == role->space; });
    }

    [[nodiscard]] bool is_lower_in_same_space(Lv lower, Lv upper) const {
        const auto low = role_of(state_.records[lower]);
        const auto high = role_of(state_.records[upper]);
        return low && high && low->space == high->space && !is_bound(high->scope) &&
               letter_of(low->role) > letter_of(high->role);
    }

    // --- handovers ---

    /// Why an entry hands nothing over; nullopt if it does.
    [[nodiscard]] std::optional<Verdict> flaw_of(Lv lv, const HandOver::Entry& entry) const {
        const auto& chain = state_.records[lv].chain;
        const auto grant = grant_in_past(entry.grant, lv);
        if (!grant) return void_for(Reason::grant_not_in_past, entry.grant);
        if (!state_.stands(*grant)) return void_for(Reason::grant_void, entry.grant);
        if (!names_invitation(*grant, chain.device) || chain.incarnation.value != 0 ||
            state_.records[lv].seq.value != 1) {
            return void_for(Reason::not_the_holder, entry.grant);
        }
        if (const auto by = state_.revoked(*grant, state_.place_of(lv), State::Revokers::above)) {
            return void_for(Reason::revoked, *by);
        }
        if (!state_.may_use(lv, *grant)) return void_for(Reason::fork_in_root);
        return std::nullopt;
    }

    [[nodiscard]] bool names_invitation(Lv grant, const SigningKey& key) const {
        if (const auto* administrator = state_.get<GrantAdministrator>(grant)) {
            return administrator->invitation && administrator->holder == key;
        }
        if (const auto* person = state_.get<GrantPerson>(grant)) {
            return person->form == Holder::invitation && person->holder == key;
        }
        if (const auto* role = state_.get<GrantRole>(grant)) {
            const auto* named = std::get_if<SigningKey>(&role->holder);
            return named != nullptr && *named == key;
        }
        return false;
    }

    /// A handover stands if it hands anything over; else the first entry says why it is void.
    [[nodiscard]] Verdict judge_handover(Lv lv) const {
        std::optional<Verdict> first;
        for (const auto& entry : state_.get<HandOver>(lv)->entries) {
            const auto flaw = flaw_of(lv, entry);
            if (!flaw) return standing();
            if (!first) first = flaw;
        }
        return *first;
    }

    State& state_;
};

}  // namespace

void judge(State& state, const Job& job) {
    Judge{state}.judge(job);
}

std::set<PersonId> holders_acting(State& state, Lv lv) {
    return Judge{state}.holders_acting(lv);
}

}  // namespace praxis::governance::detail
