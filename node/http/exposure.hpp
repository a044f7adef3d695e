#pragma once

#include "node/http/host_names.hpp"
#include "node/net/tls.hpp"

namespace praxis::http {

/// How pages leave the node: to this machine only, over TLS, or to a proxy that speaks TLS to the
/// browsers.
class Exposure {
public:
    /// Plain HTTP; the server then opens its door on loopback only.
    [[nodiscard]] static Exposure loopback();
    /// HTTPS, under the names of the certificate.
    [[nodiscard]] static Exposure tls(std::shared_ptr<const node::TlsServer> server);
    /// Plain HTTP from a proxy that browsers reach as https://`host`; `host` is a name, or a name
    /// and a port when that is not 443. Who reaches the door is believed about whom it asks for
    /// (the last entry of X-Forwarded-For), so only the proxy may reach it. Fails with `bad_host`.
    [[nodiscard]] static Result<Exposure> behind_proxy(const std::string& host);

    /// The door may be open to other machines.
    [[nodiscard]] bool beyond_loopback() const { return kind_ != Kind::loopback; }
    /// Pages travel to browsers over TLS.
    [[nodiscard]] bool secure() const { return kind_ != Kind::loopback; }
    [[nodiscard]] bool behind_proxy() const { return kind_ == Kind::proxy; }
    /// Null when the server itself speaks plain HTTP.
    [[nodiscard]] const std::shared_ptr<const node::TlsServer>& tls() const { return tls_; }
    /// What a request may have as Host, for a door at `port`.
    [[nodiscard]] HostNames names(std::uint16_t port) const;

private:
    enum class Kind { loopback, tls, proxy };
    Kind kind_ = Kind::loopback;
    std::shared_ptr<const node::TlsServer> tls_;
    HostNames::Parts proxy_{};
};

}  // namespace praxis::http
