#pragma once

#include "protocol/governance/model.hpp"
#include "store/records.hpp"

namespace praxis::node {

/// Where a held update lies, seen from the one that a cut of its chain names. Store errors only.
[[nodiscard]] Result<governance::CutSide> side_of(const store::Reader& reader,
                                                  const governance::Cut& cut,
                                                  Seq seq,
                                                  const UpdateId& id);

/// Where the next update of a chain goes.
struct ChainEnd {
    Seq next{1};
    UpdateId prev;  ///< zero: there is none
};
/// Of a chain that forked, on the longest of the branches that somebody picked; of all, while
/// nobody did.
[[nodiscard]] Result<ChainEnd> end_of(const store::Reader& reader,
                                      const governance::Governance& governance,
                                      const ChainId& chain);

}  // namespace praxis::node
