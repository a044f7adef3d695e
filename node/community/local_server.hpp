#pragma once

#include "node/community/handler.hpp"
#include "node/runtime/network.hpp"
#include "node/runtime/task_group.hpp"

namespace praxis::community {

/// Serves a Handler to programs of this machine, over a local socket.
///
/// A client writes one request, a JSON object on one line; the answer is JSON objects, a line
/// each, and ends with the line `{"end":true}`, or with the line of an error
/// (`Handler::to_line`). Then the next request may come. A line longer than
/// `limits::request_bytes_max` ends the connection with an error. Event-loop thread only.
class LocalServer {
public:
    /// `handler` and `listener`'s network outlive the server.
    LocalServer(node::Runtime& runtime, Handler& handler, std::unique_ptr<node::Listener> listener);

    /// Starts to accept.
    void start();
    /// Takes no more, ends what runs, returns when nothing is left.
    [[nodiscard]] node::Task<void> stop();

private:
    [[nodiscard]] node::Task<Result<void>> serve(std::shared_ptr<node::Stream> stream);
    [[nodiscard]] node::Task<Result<void>> answer(node::Stream& stream, std::string line);

    node::Runtime& runtime_;
    Handler& handler_;
    std::unique_ptr<node::Listener> listener_;
    node::TaskGroup tasks_;
};

}  // namespace praxis::community
