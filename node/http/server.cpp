#include "node/http/server.hpp"

#include "node/http/connection.hpp"
#include "node/runtime/accept.hpp"
#include "node/runtime/timeout.hpp"
#include "protocol/base/check.hpp"
#include "protocol/wire/limits.hpp"

#include <boost/asio/ip/address.hpp>

namespace praxis::http {
namespace {

using node::Task;

bool is_loopback(const std::string& host) {
    if (host == "localhost") return true;
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(host, error);
    // Not all of 127.0.0.0/8: these two are the names that a Host may have.
    return !error && (address == boost::asio::ip::address_v4::loopback() ||
                      address == boost::asio::ip::address_v6::loopback());
}

}  // namespace

HttpServer::HttpServer(node::Runtime& runtime, Router router, std::size_t connections_max)
    : runtime_{runtime},
      site_{std::move(router)},
      counts_{connections_max, limits::http_connections_per_address_max},
      handshakes_{connections_max, limits::tls_handshakes_per_address_max},
      tasks_{runtime.loop} {}

Result<node::Endpoint> HttpServer::start(const node::Endpoint& at, const Exposure& exposure) {
    PRAXIS_CHECK(!listener_);
    if (!exposure.beyond_loopback() && !is_loopback(at.host)) {
        const auto port = std::to_string(at.port);
        return fail(HttpErrc::not_loopback,
                    "cannot serve pages at " + at.text() +
                        ": plain HTTP may not leave this machine. Give --tls or --behind-proxy, "
                        "or one of 127.0.0.1:" +
                        port + ", [::1]:" + port + ", localhost:" + port);
    }
    TRY(listener_, runtime_.network.listen(at));
    const auto local = listener_->local();
    site_.open(exposure, local.port);
    tls_ = exposure.tls();
    if (exposure.behind_proxy()) counts_.share_freely();  // all come from the proxy
    tasks_.spawn(
        node::accept_all(runtime_.clock, *listener_, [this](std::unique_ptr<node::Stream> stream) {
            take_in(std::move(stream));
        }));
    return local;
}

Task<void> HttpServer::stop() {
    if (listener_) listener_->close();
    tasks_.cancel_all();
    co_await tasks_.wait_empty();
}

void HttpServer::take_in(std::unique_ptr<node::Stream> stream) {
    const auto host = stream->peer().host;
    auto place = counts_.take(host);
    if (!place) return;  // closes it
    if (!tls_) return tasks_.spawn(serve(std::move(stream), std::move(*place)));
    auto handshake = handshakes_.take(host);
    if (!handshake) return;
    tasks_.spawn(serve_tls(std::move(stream), std::move(*place), std::move(*handshake)));
}

Task<Result<void>> HttpServer::serve(std::unique_ptr<node::Stream> stream,
                                     ConnectionCounts::Place /*place*/) {
    Connection connection{runtime_, site_, *stream};
    co_return co_await connection.run();
}

Task<Result<void>> HttpServer::serve_tls(std::unique_ptr<node::Stream> plain,
                                         ConnectionCounts::Place /*place*/,
                                         std::optional<ConnectionCounts::Place> handshake) {
    auto accepting = tls_->accept(std::move(plain));
    CO_TRY(const auto stream,
           co_await node::with_timeout(
               runtime_.clock, limits::tls_handshake_time_max, std::move(accepting)));
    handshake.reset();
    Connection connection{runtime_, site_, *stream};
    CO_TRY(co_await connection.run());
    auto farewell = stream->finish();
    co_return co_await node::with_timeout(
        runtime_.clock, limits::http_linger_max, std::move(farewell));
}

}  // namespace praxis::http
