#include "protocol/governance/named_places.hpp"

#include <algorithm>

namespace praxis::governance {
namespace {

bool before(const ChainPlace* a, const ChainPlace* b) {
    return a->comes_before(*b);
}

}  // namespace

void NamedPlaces::add(const ChainPlace& place) {
    if (!lead_to(place)) {
        const auto at = std::ranges::lower_bound(last_, &place, before);
        if (at != last_.begin() && place.leads_to(**std::prev(at))) {
            *std::prev(at) = &place;
        } else {
            last_.insert(at, &place);
        }
    }
    if (!are_led_to(place)) {
        const auto at = std::ranges::upper_bound(first_, &place, before);
        const auto end = std::find_if_not(
            at, first_.end(), [&](const ChainPlace* later) { return later->leads_to(place); });
        first_.insert(first_.erase(at, end), &place);
    }
}

bool NamedPlaces::lead_to(const ChainPlace& place) const {
    const auto at = std::ranges::lower_bound(last_, &place, before);
    return at != last_.end() && (*at)->leads_to(place);
}

bool NamedPlaces::are_led_to(const ChainPlace& place) const {
    const auto at = std::ranges::upper_bound(first_, &place, before);
    return at != first_.begin() && place.leads_to(**std::prev(at));
}

CutSide NamedPlaces::side_of(const ChainPlace& place) const {
    if (empty()) return CutSide::unknown;
    if (lead_to(place)) return CutSide::inside;
    return are_led_to(place) ? CutSide::beyond : CutSide::beside;
}

}  // namespace praxis::governance
