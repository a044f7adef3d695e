#pragma once

#include "tests/link/line.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string_view>

namespace praxis::link {

struct ProxyOptions {
    boost::asio::ip::tcp::endpoint listen;
    boost::asio::ip::tcp::endpoint to;
    LineOptions up;    ///< from the side that connects to `to`
    LineOptions down;  ///< back
};

struct Totals {
    std::uint64_t up_bytes = 0;    ///< bytes that entered the link towards `to`
    std::uint64_t down_bytes = 0;  ///< bytes that entered it on the way back
    std::uint64_t turns = 0;  ///< changes of direction of what entered, the first flight is one
    std::uint64_t cuts = 0;
};

class Connection;

/// A stream proxy that puts every connection on one thin line each way. Runs on the thread that
/// runs the io_context; not thread-safe. Reads no more than the line takes, so a fast sender is
/// held back by TCP itself.
///
/// A cut, a reset by either side and `take_down` end connections with a TCP reset; an orderly end
/// of stream travels through the line like the bytes before it.
class Proxy {
public:
    using Report = std::function<void(Time, std::string_view event)>;

    /// Listens at once; throws boost::system::system_error when the address cannot be had.
    Proxy(boost::asio::io_context& context, const ProxyOptions& options, Report report);
    ~Proxy();

    /// Where it listens, port filled in.
    [[nodiscard]] boost::asio::ip::tcp::endpoint endpoint() const { return endpoint_; }
    [[nodiscard]] Totals totals() const;

    /// Resets all connections; new ones are refused until `bring_up`. The port stays ours.
    void take_down();
    /// Lets connections in again. Throws boost::system::system_error when the port is gone.
    void bring_up();

private:
    friend class Connection;
    enum class Direction { none, up, down };

    void listen();
    void accept();
    void adopt(boost::asio::ip::tcp::socket client);
    void entered(Direction direction);
    void cut();
    void reset_all();
    void forget(std::uint64_t id);
    void report(std::string_view event) const;
    [[nodiscard]] Time now() const;

    boost::asio::io_context& context_;
    ProxyOptions options_;
    Report report_;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::ip::tcp::endpoint endpoint_;
    Line up_;
    Line down_;
    Direction last_ = Direction::none;
    std::uint64_t turns_ = 0;
    std::uint64_t cuts_ = 0;
    std::uint64_t next_id_ = 0;
    std::map<std::uint64_t, std::shared_ptr<Connection>> connections_;
};

}  // namespace praxis::link
