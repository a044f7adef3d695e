#pragma once

#include "protocol/wire/header.hpp"
#include "tests/sim/scenarios/strategies.hpp"

#include <optional>
#include <string>
#include <vector>

namespace praxis::sim {

/// What must become of an update where it is given.
enum class Fate : std::uint8_t {
    held,     ///< it is new there
    known,    ///< a duplicate where it is held already, and only there; else held
    refused,  ///< its bytes condemn it
    later,    ///< it cannot be held
    quota,    ///< held while there is room for what its device has no right to, else later
};

/// What must be true of it on every honest node when the storm is over.
enum class End : std::uint8_t {
    open,     ///< nothing is required
    absent,   ///< nobody holds it
    is_void,  ///< where it is held it is void, and shown nowhere
    waits,    ///< where it is held it waits, and is shown nowhere
    stands,   ///< where it is held it stands
};

/// In the title of all that must never be shown; no page and no export has it.
inline constexpr std::string_view unseen = "Nobody may read this";

/// An update, and how it is judged: by what was done to it, and not by what a node makes of it.
struct Line {
    std::string name;
    wire::SignedUpdate update;
    Fate fate = Fate::held;
    End end = End::open;
    std::optional<Strategy> strategy{};
    /// Once this one is held, that other one is void.
    std::optional<UpdateId> voids{};
};
/// Lines of which each may need the one before.
using Block = std::vector<Line>;

}  // namespace praxis::sim
