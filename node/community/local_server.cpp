#include "node/community/local_server.hpp"

#include "node/replica/errc.hpp"
#include "node/runtime/accept.hpp"
#include "protocol/wire/limits.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace praxis::community {
namespace {

namespace json = boost::json;
using node::Task;

Task<Result<void>> write_line(node::Stream& stream, json::object object) {
    const auto line = json::serialize(object) + "\n";
    co_return co_await stream.write(bytes_of(line));
}

json::object end_of_answer() {
    json::object end;
    end["end"] = true;
    return end;
}

/// Takes the first whole line out of `buffer`; nullopt until there is one.
std::optional<std::string> take_line(std::string& buffer) {
    const auto end = buffer.find('\n');
    if (end == std::string::npos) return std::nullopt;
    auto line = buffer.substr(0, end);
    buffer.erase(0, end + 1);
    return line;
}

}  // namespace

LocalServer::LocalServer(node::Runtime& runtime,
                         Handler& handler,
                         std::unique_ptr<node::Listener> listener)
    : runtime_{runtime}, handler_{handler}, listener_{std::move(listener)}, tasks_{runtime.loop} {}

void LocalServer::start() {
    tasks_.spawn(
        node::accept_all(runtime_.clock, *listener_, [this](std::unique_ptr<node::Stream> stream) {
            if (tasks_.size() > limits::local_clients_max) return;  // closes it
            tasks_.spawn(serve(std::move(stream)));
        }));
}

Task<void> LocalServer::stop() {
    listener_->close();
    tasks_.cancel_all();
    co_await tasks_.wait_empty();
}

Task<Result<void>> LocalServer::serve(std::shared_ptr<node::Stream> stream) {
    std::string buffer;
    std::array<std::byte, 4096> chunk{};
    for (;;) {
        while (auto line = take_line(buffer)) {
            CO_TRY(co_await answer(*stream, std::move(*line)));
        }
        if (buffer.size() > limits::request_bytes_max) {
            const Error error{make_error_code(node::NodeErrc::bad_request),
                              "a request of more than a megabyte"};
            co_return co_await write_line(*stream, Handler::to_line(error));
        }
        CO_TRY(const auto count, co_await stream->read_some(chunk));
        buffer.append(text_of(ByteView{chunk}.first(count)));
    }
}

Task<Result<void>> LocalServer::answer(node::Stream& stream, std::string line) {
    json::error_code bad;
    const auto value = json::parse(line, bad);
    if (bad || !value.is_object()) {
        const Error error{make_error_code(node::NodeErrc::bad_request), "not a JSON object"};
        co_return co_await write_line(stream, Handler::to_line(error));
    }
    Handler::Emit emit = [&stream](json::object object) {
        return write_line(stream, std::move(object));
    };
    auto handled = co_await handler_.handle(value.get_object(), std::move(emit));
    auto last = handled ? end_of_answer() : Handler::to_line(handled.error());
    co_return co_await write_line(stream, std::move(last));
}

}  // namespace praxis::community
