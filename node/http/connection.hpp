#pragma once

#include "node/http/rate_floor.hpp"
#include "node/http/request_reader.hpp"
#include "node/http/response_writer.hpp"
#include "node/http/router.hpp"
#include "node/runtime/runtime.hpp"
#include "protocol/wire/limits.hpp"

#include <array>

namespace praxis::http {

/// What the server is to the browsers of its connections.
struct Site {
    HostNames names;
    bool secure = false;     ///< they reach it over TLS
    bool forwarded = false;  ///< they reach it through a proxy that says who they are
};

/// One connection of a browser: requests one after the other, each answered before the next is
/// looked at. Construct, run() once as a task, destroy. Event-loop thread only.
///
/// Ends after an answer that says so (the client asked, the request was refused, the hundredth
/// request), when the client left, and when a limit of time passed: silently while idle, with 408
/// inside a request, by closing when an answer is not taken.
class Connection {
public:
    /// All references outlive it.
    Connection(node::Runtime& runtime,
               const Router& router,
               const Site& site,
               std::unique_ptr<node::Stream> stream);

    /// Serves to the end. The result says what broke the connection, success when nothing did.
    [[nodiscard]] node::Task<Result<void>> run();

private:
    enum class Next { another, close };
    enum class Rest { none, on_its_way };  // of what the client sent or may have sent
    [[nodiscard]] node::Task<Result<Next>> exchange(bool last);
    [[nodiscard]] node::Task<Result<Next>> answer(Request request, bool last);
    [[nodiscard]] Result<Match> admit(const RequestHead& head) const;
    [[nodiscard]] Request request_of(RequestHead head) const;
    [[nodiscard]] node::Task<Result<RequestHead>> read_head();
    [[nodiscard]] node::Task<Result<std::string>> read_body();
    [[nodiscard]] node::Task<Result<std::size_t>> read(MonoTime deadline);
    [[nodiscard]] node::Task<Result<Next>> refuse(Error error);
    [[nodiscard]] node::Task<Result<Next>> deliver(Response response, Delivery delivery, Rest rest);
    [[nodiscard]] node::Task<Result<void>> write(Bytes bytes);
    [[nodiscard]] node::Task<void> linger();
    [[nodiscard]] Response failed(const Error& error, const Request& request) const;

    node::Runtime& runtime_;
    const Router& router_;
    const Site& site_;
    std::unique_ptr<node::Stream> stream_;
    RequestReader reader_;
    std::array<std::byte, limits::http_read_bytes> chunk_{};
};

}  // namespace praxis::http
