#pragma once

#include "node/backup/manifest.hpp"
#include "tests/sim/scenarios/node_machine.hpp"

namespace praxis::sim {

/// A backup of a running machine in a new folder, by what `praxis backup` is made of. The command
/// reads beside the node, from another process; here the node's own process lends the snapshot,
/// since LMDB forbids it to open a store twice. The keys are left out.
[[nodiscard]] Result<node::Manifest> take_backup(NodeMachine& machine,
                                                 const std::filesystem::path& to);

/// What `praxis restore --keys` makes of a backup, on a new disk with LMDB in real files: the node
/// is made in a folder of its own, and the disk begins with what is in it then.
[[nodiscard]] Result<std::unique_ptr<Disk>> restore_backup(const std::filesystem::path& backup,
                                                           const test::NodeKeys& keys,
                                                           SeededEntropy random);

}  // namespace praxis::sim
