#include "node/http/connection.hpp"

#include "node/runtime/timeout.hpp"

#include <algorithm>

namespace praxis::http {
namespace {

using node::Task;

bool is_ours(const Error& error) {
    return error.code.category() == http_category();
}

}  // namespace

Connection::Connection(node::Runtime& runtime, Site& site, node::Stream& stream)
    : runtime_{runtime}, site_{site}, stream_{stream}, reader_{site.names()} {}

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
    auto request = site_.request_of(std::move(head.value()), stream_.peer().host);
    co_return co_await answer(std::move(request), last);
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
    auto reading = stream_.read_some(chunk_);
    auto count = co_await node::with_timeout(runtime_.clock, deadline - now, std::move(reading));
    if (!count && count.error().code == node::RuntimeErrc::timed_out) {
        co_return fail(HttpErrc::too_slow);
    }
    if (count) reader_.feed(ByteView{chunk_}.first(count.value()));
    co_return count;
}

Task<Result<Connection::Next>> Connection::answer(Request request, bool last) {
    const auto& head = request.head;
    auto match = site_.admit(request, runtime_.clock.now_mono());
    Delivery delivery{head.method != Method::head, last || !head.keep_alive, site_.secure()};
    if (!match && head.has_body) {
        // A body that nobody wants is not read: the connection ends instead.
        delivery.close = true;
        co_return co_await deliver(failed(match.error(), &request), delivery, Rest::on_its_way);
    }
    if (match) {
        const auto fits = reader_.allow_body(match.value().body_bytes_max);
        if (!fits) co_return co_await refuse(fits.error(), &request);
    }
    if (head.expects_continue && head.has_body) {
        auto go_on = copy(bytes_of("HTTP/1.1 100 Continue\r\n\r\n"));
        CO_TRY(co_await write(std::move(go_on)));
    }
    auto body = co_await read_body();
    if (!body) co_return co_await refuse(std::move(body.error()), &request);
    const auto rest = head.keep_alive ? Rest::on_its_way : Rest::none;
    if (!match) co_return co_await deliver(failed(match.error(), &request), delivery, rest);
    request.body = std::move(body.value());
    request.params = std::move(match.value().params);
    if (match.value().is_too_many) {
        const Error too_many{make_error_code(HttpErrc::too_many_requests), {}};
        co_return co_await deliver(failed(too_many, &request), delivery, rest);
    }
    auto response = co_await match.value().route->handler(request);
    if (!response) response = failed(response.error(), &request);
    co_return co_await deliver(std::move(response.value()), delivery, rest);
}

Task<Result<Connection::Next>> Connection::deliver(Response response,
                                                   Delivery delivery,
                                                   Rest rest) {
    auto bytes = to_bytes(response, delivery);
    CO_TRY(co_await write(std::move(bytes)));
    if (!delivery.close) co_return Next::another;
    if (rest == Rest::on_its_way) co_await linger();
    co_return Next::close;
}

Response Connection::failed(const Error& error, const Request* request) const {
    auto response = site_.page_for(error, request, runtime_.clock.now_mono());
    if (response.status == 500) runtime_.host.log().error("page failed", {{"error", error.text()}});
    return response;
}

Task<Result<Connection::Next>> Connection::refuse(Error error, const Request* request) {
    if (!is_ours(error)) co_return fail(std::move(error));  // the stream broke
    runtime_.host.log().debug("request refused", {{"status", status_of(error)}});
    const Delivery delivery{true, true, site_.secure()};
    co_return co_await deliver(failed(error, request), delivery, Rest::on_its_way);
}

Task<Result<void>> Connection::write(Bytes bytes) {
    for (auto rest = ByteView{bytes}; !rest.empty();) {
        const auto slice = rest.first(std::min(rest.size(), limits::http_write_slice_bytes));
        auto writing = stream_.write(slice);
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
        auto reading = stream_.read_some(chunk_);
        const auto count = co_await node::with_timeout(runtime_.clock, left, std::move(reading));
        if (!count) break;
        dropped += count.value();
    }
}

}  // namespace praxis::http
