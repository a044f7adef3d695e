#include "tests/support/histories.hpp"
#include "tests/support/vectors.hpp"

#include <gtest/gtest.h>

namespace praxis::testing {
namespace {

// Every history of the vectors, each delivered in 20 random causal orders, some transactions a
// second time, the text sometimes read on the way: the end is always the text of the vectors.
TEST(TextConformance, EndsWithTheTextOfTheVectorsInAnyCausalOrder) {
    const auto vectors = json_vector("text_conformance.json.gz");
    ASSERT_EQ(vectors.as_array().size(), 500U);
    std::uint64_t number = 0;
    for (const auto& source : vectors.as_array()) {
        const auto history = text_history_of(source);
        for (std::uint64_t delivery = 0; delivery < 20; ++delivery) {
            ASSERT_EQ(delivered(history, number * 100 + delivery), history.text)
                << "history " << number << ", delivery " << delivery;
        }
        ++number;
    }
}

}  // namespace
}  // namespace praxis::testing
