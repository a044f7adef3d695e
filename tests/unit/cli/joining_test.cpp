#include "tests/unit/cli/two_nodes.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

// Asking to be taken into a space, and answering that, typed as commands on two nodes without a
// link.

namespace praxis::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class Joining : public TwoNodes {
protected:
    Joining() {
        space_ = found("approve");
        meet();
    }
    std::string found(const std::string& policy) { return new_space(policy, policy); }
    Ran ask(const std::vector<std::string>& more = {}) {
        std::vector<std::string> line{"space", "join", "--space", space_};
        line.insert(line.end(), more.begin(), more.end());
        return desk_.praxis("b", line);
    }
    std::string id_of(const Ran& ran) { return ran.out.substr(0, ran.out.find('\n')); }
    std::string listed(const std::string& node, const std::vector<std::string>& more = {}) {
        std::vector<std::string> line{"space", "requests", "--space", space_};
        line.insert(line.end(), more.begin(), more.end());
        const auto ran = desk_.praxis(node, line);
        EXPECT_EQ(ran.exit_code, 0) << ran.err;
        return ran.out + ran.err;
    }
    Ran decline(const std::string& node, const std::string& request, const std::string& why) {
        return desk_.praxis(node, {"space", "decline", "--request", request, "--reason", why});
    }
    std::string log(const std::string& node) {
        return desk_.praxis(node, {"role", "log", "--space", space_}).out;
    }
    /// An act signed with a key of a node's folder, handed in as it is: what became of it.
    std::string forged(const std::string& node, node::KeyFile file, const governance::Act& act) {
        const auto told = desk_.submit(node, desk_.sign_by_hand(node, file, act));
        return std::string{told.at("verdict").as_string()} + ": " +
               std::string{told.at("reason").as_string()};
    }

    std::string space_;
};

TEST_F(Joining, IsAskedReadAndAnsweredByTheCommandThatIsPrinted) {
    const auto asked = ask({"--words", "I run the Tallinn desk."});
    ASSERT_EQ(asked.exit_code, 0) << asked.err;
    meet();
    const auto line = listed("a");
    EXPECT_THAT(line, HasSubstr("request " + id_of(asked)));
    EXPECT_THAT(line, HasSubstr("I run the Tallinn desk."));
    EXPECT_THAT(line, HasSubstr("space decline --request " + id_of(asked)));
    // Word for word as it stands there.
    const auto at = line.find("role add");
    ASSERT_NE(at, std::string::npos);
    std::istringstream words{line.substr(at, line.find('\n', at) - at)};
    const std::vector<std::string> typed{std::istream_iterator<std::string>{words}, {}};
    const auto taken_in = desk_.praxis("a", typed);
    ASSERT_EQ(taken_in.exit_code, 0) << taken_in.err;
    meet();
    EXPECT_THAT(listed("a"), HasSubstr("Nobody waits"));
    EXPECT_THAT(listed("b", {"--which", "all"}), HasSubstr("taken in as member by person"));
    EXPECT_EQ(desk_.praxis("b", {"thread", "new", "--space", space_, "--title", "T"}).exit_code, 0);
    EXPECT_THAT(ask().err, HasSubstr("you have a role in this space already: member"));
}

TEST_F(Joining, IsDeclinedWithAReasonAndMayBeAskedAgain) {
    const auto first = id_of(ask());
    meet();
    EXPECT_NE(decline("a", first, " ").exit_code, 0) << "without a reason";
    EXPECT_NE(desk_.praxis("a", {"space", "decline", "--request", first}).exit_code, 0);
    const auto declined = decline("a", first, "For staff only.");
    ASSERT_EQ(declined.exit_code, 0) << declined.err;
    EXPECT_EQ(decline("a", first, "For staff only.").out, declined.out) << "once";
    meet();
    EXPECT_THAT(listed("b"), HasSubstr("Nobody waits"));
    EXPECT_THAT(listed("b", {"--which", "all"}), HasSubstr("declined by person"));
    EXPECT_THAT(listed("b", {"--which", "all"}), HasSubstr(": For staff only."));
    const auto again = ask({"--words", "I am staff now."});
    ASSERT_EQ(again.exit_code, 0) << again.err;
    EXPECT_NE(id_of(again), first);
    meet();
    EXPECT_THAT(listed("a"), HasSubstr("I am staff now."));
    EXPECT_THAT(listed("a"), Not(HasSubstr(first)));
}

TEST_F(Joining, IsOneRequestAtATime) {
    const auto first = ask();
    const auto second = ask({"--words", "Once more."});
    EXPECT_EQ(second.exit_code, 0);
    EXPECT_EQ(id_of(second), id_of(first));
    EXPECT_THAT(second.out, HasSubstr("You asked before, and nobody has answered yet."));
    const auto lines =
        desk_.done("b", {"space", "requests", "--space", space_, "--which", "all"}).lines();
    EXPECT_EQ(lines.size(), 1U);
}

TEST_F(Joining, SaysWhatToDoWhereNobodyAsks) {
    space_ = found("open");
    meet();
    EXPECT_EQ(ask().exit_code, 1);
    EXPECT_THAT(ask().err, HasSubstr("this space is open: everybody of the network"));
    space_ = found("invite");
    meet();
    EXPECT_EQ(ask().exit_code, 1);
    EXPECT_THAT(ask().err, HasSubstr("by invitation alone"));
    EXPECT_THAT(ask().err, HasSubstr("praxis role add --space " + space_ + " --person " + person_));
    space_ = std::string(64, '0');
    EXPECT_THAT(ask().err, HasSubstr("no space " + space_));
    EXPECT_THAT(ask({"--words", "two\nlines"}).err, HasSubstr("one line"));
}

TEST_F(Joining, IsNotAnsweredByWhoMayNot) {
    const auto request = id_of(ask());
    meet();
    const auto own = decline("b", request, "Me.");
    EXPECT_EQ(own.exit_code, 1);
    EXPECT_THAT(own.err, HasSubstr("only a steward, moderator, editor"));
    EXPECT_THAT(decline("a", std::string(64, '0'), "None.").err, HasSubstr("space requests"));
    desk_.done("a", {"role", "add", "--space", space_, "--person", person_, "--as", "reader"});
    EXPECT_THAT(decline("a", request, "Too late.").err,
                HasSubstr("somebody answered that already: the person was given the role reader"));
}

TEST_F(Joining, IsReadInTheLogOfRoles) {
    const auto request = id_of(ask({"--words", "Please."}));
    meet();
    ASSERT_EQ(decline("a", request, "Not now.").exit_code, 0);
    meet();
    for (const auto* node : {"a", "b"}) {
        const auto who = "person " + person_.substr(0, 10);
        EXPECT_THAT(log(node), HasSubstr(who + ": member asked for by " + who + ": Please."));
        EXPECT_THAT(log(node), HasSubstr(who + ": member declined by person"));
        EXPECT_THAT(log(node), HasSubstr(": Not now."));
    }
}

// Made by hand, past the commands: the records alone decide.
TEST_F(Joining, HandMadeActsOfWhoHasNoRightAreVoid) {
    const auto space = SpaceId::from_hex(space_).value();
    const auto open = SpaceId::from_hex(found("open")).value();
    meet();
    const governance::Act request{governance::AskToJoin{space}};
    for (const auto file : {node::KeyFile::person, node::KeyFile::administrator}) {
        EXPECT_THAT(forged("b", file, request), HasSubstr("void: its signer is no device"));
    }
    EXPECT_THAT(forged("b", node::KeyFile::device, governance::AskToJoin{open}),
                HasSubstr("takes no requests to join"));
    const auto asked = UpdateId::from_hex(id_of(ask())).value();
    meet();
    // By the founding, which is another's; then by a role that takes nobody in.
    const auto founding = same_bytes<UpdateId>(space);
    EXPECT_THAT(forged("b", node::KeyFile::device, governance::Decline{founding, asked}),
                HasSubstr("void: its signer does not hold"));
    meet();
    EXPECT_THAT(listed("a"), HasSubstr("request " + asked.hex())) << "it waits still";
    const auto member = desk_.praxis(
        "a", {"role", "add", "--space", space_, "--person", person_, "--as", "member"});
    meet();
    const auto grant = UpdateId::from_hex(id_of(member)).value();
    EXPECT_THAT(forged("b", node::KeyFile::device, governance::Decline{grant, asked}),
                HasSubstr("void: goes beyond the reach"));
}

}  // namespace
}  // namespace praxis::test
