#pragma once

#include "tests/property/governance_node.hpp"

#include <array>
#include <string_view>

namespace praxis::governance {

/// The acts by the places they have in `Act`.
inline constexpr std::array<std::string_view, std::variant_size_v<Act>> act_names{
    "join_heads",
    "administrator",
    "person",
    "device",
    "endorse",
    "space",
    "role",
    "revoke",
    "hand_over",
    "ratify",
    "agree_erasure",
    "ask_to_join",
    "decline",
    "rotate_board",
    "vouch",
    "quarantine",
    "release",
    "set_quota",
};

/// What a history is made of.
struct HistoryShape {
    std::size_t persons = 0;           ///< acts that certify one and parse
    std::size_t standing_persons = 0;  ///< of these, that stand
    /// The most ends that root had at one moment while it was written: so many lines of acts, of
    /// which none had seen the end of another.
    std::size_t branches = 0;
    std::array<std::uint64_t, act_names.size()> acts{};  ///< that stand, by their sort
    std::uint64_t forks = 0;  ///< places of chains, of root or not, with more than one update
    std::uint64_t cuts = 0;   ///< of what stands, each naming an update of its chain and seq
};

/// `governance` has all of root, `acts` what it says.
[[nodiscard]] HistoryShape shape_of(const test::GovernanceWorld& world,
                                    const Acts& acts,
                                    const Governance& governance);

}  // namespace praxis::governance
