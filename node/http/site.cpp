#include "node/http/site.hpp"

#include "node/http/connection_counts.hpp"
#include "node/http/same_origin.hpp"
#include "protocol/wire/limits.hpp"

#include <boost/beast/core/string.hpp>

namespace praxis::http {
namespace {

using namespace std::chrono_literals;

/// The last entry of X-Forwarded-For is what our own proxy wrote; those before it, anybody.
std::string_view last_entry(std::string_view list) {
    auto entry = list.substr(list.rfind(',') + 1);
    while (entry.starts_with(' '))
        entry.remove_prefix(1);
    while (entry.ends_with(' '))
        entry.remove_suffix(1);
    return entry;
}

bool is_form(std::string_view content_type) {
    constexpr std::string_view form = "application/x-www-form-urlencoded";
    auto type = content_type.substr(0, content_type.find(';'));
    while (type.ends_with(' '))
        type.remove_suffix(1);
    return boost::beast::iequals({type.data(), type.size()}, {form.data(), form.size()});
}

std::vector<Rate> request_rates() {
    constexpr Duration second{1s};
    return {{limits::http_requests_per_second_max, second / limits::http_requests_per_second_max},
            {limits::http_requests_burst_max, second / limits::http_requests_sustained_per_second}};
}

std::vector<Rate> write_rates() {
    constexpr Duration minute{1min};
    return {{limits::http_writes_per_minute_max, minute / limits::http_writes_per_minute_max}};
}

}  // namespace

Site::Site(Router router)
    : router_{std::move(router)},
      requests_{request_rates(), limits::http_clients_counted_max},
      writes_{write_rates(), limits::http_clients_counted_max} {}

void Site::open(const Exposure& exposure, std::uint16_t port) {
    names_ = exposure.names(port);
    secure_ = exposure.secure();
    forwarded_ = exposure.behind_proxy();
}

Request Site::request_of(RequestHead head, const std::string& peer) const {
    Request request;
    request.head = std::move(head);
    request.secure = secure_;
    const auto named = last_entry(request.head.forwarded_for);
    request.client = address_group(forwarded_ && is_address(named) ? named : peer);
    return request;
}

Result<Match> Site::admit(const Request& request, MonoTime now) {
    const auto& head = request.head;
    const auto session = router_.session_name(head);
    const auto client = counted_as(request, session);
    if (!requests_.take(client, now)) return fail(HttpErrc::too_many_requests);
    TRY(auto match, router_.find(head));
    if (head.method == Method::post) {
        TRY(check_same_origin(head, secure_));
    }
    const bool takes_form = match.route->body != Body::none;
    const bool fits = takes_form ? is_form(head.content_type) : !head.has_body;
    if (!fits) return fail(HttpErrc::unsupported_type);
    const bool writes = head.method == Method::post && !match.route->is_light;
    if (writes && !writes_.take(client, now)) {
        if (!session || !takes_form) return fail(HttpErrc::too_many_requests);
        match.is_too_many = true;
    }
    if (match.route->body == Body::text_form && session) {
        match.body_bytes_max = limits::http_text_body_bytes_max;
    }
    return match;
}

std::string Site::counted_as(const Request& request, const std::optional<std::string>& session) {
    return session ? "session " + *session : "address " + request.client;
}

Response Site::page_for(const Error& error, const Request* request, MonoTime now) const {
    if (request == nullptr) return router_.page_for({error});
    const bool waits = error.code == HttpErrc::too_many_requests || error.code == HttpErrc::busy;
    Failure failure{error, request};
    const auto wait = waits ? wait_of(*request, now) : Duration{0};
    if (wait > Duration{0}) failure.wait = wait;
    auto response = router_.page_for(failure);
    if (error.code == HttpErrc::method_not_allowed) {
        response.fields.push_back({"Allow", router_.allowed(request->head.path)});
    }
    if (waits) response.fields.push_back(retry_after(wait));
    return response;
}

Duration Site::wait_of(const Request& request, MonoTime now) const {
    const auto client = counted_as(request, router_.session_name(request.head));
    const bool writes = request.head.method == Method::post;
    return std::max(requests_.wait(client, now), writes ? writes_.wait(client, now) : Duration{0});
}

}  // namespace praxis::http
