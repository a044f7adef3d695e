#pragma once

#include "tests/sim/scenarios/node_world.hpp"

#include <map>

namespace praxis::sim {

/// Looks at all honest machines that have power, while a storm goes on, and requires what must hold
/// at every moment: I1 and I2 of machines that hold the same, I11, I17, I21; and I15 of one.
/// Remembers what it saw, for what may only grow.
class Checkpoint {
public:
    explicit Checkpoint(NodeWorld& town) : town_{town} {}
    /// `random` chooses what is too dear to look at every time.
    void look(SeededEntropy& random);

private:
    struct Seen {
        bool content_here;
        node::LogEntry::Verdict verdict;
    };
    /// One machine's log.
    struct Memory {
        std::map<UpdateId, Seen> updates;
        std::set<UpdateId> root;
    };
    [[nodiscard]] Memory remember(const NodeMachine& machine) const;
    static void require_grown(const Memory& before, const Memory& now, const std::string& who);
    void require_alike(const NodeMachine& one,
                       const Memory& of_one,
                       const NodeMachine& other,
                       const Memory& of_other) const;

    NodeWorld& town_;
    std::map<NodeIndex, Memory> memory_;
};

}  // namespace praxis::sim
