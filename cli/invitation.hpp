#pragma once

#include "protocol/crypto/keys.hpp"
#include "protocol/wire/header.hpp"

#include <optional>
#include <string>
#include <vector>

namespace praxis::cli {

/// What `invite` hands over and `join` starts from, without contact. Grammar: cli/README.md.
struct Invitation {
    Bytes genesis;                         ///< the genesis record: names the network
    NodeId node;                           ///< the inviting node
    DhKey node_dh;                         ///< its X25519 key, so the first handshake knows it
    std::string address;                   ///< HOST:PORT, or empty
    std::string role;                      ///< centre, office or replica: the highest to take
    SpaceId commons;                       ///< where person and node documents go
    std::vector<UpdateId> governance;      ///< heads of root when it was written, ascending
    crypto::Secret32 seed;                 ///< of the invitation key
    std::vector<UpdateId> grants;          ///< held by the invitation key
    std::vector<wire::SignedUpdate> root;  ///< root updates the grants stand on, in causal order
};

/// One line to copy: `praxis1-` and lower-case base32 without look-alikes, checksum included.
[[nodiscard]] Result<std::string> encode(const Invitation& invitation);

/// Reads a line back; white space inside is ignored, as mail programs break lines. Fails with
/// `InvitationErrc` words that say what happened to it. Everything inside is from a stranger until
/// the store has checked it.
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
