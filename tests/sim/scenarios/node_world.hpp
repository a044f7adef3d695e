#pragma once

#include "tests/sim/scenarios/node_machine.hpp"

namespace praxis::sim {

/// A network of whole nodes in one world: machines, keys, governance made by hand, and what must
/// be true of all of them together. Everything follows from the seed.
class NodeWorld {
public:
    /// Without `make_disk` disks are memory.
    explicit NodeWorld(std::uint64_t seed, MakeDisk make_disk = {});
    NodeWorld(const NodeWorld&) = delete;
    NodeWorld& operator=(const NodeWorld&) = delete;

    /// A machine whose certificate is made now. It holds root up to here when it first boots.
    NodeMachine& add_centre();
    NodeMachine& add_office(const NodeMachine& under);
    /// Boots a machine for the first time, alone, with the root it was certified with, and every
    /// root update made since when `all`.
    void found(NodeMachine& machine, bool all = false);

    [[nodiscard]] const std::vector<std::unique_ptr<NodeMachine>>& machines() const {
        return machines_;
    }
    /// Those of which everything is required.
    [[nodiscard]] std::vector<NodeMachine*> honest() const;
    /// Lets time pass until every machine has power, the same state, the same export and nothing
    /// to say; whether that came within `limit`.
    [[nodiscard]] bool converges(Duration limit);
    /// Who holds how much and talks to whom, for a failure.
    [[nodiscard]] std::string differences() const;
    /// Requires what must be true once they did: each log has every update ever acknowledged,
    /// `verify` finds nothing, everybody knows that everybody has every document.
    void require_whole();
    /// The same without that knowledge: a peer made by hand told what it holds, and is no machine.
    void require_delivered();
    /// Requires that `verify` finds nothing at a running machine.
    void require_sound(const NodeMachine& machine) const;
    /// Requires that, while nobody does anything, no disk is written, and links carry pings alone.
    void require_quiet(std::chrono::minutes duration);
    /// Requires that of nobody is said that they hold a document unless their disk has every update
    /// of it that the one who says so has.
    void require_honest_about(const DocumentId& id);
    /// Every document that any running machine has.
    [[nodiscard]] std::set<DocumentId> documents() const;
    /// Machines whose process ended because its store failed or its disk lost power.
    [[nodiscard]] std::size_t ended() const { return ended_; }

    test::Network network;

private:
    NodeMachine& add(test::NodeKeys keys);
    void look();
    void require_bounded(const NodeMachine& machine) const;
    [[nodiscard]] bool in_step_now() const;
    [[nodiscard]] std::uint64_t delivered_bytes();

    // Disks outlive the world, whose programs use them.
    MakeDisk make_disk_;
    SeededEntropy disk_randomness_;
    std::vector<std::unique_ptr<NodeMachine>> machines_;
    std::vector<std::size_t> certified_with_;  // updates of root, by machine
    std::size_t ended_ = 0;
    std::uint64_t steps_ = 0;

public:
    World world;
};

}  // namespace praxis::sim
