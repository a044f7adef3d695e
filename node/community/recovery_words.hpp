#pragma once

#include "protocol/crypto/keys.hpp"

#include <string>

namespace praxis::community {

/// One for each byte of the key, and two of a checksum.
inline constexpr std::size_t recovery_words_count = crypto::Secret32::size + 2;

/// A person's key as 34 words to keep on paper: one for each of its 32 bytes and of a checksum of
/// two, from the list that states are told in (protocol/governance/words.hpp). Eight words a line.
/// It is the key itself: whoever calls prints it once, overwrites it, and logs it never.
[[nodiscard]] std::string recovery_words(const crypto::Secret32& seed);

/// The way back, in capitals or not, with blanks, commas or line ends between. Fails with
/// `LineErrc::damaged` and what is wrong: a word that is none of the list and its place, another
/// number of words, or a checksum that does not fit.
[[nodiscard]] Result<crypto::Secret32> seed_from_words(std::string_view typed);

}  // namespace praxis::community
