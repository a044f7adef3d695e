#pragma once

#include "node/community/request.hpp"
#include "node/replica/replica.hpp"

#include <string>
#include <vector>

namespace praxis::community {

/// A device, and what became of its right.
struct HeldDevice {
    governance::DeviceInfo info;
    WallTime since;  ///< when its certificate was signed, by the clock of who signed
    std::optional<UpdateId> revoked_by;
    std::string why;  ///< it is not in force: a sentence without its full stop; empty while it is
};

/// The devices of the network and whose they are, as governance has them now.
class Devices {
public:
    explicit Devices(const node::Replica& replica) : replica_{replica} {}

    /// A person's, those in force first, then by key.
    [[nodiscard]] Result<std::vector<HeldDevice>> of(const PersonId& person) const;

    /// `root.person_line` person (default: this node's), address: `{"line"}`, as `person_line_of`.
    [[nodiscard]] Result<boost::json::object> person_line(const Request& request) const;
    /// `root.new_device` line, person (default: this node's): whether it may be certified now, as
    /// `check_new_device`: `{"device","person"}`.
    [[nodiscard]] Result<boost::json::object> new_device(const Request& request) const;

    /// `root.devices` person (default: everybody's): each with its person, certificate, role as a
    /// node, whether it is this node's own, since when it has a certificate, whether that gives a
    /// right now and by which revocation not, why, and the grants above it, nearest first: whoever
    /// acts under one of them can revoke it. By person, then key.
    [[nodiscard]] Result<std::vector<boost::json::object>> list(const Request& request) const;

private:
    [[nodiscard]] Result<HeldDevice> describe(const governance::DeviceInfo& device) const;
    [[nodiscard]] boost::json::object line_of(const HeldDevice& device) const;
    /// The one that a request names, else this node's own.
    [[nodiscard]] Result<PersonId> person_in(const Request& request) const;

    const node::Replica& replica_;
};

}  // namespace praxis::community
