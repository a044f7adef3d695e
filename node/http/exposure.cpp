#include "node/http/exposure.hpp"

#include <algorithm>

namespace praxis::http {
namespace {

constexpr std::uint16_t https_port = 443;

bool is_name(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
               c == '[' || c == ']' || c == ':';
    });
}

}  // namespace

Exposure Exposure::loopback() {
    return {};
}

Exposure Exposure::tls(std::shared_ptr<const node::TlsServer> server) {
    Exposure exposure;
    exposure.kind_ = Kind::tls;
    exposure.tls_ = std::move(server);
    return exposure;
}

Result<Exposure> Exposure::behind_proxy(const std::string& host) {
    auto parts = HostNames::split(host);
    if (!parts || !is_name(parts.value().name)) {
        return fail(
            HttpErrc::bad_host,
            host + ": give the name that browsers see, NAME or NAME:PORT, without https://");
    }
    Exposure exposure;
    exposure.kind_ = Kind::proxy;
    exposure.proxy_ = std::move(parts.value());
    return exposure;
}

HostNames Exposure::names(std::uint16_t port) const {
    switch (kind_) {
        case Kind::loopback:
            return HostNames::loopback(port);
        case Kind::tls:
            return HostNames{tls_->names(), port, https_port};
        case Kind::proxy:
            return HostNames{{proxy_.name}, proxy_.port.value_or(https_port), https_port};
    }
    return {};
}

}  // namespace praxis::http
