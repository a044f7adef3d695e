#pragma once

#include "node/peers/replica_port.hpp"

#include <functional>
#include <memory>

namespace praxis::node {

/// What stands between a node's sessions and its replica; nothing in `praxisd`. Tests of the tests
/// link programs of their own that put a fault there, and must be found out.
using Between = std::function<std::unique_ptr<ReplicaPort>(ReplicaPort& replica)>;

/// `praxisd` from its command line to its exit code: 0 stopped when asked, 1 failed, 2 wrong usage.
[[nodiscard]] int run_daemon(int argc, char** argv, const Between& between = {});

}  // namespace praxis::node
