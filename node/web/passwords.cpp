#include "node/web/passwords.hpp"

#include "node/web/detail/common_passwords.hpp"
#include "protocol/wire/limits.hpp"

#include <algorithm>
#include <set>
#include <vector>

namespace praxis::web {
namespace {

constexpr std::size_t word_bytes_min = 4;  ///< shorter words say nothing
constexpr std::size_t word_cost = 4;
constexpr std::size_t pattern_cost = 2;
constexpr std::size_t pattern_bytes_min = 3;
constexpr std::size_t year_bytes = 4;

using Words = std::set<std::string, std::less<>>;

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// The letter a digit or sign commonly stands for.
char plain(char c) {
    constexpr std::string_view signs = "@431!0$57";
    constexpr std::string_view letters = "aaeiiosst";
    const auto at = signs.find(c);
    return at == std::string_view::npos ? c : letters[at];
}

bool is_in_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 128;
}

/// Adds the words of `text` to `words`, in lower case.
void add_words(Words& words, std::string_view text) {
    std::string word;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        const char c = i < text.size() ? lower(text[i]) : ' ';
        if (is_in_word(c)) {
            word.push_back(c);
            continue;
        }
        if (word.size() >= word_bytes_min) words.insert(word);
        word.clear();
    }
}

/// How many bytes from `at` on are one character again and again, or go up or down by one.
std::size_t pattern_at(std::string_view text, std::size_t at) {
    std::size_t longest = 0;
    for (const int step : {0, 1, -1}) {
        std::size_t size = 1;
        while (at + size < text.size() && text[at + size] - text[at + size - 1] == step)
            ++size;
        longest = std::max(longest, size);
    }
    return longest >= pattern_bytes_min ? longest : 0;
}

bool is_year(std::string_view text) {
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    return (text.starts_with("19") || text.starts_with("20")) && std::ranges::all_of(text, digit);
}

/// The least that a password counts, over all ways to cut it into words, patterns and the rest.
std::size_t count(std::string_view text, const Words& words) {
    std::string folded{text};
    std::ranges::transform(folded, folded.begin(), plain);
    std::vector<std::size_t> best(text.size() + 1, text.size());
    best[0] = 0;
    const auto reach = [&](std::size_t from, std::size_t size, std::size_t cost) {
        best[from + size] = std::min(best[from + size], best[from] + cost);
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        reach(at, 1, 1);
        for (auto size = pattern_at(text, at); size >= pattern_bytes_min; --size)
            reach(at, size, pattern_cost);
        if (at + year_bytes <= text.size() && is_year(text.substr(at, year_bytes))) {
            reach(at, year_bytes, pattern_cost);
        }
        for (auto size = word_bytes_min; at + size <= text.size(); ++size) {
            const auto as_typed = text.substr(at, size);
            const auto as_meant = std::string_view{folded}.substr(at, size);
            if (words.contains(as_typed) || words.contains(as_meant)) reach(at, size, word_cost);
        }
    }
    return best.back();
}

/// The part that a text repeats from its beginning to its end; all of it when it repeats none.
std::string_view unit_of(std::string_view text) {
    for (std::size_t size = 1; size < text.size(); ++size) {
        if (text.size() % size != 0) continue;
        if (text.substr(size) == text.substr(0, text.size() - size)) return text.substr(0, size);
    }
    return text;
}

const Words& common_words() {
    static const Words words = [] {
        Words out;
        add_words(out, detail::common_passwords());
        return out;
    }();
    return words;
}

}  // namespace

Result<void> check_new_password(std::string_view password, std::span<const std::string> near) {
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
    auto words = common_words();
    for (const auto& name : near)
        add_words(words, name);
    std::string typed{password};
    std::ranges::transform(typed, typed.begin(), lower);
    const auto unit = unit_of(typed);
    const auto repeats = unit.size() < typed.size() ? pattern_cost : 0;
    if (count(unit, words) + repeats >= limits::password_bytes_min) return success();
    return fail(AccountErrc::weak_password,
                "That password is one of those that are tried first: common words, names of this "
                "place, years, rows of keys. Four or five words that do not belong together are "
                "good.");
}

}  // namespace praxis::web
