#include "node/runtime/system_clock.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace praxis::node {

MonoTime SystemClock::now_mono() const {
    return std::chrono::time_point_cast<Duration>(std::chrono::steady_clock::now());
}

WallTime SystemClock::now_wall() const {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now());
}

Task<void> SystemClock::sleep_until(MonoTime deadline) {
    asio::steady_timer timer{loop_, deadline};
    co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace praxis::node
