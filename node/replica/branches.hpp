#pragma once

#include "protocol/governance/model.hpp"
#include "store/records.hpp"

namespace praxis::node {

/// Where the next update of a chain goes.
struct ChainEnd {
    Seq next{1};
    UpdateId prev;  ///< zero: there is none
};
/// Of a chain that forked, on the longest of the branches that somebody picked; of all, while
/// nobody did. Reads the links of a forked and picked chain once, from the first that is picked.
[[nodiscard]] Result<ChainEnd> end_of(const store::Reader& reader,
                                      const governance::Governance& governance,
                                      const ChainId& chain);

}  // namespace praxis::node
