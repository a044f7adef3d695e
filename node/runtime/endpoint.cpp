#include "node/runtime/network.hpp"

#include <algorithm>
#include <charconv>

namespace praxis::node {
namespace {

constexpr std::size_t host_length_max = 253;  // of a DNS name

bool may_be_host(std::string_view host, bool bracketed) {
    if (host.empty() || host.size() > host_length_max) return false;
    return std::ranges::all_of(host, [bracketed](char c) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
        return plain || (bracketed && (c == ':' || c == '%'));
    });
}

}  // namespace

Result<Endpoint> Endpoint::parse(std::string_view text) {
    const auto bad = [text] {
        return fail(RuntimeErrc::bad_endpoint, "'" + std::string{text.substr(0, 300)} + "'");
    };
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return bad();
    auto host = text.substr(0, colon);
    const auto digits = text.substr(colon + 1);
    const bool bracketed = host.size() >= 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) host = host.substr(1, host.size() - 2);
    if (!may_be_host(host, bracketed)) return bad();

    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc{} || end != digits.data() + digits.size()) return bad();
    return Endpoint{std::string{host}, port};
}

std::string Endpoint::text() const {
    const bool numeric_v6 = host.find(':') != std::string::npos;
    return (numeric_v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

}  // namespace praxis::node
