#pragma once

#include "node/http/errc.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace praxis::http {

/// The names under which the server answers. A page of another site whose name was made to point
/// here (DNS rebinding) shows itself by its Host, and gets nothing.
class HostNames {
public:
    /// What "name", "name:80" or "[::1]:80" say: the name in lower case, and the port if any.
    struct Parts {
        std::string name;
        std::optional<std::uint16_t> port;
    };
    /// Fails with `bad_request` when it cannot be a Host.
    [[nodiscard]] static Result<Parts> split(std::string_view host);

    /// None: every request is misdirected.
    HostNames() = default;
    /// `names` in lower case, IPv6 addresses in brackets; "*.example.org" is any name of one more
    /// label. `port` is the one that a Host must say, `unsaid_port` the one that it need not say.
    HostNames(std::vector<std::string> names, std::uint16_t port, std::uint16_t unsaid_port);
    /// Those of this machine for itself: localhost, 127.0.0.1, [::1]; over plain HTTP.
    [[nodiscard]] static HostNames loopback(std::uint16_t port);

    /// Whether `host`, the value of a Host field, is one of the names with the port. Letters in any
    /// case. Fails with `misdirected`, or with `bad_request` when it cannot be a Host.
    [[nodiscard]] Result<void> check(std::string_view host) const;
    [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

private:
    std::vector<std::string> names_;
    std::uint16_t port_ = 0;
    std::uint16_t unsaid_port_ = 0;
};

}  // namespace praxis::http
