#pragma once

#include "tests/sim/scenarios/node_world.hpp"

namespace praxis::sim {

/// What came of one storm, for checks over many of them.
struct StormOutcome {
    std::string violation;  ///< "I3: words"; empty: all invariants held
    std::string report;     ///< of a violation: who holds what, and the last events
    std::size_t nodes = 0;
    Duration simulated{0};
    std::uint64_t trace = 0;
    Hash state;
    std::size_t acknowledged = 0;
    std::size_t refused = 0;  ///< acts that a node answered with an error
    std::size_t crashes = 0;
    std::size_t void_updates = 0;  ///< held by all in the end, and not standing
    std::size_t merged = 0;        ///< documents whose newest join brought lines together
    friend bool operator==(const StormOutcome&, const StormOutcome&) = default;
};

/// Two centres and one or two offices, whose people create, edit and govern while their links and
/// machines fail in every way the simulator knows; then everything heals, and what must be true
/// is checked. Drawn from the seed alone.
class Storm {
public:
    /// Without `make_disk` disks are memory.
    explicit Storm(std::uint64_t seed, MakeDisk make_disk = {});
    StormOutcome run();

private:
    void set_up();
    void rage();
    void end();
    void draw_links();
    void people_act();
    void create(NodeMachine& machine);
    void edit(NodeMachine& machine);
    void govern(NodeMachine& machine);
    void revoke(NodeMachine& machine, const governance::RoleInfo& own);
    void harm();
    void crash(NodeMachine& machine);
    void crash_after_a_commit(NodeMachine& machine);
    void check_one_document();
    void heal();
    void count(StormOutcome& out);

    [[nodiscard]] std::size_t below(std::size_t bound) { return town_.world.chaos().below(bound); }
    [[nodiscard]] bool chance(std::size_t percent) { return below(100) < percent; }
    [[nodiscard]] NodeMachine& any_machine() { return *town_.machines()[below(machines())]; }
    [[nodiscard]] std::size_t machines() const { return town_.machines().size(); }
    [[nodiscard]] std::string sentence();
    [[nodiscard]] std::string changed(const std::string& text);

    NodeWorld town_;
    std::vector<SpaceId> spaces_;
    std::set<NodeIndex> had_disk_fault_;
    std::size_t crashes_ = 0;
};

}  // namespace praxis::sim
