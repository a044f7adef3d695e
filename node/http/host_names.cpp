#include "node/http/host_names.hpp"

#include <algorithm>
#include <charconv>

namespace praxis::http {
namespace {

constexpr std::uint16_t http_port = 80;

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool matches(std::string_view pattern, std::string_view name) {
    if (!pattern.starts_with("*.")) return pattern == name;
    const auto dot = name.find('.');
    return dot != 0 && dot != std::string_view::npos && name.substr(dot) == pattern.substr(1);
}

}  // namespace

Result<HostNames::Parts> HostNames::split(std::string_view host) {
    const auto bracket = host.rfind(']');
    const auto colon = host.rfind(':');
    const bool has_port =
        colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
    Parts out;
    out.name = host.substr(0, has_port ? colon : host.size());
    std::ranges::transform(out.name, out.name.begin(), lower);
    if (out.name.empty()) return fail(HttpErrc::bad_request, "an empty Host");
    if (!has_port) return out;
    const auto digits = host.substr(colon + 1);
    const auto* end = digits.data() + digits.size();
    std::uint16_t port = 0;
    const auto [read, error] = std::from_chars(digits.data(), end, port);
    if (error != std::errc{} || read != end) {
        return fail(HttpErrc::bad_request, "a Host whose port is no number");
    }
    out.port = port;
    return out;
}

HostNames::HostNames(std::vector<std::string> names, std::uint16_t port, std::uint16_t unsaid_port)
    : names_{std::move(names)}, port_{port}, unsaid_port_{unsaid_port} {}

HostNames HostNames::loopback(std::uint16_t port) {
    return HostNames{{"localhost", "127.0.0.1", "[::1]"}, port, http_port};
}

Result<void> HostNames::check(std::string_view host) const {
    TRY(const auto parts, split(host));
    const bool ours = std::ranges::any_of(
        names_, [&](const std::string& name) { return matches(name, parts.name); });
    if (!ours || parts.port.value_or(unsaid_port_) != port_) return fail(HttpErrc::misdirected);
    return success();
}

}  // namespace praxis::http
