#pragma once

#include "protocol/base/ids.hpp"

#include <optional>
#include <string_view>

namespace praxis::governance {

/// How many words tell a state.
inline constexpr std::size_t state_words = 8;
/// Whether it is one of the list, in small letters.
[[nodiscard]] bool is_state_word(std::string_view word);
/// The word for a byte, and back; nullopt for a word that is not of the list.
[[nodiscard]] std::string_view word_of(std::byte byte);
[[nodiscard]] std::optional<std::byte> byte_of(std::string_view word);

/// Eight English words with spaces between, one for each of the hash's first eight bytes: what
/// two people compare by telephone. The list never changes.
[[nodiscard]] std::string words_of(const Hash& hash);

}  // namespace praxis::governance
