#include "protocol/governance/chain_place.hpp"

#include "protocol/base/entropy.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <deque>

// What leads where is held against an oracle in tests/unit/node/replica/branches_test.cpp; here it
// is counted.

namespace praxis::governance {
namespace {

TEST(ChainPlace, FindsTheWayBackInFewSteps) {
    constexpr std::uint64_t length = 100'000;
    std::deque<ChainPlace> line;
    std::deque<ChainPlace> other;  // from the middle on
    for (std::uint64_t seq = 1; seq <= length; ++seq)
        line.emplace_back(Seq{seq}, line.empty() ? nullptr : &line.back());
    for (std::uint64_t seq = length / 2; seq <= length; ++seq)
        other.emplace_back(Seq{seq}, other.empty() ? &line[length / 2 - 2] : &other.back());
    const auto steps = [](const ChainPlace& from, const ChainPlace& to) {
        std::size_t out = 0;
        for (const auto* at = &from; at != nullptr && at->seq() > to.seq(); ++out)
            at = at->step_to(to.seq());
        return out;
    };
    constexpr std::size_t most = 3 * std::bit_width(length);
    SeededEntropy random{5};
    for (int i = 0; i < 10'000; ++i) {
        auto from = random.below(length);
        auto to = random.below(length);
        if (from < to) std::swap(from, to);
        ASSERT_LE(steps(line[from], line[to]), most) << from << " " << to;
        ASSERT_TRUE(line[from].leads_to(line[to]));
        ASSERT_LE(steps(other.back(), line[to]), most) << to;
        ASSERT_EQ(other.back().leads_to(line[to]), to < length / 2 - 1) << to;
    }
}

}  // namespace
}  // namespace praxis::governance
