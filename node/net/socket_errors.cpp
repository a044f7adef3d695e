#include "node/net/detail/socket_stream.hpp"

#include <boost/system/system_error.hpp>

namespace praxis::node::detail {

RuntimeErrc code_of(boost::system::error_code error) {
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

Task<void> throw_if_cancelled(boost::system::error_code error) {
    if (error != asio::error::operation_aborted) co_return;
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none)
        throw boost::system::system_error{error};
}

}  // namespace praxis::node::detail
