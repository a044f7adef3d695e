#include "protocol/base/entropy.hpp"
#include "tests/support/hand_text.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

// What the walker may cost, counted in its own steps: 64 n log2 n for n operations beside one
// another, in whatever order of places and names, and on up to four long branches. Wall time is
// never asked.

namespace praxis::testing {
namespace {

constexpr double steps_factor_max = 64;

using Versions = std::vector<Version>;

/// Takes in and reads what `write` wrote; its operations are what the bound counts.
void expect_cheap(std::size_t operations, const std::function<Versions(HandText&)>& write) {
    HandText text;
    const auto versions = write(text);
    text.walker.go_to(text.graph.heads());
    for (const auto& version : versions)
        text.walker.go_to(version);
    const auto n = static_cast<double>(operations);
    const auto factor = static_cast<double>(text.walker.steps()) / (n * std::log2(n));
    EXPECT_LE(factor, steps_factor_max) << operations << " operations";
    ::testing::Test::RecordProperty("steps_of_" + std::to_string(operations),
                                    std::to_string(factor));
}

enum class Names : std::uint8_t { ascending, descending, random, inward };

std::vector<std::uint64_t> names(std::size_t n, Names how) {
    std::vector<std::uint64_t> out(n);
    std::iota(out.begin(), out.end(), 1);
    if (how == Names::descending) std::ranges::reverse(out);
    if (how == Names::random) {
        SeededEntropy rng{17};
        for (auto i = n; i > 1; --i)
            std::swap(out[i - 1], out[rng.below(i)]);
    }
    if (how == Names::inward) {
        for (std::size_t i = 0; i < n; ++i)
            out[i] = i % 2 == 0 ? i : 2 * n - i;
    }
    return out;
}

class Siblings : public ::testing::TestWithParam<std::tuple<std::size_t, Names>> {
protected:
    std::size_t n = std::get<0>(GetParam());
    std::vector<std::uint64_t> names_ = names(n, std::get<1>(GetParam()));
};

TEST_P(Siblings, AtOnePlace) {
    expect_cheap(n, [&](HandText& text) {
        const auto base = text.insert({}, 0, 0, 2);
        for (const auto name : names_)
            text.insert(base, 1, name, 3);
        return Versions{base};
    });
}

TEST_P(Siblings, AtBothEndsOfATextAndFarBehindIt) {
    expect_cheap(n, [&](HandText& text) {
        for (const auto name : names_)
            text.insert({}, name % 3 == 0 ? 0xFFFF'FFFF : 0, name, 2);
        return Versions{};
    });
}

TEST_P(Siblings, AtAsManyPlaces) {
    expect_cheap(n, [&](HandText& text) {
        const auto base = text.insert({}, 0, 0, n);
        for (const auto name : names_)
            text.insert(base, name, name);
        return Versions{base};
    });
}

TEST_P(Siblings, OnAsManyVersionsOfOneBranch) {
    expect_cheap(2 * n, [&](HandText& text) {
        Versions branch;
        for (std::size_t i = 0; i < n; ++i)
            branch.push_back(text.insert(i == 0 ? Version{} : branch.back(), i / 2, 0));
        for (std::size_t i = 0; i < n; ++i)
            text.insert(branch[i], i / 2, names_[i]);
        return Versions{branch.front()};
    });
}

TEST_P(Siblings, WithAsManyRightOrigins) {
    // A B, then L and many others between them at the same time; then behind L one each that
    // knows L and one of the others.
    expect_cheap(2 * n, [&](HandText& text) {
        const auto base = text.insert({}, 0, 0, 2);
        const auto left = text.insert(base, 1, 1);
        Versions others;
        for (const auto name : names_)
            others.push_back(text.insert(base, 1, n + name));
        for (std::size_t i = 0; i < n; ++i)
            text.insert({left.front(), others[i].front()}, 2, names_[n - 1 - i]);
        return Versions{left};
    });
}

TEST_P(Siblings, OfEveryLinkOfAChainBuiltToTheLeft) {
    n /= 2;
    for (const bool from_outside : {true, false}) {
        expect_cheap(2 * n, [&](HandText& text) {
            const auto base = text.insert({}, 0, 0, 2);
            Versions chain{base};
            for (std::size_t i = 0; i < n; ++i)
                chain.push_back(text.insert(chain.back(), 1, n + names_[i]));
            for (std::size_t i = 0; i < n; ++i)
                text.insert(chain[from_outside ? i : n - 1 - i], 1, names_[i] / 2);
            return Versions{base};
        });
    }
}

TEST_P(Siblings, OfEveryLinkOfAChainBuiltToTheRight) {
    n /= 4;
    for (const bool from_outside : {true, false}) {
        expect_cheap(3 * n, [&](HandText& text) {
            const auto base = text.insert({}, 0, 0, 2);
            Versions chain{base};
            for (std::size_t i = 0; i < n; ++i) {
                chain.push_back(text.insert(chain.back(), i + 1, names_[i]));
                text.join(chain.back());
            }
            for (std::size_t i = 0; i < n; ++i) {
                const auto at = from_outside ? i : n - 1 - i;
                text.insert(chain[at], at + 1, n + names_[i]);
            }
            return Versions{base};
        });
    }
}

TEST_P(Siblings, JoinedBySixteen) {
    expect_cheap(n, [&](HandText& text) {
        const auto base = text.insert({}, 0, 0, 2);
        Version open;
        Version joined;
        for (std::size_t i = 0; i < n; ++i) {
            open.push_back(text.insert(base, 1, names_[i]).front());
            if (open.size() < 16) continue;
            open.insert(open.end(), joined.begin(), joined.end());
            joined = text.insert(open, 1, names_[i]);
            open.clear();
        }
        return Versions{base, joined};
    });
}

TEST_P(Siblings, ThatDelete) {
    expect_cheap(2 * n, [&](HandText& text) {
        const auto base = text.insert({}, 0, 0, n);
        for (const auto name : names_) {
            text.erase(base, name - 1);
            text.erase_ids(base, 0, 1);
        }
        return Versions{base};
    });
}

TEST_P(Siblings, ThatDeleteWhatIsNotThere) {
    constexpr std::uint64_t events_max = 262'144;
    expect_cheap(2 * n, [&](HandText& text) {
        auto base = text.insert({}, 0, 0, 2);
        base = text.erase(base, 7, events_max);
        for (std::size_t i = 0; i < n / 10; ++i) {
            text.erase(base, 0xFFFF'FFFF, events_max);
            text.erase_ids(base, 2, events_max);
        }
        return Versions{base};
    });
}

INSTANTIATE_TEST_SUITE_P(
    TextCost,
    Siblings,
    ::testing::Combine(::testing::Values(1'000),
                       ::testing::Values(Names::ascending, Names::descending, Names::inward)));
INSTANTIATE_TEST_SUITE_P(TextCostOfMany,
                         Siblings,
                         ::testing::Combine(::testing::Values(10'000),
                                            ::testing::Values(Names::random)));

class Line : public ::testing::TestWithParam<std::size_t> {
protected:
    std::size_t n = GetParam();
    SeededEntropy rng_{23};

    /// One operation after the other, each where `place(length of the text, number)` says.
    void expect_cheap_at(const std::function<std::uint64_t(std::uint64_t, std::size_t)>& place) {
        expect_cheap(n, [&](HandText& text) {
            Version at;
            for (std::size_t i = 0; i < n; ++i)
                at = text.insert(at, place(i, i), 0);
            return Versions{{n / 2}, at};
        });
    }
};

TEST_P(Line, InAnyOrderOfPlaces) {
    expect_cheap_at([](auto length, auto) { return length; });
    expect_cheap_at([](auto, auto) { return 0; });
    expect_cheap_at([](auto, auto) { return 0xFFFF'FFFF; });
    expect_cheap_at([](auto length, auto i) { return i % 2 == 0 ? 0 : length; });
    expect_cheap_at([](auto length, auto) { return length / 2; });
    expect_cheap_at([this](auto length, auto) { return rng_.below(length + 1); });
}

TEST_P(Line, OfDeletions) {
    for (const int way : {0, 1, 2, 3}) {
        expect_cheap(2 * n, [&](HandText& text) {
            Version at;
            for (std::size_t i = 0; i < n; ++i)
                at = text.insert(at, rng_.below(i + 1), 0);
            const auto whole = at;
            for (std::size_t left = n; left > 0; --left) {
                const auto places =
                    std::array<std::uint64_t, 4>{0, left - 1, left / 2, rng_.below(left)};
                at = text.erase(at, places.at(static_cast<std::size_t>(way)));
            }
            return Versions{whole, at};
        });
    }
}

TEST_P(Line, OfPiecesOfLongInsertions) {
    expect_cheap(n, [&](HandText& text) {
        Version at;
        std::uint64_t length = 0;
        for (std::size_t i = 0; i < n; ++i) {
            const std::uint64_t more = i % 50 == 0 ? 16'384 : 1;
            at = text.insert(at, i % 50 == 0 ? length : length - 8'000 - i % 7, 0, more);
            length += more;
        }
        return Versions{at};
    });
}

INSTANTIATE_TEST_SUITE_P(TextCost, Line, ::testing::Values(1'000, 20'000));

class Branches : public ::testing::TestWithParam<std::tuple<std::size_t, std::size_t>> {
protected:
    std::size_t n = std::get<0>(GetParam());
    std::size_t count = std::get<1>(GetParam());

    /// `branch_of(number)` says to which branch each of n operations belongs.
    void expect_cheap_in(const std::function<std::size_t(std::size_t)>& branch_of) {
        expect_cheap(n, [&](HandText& text) {
            SeededEntropy rng{31};
            const auto base = text.insert({}, 0, 0, 20);
            Versions heads(count, base);
            std::vector<std::uint64_t> length(count, 20);
            for (std::size_t i = 1; i < n; ++i) {
                const auto b = branch_of(i);
                const auto at = i % 3 == 0 ? 10 : rng.below(length[b]);
                if (i % 4 == 0) {
                    heads[b] = text.erase(heads[b], at);
                    --length[b];
                } else {
                    heads[b] = text.insert(heads[b], at, b);
                    ++length[b];
                }
            }
            auto versions = heads;
            versions.push_back(base);
            return versions;
        });
    }
};

TEST_P(Branches, OneAfterTheOther) {
    expect_cheap_in([this](std::size_t i) { return i * count / n; });
}

TEST_P(Branches, InterleavedOneByOne) {
    expect_cheap_in([this](std::size_t i) { return i % count; });
}

TEST_P(Branches, InterleavedInPieces) {
    expect_cheap_in([this](std::size_t i) { return i / 10 % count; });
}

INSTANTIATE_TEST_SUITE_P(TextCost,
                         Branches,
                         ::testing::Combine(::testing::Values(1'000, 10'000),
                                            ::testing::Values(2, 3, 4)));

TEST(Slices, CutTheUndoingOfALongBranchAndTheTakingInOfAnother) {
    constexpr std::size_t n = 3'000;
    constexpr std::uint64_t budget = 200;
    constexpr std::uint64_t one_piece_max = 2'500;  // a leaf of the longest items is split
    HandText text;
    SeededEntropy rng{41};
    std::vector<Version> heads(2, text.insert({}, 0, 0, 20'000));
    for (std::size_t branch = 0; branch < 2; ++branch) {
        for (std::size_t i = 0; i < n; ++i) {
            auto& head = heads[branch];
            head = i % 2 == 0 ? text.insert(head, rng.below(10'000), branch)
                              : text.erase(head, rng.below(10'000), 3);
        }
    }
    std::size_t slices = 0;
    for (const auto& version : {heads[0], heads[1], text.graph.heads()}) {
        for (bool there = false; !there; ++slices) {
            const auto before = text.walker.steps();
            auto left = budget;
            there = text.walker.advance(version, left);
            const auto took = text.walker.steps() - before;
            ASSERT_EQ(left, budget - std::min(budget, took));
            ASSERT_LE(took, budget + one_piece_max);
        }
    }
    EXPECT_GT(slices, 100U);
}

}  // namespace
}  // namespace praxis::testing
