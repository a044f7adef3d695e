#pragma once

#include "tests/property/random_board.hpp"

namespace praxis::governance {

/// Persons of a random network who lost every device, and stewards who let them back in.
class RandomRecovery : public RandomBoard {
public:
    using RandomBoard::RandomBoard;

protected:
    /// One steward vouches, another certifies, mostly; or the same twice, or somebody else.
    void recover() {
        const auto who = *any_grant(3, 3);
        const auto person = who.id;
        const auto key = 9 + random.below(12);
        const auto first = *steward_for(who);
        const auto second = one_in(6) ? first : one_in(3) ? *steward_for(who) : another(first);
        auto act = world->device(second.id, person, actors[key]);
        Vouch vouch{first.id, act.person, act.holder, act.dh, act.node};
        if (one_in(10)) vouch.node = NodeRole::office;
        if (one_in(10)) vouch.under = any_grant(1, 7)->id;
        const auto by_first = actor_of(first);
        const auto by_second = actor_of(second);
        write(by_first, vouch, !one_in(5));
        if (one_in(6)) return;
        give(by_second, act, {{}, 4, {}, {key}, person, {}}, !one_in(5));
    }

private:
    /// Somebody else, appointed to the same space from above.
    Given another(const Given& first) {
        const auto* home = given(first.space);
        const auto* from = home != nullptr ? given(home->under) : nullptr;
        if (from == nullptr) return first;
        const auto under = *from;
        const auto somebody = any_grant(3, 3)->id;
        const GrantRole act{under.id,
                            same_bytes<SpaceId>(first.space),
                            Role::steward,
                            same_bytes<PersonId>(somebody)};
        Given steward{{}, 5, {}, devices_of(somebody), somebody, first.space};
        steward.id = give(actor_of(under), act, steward, true);
        return steward;
    }
    /// Mostly of a space under what the person is under, too.
    const Given* steward_for(const Given& who) {
        const auto* out = any_grant(5, one_in(8) ? 7 : 5);
        for (int tries = 0; tries < 6 && !one_in(6); ++tries) {
            const auto* home = given(out->space);
            if (home != nullptr && home->under == who.under) break;
            out = any_grant(5, 5);
        }
        return out;
    }
};

}  // namespace praxis::governance
