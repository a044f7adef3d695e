#pragma once

#include "node/runtime/coroutine.hpp"
#include "protocol/base/bytes.hpp"

#include <memory>

namespace praxis::node {

/// Where to dial or listen. The host is a name or a numeric address, without brackets.
struct Endpoint {
    std::string host;
    std::uint16_t port = 0;

    /// From "HOST:PORT" or "[V6]:PORT"; fails with `RuntimeErrc::bad_endpoint`.
    [[nodiscard]] static Result<Endpoint> parse(std::string_view text);
    /// The form that `parse` reads.
    [[nodiscard]] std::string text() const;
    friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
};

/// A connection that carries bytes both ways, in order. Event-loop thread only.
///
/// At most one coroutine reads and at most one writes at any moment; a connection that several
/// want to write has a queue in front of it. A coroutine inside an operation keeps the stream
/// alive; destroying the stream closes it.
class Stream {
public:
    virtual ~Stream() = default;

    /// Waits for bytes and puts some of them into `into` (not empty): at least 1, at most its size.
    /// Fails with `RuntimeErrc::closed` after the last byte of a stream that ended in order, with
    /// `reset` when it broke. `into` must live until this returns. Cancellable.
    [[nodiscard]] virtual Task<Result<std::size_t>> read_some(std::span<std::byte> into) = 0;

    /// Hands all of `bytes` to the carrier, waiting while it is full. Success says nothing about
    /// arrival. Fails with `closed` or `reset`, and then some prefix may arrive. `bytes` must live
    /// until this returns. Cancellable, and then too some prefix may arrive: close the stream.
    [[nodiscard]] virtual Task<Result<void>> write(ByteView bytes) = 0;

    /// Ends the stream; operations that wait on it fail with `closed`. May be repeated.
    /// The other side reads what was written before, and then `closed`; or `reset`, when bytes that
    /// it sent were never read here.
    virtual void close() noexcept = 0;

    /// Who is on the other side, as the carrier tells it; no proof of anything.
    [[nodiscard]] virtual Endpoint peer() const = 0;
};

/// An open door. Destroying it closes it. Event-loop thread only.
class Listener {
public:
    virtual ~Listener() = default;

    /// The next connection; fails with `RuntimeErrc::closed` after `close()`, with other codes when
    /// one connection could not be taken (the listener stays open: pause, then accept again).
    [[nodiscard]] virtual Task<Result<std::unique_ptr<Stream>>> accept() = 0;
    virtual void close() noexcept = 0;
    /// Where it listens, with the port that port 0 became.
    [[nodiscard]] virtual Endpoint local() const = 0;
};

/// Connections to other hosts (seam S3). Event-loop thread only.
class Network {
public:
    virtual ~Network() = default;

    /// Connects, trying the host's addresses in turn. Has no time limit of its own.
    [[nodiscard]] virtual Task<Result<std::unique_ptr<Stream>>> dial(Endpoint to) = 0;

    /// Opens a door at a numeric address or `localhost`; port 0 takes a free port.
    /// Fails with `address_in_use`, `bad_endpoint` or `system`.
    [[nodiscard]] virtual Result<std::unique_ptr<Listener>> listen(const Endpoint& at) = 0;
};

}  // namespace praxis::node
