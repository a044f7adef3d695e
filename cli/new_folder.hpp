#pragma once

#include "cli/command.hpp"
#include "cli/founding.hpp"

namespace praxis::cli {

/// Fails with `NodeErrc::bad_request` when the folder holds a node or keys already: nothing of it
/// is ever overwritten.
[[nodiscard]] Result<void> check_empty(const std::filesystem::path& folder);

/// Whether a node and its person may be called so; fails with `CliErrc::usage` about --node.
[[nodiscard]] Result<void> check_node_name(const Context& context, const std::string& name);

/// Writes a new node's keys, makes its store, hands it its root records, and writes its person's
/// and its own document in the commons under `name`. The context's folder; what `init` and `join`
/// have in common.
[[nodiscard]] Result<void> begin_node(Context& context,
                                      const NewNode& node,
                                      const std::optional<node::Inviter>& inviter,
                                      governance::NodeRole role,
                                      const std::string& name);

/// The same for another device of a person who is there already: only the node's own document is
/// written, as soon as its certificate stands.
[[nodiscard]] Result<void> begin_device(Context& context,
                                        const NewNode& node,
                                        const node::Inviter& inviter,
                                        const std::string& name);

/// Prints `{"network","node","person"}`.
void print_new_node(Context& context, const NewNode& node, std::string_view done);

}  // namespace praxis::cli
