#include "crdt/document.hpp"
#include "node/community/file_reference.hpp"
#include "protocol/base/utf8.hpp"
#include "tests/support/random_history.hpp"

#include <gtest/gtest.h>

#include <regex>

namespace praxis::community {
namespace {

using namespace crdt;
using testing::random_id;

std::string random_letters(SeededEntropy& rng, std::u32string_view letters, std::uint64_t most) {
    std::u32string out;
    for (auto n = 1 + rng.below(most); n > 0; --n)
        out += letters[rng.below(letters.size())];
    return encode_utf8(out);
}

FileReference random_file(SeededEntropy& rng) {
    FileReference out;
    rng.fill(out.content.bytes);
    out.size = rng.below(file_bytes_max >> rng.below(41));
    out.media_type =
        "a" + random_letters(rng, U"az09.+-_", 8) + "/x" + random_letters(rng, U"az9.+", 5);
    out.name = "n" + random_letters(rng, U"ab .-\u00e9\u0e01\U0001F600", 12) + ".pdf";
    return out;
}

/// The rule in another way: one regular expression over the bytes, and what it cannot say.
bool oracle_accepts(const std::string& text) {
    static const std::regex form{
        "([0-9a-f]{64}) (0|[1-9][0-9]{0,12}) [a-z0-9][a-z0-9!#$&^_.+-]{0,126}/"
        "[a-z0-9][a-z0-9!#$&^_.+-]{0,126} ([^\\x01-\\x1f\\x7f/\\\\]{1,255})"};
    std::smatch found;
    if (text.find('\0') != std::string::npos || !std::regex_match(text, found, form)) return false;
    if (std::stoull(found[2]) > file_bytes_max) return false;
    const std::string name = found[3];
    if (name == "." || name == ".." || name[0] == ' ' || name.back() == ' ') return false;
    const auto points = decode_utf8(name);
    if (!points) return false;
    static const std::u32string turning = U"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069";
    for (const auto c : points.value()) {
        if (c >= 0x80 && c < 0xA0) return false;
        if (turning.find(c) != std::u32string::npos) return false;
    }
    return true;
}

std::string spoilt(SeededEntropy& rng, std::string text) {
    constexpr std::u32string_view some = U" /\\.\n\u0085\u202e\u2066Aa09-\u00e9";
    for (auto n = rng.below(3); n > 0; --n) {
        const auto at = rng.below(text.size() + 1);
        switch (rng.below(4)) {
            case 0:
                text.insert(at, random_letters(rng, some, 2));
                break;
            case 1:
                text.erase(at, 1 + rng.below(3));
                break;
            case 2:
                text.insert(at, 1, static_cast<char>(rng.below(256)));
                break;
            default:
                text = text.substr(0, at) + (rng.below(2) == 0 ? "" : text.substr(0, at));
        }
    }
    return text;
}

// A text is refused, or is the only way to write what it means.
TEST(FileReferenceProperty, HasOneFormAndRefusesWhatTheRuleRefuses) {
    std::size_t accepted = 0;
    std::size_t refused = 0;
    SeededEntropy rng{1};
    for (int i = 0; i < 5000; ++i) {
        const auto file = random_file(rng);
        const auto text = spoilt(rng, encode(file));
        const auto parsed = parse_file_reference(text);
        ASSERT_EQ(parsed.has_value(), oracle_accepts(text)) << text;
        if (!parsed) {
            EXPECT_EQ(parsed.error().code, make_error_code(Errc::bad_value));
            ++refused;
            continue;
        }
        ASSERT_EQ(encode(parsed.value()), text);
        ++accepted;
    }
    EXPECT_GT(accepted, 1000U);
    EXPECT_GT(refused, 1000U);
}

TEST(FileReferenceProperty, TheLimitsAreTheEdges) {
    SeededEntropy rng{2};
    auto file = random_file(rng);
    file.size = file_bytes_max;
    file.name = std::string(file_name_max, 'n');
    file.media_type = std::string(media_word_max, 'm') + "/" + std::string(media_word_max, 's');
    const auto text = encode(file);
    EXPECT_EQ(parse_file_reference(text).value(), file);
    const auto head = file.content.hex() + " ";
    const auto tail = std::string{" application/pdf a.pdf"};
    EXPECT_TRUE(parse_file_reference(head + "0" + tail));
    EXPECT_FALSE(parse_file_reference(head + std::to_string(file_bytes_max + 1) + tail));
    EXPECT_FALSE(parse_file_reference(head + "99999999999999999999" + tail));
    EXPECT_FALSE(parse_file_reference(text + "n"));
    EXPECT_FALSE(parse_file_reference(head + "1 m" + file.media_type + " a.pdf"));
}

// Two people attach one file at the same time: one element, and no conflict.
TEST(FileReferenceProperty, OneFileAttachedTwiceIsOneElement) {
    SeededEntropy rng{3};
    const Address attachments{12, {}};
    const auto creation = random_id(rng);
    Document document{same_bytes<DocumentId>(creation)};
    document.apply({creation, {}, Skeleton{}, std::vector<Bytes>{}, true, {}});
    const auto value = copy(bytes_of(encode(random_file(rng))));
    for (int i = 0; i < 2; ++i) {
        document.apply({random_id(rng),
                        {creation},
                        Skeleton{{AddElement{attachments}}},
                        std::vector<Bytes>{value},
                        true,
                        {}});
    }
    const auto elements = document.now().elements(attachments);
    ASSERT_EQ(elements.size(), 1U);
    EXPECT_EQ(elements.front().content, value);
}

}  // namespace
}  // namespace praxis::community
