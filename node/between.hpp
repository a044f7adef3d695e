#pragma once

#include "node/peers/replica_port.hpp"

#include <functional>
#include <memory>

namespace praxis::node {

/// What stands between a node's sessions and its replica; nothing in `praxisd`. Tests of the tests
/// link programs of their own that put a fault there, and must be found out.
using Between = std::function<std::unique_ptr<ReplicaPort>(ReplicaPort& replica)>;

}  // namespace praxis::node
