#include "protocol/base/fewest_moves.hpp"

#include <cstddef>
#include <limits>

namespace praxis {

std::vector<bool> staying(std::span<const Placed> wanted) {
    constexpr auto nothing = std::numeric_limits<std::size_t>::max();
    std::vector<std::uint64_t> heaviest(wanted.size());  // ascending choice that ends here
    std::vector<std::size_t> before(wanted.size(), nothing);
    auto best = nothing;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (wanted[j].place >= wanted[i].place || heaviest[j] <= heaviest[i]) continue;
            heaviest[i] = heaviest[j];
            before[i] = j;
        }
        heaviest[i] += wanted[i].weight;
        if (best == nothing || heaviest[i] > heaviest[best]) best = i;
    }
    std::vector<bool> out(wanted.size());
    for (; best != nothing; best = before[best])
        out[best] = true;
    return out;
}

}  // namespace praxis
