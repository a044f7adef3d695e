#pragma once

#include "tests/sim/scenarios/agenda.hpp"
#include "tests/sim/scenarios/node_world.hpp"
#include "tests/sim/scenarios/swarm.hpp"

namespace praxis::sim {

/// Lets the faults of a swarm strike a network of nodes, each by its own clock, and takes all of
/// them away again. Draws from its own stream of the seed.
class Faults {
public:
    Faults(NodeWorld& town, Agenda& agenda, Swarm swarm);

    /// Clocks are wrong and links bad from here on, before anybody boots.
    void begin();
    /// And faults strike.
    void rage();
    /// Ends every fault: links open and fast, machines awake, with power and disks that write;
    /// clocks stay wrong.
    void heal();
    [[nodiscard]] std::size_t crashes() const { return crashes_; }
    /// Whether a write of this machine may fail now.
    [[nodiscard]] bool disk_may_fail(NodeIndex machine) const {
        return full_.contains(machine) || failing_.contains(machine) || slow_.contains(machine);
    }

private:
    void schedule(Fault fault);
    void strike(Fault fault);

    void partition();
    void one_way();
    void isolate();
    void bridge();
    void flap();
    void swizzle();
    void black_hole();
    void deaf();
    void refuse();
    void reset();
    void crash();
    void crash_after_commit();
    void crash_in_recovery();
    void pause();
    void disk_full();
    void failing_commit();
    void slow_disk();
    void clock_jump();

    void crash(NodeMachine& machine, std::uint64_t steps);
    void boot_later(NodeMachine& machine);
    void boot(NodeMachine& machine);
    void flap_again(NodeIndex a, NodeIndex b, std::size_t times);
    void heal_later(NodeIndex a, NodeIndex b);
    void heal_later(NodeIndex a, NodeIndex b, Duration after);
    [[nodiscard]] Duration outage();
    [[nodiscard]] NodeMachine& any();
    [[nodiscard]] NodeMachine* any_running();
    [[nodiscard]] std::pair<NodeIndex, NodeIndex> any_pair();

    NodeWorld& town_;
    Agenda& agenda_;
    Swarm swarm_;
    SeededEntropy random_;
    std::multiset<NodeIndex> full_;
    std::set<NodeIndex> slow_;     // whose disk hangs
    std::set<NodeIndex> failing_;  // of which a commit was told to fail
    std::size_t crashes_ = 0;
};

}  // namespace praxis::sim
