#include "tests/support/history_trial.hpp"

#include <gmock/gmock.h>

namespace praxis::testing {
namespace {

// Any history, any causal order, any sequence of verdicts and contents that ends in the same ones:
// the document answers as the oracle does, now and at any version. `crdt_histories` runs as many as
// one likes.
TEST(DocumentProperty, AnswersLikeTheOracleInAnyOrder) {
    for (std::uint64_t seed = 1; seed <= 400; ++seed) {
        const auto trial = try_history(seed, {3, 3, 1});
        EXPECT_EQ(trial.deliveries, 3U);
        ASSERT_THAT(trial.names, ::testing::IsEmpty()) << "seed " << seed;
    }
}

}  // namespace
}  // namespace praxis::testing
