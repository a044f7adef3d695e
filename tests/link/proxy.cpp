#include "tests/link/proxy.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <exception>
#include <netinet/tcp.h>
#include <vector>

namespace praxis::link {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t connections_max = 64;
constexpr std::size_t read_bytes_max = 65'536;
/// The kernel must not hide a slow line behind its own buffers: a quarter of a second of it.
constexpr std::size_t kernel_buffer_min = 4'096;
constexpr std::size_t kernel_buffer_max = 1U << 20;
/// Small segments, or loopback's 64 kB ones would not fit the small buffers.
using MaxSegment = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_MAXSEG>;
constexpr int segment_bytes = 536;
constexpr int segment_bytes_fast = 1460;

/// Buffers and segments for a socket that carries `line`; ignored where the system refuses.
template <class Socket>
void fit(Socket& socket, const Line& line) {
    error_code ignored;
    const auto quarter = line.capacity(std::chrono::milliseconds{250});
    const auto bytes = std::clamp(quarter, kernel_buffer_min, kernel_buffer_max);
    const auto segment = quarter < 32'768 ? segment_bytes : segment_bytes_fast;
    socket.set_option(tcp::socket::receive_buffer_size{static_cast<int>(bytes)}, ignored);
    socket.set_option(tcp::socket::send_buffer_size{static_cast<int>(bytes)}, ignored);
    socket.set_option(MaxSegment{segment}, ignored);
}

}  // namespace

/// Two sockets and the two pipes between them. Each pipe has a filler, which reads while the pipe
/// has room, and a drainer, which writes what has arrived; the timers wake one from the other.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(Proxy& proxy, std::uint64_t id, tcp::socket client)
        : proxy_{proxy},
          id_{id},
          client_{std::move(client)},
          server_{proxy.context_},
          up_{Proxy::Direction::up, proxy.context_, proxy.up_, client_, server_},
          down_{Proxy::Direction::down, proxy.context_, proxy.down_, server_, client_} {}

    void start() { spawn(connect()); }

    /// Both sides see a reset; what is still on its way is lost. Does not call the proxy.
    void reset() {
        if (over_) return;
        over_ = true;
        error_code ignored;
        for (auto* socket : {&client_, &server_}) {
            socket->set_option(asio::socket_base::linger{true, 0}, ignored);
            socket->close(ignored);
        }
        for (auto* way : {&up_, &down_}) {
            way->filler.cancel();
            way->drainer.cancel();
        }
    }

private:
    struct Way {
        Way(Proxy::Direction way,
            asio::io_context& context,
            Line& shared,
            tcp::socket& sender,
            tcp::socket& receiver)
            : direction{way},
              line{shared},
              from{sender},
              to{receiver},
              pipe{shared},
              filler{context},
              drainer{context} {}

        Proxy::Direction direction;
        Line& line;
        tcp::socket& from;
        tcp::socket& to;
        Pipe pipe;
        asio::steady_timer filler;
        asio::steady_timer drainer;
        bool ended = false;  ///< the sender's stream has ended
        bool done = false;   ///< and the receiver has been told
    };

    void spawn(asio::awaitable<void> task) {
        // A coroutine keeps its connection; a failure nobody expected must not pass silently.
        auto keep = [self = shared_from_this()](std::exception_ptr failure) {
            if (failure) std::rethrow_exception(failure);
        };
        asio::co_spawn(proxy_.context_, std::move(task), std::move(keep));
    }

    void fail(std::string_view event) {
        if (over_) return;
        reset();
        proxy_.report(event);
        proxy_.forget(id_);
    }

    asio::awaitable<void> connect() {
        error_code failed;
        const auto to = proxy_.options_.to;
        server_.open(to.protocol(), failed);
        fit(server_, proxy_.down_);
        co_await server_.async_connect(to, asio::redirect_error(asio::use_awaitable, failed));
        if (over_) co_return;
        if (failed) {
            fail("unreachable");
            co_return;
        }
        client_.set_option(tcp::no_delay{true}, failed);
        server_.set_option(tcp::no_delay{true}, failed);
        for (auto* way : {&up_, &down_}) {
            spawn(fill(*way));
            spawn(drain(*way));
        }
    }

    /// Waits for `timer`; a cancelled wait is a wake-up.
    asio::awaitable<void> wait(asio::steady_timer& timer, std::optional<Time> until) {
        if (until) {
            timer.expires_at(proxy_.start_ + *until);
        } else {
            timer.expires_at(asio::steady_timer::time_point::max());
        }
        error_code ignored;
        co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }

    asio::awaitable<void> fill(Way& way) {
        Bytes buffer(read_bytes_max);
        while (!over_) {
            const auto room = std::min(way.pipe.room(proxy_.now()), buffer.size());
            if (room == 0) {
                // Without room in the line its time is known; else the drainer wakes us.
                std::optional<Time> until;
                if (way.line.room(proxy_.now()) == 0) until = way.line.room_at();
                co_await wait(way.filler, until);
                continue;
            }
            error_code failed;
            const auto target = asio::buffer(buffer.data(), room);
            const auto count = co_await way.from.async_read_some(
                target, asio::redirect_error(asio::use_awaitable, failed));
            if (over_) co_return;
            if (failed == asio::error::eof) {
                way.ended = true;
                way.drainer.cancel();
                co_return;
            }
            if (failed) co_return fail("reset");
            proxy_.entered(way.direction);
            way.pipe.offer(proxy_.now(), ByteView{buffer}.first(count));
            way.drainer.cancel();
        }
    }

    asio::awaitable<void> drain(Way& way) {
        while (!over_) {
            const auto due = way.pipe.next_arrival();
            if (!due && way.ended) co_return finish(way);
            if (!due || *due > proxy_.now()) {
                co_await wait(way.drainer, due);
                continue;
            }
            const auto arrival = way.pipe.take(proxy_.now());
            way.filler.cancel();
            error_code failed;
            const auto source = asio::buffer(arrival.bytes.data(), arrival.bytes.size());
            co_await asio::async_write(
                way.to, source, asio::redirect_error(asio::use_awaitable, failed));
            if (over_) co_return;
            if (failed) co_return fail("reset");
            if (arrival.cut) co_return proxy_.cut();
        }
    }

    void finish(Way& way) {
        error_code ignored;
        way.to.shutdown(tcp::socket::shutdown_send, ignored);
        way.done = true;
        if (!up_.done || !down_.done) return;
        over_ = true;
        client_.close(ignored);
        server_.close(ignored);
        proxy_.report("close");
        proxy_.forget(id_);
    }

    Proxy& proxy_;
    std::uint64_t id_;
    tcp::socket client_;
    tcp::socket server_;
    Way up_;
    Way down_;
    bool over_ = false;
};

Proxy::Proxy(asio::io_context& context, const ProxyOptions& options, Report report)
    : context_{context},
      options_{options},
      report_{std::move(report)},
      acceptor_{context},
      endpoint_{options.listen},
      up_{options.up},
      down_{options.down} {
    bring_up();
}

Proxy::~Proxy() {
    reset_all();
}

void Proxy::listen() {
    if (acceptor_.is_open()) return;
    acceptor_.open(endpoint_.protocol());
    acceptor_.set_option(tcp::acceptor::reuse_address{true});
    fit(acceptor_, up_);
    acceptor_.bind(endpoint_);
    endpoint_ = acceptor_.local_endpoint();
}

void Proxy::bring_up() {
    listen();
    acceptor_.listen();
    accept();
}

void Proxy::take_down() {
    reset_all();
    // A bound socket that does not listen refuses connections and keeps the port.
    acceptor_.close();
    listen();
}

void Proxy::accept() {
    acceptor_.async_accept([this](error_code failed, tcp::socket client) {
        if (failed == asio::error::operation_aborted || failed == asio::error::bad_descriptor) {
            return;
        }
        if (!failed) adopt(std::move(client));
        accept();
    });
}

void Proxy::adopt(tcp::socket client) {
    if (connections_.size() >= connections_max) return report("refused");
    report("open");
    const auto id = next_id_++;
    const auto connection = std::make_shared<Connection>(*this, id, std::move(client));
    connections_.emplace(id, connection);
    connection->start();
}

void Proxy::entered(Direction direction) {
    if (direction != last_) ++turns_;
    last_ = direction;
}

void Proxy::cut() {
    ++cuts_;
    report("cut");
    reset_all();
}

void Proxy::reset_all() {
    for (const auto& [id, connection] : connections_)
        connection->reset();
    connections_.clear();
}

void Proxy::forget(std::uint64_t id) {
    connections_.erase(id);
}

void Proxy::report(std::string_view event) const {
    report_(now(), event);
}

Time Proxy::now() const {
    return std::chrono::steady_clock::now() - start_;
}

Totals Proxy::totals() const {
    return {up_.bytes(), down_.bytes(), turns_, cuts_};
}

}  // namespace praxis::link
