#pragma once

#include "protocol/governance/model.hpp"

#include <functional>

namespace praxis::test {

/// Where an update lies, seen from all that some cuts name, by where it lies seen from each.
inline governance::CutSide side_of_all(
    const governance::CutsOfAct& cuts,
    const std::function<governance::CutSide(const governance::Cut&)>& side_of) {
    using governance::CutSide;
    auto out = CutSide::unknown;
    for (const auto& cut : cuts.cuts) {
        const auto side = side_of(cut);
        if (side == CutSide::inside) return side;
        if (side == CutSide::beyond || out == CutSide::unknown) out = side;
    }
    return out;
}

}  // namespace praxis::test
