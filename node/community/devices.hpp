#pragma once

#include "node/community/request.hpp"
#include "node/replica/replica.hpp"

namespace praxis::community {

/// The devices of the network and whose they are, as governance has them now.
class Devices {
public:
    explicit Devices(const node::Replica& replica) : replica_{replica} {}

    /// `root.devices` person (default: everybody's): each with its person, certificate, role as a
    /// node, whether it is this node's own, whether its certificate gives a right now and by which
    /// revocation not, and the grants above it, nearest first: whoever acts under one of them can
    /// revoke it. By person, then key.
    [[nodiscard]] Result<std::vector<boost::json::object>> list(const Request& request) const;

private:
    const node::Replica& replica_;
};

}  // namespace praxis::community
