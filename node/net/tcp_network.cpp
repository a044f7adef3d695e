#include "node/net/tcp_network.hpp"

#include "node/runtime/suspend.hpp"
#include "protocol/wire/limits.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <netinet/tcp.h>
#include <optional>

namespace praxis::node {
namespace {

using asio::ip::tcp;
using boost::system::error_code;

/// Results as a tuple: errors of the network are expected, and are no exceptions.
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

/// What the kernel holds unsent; the rest waits with us, where something urgent overtakes it.
constexpr int unsent_bytes_max = 4 * 1024;
/// One call's worth: the kernel looks at its limit only between buffers.
constexpr std::size_t write_slice_bytes = unsent_bytes_max;
/// What the kernel holds in all, unacknowledged bytes included.
constexpr int send_buffer_bytes = static_cast<int>(limits::in_flight_bytes_max);
constexpr int accept_backlog = static_cast<int>(limits::handshakes_max);

/// A silent peer is asked after a minute, then thrice, every twenty seconds.
constexpr int keepalive_idle_seconds = 60;
constexpr int keepalive_interval_seconds = 20;
constexpr int keepalive_probes = 3;

RuntimeErrc code_of(error_code error) {
    namespace errc = boost::system::errc;
    if (error == asio::error::eof || error == asio::error::operation_aborted ||
        error == errc::bad_file_descriptor)
        return RuntimeErrc::closed;
    if (error == errc::connection_reset || error == errc::broken_pipe ||
        error == errc::connection_aborted)
        return RuntimeErrc::reset;
    if (error == errc::connection_refused) return RuntimeErrc::refused;
    if (error == errc::timed_out) return RuntimeErrc::reset;
    if (error == errc::address_in_use) return RuntimeErrc::address_in_use;
    if (error == errc::network_unreachable || error == errc::host_unreachable ||
        error == errc::address_not_available ||
        error.category() == asio::error::get_netdb_category())
        return RuntimeErrc::unreachable;
    return RuntimeErrc::system;
}

auto failure(error_code error) {
    return fail(code_of(error), error.message());
}

/// After an operation that was aborted: throws when this coroutine was cancelled; otherwise its
/// socket was closed.
Task<void> throw_if_cancelled(error_code error) {
    if (error != asio::error::operation_aborted) co_return;
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none)
        throw boost::system::system_error{error};
}

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

// The operations are free coroutines that share the socket, so that a stream may be destroyed
// while one of them waits.

Task<Result<std::size_t>> read_from(std::shared_ptr<tcp::socket> socket,
                                    std::span<std::byte> into) {
    const asio::mutable_buffer buffer{into.data(), into.size()};
    const auto [error, count] = co_await socket->async_read_some(buffer, as_result);
    if (error) {
        co_await throw_if_cancelled(error);
        co_return failure(error);
    }
    co_return count;
}

Task<Result<void>> write_to(std::shared_ptr<tcp::socket> socket, ByteView rest) {
    while (!rest.empty()) {
        const asio::const_buffer slice{rest.data(), std::min(rest.size(), write_slice_bytes)};
        const auto [error, count] = co_await socket->async_write_some(slice, as_result);
        if (error) {
            co_await throw_if_cancelled(error);
            co_return failure(error);
        }
        rest = rest.subspan(count);
    }
    co_return success();
}

class TcpStream final : public Stream {
public:
    explicit TcpStream(tcp::socket socket)
        : socket_{std::make_shared<tcp::socket>(std::move(socket))} {
        prepare(*socket_);
        error_code gone;
        const auto peer = socket_->remote_endpoint(gone);
        if (!gone) peer_ = from_tcp(peer);
    }
    ~TcpStream() override { close(); }
    TcpStream(const TcpStream&) = delete;
    TcpStream& operator=(const TcpStream&) = delete;

    Task<Result<std::size_t>> read_some(std::span<std::byte> into) override {
        return read_from(socket_, into);
    }
    Task<Result<void>> write(ByteView bytes) override { return write_to(socket_, bytes); }
    void close() noexcept override {
        error_code ignored;
        socket_->shutdown(tcp::socket::shutdown_both, ignored);
        socket_->close(ignored);
    }
    Endpoint peer() const override { return peer_; }

private:
    std::shared_ptr<tcp::socket> socket_;
    Endpoint peer_;
};

Task<Result<std::unique_ptr<Stream>>> accept_from(std::shared_ptr<tcp::acceptor> acceptor) {
    auto [error, socket] = co_await acceptor->async_accept(as_result);
    if (error) {
        co_await throw_if_cancelled(error);
        co_return failure(error);
    }
    std::unique_ptr<Stream> stream = std::make_unique<TcpStream>(std::move(socket));
    co_return std::move(stream);
}

class TcpListener final : public Listener {
public:
    TcpListener(tcp::acceptor acceptor, Endpoint local)
        : acceptor_{std::make_shared<tcp::acceptor>(std::move(acceptor))},
          local_{std::move(local)} {}
    ~TcpListener() override { close(); }
    TcpListener(const TcpListener&) = delete;
    TcpListener& operator=(const TcpListener&) = delete;

    Task<Result<std::unique_ptr<Stream>>> accept() override { return accept_from(acceptor_); }
    void close() noexcept override {
        error_code ignored;
        acceptor_->close(ignored);
    }
    Endpoint local() const override { return local_; }

private:
    std::shared_ptr<tcp::acceptor> acceptor_;
    Endpoint local_;
};

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
            std::unique_ptr<Stream> stream = std::make_unique<TcpStream>(std::move(socket));
            co_return std::move(stream);
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
    if (error) return fail(code_of(error), at.text() + ": " + error.message());

    const auto local = from_tcp(acceptor.local_endpoint());
    return std::make_unique<TcpListener>(std::move(acceptor), local);
}

}  // namespace praxis::node
