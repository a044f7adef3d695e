#pragma once

#include "node/community/request.hpp"
#include "node/replica/replica.hpp"

namespace praxis::community {

/// `root.recovery` line: what this node's person, a steward, may do for a person who lost every
/// device and begins another, whose line this is:
/// `{"person","device","grant","vouched_by" (a person, or null),"vouch" (an act, or null)}`. With a
/// vouch of another steward the device may be certified under "grant", else vouched for. Fails with
/// `NodeErrc::not_allowed` when this node's person is no steward who may, or vouched already;
/// otherwise as `check_new_device`.
[[nodiscard]] Result<boost::json::object> recovery_of(const node::Replica& replica,
                                                      const Request& request);

}  // namespace praxis::community
