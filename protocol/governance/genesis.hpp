#pragma once

#include "protocol/base/ids.hpp"

#include <vector>

namespace praxis::governance {

/// The record a network begins with: who the board is and how many of it decide together. Not an
/// update; held by every node. Grammar: protocol/governance/README.md, section 1.
struct Genesis {
    std::array<std::byte, 16> nonce{};
    std::uint8_t k = 1;             ///< board keys that must agree
    std::vector<SigningKey> board;  ///< strictly ascending
    friend bool operator==(const Genesis&, const Genesis&) = default;
};

/// Fails with `GovernanceErrc::bad_genesis` unless 1 <= k <= board keys <= limits::board_keys_max
/// and the keys ascend strictly.
[[nodiscard]] Result<void> validate(const Genesis& genesis);

/// The one encoding. `genesis` must be valid.
[[nodiscard]] Bytes encode(const Genesis& genesis);

/// Decodes and validates; fails with `praxis::Errc` on bytes that are no genesis record of a known
/// version and with `GovernanceErrc::bad_genesis` on one that breaks a rule.
[[nodiscard]] Result<Genesis> decode_genesis(ByteView bytes);

/// H(`praxis/genesis/v1`, genesis): the network's id, which is also the id of `root` and of its
/// one document.
[[nodiscard]] NetworkId network_id(const Genesis& genesis);

enum class GovernanceErrc {
    bad_genesis = 1,  ///< the genesis record breaks a rule
    bad_act,          ///< the skeleton of a root update is no act of the grammar
    unknown_format,   ///< an act of a format version this program does not know
    bad_possession,   ///< a key is claimed that did not sign for it
};
[[nodiscard]] boost::system::error_code make_error_code(GovernanceErrc code) noexcept;

}  // namespace praxis::governance

template <>
struct boost::system::is_error_code_enum<praxis::governance::GovernanceErrc> : std::true_type {};
