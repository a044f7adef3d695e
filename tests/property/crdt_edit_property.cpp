#include "crdt/edit.hpp"
#include "protocol/base/utf8.hpp"
#include "protocol/base/word_difference.hpp"
#include "tests/support/random_history.hpp"

#include <gtest/gtest.h>

namespace praxis::crdt {
namespace {

using testing::agenda;
using testing::prose;
using testing::random_id;
using testing::RandomHistory;
using testing::themes;

std::u32string random_words(SeededEntropy& rng, std::uint64_t count) {
    constexpr std::u32string_view words[] = {U"well",
                                             U" ",
                                             U"pump",
                                             U". ",
                                             U"\n",
                                             U"water",
                                             U"\u0e19\u0e49\u0e33",
                                             U"r\u00e9gion",
                                             U"a",
                                             U"b"};
    std::u32string out;
    for (std::uint64_t i = 0; i < count; ++i)
        out += words[rng.below(std::size(words))];
    return out;
}

/// Some places of a text cut out, replaced or grown.
std::u32string edited(SeededEntropy& rng, std::u32string text) {
    for (auto n = rng.below(4); n > 0; --n) {
        const auto at = rng.below(text.size() + 1);
        const auto count = std::min<std::size_t>(rng.below(4), text.size() - at);
        text.replace(at, count, random_words(rng, rng.below(4)));
    }
    return text;
}

// Whatever verdicts, absent content and versions: operations made for a wanted text give exactly
// that text at their own version, in one update or cut into several.
TEST(EditProperty, GivesTheWantedTextAtItsOwnVersion) {
    std::size_t judged = 0;
    for (std::uint64_t seed = 1; seed <= 1500; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        RandomHistory history{seed};
        auto& rng = history.rng;
        Document document{history.document};
        for (const auto& update : history.updates)
            (void)document.apply(update);
        std::vector<UpdateId> version = document.now().version();
        if (rng.below(2) == 0) version = {history.updates[rng.below(history.updates.size())].id};
        const auto base = document.at(version).value();
        const auto wanted = edited(rng, decode_utf8(base.text(prose)).value());
        auto edit = edit_text(base, prose, encode_utf8(wanted));
        ASSERT_TRUE(edit.has_value());
        auto deps = base.version();
        for (auto& part : split(std::move(edit).value(), rng.below(2) == 0 ? 0 : 8192)) {
            Update update;
            update.id = random_id(rng);
            update.deps = deps;
            update.skeleton = Skeleton{part.operations};
            EXPECT_TRUE(parse_skeleton(encode(*update.skeleton)).has_value());
            update.parts = part.parts;
            update.stands = true;
            document.apply(update);
            deps = {update.id};
        }
        if (deps == base.version()) {  // nothing to do
            EXPECT_EQ(encode_utf8(wanted), base.text(prose));
            continue;
        }
        if (!document.stands(deps.front())) continue;  // the version has no creation in it
        EXPECT_EQ(document.at(deps).value().text(prose), encode_utf8(wanted));
        ++judged;
        if (HasFailure()) return;
    }
    EXPECT_GT(judged, 500U);
}

TEST(EditProperty, GivesTheWantedSetAtItsOwnVersion) {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        RandomHistory history{seed};
        Document document{history.document};
        for (auto update : history.updates) {
            if (update.id == same_bytes<UpdateId>(history.document)) {
                update.stands = true;
                update.skeleton.emplace();
                update.parts.emplace();
            }
            (void)document.apply(update);
        }
        const auto base = document.now();
        std::vector<Bytes> wanted;
        for (auto n = history.rng.below(4); n > 0; --n) {
            wanted.push_back(copy(bytes_of(n % 2 == 0 ? "well" : "new")));
        }
        auto edit = edit_set(base, themes, wanted);
        if (edit.empty()) continue;
        Update update;
        update.id = random_id(history.rng);
        update.deps = base.version();
        update.skeleton = Skeleton{edit.operations};
        update.parts = edit.parts;
        update.stands = true;
        document.apply(update);
        ASSERT_TRUE(document.stands(update.id));
        std::vector<Bytes> got;
        for (const auto& element : document.now().elements(themes)) {
            if (element.content) got.push_back(*element.content);
        }
        std::ranges::sort(wanted);
        wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
        EXPECT_EQ(got, wanted);
    }
}

std::vector<Bytes> shown_items(const View& view) {
    std::vector<Bytes> out;
    for (const auto& item : view.items(agenda)) {
        if (item.content) out.push_back(*item.content);
    }
    return out;
}

std::size_t count_moves(const Edit& edit) {
    return static_cast<std::size_t>(std::ranges::count_if(
        edit.operations,
        [](const Operation& operation) { return std::holds_alternative<MoveItem>(operation); }));
}

/// Some items taken out, put elsewhere, or new.
std::vector<Bytes> reordered(SeededEntropy& rng, std::vector<Bytes> items) {
    for (auto n = rng.below(5); n > 0; --n) {
        const auto place = [&] {
            return items.begin() + static_cast<std::ptrdiff_t>(rng.below(items.size() + 1));
        };
        if (rng.below(3) == 0) {
            const auto fresh = "new " + std::to_string(n);
            items.insert(place(), copy(bytes_of(fresh)));
        } else if (!items.empty()) {
            const auto from = items.begin() + static_cast<std::ptrdiff_t>(rng.below(items.size()));
            auto item = *from;
            items.erase(from);
            if (rng.below(3) != 0) items.insert(place(), std::move(item));
        }
    }
    return items;
}

/// The longest part of a list whose items keep their order: the most that need not move.
std::size_t longest_kept(const std::vector<Bytes>& before, const std::vector<Bytes>& after) {
    std::vector<std::vector<std::size_t>> longest(before.size() + 1,
                                                  std::vector<std::size_t>(after.size() + 1));
    for (std::size_t i = 0; i < before.size(); ++i) {
        for (std::size_t j = 0; j < after.size(); ++j) {
            longest[i + 1][j + 1] = before[i] == after[j]
                                        ? longest[i][j] + 1
                                        : std::max(longest[i][j + 1], longest[i + 1][j]);
        }
    }
    return longest.back().back();
}

// Whatever verdicts, absent content, doubles and versions: operations made for a wanted list give
// exactly that list at their own version, with no more moves than it takes.
TEST(EditProperty, GivesTheWantedListAtItsOwnVersionWithTheFewestMoves) {
    std::size_t judged = 0;
    std::size_t moved = 0;
    for (std::uint64_t seed = 1; seed <= 1500; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        RandomHistory history{seed};
        auto& rng = history.rng;
        Document document{history.document};
        for (const auto& update : history.updates)
            (void)document.apply(update);
        std::vector<UpdateId> version = document.now().version();
        if (rng.below(2) == 0) version = {history.updates[rng.below(history.updates.size())].id};
        const auto base = document.at(version).value();
        const auto before = shown_items(base);
        const auto wanted = reordered(rng, before);
        auto edit = edit_list(base, agenda, wanted, {});
        ASSERT_TRUE(edit.has_value());
        const auto stay =
            static_cast<std::size_t>(std::ranges::count_if(before, [&](const Bytes& item) {
                return std::ranges::find(wanted, item) != wanted.end();
            }));
        EXPECT_EQ(count_moves(edit.value()), stay - longest_kept(before, wanted));
        moved += count_moves(edit.value());
        auto deps = base.version();
        for (auto& part : split(std::move(edit).value(), rng.below(2) == 0 ? 0 : 8192)) {
            Update update;
            update.id = random_id(rng);
            update.deps = deps;
            update.skeleton = Skeleton{part.operations};
            EXPECT_TRUE(parse_skeleton(encode(*update.skeleton)).has_value());
            update.parts = part.parts;
            update.stands = true;
            document.apply(update);
            deps = {update.id};
        }
        if (deps == base.version()) {  // nothing to do
            EXPECT_EQ(wanted, before);
            continue;
        }
        if (!document.stands(deps.front())) continue;  // the version has no creation in it
        EXPECT_EQ(shown_items(document.at(deps).value()), wanted);
        ++judged;
        if (HasFailure()) return;
    }
    EXPECT_GT(judged, 500U);
    EXPECT_GT(moved, 50U);
}

std::u32string patched(std::u32string_view before,
                       std::u32string_view after,
                       const std::vector<Hunk>& hunks) {
    std::u32string out;
    std::size_t at = 0;
    for (const auto& hunk : hunks) {
        out += before.substr(at, hunk.old_begin - at);
        out += after.substr(hunk.new_begin, hunk.new_end - hunk.new_begin);
        at = hunk.old_end;
    }
    return out += before.substr(at);
}

TEST(WordDifferenceProperty, TurnsOneTextIntoTheOther) {
    for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
        SeededEntropy rng{seed};
        const auto before = random_words(rng, rng.below(30));
        const auto after =
            rng.below(3) == 0 ? random_words(rng, rng.below(30)) : edited(rng, before);
        const auto hunks = word_difference(before, after);
        ASSERT_EQ(patched(before, after, hunks), after) << "seed " << seed;
        ASSERT_EQ(hunks.empty(), before == after) << "seed " << seed;
    }
}

// More differs than the bound allows: lines that both have still hold the texts together.
TEST(WordDifferenceProperty, KeepsEqualLinesOfTextsThatDifferMuch) {
    SeededEntropy rng{7};
    std::u32string before;
    std::u32string after;
    for (int line = 0; line < 60; ++line) {
        const auto kept = U"kept line " + decode_utf8(std::to_string(line)).value() + U"\n";
        before += random_words(rng, 200) + U"\n" + kept;
        after += random_words(rng, 200) + U"\n" + kept;
    }
    const auto hunks = word_difference(before, after);
    EXPECT_EQ(patched(before, after, hunks), after);
    EXPECT_GE(hunks.size(), 60U);
}

}  // namespace
}  // namespace praxis::crdt
