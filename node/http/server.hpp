#pragma once

#include "node/http/connection_counts.hpp"
#include "node/http/site.hpp"
#include "node/runtime/runtime.hpp"
#include "node/runtime/task_group.hpp"

#include <memory>

namespace praxis::http {

/// Serves pages over HTTP/1.1: accepts, counts, and gives each connection its task. Event-loop
/// thread only.
///
///     Router router;
///     router.add({Method::get, "/", home});
///     HttpServer server{runtime, std::move(router)};
///     TRY(const auto at, server.start(endpoint));
///     ...
///     co_await server.stop();
class HttpServer {
public:
    /// `runtime`, and what the handlers refer to, outlive the server. Holds at most
    /// `connections_max` connections at once.
    HttpServer(node::Runtime& runtime,
               Router router,
               std::size_t connections_max = limits::http_connections_max);

    /// Opens the door and serves from now on; returns where, with the port that port 0 became.
    /// Once. Fails with `not_loopback` for an address that other machines reach when `exposure` is
    /// not for them, and as `Network::listen` does.
    [[nodiscard]] Result<node::Endpoint> start(const node::Endpoint& at,
                                               const Exposure& exposure = Exposure::loopback());

    /// Takes no more, ends what runs, returns when nothing is left; then destroy. Also when it was
    /// never started.
    [[nodiscard]] node::Task<void> stop();

    [[nodiscard]] const Router& router() const { return site_.router(); }
    [[nodiscard]] std::size_t connections() const { return counts_.all(); }

private:
    [[nodiscard]] node::Task<Result<void>> serve(std::unique_ptr<node::Stream> stream,
                                                 ConnectionCounts::Place place);
    [[nodiscard]] node::Task<Result<void>> serve_tls(
        std::unique_ptr<node::Stream> plain,
        ConnectionCounts::Place place,
        std::optional<ConnectionCounts::Place> handshake);
    void take_in(std::unique_ptr<node::Stream> stream);

    node::Runtime& runtime_;
    Site site_;
    std::shared_ptr<const node::TlsServer> tls_;  // null: plain HTTP
    ConnectionCounts counts_;
    ConnectionCounts handshakes_;
    std::unique_ptr<node::Listener> listener_;
    node::TaskGroup tasks_;
};

}  // namespace praxis::http
