#pragma once

#include "node/replica/replica.hpp"

namespace praxis::node {

/// The state of a store, as `praxis state` tells it: over its applied updates that stand and void
/// ones that a standing one reaches. A function of the updates and their verdicts alone, so a copy
/// of a store has the same.
[[nodiscard]] Result<StateSummary> state_of(const store::Reader& reader, const NetworkId& network);

}  // namespace praxis::node
