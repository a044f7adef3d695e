#include "node/web/detail/cookies.hpp"

#include <algorithm>

namespace praxis::web::detail {
namespace {

constexpr std::size_t value_bytes = 43;  ///< 256 bits in base64url

std::string full_name(bool secure, std::string_view name) {
    return (secure ? "__Host-" : "") + std::string{name};
}

bool is_ours(std::string_view value) {
    return value.size() == value_bytes && std::ranges::all_of(value, [](char c) {
               return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '_';
           });
}

}  // namespace

std::string cookie_of(const http::RequestHead& head, bool secure, std::string_view name) {
    const auto wanted = full_name(secure, name);
    std::string_view rest = head.cookie;
    while (!rest.empty()) {
        const auto end = std::min(rest.find(';'), rest.size());
        auto pair = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        pair.remove_prefix(std::min(pair.find_first_not_of(' '), pair.size()));
        const auto equals = pair.find('=');
        if (equals == std::string_view::npos || pair.substr(0, equals) != wanted) continue;
        const auto value = pair.substr(equals + 1);
        if (is_ours(value)) return std::string{value};
    }
    return {};
}

http::HeaderField set_cookie(bool secure, std::string_view name, std::string_view value) {
    auto out = full_name(secure, name) + "=" + std::string{value} + "; Path=/";
    if (value.empty()) out += "; Max-Age=0";
    if (secure) out += "; Secure";
    out += "; HttpOnly; SameSite=Lax";
    return {"Set-Cookie", std::move(out)};
}

}  // namespace praxis::web::detail
