#include "node/http/connection.hpp"

#include "node/http/error_page.hpp"
#include "node/runtime/timeout.hpp"

#include <algorithm>

namespace praxis::http {
namespace {

using node::Task;

bool is_ours(const Error& error) {
    return error.code.category() == http_category();
}

}  // namespace

Connection::Connection(node::Runtime& runtime,
                       const Router& router,
                       const HostNames& names,
                       std::unique_ptr<node::Stream> stream)
    : runtime_{runtime}, router_{router}, stream_{std::move(stream)}, reader_{names} {}

Task<Result<void>> Connection::run() {
    for (std::size_t served = 1;; ++served) {
        CO_TRY(const auto next, co_await exchange(served == limits::http_requests_max));
        if (next == Next::close) co_return success();
    }
}

Task<Result<Connection::Next>> Connection::exchange(bool last) {
    if (!reader_.begun()) {
        const auto idle_until = runtime_.clock.now_mono() + limits::http_idle_max;
        auto begun = co_await read(idle_until);
        if (!begun && begun.error().code == HttpErrc::too_slow) co_return Next::close;
        if (!begun) co_return fail(std::move(begun.error()));
    }
    auto head = co_await read_head();
    if (!head) co_return co_await refuse(std::move(head.error()));
    co_return co_await answer(std::move(head.value()), last);
}

Task<Result<RequestHead>> Connection::read_head() {
    const auto deadline = runtime_.clock.now_mono() + limits::http_head_time_max;
    for (;;) {
        CO_TRY(auto head, reader_.head());
        if (head) co_return std::move(*head);
        CO_TRY(co_await read(deadline));
    }
}

Task<Result<std::string>> Connection::read_body() {
    RateFloor floor{runtime_.clock.now_mono()};
    for (;;) {
        CO_TRY(auto body, reader_.body());
        if (body) co_return std::move(*body);
        CO_TRY(const auto count, co_await read(floor.deadline()));
        floor.add(runtime_.clock.now_mono(), count);
    }
}

Task<Result<std::size_t>> Connection::read(MonoTime deadline) {
    const auto now = runtime_.clock.now_mono();
    if (deadline <= now) co_return fail(HttpErrc::too_slow);
    auto reading = stream_->read_some(chunk_);
    auto count = co_await node::with_timeout(runtime_.clock, deadline - now, std::move(reading));
    if (!count && count.error().code == node::RuntimeErrc::timed_out) {
        co_return fail(HttpErrc::too_slow);
    }
    if (count) reader_.feed(ByteView{chunk_}.first(count.value()));
    co_return count;
}

Task<Result<Connection::Next>> Connection::answer(RequestHead head, bool last) {
    const auto route = router_.find(head);
    Delivery delivery{head.method != Method::head, last || !head.keep_alive};
    if (!route && head.has_body) {
        // A body that nobody wants is not read: the connection ends instead.
        delivery.close = true;
        co_return co_await deliver(failed(route.error(), head), delivery, Rest::on_its_way);
    }
    if (head.expects_continue && head.has_body) {
        auto go_on = copy(bytes_of("HTTP/1.1 100 Continue\r\n\r\n"));
        CO_TRY(co_await write(std::move(go_on)));
    }
    auto body = co_await read_body();
    if (!body) co_return co_await refuse(std::move(body.error()));
    const Request request{std::move(head), std::move(body.value())};
    const auto rest = request.head.keep_alive ? Rest::on_its_way : Rest::none;
    if (!route) {
        co_return co_await deliver(failed(route.error(), request.head), delivery, rest);
    }
    auto response = co_await route.value()->handler(request);
    if (!response) response = failed(response.error(), request.head);
    co_return co_await deliver(std::move(response.value()), delivery, rest);
}

Task<Result<Connection::Next>> Connection::deliver(Response response,
                                                   Delivery delivery,
                                                   Rest rest) {
    auto bytes = to_bytes(response, delivery);
    CO_TRY(co_await write(std::move(bytes)));
    if (!delivery.close) co_return Next::another;
    if (rest == Rest::on_its_way) co_await linger();
    stream_->close();
    co_return Next::close;
}

Response Connection::failed(const Error& error, const RequestHead& head) const {
    auto response = error_page(error);
    if (response.status == status_of({make_error_code(HttpErrc::method_not_allowed), {}})) {
        response.fields.push_back({"Allow", router_.allowed(head.path)});
    }
    if (response.status == 500) runtime_.host.log().error("page failed", {{"error", error.text()}});
    return response;
}

Task<Result<Connection::Next>> Connection::refuse(Error error) {
    if (!is_ours(error)) co_return fail(std::move(error));  // the stream broke
    runtime_.host.log().debug("request refused", {{"status", status_of(error)}});
    const Delivery delivery{true, true};
    co_return co_await deliver(error_page(error), delivery, Rest::on_its_way);
}

Task<Result<void>> Connection::write(Bytes bytes) {
    for (auto rest = ByteView{bytes}; !rest.empty();) {
        const auto slice = rest.first(std::min(rest.size(), limits::http_write_slice_bytes));
        auto writing = stream_->write(slice);
        CO_TRY(co_await node::with_timeout(
            runtime_.clock, limits::http_write_stall_max, std::move(writing)));
        rest = rest.subspan(slice.size());
    }
    co_return success();
}

Task<void> Connection::linger() {
    const auto until = runtime_.clock.now_mono() + limits::http_linger_max;
    for (std::size_t dropped = 0; dropped < limits::http_linger_bytes_max;) {
        const auto left = until - runtime_.clock.now_mono();
        auto reading = stream_->read_some(chunk_);
        const auto count = co_await node::with_timeout(runtime_.clock, left, std::move(reading));
        if (!count) break;
        dropped += count.value();
    }
}

}  // namespace praxis::http
