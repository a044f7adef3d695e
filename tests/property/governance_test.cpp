// Governance by a set of records alone. Random networks (board, two centres, an office, twelve
// persons, devices: two of one person, one that forks, hosted ones) issue random acts, honest ones
// and hostile ones, with random pasts, cuts and handovers, for a while in six branches that have
// not seen one another; devices write with random governance heads. Every update is then delivered
// in many causal orders. Each verdict equals that of an oracle that decides by recursion over the
// definitions, verdict and reason are equal in all orders, and so are the states that nodes keep.

#include "tests/property/governance_trial.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace praxis::governance {
namespace {

Outcome outcome_of(test::Oracle& oracle, std::uint64_t seed) {
    GovernanceTrial trial{seed, 4};
    trial.ask(oracle);
    trial.deliver();
    auto outcome = trial.outcome(oracle);
    EXPECT_TRUE(outcome.names.empty() && outcome.differing == 0) << "PRAXIS_SEED=" << seed;
    EXPECT_GE(trial.shape().persons, 12U) << "PRAXIS_SEED=" << seed;
    EXPECT_GE(trial.shape().branches, 6U) << "PRAXIS_SEED=" << seed;
    for (const auto& words : outcome.words)
        ADD_FAILURE() << words;
    return outcome;
}

TEST(GovernanceProperty, EqualsTheOracleInEveryCausalOrder) {
    test::Oracle oracle;
    if (const char* seed = std::getenv("PRAXIS_SEED")) {
        outcome_of(oracle, std::stoull(seed));
        return;
    }
    Outcome tally;
    constexpr std::uint64_t seeds = 480;
    for (std::uint64_t seed = 1; seed <= seeds && !HasFailure(); ++seed)
        tally.add(outcome_of(oracle, seed));
    if (HasFailure()) return;

    // The networks are worth judging: everything that can happen does, and often.
    for (const auto reason : {Reason::none,
                              Reason::does_not_parse,
                              Reason::bad_possession,
                              Reason::fork_in_root,
                              Reason::grant_not_in_past,
                              Reason::grant_void,
                              Reason::not_the_holder,
                              Reason::target_not_in_past,
                              Reason::beyond_reach,
                              Reason::not_endorsed,
                              Reason::not_the_board,
                              Reason::no_person,
                              Reason::no_requests,
                              Reason::revoked}) {
        EXPECT_GE(tally.root[reason], 20) << static_cast<int>(reason);
    }
    EXPECT_GE(tally.bound_roles, 50);
    EXPECT_GE(tally.rotations, 50);
    EXPECT_GE(tally.recoveries, 20);
    EXPECT_GE(tally.agreed, 40);
    EXPECT_GE(tally.not_agreed, 50);
    EXPECT_GE(tally.in_force, 100);
    EXPECT_GE(tally.released, 50);
    EXPECT_GE(tally.waiting, 100);
    EXPECT_GE(tally.declined, 50);
    EXPECT_GE(tally.taken_in, 50);
    EXPECT_GE(tally.limited, 50);
    EXPECT_GE(tally.outdone, 40);
    EXPECT_GE(tally.of_own_revocation, 50);
    EXPECT_GE(tally.of_others_revocation, 100);
    EXPECT_GE(tally.of_branch, 100);
    EXPECT_GE(tally.behind_fork, 50);
    for (const auto reason : {Reason::none, Reason::revoked, Reason::no_right, Reason::no_space}) {
        EXPECT_GE(tally.content[reason], 150) << static_cast<int>(reason);
        EXPECT_GE(tally.moderation[reason], 150) << static_cast<int>(reason);
    }
    EXPECT_GE(tally.content[Reason::does_not_parse], 200);
    EXPECT_GE(tally.content[Reason::other_branch], 20);
}

}  // namespace
}  // namespace praxis::governance
