#pragma once

#include "tests/sim/sim_network.hpp"

#include <array>

namespace praxis::sim {

/// What may strike a network of nodes; what each does, `faults.cpp` says.
enum class Fault : std::uint8_t {
    partition,
    one_way,
    isolate,
    bridge,
    flap,
    swizzle,
    black_hole,
    deaf,
    refuse,
    reset,
    crash,
    crash_after_commit,
    crash_in_recovery,
    pause,
    disk_full,
    failing_commit,
    slow_disk,
    clock_jump,
};
inline constexpr std::size_t fault_count = 18;
[[nodiscard]] std::string_view name_of(Fault fault);

/// What one seed makes of a storm: who there is, how much they do, which faults there are and how
/// hard they are. Each fault is on with a probability of one half, so that a seed is a mixture that
/// no other seed has; how often it strikes is drawn log-uniformly.
struct Swarm {
    enum class Kind {
        ordinary,
        calm_but_huge,  ///< many nodes and people, no fault but slow lines
        tiny_queues,    ///< the queues of sessions hold next to nothing
    };

    [[nodiscard]] static Swarm draw(std::uint64_t seed);

    Kind kind = Kind::ordinary;
    std::size_t centres = 2;
    std::size_t offices = 1;
    std::size_t acts = 0;  ///< what people do in all
    bool hostile = false;  ///< somebody sends what no honest node would
    bool skew = false;     ///< wall clocks up to a day off
    bool drift = false;    ///< clocks up to 1 % fast or slow
    LinkOptions link;
    /// Mean time between strikes; zero: never.
    std::array<Duration, fault_count> every{};

    [[nodiscard]] Duration& every_of(Fault fault) { return every[static_cast<std::size_t>(fault)]; }
    [[nodiscard]] std::size_t nodes() const { return centres + offices; }
    /// For reports: what is on, and how hard.
    [[nodiscard]] std::string text() const;
};

}  // namespace praxis::sim
