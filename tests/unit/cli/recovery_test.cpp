#include "tests/unit/cli/desk.hpp"

#include <boost/json/value.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

// Somebody lost their only device and the words of their key. Two stewards let them back in, and
// everybody can read that they did.

namespace praxis::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class LostDevice : public ::testing::Test {
protected:
    LostDevice() {
        desk_.done("a", {"init", "--network", "Net", "--node", "A", "--role", "centre"});
        space_ =
            desk_.done("a", {"space", "new", "--name", "Council", "--join", "open"}).text("id");
        for (const auto* name : {"lost", "c"}) {
            const auto text = desk_.done("a", {"invite", "--role", "replica"}).text("invite");
            persons_[name] = desk_.done(name, {"join", text, "--node", name}).text("person");
            meet(name);
        }
        desk_.done(
            "a", {"role", "add", "--space", space_, "--person", persons_["c"], "--as", "steward"});
        meet("c");
        const auto line = desk_.done("a", {"device", "invite", "--person", persons_["lost"]});
        begun_ = desk_.done("new", {"device", "begin", line.text("line"), "--node", "New"});
    }
    void meet(const std::string& other) {
        desk_.carry("a", other);
        desk_.carry(other, "a");
    }
    Ran vouch(const std::string& node, const std::string& reason = "We spoke on the phone.") {
        return desk_.praxis(node,
                            {"device",
                             "vouch",
                             begun_.text("line"),
                             "--words",
                             begun_.text("words"),
                             "--reason",
                             reason});
    }
    std::string log() { return desk_.praxis("a", {"role", "log", "--space", space_}).out; }

    Desk desk_;
    std::string space_;
    std::map<std::string, std::string> persons_;
    Ran begun_;
};

TEST_F(LostDevice, IsReplacedByTwoStewardsWithAPublicRecord) {
    const auto first = vouch("a");
    ASSERT_EQ(first.exit_code, 0) << first.err;
    EXPECT_THAT(first.out + first.err, HasSubstr("another steward"));
    const auto twice = vouch("a");
    EXPECT_EQ(twice.exit_code, 1);
    EXPECT_THAT(twice.err, HasSubstr("you vouched for that device already"));
    meet("new");
    EXPECT_THAT(desk_.praxis("a", {"device", "list", "--person", persons_["lost"]}).out,
                Not(HasSubstr(begun_.text("node").substr(0, 10))));
    meet("c");
    const auto second = vouch("c", "I know her voice.");
    ASSERT_EQ(second.exit_code, 0) << second.err;
    EXPECT_THAT(second.out + second.err, HasSubstr("acts for person"));
    meet("c");
    meet("new");
    const auto written =
        desk_.praxis("new", {"thread", "new", "--space", space_, "--title", "Back again"});
    EXPECT_EQ(written.exit_code, 0) << written.err;
    meet("new");
    EXPECT_THAT(desk_.done("a", {"export"}).out, HasSubstr("Back again"));
    EXPECT_THAT(log(), HasSubstr("vouched for a new device"));
    EXPECT_THAT(log(), HasSubstr("We spoke on the phone."));
    EXPECT_THAT(log(),
                HasSubstr("certified a new device by person " + persons_["c"].substr(0, 10)));
    EXPECT_THAT(log(), HasSubstr("I know her voice."));
    EXPECT_THAT(vouch("c").err, HasSubstr("was used already"));
}

TEST_F(LostDevice, IsReplacedByNobodyElse) {
    const auto text = desk_.done("a", {"invite", "--role", "replica"}).text("invite");
    desk_.done("d", {"join", text, "--node", "d"});
    meet("d");
    EXPECT_THAT(vouch("d").err, HasSubstr("only a steward of a space"));
    meet("lost");
    EXPECT_THAT(vouch("lost").err, HasSubstr("nobody lets themselves back in"));
    EXPECT_EQ(vouch("a", "").exit_code, 2);
    const auto other_words =
        desk_.praxis("a",
                     {"device",
                      "vouch",
                      begun_.text("line"),
                      "--words",
                      "lagoon lagoon lagoon lagoon lagoon lagoon lagoon lagoon",
                      "--reason",
                      "A letter."});
    EXPECT_THAT(other_words.err, HasSubstr("not the words of this line"));
    EXPECT_THAT(log(), Not(HasSubstr("vouched")));
}

}  // namespace
}  // namespace praxis::test
