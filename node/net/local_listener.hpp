#pragma once

#include "node/runtime/network.hpp"

#include <filesystem>

namespace praxis::node {

/// Opens a door for programs of the same user on this machine: a local socket at `path`, mode
/// 0600. A socket file that is left over is replaced; whoever holds the node's lock is the only
/// one who may listen here. `loop` as for TcpNetwork. Fails with `RuntimeErrc::bad_endpoint` when
/// the path is longer than the system takes (107 bytes), or with `system`.
/// The file goes when the listener is destroyed.
[[nodiscard]] Result<std::unique_ptr<Listener>> listen_local(asio::any_io_executor loop,
                                                             const std::filesystem::path& path);

}  // namespace praxis::node
