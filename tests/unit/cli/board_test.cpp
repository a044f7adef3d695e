#include "tests/unit/cli/desk.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

// Who decides for the network: one key at first, then several in different places.

namespace praxis::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class BoardCommands : public ::testing::Test {
protected:
    BoardCommands() {
        desk_.done("a", {"init", "--network", "Net", "--node", "A", "--role", "centre"});
        for (const auto* name : {"b", "c"}) {
            const auto text = desk_.done("a", {"invite", "--role", "office"}).text("invite");
            desk_.done(name, {"join", text, "--node", name});
            meet();
        }
    }
    void meet() {
        for (const auto* other : {"b", "c"}) {
            if (!std::filesystem::exists(desk_.folder(other))) continue;
            desk_.carry("a", other);
            desk_.carry(other, "a");
        }
    }
    std::string key(const std::string& node) {
        return desk_.done(node, {"board", "key"}).text("key");
    }
    Ran rotate(const std::string& node, const std::string& keys, const std::string& need) {
        return desk_.praxis(node, {"board", "rotate", "--keys", keys, "--need", need});
    }
    std::string id_of(const Ran& ran) { return ran.out.substr(0, ran.out.find('\n')); }
    std::string shown(const std::string& node) { return desk_.praxis(node, {"board", "show"}).out; }

    Desk desk_;
};

TEST_F(BoardCommands, HandTheNetworkFromOneKeyToTwoOfThreeWhoThenDecideTogether) {
    const auto first = key("a");
    EXPECT_THAT(shown("a"), HasSubstr("1 of 1 key decides:\n  " + first));
    const auto b = key("b");
    EXPECT_EQ(key("b"), b) << "a key that is there is kept";
    const auto c = key("c");
    const auto refused = rotate("b", b, "1");
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.err, HasSubstr("not on the board that decides now"));
    EXPECT_EQ(rotate("a", first + "," + b, "3").exit_code, 2);
    EXPECT_EQ(rotate("a", first + "," + first, "1").exit_code, 2);

    const auto rotated = rotate("a", first + "," + b + "," + c, "2");
    ASSERT_EQ(rotated.exit_code, 0) << rotated.err;
    EXPECT_THAT(rotated.out + rotated.err, HasSubstr("It stands"));
    meet();
    meet();
    for (const auto* node : {"a", "b", "c"})
        EXPECT_THAT(shown(node), HasSubstr("2 of 3 keys decide:"));

    // A centre is let in when two agree, and not before; its text works then.
    const auto invited = desk_.praxis("a", {"invite", "--role", "centre"});
    ASSERT_EQ(invited.exit_code, 0) << invited.err;
    EXPECT_THAT(invited.out + invited.err, HasSubstr("lets nobody in before more of the board"));
    meet();
    const auto alone = desk_.praxis("a", {"board", "invitation", id_of(invited)});
    EXPECT_EQ(alone.exit_code, 1);
    EXPECT_THAT(alone.err, HasSubstr("too few of the board agreed"));
    EXPECT_THAT(shown("b"), HasSubstr("agreed by 1 of the 2 it needs: invite a centre by key"));
    const auto words = shown("b");
    const auto at =
        words.find("praxis board endorse ") + std::string{"praxis board endorse "}.size();
    const auto proposal = words.substr(at, 64);
    const auto endorsed = desk_.praxis("b", {"board", "endorse", proposal});
    ASSERT_EQ(endorsed.exit_code, 0) << endorsed.err;
    EXPECT_THAT(endorsed.out + endorsed.err, HasSubstr("It stands"));
    meet();
    meet();
    EXPECT_THAT(shown("a"), HasSubstr("Nothing waits for them."));
    const auto early = desk_.praxis("d", {"join", id_of(invited), "--node", "D"});
    EXPECT_EQ(early.exit_code, 1);
    EXPECT_THAT(early.err, HasSubstr("board invitation TEXT"));
    const auto again = desk_.done("a", {"board", "invitation", id_of(invited)}).text("invite");
    const auto centre = desk_.praxis("d", {"join", again, "--node", "D"});
    EXPECT_EQ(centre.exit_code, 0) << centre.err;
    desk_.carry("a", "d");
    desk_.carry("d", "a");
    EXPECT_THAT(desk_.praxis("a", {"device", "list"}).out, HasSubstr("centre"));
    EXPECT_EQ(desk_.done("d", {"invite", "--role", "office"}).exit_code, 0);
}

TEST_F(BoardCommands, KeepWhoLeftFromDecidingAnythingMore) {
    const auto first = key("a");
    const auto b = key("b");
    meet();
    ASSERT_EQ(rotate("a", b, "1").exit_code, 0);
    meet();
    const auto centre = desk_.praxis("a", {"invite", "--role", "centre"});
    EXPECT_EQ(centre.exit_code, 1);
    EXPECT_THAT(centre.err, HasSubstr("not on the board"));
    EXPECT_EQ(desk_.praxis("a", {"board", "endorse", std::string(64, '0')}).exit_code, 1);
    EXPECT_EQ(desk_.done("b", {"invite", "--role", "centre"}).exit_code, 0);
    // What was decided before still holds.
    EXPECT_EQ(desk_.done("a", {"invite", "--role", "office"}).exit_code, 0);
}

}  // namespace
}  // namespace praxis::test
