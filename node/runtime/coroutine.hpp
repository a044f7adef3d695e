#pragma once

#include "protocol/base/result.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace praxis::node {

namespace asio = boost::asio;

/// What every function that waits returns. Lazy: nothing happens before `co_await`.
///
/// Cancellation is the one thing that unwinds a coroutine as an exception
/// (`system_error(operation_aborted)`, thrown by the `co_await` at which it waits, and again by
/// every later one); only `TaskGroup` and `first_of` catch it.
template <class T>
using Task = asio::awaitable<T>;

/// What may go wrong below the seams.
enum class RuntimeErrc {
    timed_out = 1,   ///< the limit given to `with_timeout` passed
    closed,          ///< the other side, or `close()` on this one, ended the stream in order
    reset,           ///< the connection broke; bytes on their way are lost
    refused,         ///< nobody listens there
    unreachable,     ///< no way to that host, or no such host
    address_in_use,  ///< somebody else listens there
    bad_endpoint,    ///< not HOST:PORT
    system,          ///< anything else the operating system says; the detail has its words
};
[[nodiscard]] const boost::system::error_category& runtime_category() noexcept;
[[nodiscard]] boost::system::error_code make_error_code(RuntimeErrc code) noexcept;

}  // namespace praxis::node

template <>
struct boost::system::is_error_code_enum<praxis::node::RuntimeErrc> : std::true_type {};
