#pragma once

#include "node/runtime/network.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

/// Stream and Listener over the sockets of one protocol: TCP, or the local ones of one machine.
namespace praxis::node::detail {

/// Results as a tuple: errors of the network are expected, and are no exceptions.
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

/// One call's worth: the kernel looks at its limit of unsent bytes only between buffers.
constexpr std::size_t write_slice_bytes = 4 * 1024;

[[nodiscard]] RuntimeErrc code_of(boost::system::error_code error);

/// After an operation that was aborted: throws when this coroutine was cancelled; otherwise its
/// socket was closed.
[[nodiscard]] Task<void> throw_if_cancelled(boost::system::error_code error);

[[nodiscard]] inline auto failure(boost::system::error_code error) {
    return fail(code_of(error), error.message());
}

// The operations are free coroutines that share the socket, so that a stream may be destroyed
// while one of them waits.

template <class Socket>
Task<Result<std::size_t>> read_from(std::shared_ptr<Socket> socket, std::span<std::byte> into) {
    const asio::mutable_buffer buffer{into.data(), into.size()};
    const auto [error, count] = co_await socket->async_read_some(buffer, as_result);
    if (error) {
        co_await throw_if_cancelled(error);
        co_return failure(error);
    }
    co_return count;
}

template <class Socket>
Task<Result<void>> write_to(std::shared_ptr<Socket> socket, ByteView rest) {
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

template <class Protocol>
class SocketStream final : public Stream {
public:
    using Socket = asio::basic_stream_socket<Protocol>;

    SocketStream(Socket socket, Endpoint peer)
        : socket_{std::make_shared<Socket>(std::move(socket))}, peer_{std::move(peer)} {}
    ~SocketStream() override { close(); }
    SocketStream(const SocketStream&) = delete;
    SocketStream& operator=(const SocketStream&) = delete;

    Task<Result<std::size_t>> read_some(std::span<std::byte> into) override {
        return read_from(socket_, into);
    }
    Task<Result<void>> write(ByteView bytes) override { return write_to(socket_, bytes); }
    void close() noexcept override {
        boost::system::error_code ignored;
        socket_->shutdown(Socket::shutdown_both, ignored);
        socket_->close(ignored);
    }
    Endpoint peer() const override { return peer_; }

private:
    std::shared_ptr<Socket> socket_;
    Endpoint peer_;
};

template <class Protocol>
class SocketListener final : public Listener {
public:
    using Acceptor = asio::basic_socket_acceptor<Protocol>;
    using Opened = std::unique_ptr<Stream> (*)(asio::basic_stream_socket<Protocol>);

    /// `opened` makes a stream of each socket that comes in.
    SocketListener(Acceptor acceptor, Endpoint local, Opened opened)
        : acceptor_{std::make_shared<Acceptor>(std::move(acceptor))},
          local_{std::move(local)},
          opened_{opened} {}
    ~SocketListener() override { close(); }
    SocketListener(const SocketListener&) = delete;
    SocketListener& operator=(const SocketListener&) = delete;

    Task<Result<std::unique_ptr<Stream>>> accept() override {
        return accept_from(acceptor_, opened_);
    }
    void close() noexcept override {
        boost::system::error_code ignored;
        acceptor_->close(ignored);
    }
    Endpoint local() const override { return local_; }

private:
    static Task<Result<std::unique_ptr<Stream>>> accept_from(std::shared_ptr<Acceptor> acceptor,
                                                             Opened opened) {
        auto [error, socket] = co_await acceptor->async_accept(as_result);
        if (error) {
            co_await throw_if_cancelled(error);
            co_return failure(error);
        }
        co_return opened(std::move(socket));
    }

    std::shared_ptr<Acceptor> acceptor_;
    Endpoint local_;
    Opened opened_;
};

}  // namespace praxis::node::detail
