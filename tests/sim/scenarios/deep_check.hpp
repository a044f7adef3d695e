#pragma once

#include "tests/sim/scenarios/node_world.hpp"
#include "tests/support/oracle.hpp"

namespace praxis::sim {

// What a storm came to, once everybody has everything. Each looks at one machine, to which all
// others are known to be equal.

/// I5: verdicts and states are those of the oracle, which is given nothing but bytes.
void require_authorised(NodeMachine& machine,
                        const governance::Genesis& genesis,
                        test::Oracle& oracle);

/// I9: everything that `one` has, given once more to `other`, is a duplicate; nothing is written.
void require_idempotent(const NodeMachine& one, NodeMachine& other);

/// I6: all that `machine` has, given to new replicas in `orders` random orders in which each can be
/// held, gives the same state, the same verdicts and the same export.
void require_order_free(const NodeMachine& machine,
                        const governance::Genesis& genesis,
                        SeededEntropy& random,
                        std::size_t orders);

}  // namespace praxis::sim
