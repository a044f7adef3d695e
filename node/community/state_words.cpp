#include "node/community/state_words.hpp"

#include "node/community/errc.hpp"
#include "protocol/governance/words.hpp"

#include <algorithm>

namespace praxis::community {
namespace {

bool is_between(char c) {
    return c == ' ' || c == ',' || c == '.' || c == '\t' || c == '\n' || c == '\r';
}

}  // namespace

std::vector<std::string> words_in(std::string_view typed) {
    std::vector<std::string> out;
    bool inside = false;
    for (const char c : typed) {
        if (is_between(c)) {
            inside = false;
            continue;
        }
        if (!inside) out.emplace_back();
        inside = true;
        out.back() += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

Result<std::string> state_words_in(std::string_view typed) {
    const auto words = words_in(typed);
    std::string out;
    for (const auto& word : words) {
        if (!governance::is_state_word(word)) {
            return fail(
                Errc::bad_value,
                "\"" + word + "\" is none of the words that states are told in; ask for it again");
        }
        out += (out.empty() ? "" : " ") + word;
    }
    if (words.size() != governance::state_words) {
        return fail(Errc::bad_value,
                    "a state is eight words, and these are " + std::to_string(words.size()));
    }
    return out;
}

Result<StateComparison> compare_state(const node::Replica& replica, std::string_view typed) {
    TRY(const auto words, state_words_in(typed));
    TRY(const auto state, replica.state());
    StateComparison out;
    out.equal = words == governance::words_of(state.state);
    for (const auto& [space, hash] : state.spaces) {
        if (words == governance::words_of(hash)) out.spaces.push_back(space);
    }
    return out;
}

}  // namespace praxis::community
