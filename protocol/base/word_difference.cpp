#include "protocol/base/word_difference.hpp"

#include <algorithm>
#include <map>
#include <optional>

namespace praxis {
namespace {

enum class Class { word, space, line_end, mark, single };

bool between(char32_t c, char32_t first, char32_t last) {
    return c >= first && c <= last;
}

Class class_of(char32_t c) {
    if (c == U'\n') return Class::line_end;
    if (c == U' ' || c == U'\t' || c == U'\r' || c == 0xA0) return Class::space;
    if (between(c, 0x300, 0x36F) || c == 0xE31 || between(c, 0xE34, 0xE3A) ||
        between(c, 0xE47, 0xE4E) || c == 0xEB1 || between(c, 0xEB4, 0xEBC) ||
        between(c, 0xEC8, 0xECE) || c == 0x200D || between(c, 0xFE00, 0xFE0F)) {
        return Class::mark;
    }
    // Scripts written without spaces: Thai, Lao, Burmese, Khmer, the East Asian ones, emoji.
    if (between(c, 0xE00, 0xEFF) || between(c, 0x1000, 0x109F) || between(c, 0x1780, 0x17FF) ||
        between(c, 0x2E80, 0xD7FF) || c >= 0xF900) {
        return Class::single;
    }
    const bool letter = between(c, U'0', U'9') || between(c, U'A', U'Z') ||
                        between(c, U'a', U'z') || c == U'_' ||
                        (c >= 0xC0 && !between(c, 0x2000, 0x206F));
    return letter ? Class::word : Class::single;
}

using Tokens = std::vector<std::u32string_view>;

/// Words, runs of blanks, and everything else by itself; marks stay with what they mark.
Tokens tokens_of(std::u32string_view text) {
    Tokens out;
    std::size_t begin = 0;
    auto before = Class::single;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto now = class_of(text[i]);
        const bool goes_on =
            i > 0 &&
            (now == Class::mark || (now == before && (now == Class::word || now == Class::space)));
        if (i > 0 && !goes_on) {
            out.push_back(text.substr(begin, i - begin));
            begin = i;
        }
        if (now != Class::mark) before = now;
    }
    if (begin < text.size()) out.push_back(text.substr(begin));
    return out;
}

/// A part of two sequences, by index.
struct Span {
    std::size_t old_begin;
    std::size_t old_end;
    std::size_t new_begin;
    std::size_t new_end;
};

class Difference {
public:
    Difference(const std::vector<std::size_t>& before, const std::vector<std::size_t>& after)
        : old_{before}, new_{after} {}

    /// The differing spans within `span`, ascending, glued; nullopt when more differs than `max`.
    /// Myers, "An O(ND) difference algorithm", 1986: furthest reaching paths by diagonal.
    [[nodiscard]] std::optional<std::vector<Span>> shortest(Span span, std::size_t max) const {
        const auto whole = trim(span);
        const auto rows = static_cast<std::ptrdiff_t>(whole.old_end - whole.old_begin);
        const auto columns = static_cast<std::ptrdiff_t>(whole.new_end - whole.new_begin);
        if (rows == 0 || columns == 0) {
            if (rows == columns) return std::vector<Span>{};
            return std::vector<Span>{whole};
        }
        std::vector<std::vector<std::ptrdiff_t>> reached;  // by distance: diagonals -d .. d
        for (std::ptrdiff_t d = 0; d <= static_cast<std::ptrdiff_t>(max); ++d) {
            auto& now = reached.emplace_back(static_cast<std::size_t>(2 * d + 1), -1);
            for (std::ptrdiff_t k = -d; k <= d; k += 2) {
                auto x = start_of(reached, d, k);
                auto y = x - k;
                while (x < rows && y < columns && x >= 0 && y >= 0 && same(whole, x, y))
                    ++x, ++y;
                now[static_cast<std::size_t>(k + d)] = x;
                if (x >= rows && y >= columns) return walk_back(reached, whole, d, k);
            }
        }
        return std::nullopt;
    }

    [[nodiscard]] Span trim(Span span) const {
        while (span.old_begin < span.old_end && span.new_begin < span.new_end &&
               old_[span.old_begin] == new_[span.new_begin]) {
            ++span.old_begin, ++span.new_begin;
        }
        while (span.old_begin < span.old_end && span.new_begin < span.new_end &&
               old_[span.old_end - 1] == new_[span.new_end - 1]) {
            --span.old_end, --span.new_end;
        }
        return span;
    }

private:
    using Reached = std::vector<std::vector<std::ptrdiff_t>>;

    [[nodiscard]] bool same(const Span& in, std::ptrdiff_t x, std::ptrdiff_t y) const {
        return old_[in.old_begin + static_cast<std::size_t>(x)] ==
               new_[in.new_begin + static_cast<std::size_t>(y)];
    }

    [[nodiscard]] static std::ptrdiff_t at(const Reached& reached,
                                           std::ptrdiff_t d,
                                           std::ptrdiff_t k) {
        if (d < 0 || k < -d || k > d) return -1;
        return reached[static_cast<std::size_t>(d)][static_cast<std::size_t>(k + d)];
    }

    /// Whether the path on diagonal k came down from k + 1 (an insertion).
    [[nodiscard]] static bool came_down(const Reached& reached,
                                        std::ptrdiff_t d,
                                        std::ptrdiff_t k) {
        return k == -d || (k != d && at(reached, d - 1, k - 1) < at(reached, d - 1, k + 1));
    }

    [[nodiscard]] static std::ptrdiff_t start_of(const Reached& reached,
                                                 std::ptrdiff_t d,
                                                 std::ptrdiff_t k) {
        if (d == 0) return 0;
        return came_down(reached, d, k) ? at(reached, d - 1, k + 1) : at(reached, d - 1, k - 1) + 1;
    }

    [[nodiscard]] static std::vector<Span> walk_back(const Reached& reached,
                                                     const Span& whole,
                                                     std::ptrdiff_t d,
                                                     std::ptrdiff_t k) {
        std::vector<Span> out;  // newest first
        for (; d > 0; --d) {
            const auto x = static_cast<std::size_t>(start_of(reached, d, k));
            const auto y = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(x) - k);
            const bool down = came_down(reached, d, k);
            const Span step{whole.old_begin + x - (down ? 0 : 1),
                            whole.old_begin + x,
                            whole.new_begin + y - (down ? 1 : 0),
                            whole.new_begin + y};
            const bool glued = !out.empty() && out.back().old_begin == step.old_end &&
                               out.back().new_begin == step.new_end;
            if (glued) {
                out.back().old_begin = step.old_begin;
                out.back().new_begin = step.new_begin;
            } else {
                out.push_back(step);
            }
            k += down ? 1 : -1;
        }
        std::ranges::reverse(out);
        return out;
    }

    const std::vector<std::size_t>& old_;
    const std::vector<std::size_t>& new_;
};

/// Tokens as numbers, equal ones alike; and lines with where they begin.
class Numbers {
public:
    std::vector<std::size_t> of(const Tokens& tokens) {
        std::vector<std::size_t> out;
        for (const auto& token : tokens) {
            out.push_back(known_.try_emplace(token, known_.size()).first->second);
        }
        return out;
    }

private:
    std::map<std::u32string_view, std::size_t> known_;
};

struct Line {
    std::size_t begin;  // token
    std::size_t end;
};

std::vector<Line> lines_of(const Tokens& tokens, std::size_t begin, std::size_t end) {
    std::vector<Line> out;
    for (auto i = begin; i < end; ++i) {
        if (tokens[i] != U"\n") continue;
        out.push_back({begin, i + 1});
        begin = i + 1;
    }
    if (begin < end) out.push_back({begin, end});
    return out;
}

/// Pairs of equal lines that occur once on either side, the longest ascending chain of them
/// ("patience").
std::vector<std::pair<Line, Line>> anchors(const std::vector<std::size_t>& before,
                                           const std::vector<Line>& old_lines,
                                           const std::vector<std::size_t>& after,
                                           const std::vector<Line>& new_lines) {
    using Content = std::vector<std::size_t>;
    std::map<Content, std::pair<std::vector<std::size_t>, std::vector<std::size_t>>> places;
    const auto content = [](const std::vector<std::size_t>& tokens, const Line& line) {
        return Content(tokens.begin() + static_cast<std::ptrdiff_t>(line.begin),
                       tokens.begin() + static_cast<std::ptrdiff_t>(line.end));
    };
    for (std::size_t i = 0; i < old_lines.size(); ++i) {
        places[content(before, old_lines[i])].first.push_back(i);
    }
    for (std::size_t i = 0; i < new_lines.size(); ++i) {
        places[content(after, new_lines[i])].second.push_back(i);
    }
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    for (const auto& [line, where] : places) {
        if (where.first.size() == 1 && where.second.size() == 1) {
            pairs.emplace_back(where.first.front(), where.second.front());
        }
    }
    std::ranges::sort(pairs);
    std::vector<std::size_t> tails;  // indices into pairs, by chain length
    std::vector<std::size_t> before_it(pairs.size(), pairs.size());
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        const auto at = std::ranges::lower_bound(
            tails, pairs[i].second, {}, [&](std::size_t t) { return pairs[t].second; });
        if (at != tails.begin()) before_it[i] = *std::prev(at);
        if (at == tails.end()) {
            tails.push_back(i);
        } else {
            *at = i;
        }
    }
    std::vector<std::pair<Line, Line>> out;
    for (auto i = tails.empty() ? pairs.size() : tails.back(); i < pairs.size(); i = before_it[i]) {
        out.emplace_back(old_lines[pairs[i].first], new_lines[pairs[i].second]);
    }
    std::ranges::reverse(out);
    return out;
}

std::vector<Span> differing(const Tokens& old_tokens, const Tokens& new_tokens) {
    Numbers numbers;
    const auto before = numbers.of(old_tokens);
    const auto after = numbers.of(new_tokens);
    const Difference difference{before, after};
    const Span all{0, before.size(), 0, after.size()};
    if (auto spans = difference.shortest(all, differing_words_max)) return *spans;

    const auto span = difference.trim(all);
    std::vector<Span> out;
    const auto add = [&](Span gap) {
        const auto spans = difference.shortest(gap, differing_words_max / 10);
        if (spans) {
            out.insert(out.end(), spans->begin(), spans->end());
        } else {
            out.push_back(difference.trim(gap));
        }
    };
    Span gap = span;
    for (const auto& [old_line, new_line] :
         anchors(before,
                 lines_of(old_tokens, span.old_begin, span.old_end),
                 after,
                 lines_of(new_tokens, span.new_begin, span.new_end))) {
        add({gap.old_begin, old_line.begin, gap.new_begin, new_line.begin});
        gap.old_begin = old_line.end;
        gap.new_begin = new_line.end;
    }
    add(gap);
    return out;
}

bool is_glue(std::u32string_view between_hunks) {
    constexpr std::size_t glue_max = 2;
    return between_hunks.size() <= glue_max && std::ranges::all_of(between_hunks, [](char32_t c) {
               const auto kind = class_of(c);
               return kind == Class::space || (kind == Class::single && c < 0x80);
           });
}

bool replaces(const Hunk& hunk) {
    return hunk.old_begin < hunk.old_end && hunk.new_begin < hunk.new_end;
}

}  // namespace

std::vector<Hunk> word_difference(std::u32string_view before, std::u32string_view after) {
    const auto old_tokens = tokens_of(before);
    const auto new_tokens = tokens_of(after);
    const auto offsets = [](const Tokens& tokens) {
        std::vector<std::size_t> out{0};
        for (const auto& token : tokens)
            out.push_back(out.back() + token.size());
        return out;
    };
    const auto old_at = offsets(old_tokens);
    const auto new_at = offsets(new_tokens);
    std::vector<Hunk> out;
    for (const auto& span : differing(old_tokens, new_tokens)) {
        const Hunk hunk{old_at[span.old_begin],
                        old_at[span.old_end],
                        new_at[span.new_begin],
                        new_at[span.new_end]};
        // A blank that happens to be equal between two replaced words belongs to the replacement.
        const bool glued =
            !out.empty() &&
            (out.back().old_end == hunk.old_begin ||
             (replaces(out.back()) && replaces(hunk) &&
              is_glue(before.substr(out.back().old_end, hunk.old_begin - out.back().old_end))));
        if (glued) {
            out.back().old_end = hunk.old_end;
            out.back().new_end = hunk.new_end;
        } else {
            out.push_back(hunk);
        }
    }
    return out;
}

}  // namespace praxis
