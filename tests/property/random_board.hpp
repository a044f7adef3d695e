#pragma once

#include "tests/property/random_actors.hpp"

namespace praxis::governance {

/// What boards do in a random network: they propose, endorse, and replace one another.
class RandomBoard : public RandomActors {
public:
    using RandomActors::RandomActors;

protected:
    /// Mostly of what one of the first board's keys did.
    void endorse() {
        std::vector<UpdateId> fit;
        for (const auto& id : root) {
            const auto by = world->at(id).header.device;
            if (by == actors[0].key() || by == actors[1].key() || by == actors[2].key()) {
                fit.push_back(id);
            }
        }
        const auto by = one_in(8) ? random.below(actors_count) : random.below(3);
        const auto of_these = !rotations_.empty() && one_in(3);
        write(by, Endorse{of_these ? pick(rotations_) : one_in(2) ? fit.back() : pick(fit)}, false);
    }
    /// After the first board or after one of the last rotations, so that some compete.
    void rotate_board() {
        RotateBoard act;
        if (!rotations_.empty() && !one_in(3)) {
            act.after = one_in(2) ? rotations_.back() : pick(rotations_);
        }
        std::set<SigningKey> keys;
        for (auto more = 1 + random.below(4); more > 0; --more)
            keys.insert(actors[random.below(6)].key());
        act.board.assign(keys.begin(), keys.end());
        act.k = static_cast<std::uint8_t>(1 + random.below(std::min<std::size_t>(2, keys.size())));
        const auto by = one_in(8) ? random.below(6) : random.below(3);
        const auto id = write(by, act, !one_in(4));
        rotations_.push_back(id);
        for (auto more = random.below(3); more > 0; --more)
            write(random.below(one_in(4) ? 6 : 3), Endorse{id}, !one_in(6));
    }

private:
    std::vector<UpdateId> rotations_;
};

}  // namespace praxis::governance
