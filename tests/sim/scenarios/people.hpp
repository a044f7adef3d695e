#pragma once

#include "tests/sim/scenarios/node_world.hpp"

namespace praxis::sim {

/// Those who create, edit and govern, at machines that run and are awake. Draws from its own
/// stream of the seed.
class People {
public:
    /// `spaces`: the first is open to all, in the second roles decide.
    People(NodeWorld& town, std::vector<SpaceId> spaces);

    /// One act of somebody somewhere; none where the machine is off or asleep.
    void act();

private:
    void create(NodeMachine& machine);
    void edit(NodeMachine& machine);
    void moderate(NodeMachine& machine);
    void govern(NodeMachine& machine);
    void revoke(NodeMachine& machine, const governance::RoleInfo& own);
    void limit(NodeMachine& machine, const governance::RoleInfo& own);
    void quarantine(NodeMachine& machine, const governance::RoleInfo& own);
    void replace_board(NodeMachine& machine);
    /// A version of the document that was once the newest somewhere; most often the one of now.
    [[nodiscard]] std::optional<std::vector<UpdateId>> some_version(
        const node::DocumentState& state);
    [[nodiscard]] std::string sentence();
    [[nodiscard]] std::string changed(const std::string& text);
    [[nodiscard]] std::size_t below(std::size_t bound) { return random_.below(bound); }
    [[nodiscard]] bool chance(std::size_t percent) { return below(100) < percent; }
    [[nodiscard]] NodeMachine& any_machine();

    NodeWorld& town_;
    std::vector<SpaceId> spaces_;
    SeededEntropy random_;
};

}  // namespace praxis::sim
