#include "node/community/recovery_words.hpp"

#include "node/community/state_words.hpp"
#include "node/community/text_line.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/governance/words.hpp"

#include <algorithm>

namespace praxis::community {
namespace {

/// With one word too few or wrong, 1 of 65,536 gets through; then the key is no person's.
constexpr std::size_t word_letters_max = 12;
constexpr std::size_t words_count = recovery_words_count;
constexpr std::size_t checksum_bytes = words_count - crypto::Secret32::size;
constexpr std::size_t words_a_line = 8;

Hash checksum(const crypto::Secret32& seed) {
    return crypto::hash("praxis/recovery/v1", {seed.expose()});
}

}  // namespace

std::string recovery_words(const crypto::Secret32& seed) {
    const auto sum = checksum(seed);
    std::string out;
    for (std::size_t i = 0; i < words_count; ++i) {
        if (i > 0) out += i % words_a_line == 0 ? '\n' : ' ';
        const bool of_seed = i < crypto::Secret32::size;
        out +=
            governance::word_of(of_seed ? seed.expose()[i] : sum.bytes[i - crypto::Secret32::size]);
    }
    return out;
}

Result<crypto::Secret32> seed_from_words(std::string_view typed) {
    const auto words = words_in(typed);
    Bytes bytes;
    bytes.reserve(words_count);
    for (const auto& word : words) {
        const auto byte = governance::byte_of(word);
        if (!byte) {
            // What is no word may be a secret in another form, and is not said again.
            const bool may_be_word = word.size() <= word_letters_max;
            return fail(LineErrc::damaged,
                        "word " + std::to_string(bytes.size() + 1) +
                            (may_be_word ? ", \"" + word + "\"," : std::string{}) +
                            " is none of the words that a key is written in; read it again");
        }
        bytes.push_back(*byte);
    }
    if (bytes.size() != words_count) {
        return fail(LineErrc::damaged,
                    "a key is " + std::to_string(words_count) + " words, and these are " +
                        std::to_string(bytes.size()) + "; read them again from the first");
    }
    auto seed = crypto::Secret32::from(ByteView{bytes}.first(crypto::Secret32::size));
    const auto given = ByteView{bytes}.last(checksum_bytes);
    const bool fits =
        seed && equal(ByteView{checksum(seed.value()).bytes}.first(checksum_bytes), given);
    std::ranges::fill(bytes, std::byte{0});
    if (!fits) {
        return fail(LineErrc::damaged,
                    "these words do not belong together: one was copied wrong, or two changed "
                    "places; compare each with the paper");
    }
    return seed;
}

}  // namespace praxis::community
