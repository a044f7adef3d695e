#include "node/http/server.hpp"

#include "protocol/base/check.hpp"

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

HttpServer::HttpServer(node::Runtime& runtime, Router router)
    : runtime_{runtime}, router_{std::move(router)}, tasks_{runtime.loop} {}

Result<node::Endpoint> HttpServer::start(const node::Endpoint& at, const Exposure& exposure) {
    PRAXIS_CHECK(!listener_);
    if (!exposure.beyond_loopback() && !is_loopback(at.host)) {
        return fail(HttpErrc::not_loopback,
                    "cannot serve pages at " + at.text() +
                        ": plain HTTP may not leave this machine. Use 127.0.0.1:" +
                        std::to_string(at.port) + ", [::1]:" + std::to_string(at.port) +
                        " or localhost:" + std::to_string(at.port));
    }
    TRY(listener_, runtime_.network.listen(at));
    const auto local = listener_->local();
    site_ = {exposure.names(local.port), exposure.secure(), exposure.behind_proxy()};
    tasks_.spawn(accept_loop());
    return local;
}

Task<void> HttpServer::stop() {
    if (listener_) listener_->close();
    tasks_.cancel_all();
    co_await tasks_.wait_empty();
}

Task<Result<void>> HttpServer::accept_loop() {
    constexpr std::chrono::milliseconds pause{100};
    for (;;) {
        auto stream = co_await listener_->accept();
        if (!stream && stream.error().code == node::RuntimeErrc::closed) co_return success();
        if (!stream) {
            co_await runtime_.clock.sleep_for(pause);  // no descriptors left, say
            continue;
        }
        auto place = counts_.take(stream.value()->peer().host);
        if (!place) continue;  // closes it
        tasks_.spawn(serve(std::move(stream.value()), std::move(*place)));
    }
}

Task<Result<void>> HttpServer::serve(std::unique_ptr<node::Stream> stream,
                                     ConnectionCounts::Place /*place*/) {
    Connection connection{runtime_, router_, site_, std::move(stream)};
    co_return co_await connection.run();
}

}  // namespace praxis::http
