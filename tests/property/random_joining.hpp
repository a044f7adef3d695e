#pragma once

#include "tests/property/random_spaces.hpp"

namespace praxis::governance {

/// Who asks to be taken into the spaces of a random network, and what they are answered.
class RandomJoining : public RandomSpaces {
public:
    using RandomSpaces::RandomSpaces;

protected:
    /// Mostly a device, of a space that takes requests.
    void ask_to_join() {
        const auto* home = any_grant(5, one_in(12) ? 7 : 5);
        std::vector<const Given*> fit;
        for (const auto& grant : grants) {
            const auto act = decode_act(world->at(grant.id).raw.skeleton);
            const auto* space = act ? std::get_if<FoundSpace>(&act.value()) : nullptr;
            if (space != nullptr && space->policy == JoinPolicy::approve) fit.push_back(&grant);
        }
        if (!fit.empty() && !one_in(6)) home = pick(fit);
        const auto by = one_in(8)   ? random.below(actors_count)
                        : one_in(4) ? some_device()
                                    : 9 + random.below(6);
        const auto space = one_in(20) ? home->id : home->space;
        asked.push_back(write(by, AskToJoin{same_bytes<SpaceId>(space)}, !one_in(4)));
    }
    /// Mostly by a role there, of whichever letter.
    void decline() {
        if (asked.empty()) return;
        const auto request = one_in(20) ? pick(root) : pick(asked);
        const auto space = asked_of(request);
        std::vector<const Given*> fit;
        for (const auto& grant : grants) {
            if (grant.rank >= 5 && grant.space == space) fit.push_back(&grant);
        }
        const auto* under = fit.empty() || one_in(8) ? any_grant(1, 7) : pick(fit);
        const bool by_board = one_in(20);
        write(by_board ? random.below(3) : actor_of(*under),
              Decline{by_board ? UpdateId{} : under->id, request},
              !one_in(4));
    }
    /// A role for whoever asked, by a steward there.
    void take_in() {
        if (asked.empty()) return;
        const auto request = pick(asked);
        const auto space = asked_of(request);
        const auto* home = space ? given(*space) : nullptr;
        const auto signer = world->at(request).header.device;
        const auto device = std::ranges::find_if(
            grants, [&](const Given& grant) { return grant.rank == 4 && names(grant.id, signer); });
        if (home == nullptr || home->rank != 5 || device == grants.end()) return;
        const auto person = device->person;
        const GrantRole act{.under = home->id,
                            .space = same_bytes<SpaceId>(home->space),
                            .role = static_cast<Role>(one_in(3) ? 10 : 3),
                            .holder = same_bytes<PersonId>(person)};
        const auto by = actor_of(*home);
        give(by, act, {{}, 7, {}, devices_of(person), person, home->space}, !one_in(4));
    }

private:
    std::vector<UpdateId> asked;  // requests to join

    /// The space of a request; nullopt where its bytes came out mangled.
    std::optional<UpdateId> asked_of(const UpdateId& request) {
        const auto act = decode_act(world->at(request).raw.skeleton);
        const auto* ask = act ? std::get_if<AskToJoin>(&act.value()) : nullptr;
        if (ask == nullptr) return std::nullopt;
        return same_bytes<UpdateId>(ask->space);
    }
};

}  // namespace praxis::governance
