#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace praxis::sim {

/// What must be true of nodes whatever happens; README.md says each in a sentence. The numbers
/// never change their meaning.
enum class Invariant {
    convergence = 1,    ///< same updates, same state
    rendering = 2,      ///< and the same export
    durability = 3,     ///< what was acknowledged is there after every crash
    authorisation = 5,  ///< what stands is what the oracle says
    order_free = 6,     ///< any order of arrival gives the same bytes
    delivery = 7,       ///< healed, all get everything in time
    bounds = 8,         ///< queues, pools and connections stay below their limits
    idempotence = 9,    ///< what came before changes nothing when it comes again
    causality = 11,     ///< nothing is visible before what it names
    isolation = 14,     ///< a bad record stops no other
    soundness = 15,     ///< `verify` finds nothing
    monotony = 17,      ///< accepted stays accepted, but for a signed revocation
    quiet = 18,         ///< nobody acts: no writes, pings alone
    determinism = 20,   ///< the same seed gives the same trace
    honesty = 21,       ///< nobody is said to hold what they do not hold
    service = 22,       ///< a node opens its disk, answers, and never spins
};

/// As in "I3".
[[nodiscard]] inline std::string name_of(Invariant invariant) {
    return "I" + std::to_string(static_cast<int>(invariant));
}

/// An invariant does not hold; ends the run of a seed.
class Violation final : public std::runtime_error {
public:
    Violation(Invariant broken, const std::string& words)
        : std::runtime_error{name_of(broken) + ": " + words}, invariant{broken} {}
    Invariant invariant;
};

inline void require(bool holds, Invariant invariant, std::string_view words) {
    if (!holds) throw Violation{invariant, std::string{words}};
}

}  // namespace praxis::sim
