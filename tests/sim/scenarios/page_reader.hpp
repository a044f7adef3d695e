#pragma once

#include "tests/sim/scenarios/node_machine.hpp"

#include <string_view>

namespace praxis::sim {

/// Reads the pages of a node as a browser without a session gets them: the first page and all that
/// links lead to, then, by address, each document and version that the node holds, void ones too.
/// How many there were. I5: none shows `unseen`; I22: each is a page, not a failure of the node.
[[nodiscard]] std::size_t read_pages(NodeMachine& machine, std::string_view unseen);

}  // namespace praxis::sim
