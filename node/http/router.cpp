#include "node/http/router.hpp"

#include "protocol/base/check.hpp"

#include <algorithm>

namespace praxis::http {
namespace {

bool answers(const Route& route, Method method) {
    return route.method == method || (route.method == Method::get && method == Method::head);
}

/// The segments of a path: of "/a/b" "a" and "b", of "/" one that is empty.
std::vector<std::string_view> segments_of(std::string_view path) {
    std::vector<std::string_view> out;
    while (!path.empty()) {
        path.remove_prefix(1);
        out.push_back(path.substr(0, path.find('/')));
        path.remove_prefix(out.back().size());
    }
    return out;
}

bool is_brace(std::string_view segment) {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

/// Two routes of one shape match the same paths.
std::string shape_of(std::string_view path) {
    std::string out;
    for (const auto segment : segments_of(path)) {
        out += '/';
        out += is_brace(segment) ? "{}" : segment;
    }
    return out;
}

bool matches(std::string_view pattern, const std::vector<std::string_view>& path) {
    return std::ranges::equal(segments_of(pattern), path, [](auto wanted, auto segment) {
        return is_brace(wanted) ? !segment.empty() : wanted == segment;
    });
}

/// Whether `a` has a literal where `b` first has a brace; both match one path.
bool is_closer(std::string_view a, std::string_view b) {
    return std::ranges::lexicographical_compare(
        segments_of(a), segments_of(b), std::less{}, is_brace, is_brace);
}

bool can_be_asked(std::string_view path) {
    const auto visible = [](char c) { return c > 0x20 && c < 0x7f && c != '?' && c != '#'; };
    const auto well_formed = [](std::string_view segment) {
        return is_brace(segment) || segment.find_first_of("{}") == std::string_view::npos;
    };
    return path.starts_with('/') && std::ranges::all_of(path, visible) &&
           std::ranges::all_of(segments_of(path), well_formed);
}

}  // namespace

void Router::add(Route route) {
    PRAXIS_CHECK(route.method == Method::get || route.method == Method::post);
    PRAXIS_CHECK(can_be_asked(route.path) && route.handler);
    PRAXIS_CHECK(route.method == Method::post || route.body == Body::none);
    for (const auto& other : routes_)
        PRAXIS_CHECK(shape_of(other.path) != shape_of(route.path) || other.method != route.method);
    routes_.push_back(std::move(route));
}

const Route* Router::best(std::string_view path) const {
    const auto segments = segments_of(path);
    const Route* found = nullptr;
    for (const auto& route : routes_) {
        if (!matches(route.path, segments)) continue;
        if (found == nullptr || is_closer(route.path, found->path)) found = &route;
    }
    return found;
}

Result<Match> Router::find(const RequestHead& head) const {
    if (head.method == Method::other) return fail(HttpErrc::method_not_allowed);
    const auto* const near = best(head.path);
    if (near == nullptr) return fail(HttpErrc::not_found);
    const auto found = std::ranges::find_if(routes_, [&](const Route& route) {
        return shape_of(route.path) == shape_of(near->path) && answers(route, head.method);
    });
    if (found == routes_.end()) return fail(HttpErrc::method_not_allowed);
    Match match{&*found, {}};
    const auto pattern = segments_of(found->path);
    const auto segments = segments_of(head.path);
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (is_brace(pattern[i])) match.params.emplace_back(segments[i]);
    }
    return match;
}

std::string Router::allowed(const std::string& path) const {
    const auto* const near = best(path);
    bool reads = false;
    bool writes = false;
    for (const auto& route : routes_) {
        if (near == nullptr || shape_of(route.path) != shape_of(near->path)) continue;
        reads = reads || route.method == Method::get;
        writes = writes || route.method == Method::post;
    }
    if (writes) return reads ? "GET, HEAD, POST" : "POST";
    return "GET, HEAD";
}

Response Router::page_for(const Failure& failure) const {
    auto response = error_page_ ? error_page_(failure) : error_page(failure);
    response.status = status_of(failure.error);
    return response;
}

std::optional<std::string> Router::session_name(const RequestHead& head) const {
    return session_name_ ? session_name_(head) : std::nullopt;
}

}  // namespace praxis::http
