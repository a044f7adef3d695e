#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace praxis {

/// Work of the word difference: beyond so many differing words the passage is replaced whole.
inline constexpr std::size_t differing_words_max = 2000;

/// Code points [old_begin, old_end) became [new_begin, new_end); one of them may be empty.
struct Hunk {
    std::size_t old_begin = 0;
    std::size_t old_end = 0;
    std::size_t new_begin = 0;
    std::size_t new_end = 0;
    friend bool operator==(const Hunk&, const Hunk&) = default;
};

/// What changed from one text to another, in whole words: ascending hunks that do not touch.
/// Work is bounded (`differing_words_max`): where more differs, equal lines that occur once
/// hold the texts together, and what lies between them is replaced whole.
[[nodiscard]] std::vector<Hunk> word_difference(std::u32string_view before,
                                                std::u32string_view after);

}  // namespace praxis
