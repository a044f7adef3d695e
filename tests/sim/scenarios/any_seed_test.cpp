#include "tests/sim/scenarios/storm.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

// Whatever happens, whenever it happens, every invariant holds. Hundreds of seeds are what sim_run
// is for; these few are here so that a debugger and a sanitizer can come to one at any time.
// PRAXIS_SEED=17 begins there, PRAXIS_SEEDS=3 runs so many.

namespace praxis::sim {
namespace {

std::uint64_t number_in(const char* variable, std::uint64_t otherwise) {
    const char* text = std::getenv(variable);
    return text == nullptr ? otherwise : std::stoull(text);
}

StormOutcome run(std::uint64_t seed) {
    Storm storm{seed};
    auto outcome = storm.run();
    EXPECT_EQ(outcome.violation, "") << outcome.report << "to see it again: PRAXIS_SEED=" << seed
                                     << " sim_node_test --gtest_filter=AnySeed.*";
    return outcome;
}

TEST(AnySeed, EveryInvariantHoldsAndTheSameSeedGivesTheSameTrace) {
    const auto first = number_in("PRAXIS_SEED", 1);
    const auto count = number_in("PRAXIS_SEEDS", 2);
    std::set<std::uint64_t> traces;
    for (auto seed = first; seed < first + count; ++seed) {
        const auto outcome = run(seed);
        EXPECT_EQ(outcome, run(seed)) << "PRAXIS_SEED=" << seed;
        EXPECT_GT(outcome.acknowledged, 20U);
        if (HasFailure()) return;
        traces.insert(outcome.trace);
    }
    EXPECT_EQ(traces.size(), count);  // and another seed gives another
}

}  // namespace
}  // namespace praxis::sim
