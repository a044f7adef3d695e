#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace praxis::sim {

/// What somebody with a certificate and no manners tries; each is counted by its name.
enum class Strategy : std::uint8_t {
    bad_signature,       ///< by another key than it names, of another update, or of nobody
    altered_field,       ///< one byte of its own update, or of somebody else's, is another
    two_face,            ///< one place of a chain says one thing to one node, another to another
    backdate,            ///< an old date, and governance heads from before its certificate
    replay,              ///< what a node holds comes again, alone and among others
    self_promotion,      ///< it grants itself what nobody gave it, and acts by it
    forged_revoke,       ///< it revokes whom it has no right to, or in the name of who has
    stale_membership,    ///< removed, it goes on under the governance heads from before
    quota_burst,         ///< more at once than is taken of one device without a right
    duplicate_sequence,  ///< two updates at one place of a chain, to one node
};
inline constexpr std::array<std::string_view, 10> strategy_names{"bad signature",
                                                                 "altered field",
                                                                 "two-face",
                                                                 "backdate",
                                                                 "replay",
                                                                 "self-promotion",
                                                                 "forged revoke",
                                                                 "stale membership",
                                                                 "quota burst",
                                                                 "duplicate sequence"};
inline constexpr std::size_t strategy_count = strategy_names.size();

/// How often each was tried on a node that answered.
using StrategyCounts = std::array<std::size_t, strategy_count>;

}  // namespace praxis::sim
