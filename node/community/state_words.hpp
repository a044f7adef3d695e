#pragma once

#include "node/replica/replica.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace praxis::community {

/// What it says about this node that another one reads out these words as its state.
struct StateComparison {
    bool equal = false;           ///< both hold the same, everywhere
    std::vector<SpaceId> spaces;  ///< of this node, whose own words these are; ascending
};

/// The words in what somebody typed, in small letters: blanks, commas, full stops and line ends
/// stand between them.
[[nodiscard]] std::vector<std::string> words_in(std::string_view typed);

/// The eight words in what somebody typed, in one form: in capitals or not, with blanks, commas or
/// full stops between. Fails with `Errc::bad_value` and the word that is none.
[[nodiscard]] Result<std::string> state_words_in(std::string_view typed);

/// Fails as `state_words_in`; else store errors only.
[[nodiscard]] Result<StateComparison> compare_state(const node::Replica& replica,
                                                    std::string_view typed);

}  // namespace praxis::community
