#include "node/net/tcp_network.hpp"

#include "node/net/detail/socket_stream.hpp"
#include "node/runtime/suspend.hpp"
#include "protocol/wire/limits.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>

#include <netinet/tcp.h>
#include <optional>

namespace praxis::node {
namespace {

using asio::ip::tcp;
using boost::system::error_code;
using detail::as_result;
using detail::code_of;
using detail::throw_if_cancelled;
using TcpStream = detail::SocketStream<tcp>;
using TcpListener = detail::SocketListener<tcp>;

/// What the kernel holds unsent; the rest waits with us, where something urgent overtakes it.
constexpr int unsent_bytes_max = static_cast<int>(detail::write_slice_bytes);
/// What the kernel holds in all, unacknowledged bytes included.
constexpr int send_buffer_bytes = static_cast<int>(limits::in_flight_bytes_max);
constexpr int accept_backlog = static_cast<int>(limits::handshakes_max);

/// A silent peer is asked after a minute, then thrice, every twenty seconds.
constexpr int keepalive_idle_seconds = 60;
constexpr int keepalive_interval_seconds = 20;
constexpr int keepalive_probes = 3;

Endpoint from_tcp(const tcp::endpoint& endpoint) {
    return {endpoint.address().to_string(), endpoint.port()};
}

template <int Level, int Name>
using IntOption = asio::detail::socket_option::integer<Level, Name>;

/// Best effort: a kernel without one of these still carries bytes.
void prepare(tcp::socket& socket) {
    error_code ignored;
    socket.set_option(tcp::no_delay{true}, ignored);
    socket.set_option(IntOption<IPPROTO_TCP, TCP_NOTSENT_LOWAT>{unsent_bytes_max}, ignored);
    socket.set_option(tcp::socket::send_buffer_size{send_buffer_bytes}, ignored);
    socket.set_option(tcp::socket::keep_alive{true}, ignored);
    socket.set_option(IntOption<IPPROTO_TCP, TCP_KEEPIDLE>{keepalive_idle_seconds}, ignored);
    socket.set_option(IntOption<IPPROTO_TCP, TCP_KEEPINTVL>{keepalive_interval_seconds}, ignored);
    socket.set_option(IntOption<IPPROTO_TCP, TCP_KEEPCNT>{keepalive_probes}, ignored);
}

std::unique_ptr<Stream> opened(tcp::socket socket) {
    prepare(socket);
    error_code gone;
    const auto peer = socket.remote_endpoint(gone);
    return std::make_unique<TcpStream>(std::move(socket), gone ? Endpoint{} : from_tcp(peer));
}

/// A look-up that can be given up: the system's own resolver cannot be interrupted, so it goes on
/// by itself and its answer finds nobody.
Task<Result<std::vector<tcp::endpoint>>> resolve(asio::any_io_executor loop, Endpoint to) {
    struct Answer {
        std::optional<error_code> error;
        std::vector<tcp::endpoint> addresses;
    };
    const auto answer = std::make_shared<Answer>();
    tcp::resolver resolver{loop};
    auto start = [&resolver, &to, &answer](Waker waker) {
        resolver.async_resolve(
            to.host,
            std::to_string(to.port),
            tcp::resolver::numeric_service,
            [answer, waker](error_code error, const tcp::resolver::results_type& results) {
                answer->error = error;
                for (const auto& entry : results)
                    answer->addresses.push_back(entry.endpoint());
                waker.wake();
            });
    };
    co_await suspend(start);
    if (*answer->error)
        co_return fail(RuntimeErrc::unreachable, to.text() + ": " + answer->error->message());
    co_return std::move(answer->addresses);
}

}  // namespace

Task<Result<std::unique_ptr<Stream>>> TcpNetwork::dial(Endpoint to) {
    const auto loop = loop_;
    CO_TRY(const auto addresses, co_await resolve(loop, to));
    error_code last = asio::error::host_not_found;
    for (const auto& address : addresses) {
        tcp::socket socket{loop};
        const auto [error] = co_await socket.async_connect(address, as_result);
        if (!error) {
            co_return opened(std::move(socket));
        }
        co_await throw_if_cancelled(error);
        last = error;
    }
    const auto code =
        last == boost::system::errc::timed_out ? RuntimeErrc::unreachable : code_of(last);
    co_return fail(code, to.text() + ": " + last.message());
}

Result<std::unique_ptr<Listener>> TcpNetwork::listen(const Endpoint& at) {
    error_code error;
    const auto host = at.host == "localhost" ? std::string{"127.0.0.1"} : at.host;
    const auto address = asio::ip::make_address(host, error);
    if (error) return fail(RuntimeErrc::bad_endpoint, "not a numeric address: " + at.text());

    const tcp::endpoint endpoint{address, at.port};
    tcp::acceptor acceptor{loop_};
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address{true}, error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(accept_backlog, error);
    if (error == boost::system::errc::address_in_use) {
        return fail(RuntimeErrc::address_in_use,
                    at.text() + ": " + error.message() +
                        "; give another port, or end the program that listens there");
    }
    if (error) return fail(code_of(error), at.text() + ": " + error.message());

    const auto local = from_tcp(acceptor.local_endpoint());
    return std::make_unique<TcpListener>(std::move(acceptor), local, opened);
}

}  // namespace praxis::node
