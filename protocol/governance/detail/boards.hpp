#pragma once

#include "protocol/governance/detail/pasts.hpp"
#include "protocol/governance/genesis.hpp"

#include <optional>
#include <vector>

namespace praxis::governance::detail {

/// Who decided together, from one rotation to the next.
struct Board {
    std::optional<Lv> rotation;  ///< by which it came; nullopt: the genesis names it
    std::uint8_t k = 1;
    std::vector<SigningKey> keys;  ///< strictly ascending
    /// What agreed to the rotation, of those who stay: what is in the past of any of these was
    /// decided under the board before. The rotation comes first.
    std::vector<Lv> closing = {};

    [[nodiscard]] bool has(const SigningKey& key) const {
        return std::ranges::binary_search(keys, key);
    }
    friend bool operator==(const Board&, const Board&) = default;
};

}  // namespace praxis::governance::detail
