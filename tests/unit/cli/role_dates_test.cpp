#include "protocol/wire/limits.hpp"
#include "tests/unit/cli/two_nodes.hpp"

#include <boost/json/value.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

// Roles with a date that administrators gave: their key is in no node, so nothing ends them by
// itself. Whoever has the key is told, and ends them by one command.

namespace praxis::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class StewardsDates : public TwoNodes {
protected:
    StewardsDates() {
        space_ = new_space("Hall");
        meet();
        const auto today = std::chrono::floor<std::chrono::days>(desk_.now());
        const std::chrono::year_month_day day{today + std::chrono::days{1}};
        const auto two = [](unsigned number) {
            return (number < 10 ? "0" : "") + std::to_string(number);
        };
        tomorrow_ = std::to_string(static_cast<int>(day.year())) + "-" +
                    two(static_cast<unsigned>(day.month())) + "-" +
                    two(static_cast<unsigned>(day.day()));
    }
    void meet() { TwoNodes::meet({}); }
    void appoint(const std::string& role) {
        desk_.done("a",
                   {"role",
                    "add",
                    "--space",
                    space_,
                    "--person",
                    person_,
                    "--as",
                    role,
                    "--until",
                    tomorrow_});
        meet();
    }
    std::string roles(const std::string& node) {
        return desk_.praxis(node, {"role", "list", "--space", space_}).out;
    }

    std::string space_;
    std::string tomorrow_;
};

TEST_F(StewardsDates, AreToldWhenTheyPassedAndEndedByOneCommand) {
    appoint("steward");
    const auto none = desk_.praxis("a", {"role", "expire"});
    ASSERT_EQ(none.exit_code, 0) << none.err;
    EXPECT_THAT(none.out, HasSubstr("No role waits"));
    EXPECT_THAT(desk_.praxis("a", {"status"}).out, Not(HasSubstr("role expire")));

    desk_.pass(std::chrono::days{2});
    EXPECT_THAT(desk_.praxis("a", {"status"}).out, HasSubstr("praxis role expire"));
    EXPECT_THAT(roles("a"), HasSubstr(tomorrow_)) << "a date decides nothing by itself";
    // What the steward did until now stays.
    const auto thread =
        desk_.done("b", {"thread", "new", "--space", space_, "--title", "Late"}).text("id");
    meet();
    const auto ended = desk_.praxis("a", {"role", "expire"});
    ASSERT_EQ(ended.exit_code, 0) << ended.err;
    EXPECT_THAT(ended.out, HasSubstr("ended: steward"));
    meet();
    for (const auto* node : {"a", "b"}) {
        EXPECT_THAT(roles(node), Not(HasSubstr(tomorrow_))) << node;
        EXPECT_EQ(desk_.praxis(node, {"thread", "show", thread}).exit_code, 0) << node;
    }
    EXPECT_THAT(desk_.praxis("b", {"role", "log", "--space", space_}).out,
                HasSubstr("The date of this role has passed."));
    EXPECT_THAT(desk_.praxis("a", {"role", "expire"}).out, HasSubstr("No role waits"));
}

TEST_F(StewardsDates, AreNotEndedWhereNoKeyIsAboveThem) {
    appoint("steward");
    desk_.pass(std::chrono::days{2});
    const auto refused = desk_.praxis("b", {"role", "expire"});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.err, HasSubstr("nothing was ended"));
    EXPECT_THAT(roles("b"), HasSubstr(tomorrow_));
}

TEST_F(StewardsDates, AreToldBesideThoseThatAKeyHereEnds) {
    appoint("steward");
    // Another, of a space that the administrator of b founded.
    const auto own = desk_.done("b", {"space", "new", "--name", "Back office"}).text("id");
    desk_.done("b",
               {"role",
                "add",
                "--space",
                own,
                "--person",
                desk_.replica("a").person()->hex(),
                "--as",
                "steward",
                "--until",
                tomorrow_});
    meet();
    desk_.pass(std::chrono::days{2});
    const auto ended = desk_.praxis("b", {"role", "expire"});
    EXPECT_EQ(ended.exit_code, 0) << "one of two was ended: " << ended.err;
    EXPECT_THAT(ended.out, HasSubstr("ended: steward"));
    EXPECT_THAT(ended.out, HasSubstr("No key in this folder is above: steward"));
}

TEST_F(StewardsDates, ThatNodesEndAreLeftToThemForTwiceADay) {
    appoint("member");
    desk_.pass(std::chrono::days{2});
    EXPECT_THAT(desk_.praxis("a", {"role", "expire"}).out, HasSubstr("No role waits"));
    desk_.pass(2 * limits::dates_grace);
    const auto ended = desk_.praxis("a", {"role", "expire"});
    ASSERT_EQ(ended.exit_code, 0) << ended.err;
    EXPECT_THAT(ended.out, HasSubstr("ended: member"));
    EXPECT_THAT(roles("a"), Not(HasSubstr(tomorrow_)));
}

}  // namespace
}  // namespace praxis::test
