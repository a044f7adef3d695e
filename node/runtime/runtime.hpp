#pragma once

#include "node/runtime/clock.hpp"
#include "node/runtime/log.hpp"
#include "node/runtime/network.hpp"
#include "protocol/base/entropy.hpp"

namespace praxis::node {

/// The machine a node runs on, as far as a node may know it (seam S8). Event-loop thread only,
/// but for the log.
class Host {
public:
    virtual ~Host() = default;

    [[nodiscard]] virtual Log& log() = 0;
    /// Bytes that may still be written on the disk of the node's folder; 0 when unknown.
    [[nodiscard]] virtual std::uint64_t disk_free_bytes() const = 0;
};

/// Everything a node may use of the world; nothing above it names a clock, a socket, a thread or
/// a source of randomness. All of it outlives the node.
///
/// `loop` is one thread that owns all mutable state. `workers` take pure computation, `writer` the
/// commits of the store: hop there and back with `hop_to`. In the simulator all three are one.
struct Runtime {
    asio::any_io_executor loop;
    asio::any_io_executor workers;
    asio::any_io_executor writer;
    Clock& clock;
    Entropy& entropy;
    Network& network;
    Host& host;
};

}  // namespace praxis::node
