#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace praxis {

/// Something that has a place now, in a list of such things in the order they are wanted in.
struct Placed {
    std::uint64_t place = 0;
    std::uint64_t weight = 1;  ///< how much it wants to stay where it is; at least 1
};

/// Which of them can stay where they are while the others move: the heaviest choice whose places
/// ascend, so the fewest moves when all weigh the same. Takes the square of their number.
[[nodiscard]] std::vector<bool> staying(std::span<const Placed> wanted);

}  // namespace praxis
