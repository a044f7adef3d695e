#include "tests/unit/cli/copied_disk.hpp"
#include "tests/unit/cli/two_nodes.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

// Two devices with one key: that is shown, told of, and resolved by whoever is above the key.

namespace praxis::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class ForkedChain : public TwoNodes {
protected:
    ForkedChain() {
        space_ = new_space("Inner", "open");
        meet();
        common_ = written("Common");
        one_ = written("One");
        desk_.done("b", {"thread", "reply", one_, "--text", "Further on the first branch"});
        meet();
        other_ = written_by_a_copy(desk_, "b", one_, "Two", "a");
        meet();
    }
    std::string written(const std::string& title) {
        return desk_.done("b", {"thread", "new", "--space", space_, "--title", title}).text("id");
    }
    std::string exported(const std::string& node) { return desk_.done(node, {"export"}).out; }
    std::string forks(const std::string& node) { return desk_.praxis(node, {"fork", "list"}).out; }

    std::string space_;
    std::string common_;  // before the fork
    std::string one_;     // on the first branch, with an answer behind it
    std::string other_;   // in its place on the other
};

TEST_F(ForkedChain, IsListedWithBothBranchesOfWhichBothCount) {
    for (const auto* node : {"a", "b"}) {
        EXPECT_THAT(exported(node), HasSubstr("\"One\""));
        EXPECT_THAT(exported(node), HasSubstr("\"Two\""));
        const auto lines = desk_.done(node, {"fork", "list"}).lines();
        ASSERT_EQ(lines.size(), 1U);
        const auto& branches = lines.front().at("branches").as_array();
        ASSERT_EQ(branches.size(), 2U);
        std::vector<std::string> firsts;
        for (const auto& branch : branches) {
            firsts.emplace_back(branch.as_object().at("first").as_string());
            EXPECT_TRUE(branch.as_object().at("counts").as_bool());
        }
        EXPECT_THAT(firsts, testing::UnorderedElementsAre(one_, other_));
        EXPECT_THAT(forks(node), HasSubstr("2 updates"));
        EXPECT_THAT(forks(node), HasSubstr("nobody picked"));
    }
}

TEST_F(ForkedChain, IsResolvedByWhoeverIsAboveTheKeyAndGoesOnWhereItCounts) {
    // The branch that does not count is the longer one: what comes next must not go there.
    const auto picked =
        desk_.done("b", {"fork", "pick", other_, "--reason", "The first disk was stolen."});
    meet();
    for (const auto* node : {"a", "b"}) {
        EXPECT_THAT(exported(node), Not(HasSubstr("\"One\"")));
        EXPECT_THAT(exported(node), HasSubstr("\"Two\""));
        EXPECT_THAT(forks(node), HasSubstr("does not count"));
        EXPECT_THAT(forks(node), HasSubstr("picked by act " + picked.text("update").substr(0, 10)));
    }
    const auto held = desk_.praxis("b", {"mod", "held"}).out;
    EXPECT_THAT(held, HasSubstr("its chain forked, and " + picked.text("update")));
    EXPECT_THAT(held, HasSubstr("Further on the first branch"));
    const auto next = written("Later");
    meet();
    EXPECT_THAT(exported("a"), HasSubstr(next));
    EXPECT_THAT(desk_.praxis("a", {"mod", "held"}).out, Not(HasSubstr(next)));

    // The centre above the office lets the other branch count, too: nothing is lost.
    desk_.done("a", {"fork", "pick", one_, "--keep", "all"});
    meet();
    for (const auto* node : {"a", "b"}) {
        for (const auto* title : {"\"One\"", "\"Two\"", "\"Later\"", "Further on the first"})
            EXPECT_THAT(exported(node), HasSubstr(title));
    }
    EXPECT_TRUE(desk_.done("b", {"mod", "held"}).lines().empty());
}

TEST_F(ForkedChain, IsToldAgainWhenTheCopyGoesOnAndPickedThoughTheKeyWasRevoked) {
    const auto common = desk_.praxis("b", {"fork", "pick", common_});
    EXPECT_THAT(common.err, HasSubstr("before the fork, so it picks no branch"));
    desk_.done("b", {"fork", "pick", other_});
    meet();
    EXPECT_THAT(forks("a"), Not(HasSubstr("forked again")));
    const auto own = written("Mine");
    written_by_a_copy(desk_, "b", own, "Theirs", "a");
    meet();
    EXPECT_THAT(exported("a"), HasSubstr("Theirs"));
    EXPECT_THAT(forks("a"), HasSubstr("it forked again behind what was picked"));

    const auto devices = desk_.done("a", {"device", "list"}).lines();
    for (const auto& line : devices) {
        if (line.at("node").is_null() || line.at("own").as_bool()) continue;
        const std::string key{line.at("device").as_string()};
        if (forks("a").find(key.substr(0, 10)) == std::string::npos) continue;
        desk_.done("a", {"device", "revoke", "--device", key});
    }
    meet();
    const auto after = desk_.praxis("a", {"fork", "pick", own});
    EXPECT_EQ(after.exit_code, 0) << after.err;
    EXPECT_THAT(forks("a"), HasSubstr("picked by act"));
}

// The branch that nobody picked goes on with what waits: no verdict says that it does not count. It
// is no place for the owner's next, which would be refused.
TEST_F(ForkedChain, LetsItsOwnerWriteThoughTheOtherBranchWaits) {
    std::string end;
    const auto lines = desk_.done("b", {"fork", "list"}).lines();
    for (const auto& branch : lines.front().at("branches").as_array()) {
        const auto& fields = branch.as_object();
        if (fields.at("first").as_string() == one_) end = fields.at("end").as_string();
    }
    ASSERT_NE(end, one_) << "the longer one";
    desk_.done("b", {"fork", "pick", other_});
    const auto waits = written_waiting_by_a_copy(desk_, "b", end, "b");
    EXPECT_EQ(desk_.replica("b").waiting().value(), 1U);
    const auto next = written("Later");
    desk_.carry("b", "a");
    for (const auto* node : {"a", "b"}) {
        EXPECT_THAT(exported(node), HasSubstr("\"Later\""));
        EXPECT_THAT(desk_.praxis(node, {"mod", "held"}).out, Not(HasSubstr(next)));
    }
    const auto written_next = desk_.replica("b").load(UpdateId::from_hex(next).value()).value();
    EXPECT_EQ(wire::decode_header(written_next->header).value().prev.hex(), other_);
}

TEST_F(ForkedChain, IsPickedByNobodyElse) {
    const auto text = desk_.done("a", {"invite", "--role", "replica"}).text("invite");
    desk_.done("c", {"join", text, "--node", "C"});
    desk_.carry("a", "c");
    const auto refused = desk_.praxis("c", {"fork", "pick", other_});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.err, HasSubstr("no key in this folder is above that key"));
    EXPECT_THAT(forks("c"), HasSubstr("nobody picked"));
    const auto whole =
        desk_.done("c", {"thread", "new", "--space", space_, "--title", "Mine"}).text("id");
    const auto none = desk_.praxis("c", {"fork", "pick", whole});
    EXPECT_THAT(none.err, HasSubstr("no fork in the chain of update"));
    EXPECT_EQ(desk_.praxis("c", {"fork", "pick", other_, "--keep", "some"}).exit_code, 2);
}

}  // namespace
}  // namespace praxis::test
