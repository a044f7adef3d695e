#pragma once

#include "node/community/device_lines.hpp"
#include "node/replica/replica.hpp"

namespace praxis::community {

/// What makes a machine a device of a person, and ends that, as far as a node that holds `root`
/// must help: commands and pages sign what comes of it. The rules are governance's.

/// The line with which somebody begins another device of a person: whoever holds `root` can make it
/// for anybody. `address` is where this node listens, or empty. Fails with `NodeErrc::not_found`
/// for a person who is not here, with `not_allowed` for one whose right was taken back, and with
/// `LineErrc::too_long`.
[[nodiscard]] Result<std::string> person_line_of(const node::Replica& replica,
                                                 const PersonId& person,
                                                 std::string address);

/// Whether a device may be certified for a person, as far as is known here. Fails with
/// `NodeErrc::bad_request` and what to do: the line is of another network or for another person, or
/// was used already.
[[nodiscard]] Result<void> check_new_device(const node::Replica& replica,
                                            const DeviceLine& line,
                                            const PersonId& person);

/// Its certificate, under the person: to be signed by the person's key, or by a device of theirs.
/// It is a replica's, whoever asks: what a centre or office may do comes with an invitation.
[[nodiscard]] governance::GrantDevice certificate_of(const DeviceLine& line);

/// What ends a device under a grant above it, and keeps all that it wrote until now as far as this
/// node has it. Store errors only.
[[nodiscard]] Result<governance::Revoke> ending_of_device(const node::Replica& replica,
                                                          const UpdateId& certificate,
                                                          const UpdateId& under);

}  // namespace praxis::community
