#include "node/runtime/timeout.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

namespace praxis::node::detail {

Task<void> race(Task<void> first, Task<void> second) {
    using namespace boost::asio::experimental::awaitable_operators;
    co_await (std::move(first) || std::move(second));
}

bool is_cancellation(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const boost::system::system_error& error) {
        return error.code() == asio::error::operation_aborted;
    } catch (...) {
        return false;
    }
}

}  // namespace praxis::node::detail
