#pragma once

#include "node/runtime/task_group.hpp"
#include "tests/sim/world.hpp"

namespace praxis::sim {

/// A program that is nothing but the tasks a test gives it.
class TaskProgram final : public Program {
public:
    explicit TaskProgram(node::Runtime& in) : runtime{in}, tasks{in.loop} {}

    node::Runtime& runtime;
    node::TaskGroup tasks;
};

/// Boots a TaskProgram on `machine`.
inline TaskProgram& start_tasks(World& world, NodeIndex machine) {
    world.start(machine,
                [](node::Runtime& runtime) { return std::make_unique<TaskProgram>(runtime); });
    return world.program<TaskProgram>(machine);
}

}  // namespace praxis::sim
