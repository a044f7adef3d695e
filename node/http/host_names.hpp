#pragma once

#include "node/http/errc.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace praxis::http {

/// The names under which the server answers. A page of another site whose name was made to point
/// here (DNS rebinding) shows itself by its Host, and gets nothing.
class HostNames {
public:
    /// Those of this machine for itself: localhost, 127.0.0.1, [::1].
    [[nodiscard]] static HostNames loopback(std::uint16_t port);

    /// Whether `host`, the value of a Host field, is one of the names with the port; without a port
    /// it means port 80. Letters in any case. Fails with `misdirected`, or with `bad_request` when
    /// it cannot be a Host.
    [[nodiscard]] Result<void> check(std::string_view host) const;

private:
    std::vector<std::string> names_;  // lower case
    std::uint16_t port_ = 0;
};

}  // namespace praxis::http
