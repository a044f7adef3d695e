#pragma once

#include "node/http/rate_floor.hpp"
#include "node/http/request_reader.hpp"
#include "node/http/response_writer.hpp"
#include "node/http/site.hpp"
#include "node/runtime/runtime.hpp"
#include "protocol/wire/limits.hpp"

#include <array>

namespace praxis::http {

/// One connection of a browser: requests one after the other, each answered before the next is
/// looked at. Construct, run() once as a task, destroy. Event-loop thread only.
///
/// Ends after an answer that says so (the client asked, the request was refused, the hundredth
/// request), when the client left, and when a limit of time passed: silently while idle, with 408
/// inside a request, by giving up when an answer is not taken. Then close the stream.
class Connection {
public:
    /// All references outlive it.
    Connection(node::Runtime& runtime, Site& site, node::Stream& stream);

    /// Serves to the end. The result says what broke the connection, success when nothing did.
    [[nodiscard]] node::Task<Result<void>> run();

private:
    enum class Next { another, close };
    enum class Rest { none, on_its_way };  // of what the client sent or may have sent
    [[nodiscard]] node::Task<Result<Next>> exchange(bool last);
    [[nodiscard]] node::Task<Result<Next>> answer(Request request, bool last);
    [[nodiscard]] node::Task<Result<RequestHead>> read_head();
    [[nodiscard]] node::Task<Result<std::string>> read_body();
    [[nodiscard]] node::Task<Result<std::size_t>> read(MonoTime deadline);
    [[nodiscard]] node::Task<Result<Next>> refuse(Error error, const Request* request = nullptr);
    [[nodiscard]] node::Task<Result<Next>> deliver(Response response, Delivery delivery, Rest rest);
    [[nodiscard]] node::Task<Result<void>> write(Bytes bytes);
    [[nodiscard]] node::Task<void> linger();
    [[nodiscard]] Response failed(const Error& error, const Request* request) const;

    node::Runtime& runtime_;
    Site& site_;
    node::Stream& stream_;
    RequestReader reader_;
    std::array<std::byte, limits::http_read_bytes> chunk_{};
};

}  // namespace praxis::http
