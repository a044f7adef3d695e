#pragma once

#include "cli/invitation.hpp"
#include "cli/root_signer.hpp"
#include "node/community/device_lines.hpp"
#include "protocol/base/entropy.hpp"

#include <optional>

namespace praxis::cli {

/// The keys a node's folder begins with. None is derived from another.
struct NodeKeys {
    std::optional<crypto::SigningPair> board;          ///< `init` only
    std::optional<crypto::SigningPair> administrator;  ///< centres and offices
    std::optional<crypto::SigningPair> person;         ///< not of a device that others certify
    crypto::SigningPair device;
    crypto::DhPair dh;

    [[nodiscard]] static NodeKeys draw(Entropy& entropy);
};

/// A node about to begin: keys drawn, records signed, nothing on a disk yet.
struct NewNode {
    NodeKeys keys;
    governance::Genesis genesis;
    std::vector<wire::SignedUpdate> root;  ///< in an order in which they can be held
    PersonId person;
    SpaceId commons;
};

/// A new network of one board key (k = 1), one centre, one person, and an open commons.
[[nodiscard]] NewNode found_network(Entropy& entropy, WallTime now);

/// What taking an invitation makes: the hand-over by the invitation key, for a centre or office
/// the person's grant by its administrator's key, and the device's certificate with `role`.
/// Fails with `community::LineErrc::damaged` when a grant it names is not among its records, and
/// with `CliErrc::usage` for a role above the invitation's.
[[nodiscard]] Result<NewNode> accept(const Invitation& invitation,
                                     governance::NodeRole role,
                                     Entropy& entropy,
                                     WallTime now);

/// Another device of a person: with the person's key certified at once, as a replica; without it
/// somebody else has to (`device_line_of`), and its records are those of the line. Fails when a
/// header of the line is none.
[[nodiscard]] Result<NewNode> another_device(const community::PersonLine& line,
                                             const PersonId& person,
                                             std::optional<crypto::SigningPair> person_key,
                                             Entropy& entropy,
                                             WallTime now);
/// What such a device gives to whoever is to certify it.
[[nodiscard]] community::DeviceLine device_line_of(const NewNode& node, const std::string& name);

/// The word of the command line for a role of a node, and back.
[[nodiscard]] std::string_view word_of(governance::NodeRole role);
[[nodiscard]] std::optional<governance::NodeRole> node_role_from(std::string_view word);

}  // namespace praxis::cli
