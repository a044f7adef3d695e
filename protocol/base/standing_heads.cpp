#include "protocol/base/standing_heads.hpp"

#include <algorithm>

namespace praxis {

void StandingHeads::add(Lv event, std::span<const Lv> parents, bool parents_stand) {
    // Only a parent can be a head that this one follows: its past is below its parents.
    stale_ = stale_ || !parents_stand;
    if (stale_) return;
    for (const auto parent : parents) {
        const auto head = std::ranges::lower_bound(heads_, parent);
        if (head != heads_.end() && *head == parent) heads_.erase(head);
    }
    heads_.push_back(event);
}

}  // namespace praxis
