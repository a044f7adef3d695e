#pragma once

#include "protocol/base/causal_graph.hpp"

#include <algorithm>

namespace praxis {

/// Local versions, as ascending ranges that do not touch.
class RangeSet {
public:
    RangeSet() = default;
    /// Of ranges in any order, which may overlap.
    explicit RangeSet(std::vector<LvRange> ranges) {
        std::ranges::sort(ranges, {}, &LvRange::begin);
        for (const auto& range : ranges) {
            if (!ranges_.empty() && range.begin <= ranges_.back().end) {
                ranges_.back().end = std::max(ranges_.back().end, range.end);
            } else {
                ranges_.push_back(range);
            }
        }
    }

    [[nodiscard]] bool contains(Lv event) const {
        Lv end = event;
        return contains(event, end);
    }
    /// `end` is lowered to where the answer may change, if that is before it.
    [[nodiscard]] bool contains(Lv event, Lv& end) const {
        const auto after = std::ranges::upper_bound(ranges_, event, {}, &LvRange::begin);
        if (after != ranges_.end()) end = std::min(end, after->begin);
        if (after == ranges_.begin() || event >= std::prev(after)->end) return false;
        end = std::min(end, std::prev(after)->end);
        return true;
    }

private:
    std::vector<LvRange> ranges_;
};

}  // namespace praxis
