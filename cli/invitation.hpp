#pragma once

#include "node/community/text_line.hpp"
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
/// `community::LineErrc::too_long` above `limits::invitation_bytes_max`.
[[nodiscard]] Result<std::string> encode(const Invitation& invitation);

/// Reads a line back; white space inside is ignored, as mail programs break lines. Fails with
/// words that say what happened to it. Signatures inside are checked by the store, not here.
[[nodiscard]] Result<Invitation> decode_invitation(std::string_view text);

/// Whether enough of the board agreed to its grants, by the records it carries. Fails with
/// `NodeErrc::not_allowed` and what to do, or as `wire::check` on records that are none.
[[nodiscard]] Result<void> check_endorsed(const Invitation& invitation);

}  // namespace praxis::cli
