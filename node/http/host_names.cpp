#include "node/http/host_names.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace praxis::http {
namespace {

constexpr std::uint16_t http_port = 80;

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Name and digits of "name", "name:80" or "[::1]:80".
struct Parts {
    std::string name;
    std::string_view port;
};

std::optional<Parts> split(std::string_view host) {
    const auto bracket = host.rfind(']');
    const auto colon = host.rfind(':');
    const bool has_port =
        colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
    Parts out;
    out.name = host.substr(0, has_port ? colon : host.size());
    std::ranges::transform(out.name, out.name.begin(), lower);
    if (has_port) out.port = host.substr(colon + 1);
    if (out.name.empty() || (has_port && out.port.empty())) return std::nullopt;
    return out;
}

}  // namespace

HostNames HostNames::loopback(std::uint16_t port) {
    HostNames names;
    names.names_ = {"localhost", "127.0.0.1", "[::1]"};
    names.port_ = port;
    return names;
}

Result<void> HostNames::check(std::string_view host) const {
    const auto parts = split(host);
    if (!parts) return fail(HttpErrc::bad_request, "an empty Host");
    auto port = http_port;
    if (!parts->port.empty()) {
        const auto* end = parts->port.data() + parts->port.size();
        const auto [read, error] = std::from_chars(parts->port.data(), end, port);
        if (error != std::errc{} || read != end) {
            return fail(HttpErrc::bad_request, "a Host whose port is no number");
        }
    }
    if (port != port_ || std::ranges::find(names_, parts->name) == names_.end()) {
        return fail(HttpErrc::misdirected);
    }
    return success();
}

}  // namespace praxis::http
