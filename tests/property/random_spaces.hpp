#pragma once

#include "protocol/wire/limits.hpp"
#include "tests/property/random_recovery.hpp"

namespace praxis::governance {

/// What those who keep order in the spaces of a random network do: quarantines and quotas.
class RandomSpaces : public RandomRecovery {
public:
    using RandomRecovery::RandomRecovery;

protected:
    /// Mostly by a steward or moderator there; of a person, or of what is none.
    void quarantine() {
        const auto* under = any_grant(5, one_in(8) ? 7 : 5);
        std::vector<const Given*> moderators;
        for (const auto& grant : grants) {
            if (is_moderator(grant.id)) moderators.push_back(&grant);
        }
        if (!moderators.empty() && one_in(2)) under = pick(moderators);
        if (one_in(12)) under = any_grant(1, 7);
        const auto* who = any_grant(one_in(12) ? 1 : 3, 3);
        const auto id = one_in(20) ? UpdateId{} : under->id;
        const auto person = who->id;
        held.push_back(
            {write(actor_of(*under), Quarantine{id, same_bytes<PersonId>(person)}, !one_in(4)),
             under->space,
             person});
    }
    bool is_moderator(const UpdateId& grant) {
        const auto act = decode_act(world->at(grant).raw.skeleton);
        const auto* role = act ? std::get_if<GrantRole>(&act.value()) : nullptr;
        return role != nullptr && role->role == Role::moderator;
    }
    /// Mostly by whoever moderates in the space of the quarantine.
    void release() {
        if (held.empty()) return;
        const auto of = pick(held);
        std::vector<const Given*> fit;
        for (const auto& grant : grants) {
            if ((grant.rank == 5 || grant.rank == 6) && grant.space == of.under)
                fit.push_back(&grant);
        }
        const auto* under = fit.empty() || one_in(8) ? any_grant(1, 7) : pick(fit);
        const auto id = one_in(20) ? UpdateId{} : under->id;
        const auto target = one_in(20) ? pick(root) : of.id;
        write(actor_of(*under), Release{id, target}, !one_in(4));
    }
    /// Of a space of which one was set before, so that more than one count; mostly by a steward
    /// there or somebody above; now and then of a size that no rule allows.
    void set_quota() {
        const auto home = limited.empty() || one_in(3) ? any_grant(5, 5)->space : pick(limited);
        limited.push_back(home);
        std::vector<const Given*> fit;
        for (const auto& grant : grants) {
            if (grant.rank <= 2 || (grant.space == home && grant.rank == 5)) fit.push_back(&grant);
        }
        const auto* under = fit.empty() || one_in(6) ? any_grant(1, 7) : pick(fit);
        const bool by_board = one_in(12);
        for (auto more = 1 + random.below(2); more > 0; --more) {
            Quota quota{limits::quota_updates_min + static_cast<std::uint32_t>(random.below(3)),
                        limits::quota_bytes_min + random.below(3)};
            if (one_in(4)) quota.updates = one_in(4) ? limits::quota_updates_min - 1 : 0;
            if (one_in(4)) quota.bytes = one_in(4) ? limits::quota_bytes_min - 1 : 0;
            write(by_board ? random.below(3) : actor_of(*under),
                  SetQuota{by_board ? UpdateId{} : under->id, same_bytes<SpaceId>(home), quota},
                  one_in(2));
        }
    }

private:
    std::vector<Ended> held;        // quarantines
    std::vector<UpdateId> limited;  // spaces, once for each quota
};

}  // namespace praxis::governance
