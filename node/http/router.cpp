#include "node/http/router.hpp"

#include "protocol/base/check.hpp"

#include <algorithm>

namespace praxis::http {
namespace {

bool answers(const Route& route, Method method) {
    return route.method == method || (route.method == Method::get && method == Method::head);
}

}  // namespace

void Router::add(Route route) {
    PRAXIS_CHECK(route.method == Method::get || route.method == Method::post);
    PRAXIS_CHECK(route.path.starts_with('/') && route.handler);
    for (const auto& other : routes_)
        PRAXIS_CHECK(other.path != route.path || other.method != route.method);
    routes_.push_back(std::move(route));
}

Result<const Route*> Router::find(const RequestHead& head) const {
    if (head.method == Method::other) return fail(HttpErrc::method_not_allowed);
    bool known = false;
    for (const auto& route : routes_) {
        if (route.path != head.path) continue;
        if (answers(route, head.method)) return &route;
        known = true;
    }
    return fail(known ? HttpErrc::method_not_allowed : HttpErrc::not_found);
}

std::string Router::allowed(const std::string& path) const {
    bool reads = false;
    bool writes = false;
    for (const auto& route : routes_) {
        if (route.path != path) continue;
        reads = reads || route.method == Method::get;
        writes = writes || route.method == Method::post;
    }
    if (writes) return reads ? "GET, HEAD, POST" : "POST";
    return "GET, HEAD";
}

}  // namespace praxis::http
