#pragma once

#include "protocol/crypto/keys.hpp"
#include "protocol/governance/acts.hpp"

#include <string>
#include <vector>

namespace praxis::cli {

/// What `invite` hands over and `join` starts from, without contact. Grammar: cli/README.md.
struct Invitation {
    governance::Genesis genesis;
    NodeId node;          ///< the inviting node
    DhKey node_dh;        ///< its X25519 key, so the first handshake knows it
    std::string address;  ///< HOST:PORT, or empty
    governance::NodeRole role = governance::NodeRole::replica;  ///< the highest to take
    SpaceId commons;                       ///< where person and node documents go
    crypto::Secret32 seed;                 ///< of the invitation key
    std::vector<UpdateId> grants;          ///< held by the invitation key, ascending
    std::vector<wire::SignedUpdate> root;  ///< all of root, in an order in which it can be held;
                                           ///< its heads are the governance heads
};

/// One line to copy: `praxis-` and base64url, a checksum inside. Fails with
/// `InvitationErrc::too_long` above `limits::invitation_bytes_max`.
[[nodiscard]] Result<std::string> encode(const Invitation& invitation);

/// Reads a line back; white space inside is ignored, as mail programs break lines. Fails with
/// words that say what happened to it. Signatures inside are checked by the store, not here.
[[nodiscard]] Result<Invitation> decode_invitation(std::string_view text);

enum class InvitationErrc {
    not_an_invitation = 1,  ///< does not begin as one
    damaged,                ///< a character is wrong or missing
    newer,                  ///< made by a newer version
    too_long,               ///< more than fits one line to copy
};
[[nodiscard]] boost::system::error_code make_error_code(InvitationErrc code) noexcept;

}  // namespace praxis::cli

template <>
struct boost::system::is_error_code_enum<praxis::cli::InvitationErrc> : std::true_type {};
