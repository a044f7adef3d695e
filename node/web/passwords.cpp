#include "node/web/passwords.hpp"

#include "protocol/wire/limits.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <vector>

namespace praxis::web {
namespace {

/// The 10,000 most common passwords, in lower case: those that are not too short anyway. From three
/// public lists, since they differ a little: both of SecLists (10-million-password-list and
/// 10k-most-common) and the one of zxcvbn. tests/browser/passwords.mjs tries whole lists.
constexpr std::array<std::string_view, 34> common_passwords{
    "123456654321",     "123456789qwe",  "123456qwerty", "123qweasdzxc",  "1q2w3e4r5t6y",
    "1qaz2wsx3edc",     "1qazxsw23edc",  "businessbabe", "contortionist", "films+pic+galeries",
    "flvbybcnhfnjh",    "gfhjkmgfhjkm",  "ghhh47hj7649", "ghjcnjgfhjkm",  "leavemealone",
    "mailcreated5240",  "masterbaiting", "masterbating", "masturbation",  "motherfucker",
    "polniypizdec0211", "pornographic",  "q1w2e3r4t5y6", "qazwsxedc123",  "qazwsxedcrfv",
    "qweasdzxc123",     "qwerasdfzxcv",  "qwerty123456", "qwertyqwerty",  "scandinavian",
    "sojdlg123aljg",    "sonyericsson",  "unbelievable", "zxcasdqwe123"};
static_assert(std::ranges::is_sorted(common_passwords));

constexpr std::size_t site_word_bytes_min = 3;  ///< "of" names no place, "Bob" somebody

std::string lower(std::string_view text) {
    std::string out{text};
    for (auto& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

/// Of a text in lower case; every byte of another script is part of a letter.
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 128;
}

/// The words of names, in lower case.
std::set<std::string, std::less<>> words_of(std::span<const std::string> names) {
    std::set<std::string, std::less<>> out;
    for (const auto& name : names) {
        std::string word;
        for (const char c : lower(name) + " ") {
            if (is_letter(c)) {
                word.push_back(c);
                continue;
            }
            if (word.size() >= site_word_bytes_min) out.insert(word);
            word.clear();
        }
    }
    return out;
}

/// Whether the letters of a text in lower case, digits and signs left aside, are words of these
/// names and nothing else.
bool is_made_of(std::string_view text, std::span<const std::string> names) {
    std::string letters;
    std::ranges::copy_if(text, std::back_inserter(letters), is_letter);
    if (letters.empty()) return false;
    const auto words = words_of(names);
    std::vector<bool> reached(letters.size() + 1, false);  // by whole words
    reached[0] = true;
    for (std::size_t at = 0; at < letters.size(); ++at) {
        if (!reached[at]) continue;
        for (const auto& word : words) {
            if (letters.compare(at, word.size(), word) == 0) reached[at + word.size()] = true;
        }
    }
    return reached.back();
}

}  // namespace

Result<void> check_new_password(std::string_view password, std::span<const std::string> site) {
    if (password.size() < limits::password_bytes_min) {
        return fail(AccountErrc::weak_password,
                    "A password needs at least " + std::to_string(limits::password_bytes_min) +
                        " characters; four or five words that do not belong together are good.");
    }
    if (password.size() > limits::password_bytes_max) {
        return fail(
            AccountErrc::weak_password,
            "A password has at most " + std::to_string(limits::password_bytes_max) + " bytes.");
    }
    const auto typed = lower(password);
    if (!std::ranges::binary_search(common_passwords, typed) && !is_made_of(typed, site)) {
        return success();
    }
    return fail(AccountErrc::weak_password,
                "That password is one of those that are tried first: very common ones, and names "
                "of this place. Four or five words that do not belong together are good.");
}

}  // namespace praxis::web
