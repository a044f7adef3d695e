#include "node/net/local_listener.hpp"

#include "node/net/detail/socket_stream.hpp"

#include <boost/asio/local/stream_protocol.hpp>

#include <sys/stat.h>
#include <unistd.h>

namespace praxis::node {
namespace {

using local = asio::local::stream_protocol;
using boost::system::error_code;

std::unique_ptr<Stream> opened(local::socket socket) {
    return std::make_unique<detail::SocketStream<local>>(std::move(socket), Endpoint{"local", 0});
}

/// A listener that takes its file away.
class LocalListener final : public Listener {
public:
    LocalListener(local::acceptor acceptor, std::filesystem::path path)
        : path_{std::move(path)}, door_{std::move(acceptor), Endpoint{path_, 0}, opened} {}
    ~LocalListener() override { ::unlink(path_.c_str()); }
    LocalListener(const LocalListener&) = delete;
    LocalListener& operator=(const LocalListener&) = delete;

    Task<Result<std::unique_ptr<Stream>>> accept() override { return door_.accept(); }
    void close() noexcept override { door_.close(); }
    Endpoint local() const override { return door_.local(); }

private:
    std::filesystem::path path_;
    detail::SocketListener<asio::local::stream_protocol> door_;
};

}  // namespace

Result<std::unique_ptr<Listener>> listen_local(asio::any_io_executor loop,
                                               const std::filesystem::path& path) {
    constexpr std::size_t path_bytes_max = 107;
    if (path.native().size() > path_bytes_max) {
        return fail(RuntimeErrc::bad_endpoint,
                    path.native() + " is too long for a local socket; use a shorter folder name");
    }
    ::unlink(path.c_str());
    error_code error;
    asio::local::stream_protocol::acceptor acceptor{std::move(loop)};
    const asio::local::stream_protocol::endpoint endpoint{path.native()};
    acceptor.open(endpoint.protocol(), error);
    const auto mask = ::umask(0177);
    if (!error) acceptor.bind(endpoint, error);
    ::umask(mask);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) return fail(detail::code_of(error), path.native() + ": " + error.message());
    return std::make_unique<LocalListener>(std::move(acceptor), path);
}

}  // namespace praxis::node
