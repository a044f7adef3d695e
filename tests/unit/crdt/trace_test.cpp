#include "tests/support/traces.hpp"

#include <gtest/gtest.h>

namespace praxis::crdt {
namespace {

// Every recorded session as it happened, read after each transaction and once more read only at the
// end.
class Trace : public ::testing::TestWithParam<const char*> {};

TEST_P(Trace, EndsWithTheRecordedText) {
    const auto trace = testing::read_trace(GetParam());
    Text text;
    for (const auto& transaction : trace.transactions) {
        ASSERT_TRUE(text.apply(transaction.name, transaction.parents, transaction.patches));
        (void)text.length();
    }
    EXPECT_EQ(text.text(), trace.end);
    Text at_once;
    for (const auto& transaction : trace.transactions) {
        ASSERT_TRUE(at_once.apply(transaction.name, transaction.parents, transaction.patches));
    }
    EXPECT_EQ(at_once.text(), trace.end);
}

INSTANTIATE_TEST_SUITE_P(All,
                         Trace,
                         ::testing::Values("sequential-automerge-paper",
                                           "sequential-friendsforever_flat",
                                           "sequential-sveltecomponent",
                                           "concurrent-friendsforever",
                                           "concurrent-git-makefile"));

}  // namespace
}  // namespace praxis::crdt
