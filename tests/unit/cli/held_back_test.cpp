#include "protocol/governance/acts.hpp"
#include "tests/unit/cli/desk.hpp"

#include <boost/json/value.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

// What somebody wrote and a revocation cut off, told to them with the reason, until it counts
// again.

namespace praxis::test {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(HeldBack, IsToldWithItsReasonAndItsWordsUntilItCountsAgain) {
    Desk desk;
    desk.done("a", {"init", "--network", "Net", "--node", "A", "--role", "centre"});
    const auto space =
        desk.done("a", {"space", "new", "--name", "Inner", "--join", "invite"}).text("id");
    const auto text = desk.done("a", {"invite", "--role", "office"}).text("invite");
    const auto person = desk.done("b", {"join", text, "--node", "B"}).text("person");
    const auto meet = [&] {
        desk.carry("a", "b");
        desk.carry("b", "a");
    };
    meet();
    desk.done("a", {"role", "add", "--space", space, "--person", person, "--as", "member"});
    meet();
    EXPECT_TRUE(desk.done("b", {"mod", "held"}).lines().empty());
    const auto thread =
        desk.done("b", {"thread", "new", "--space", space, "--title", "What we learned"})
            .text("id");
    // A steward who has not heard of it yet ends the role.
    governance::Revoke revoke;
    revoke.under = UpdateId::from_hex(space).value();
    for (const auto& line : desk.done("a", {"role", "list", "--space", space}).lines()) {
        if (line.at("person").as_string() != person) continue;
        revoke.target = UpdateId::from_hex(line.at("grant").as_string()).value();
    }
    const auto ended = desk.await<UpdateId>(desk.replica("a").act(revoke, "Left."));
    ASSERT_TRUE(ended);
    meet();
    EXPECT_THAT(desk.done("b", {"export"}).out, Not(HasSubstr("What we learned")));
    const auto held = desk.done("b", {"mod", "held"}).lines();
    ASSERT_EQ(held.size(), 1U);
    EXPECT_EQ(held.front().at("update").as_string(), thread);
    EXPECT_EQ(held.front().at("words").as_string(), "What we learned");
    EXPECT_THAT(std::string{held.front().at("why").as_string()},
                HasSubstr("revoked by " + ended.value().hex()));
    EXPECT_TRUE(desk.done("a", {"mod", "held"}).lines().empty()) << "not theirs";
    const auto shown = desk.praxis("a", {"mod", "held", "--space", space});
    EXPECT_THAT(shown.out, HasSubstr("held back because: revoked by"));
    EXPECT_THAT(shown.out, HasSubstr("What we learned"));

    desk.done("a", {"ratify", ended.value().hex(), "--up-to", thread});
    meet();
    EXPECT_TRUE(desk.done("b", {"mod", "held"}).lines().empty());
    EXPECT_THAT(desk.done("a", {"export"}).out, HasSubstr("What we learned"));
    const auto elsewhere = desk.praxis("a", {"mod", "held", "--space", thread});
    EXPECT_NE(elsewhere.exit_code, 0);
    EXPECT_THAT(elsewhere.err, HasSubstr("no space " + thread + " here"));
}

}  // namespace
}  // namespace praxis::test
