#pragma once

#include "node/runtime/network.hpp"

namespace praxis::node {

/// Connections over TCP, IPv4 and IPv6. Sockets are set for small frames and strict priorities
/// above them: TCP_NODELAY, TCP_NOTSENT_LOWAT so that what waits stays in our hands where it can
/// still be overtaken, keep-alive so that a dead peer is noticed.
/// `loop` must be the executor of an `io_context` that one thread runs.
class TcpNetwork final : public Network {
public:
    explicit TcpNetwork(asio::any_io_executor loop) : loop_{std::move(loop)} {}

    [[nodiscard]] Task<Result<std::unique_ptr<Stream>>> dial(Endpoint to) override;
    [[nodiscard]] Result<std::unique_ptr<Listener>> listen(const Endpoint& at) override;

private:
    asio::any_io_executor loop_;
};

}  // namespace praxis::node
