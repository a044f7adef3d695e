#include "node/community/space_quota.hpp"
#include "protocol/wire/limits.hpp"
#include "tests/unit/cli/two_nodes.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

// The quota of a space, and what it withholds, typed as commands.

namespace praxis::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class SpaceQuotas : public TwoNodes {
protected:
    SpaceQuotas() {
        space_ = new_space("Hall");
        meet();
    }
    Ran quota(const std::string& node, const std::vector<std::string>& more = {}) {
        std::vector<std::string> line{"space", "quota", "--space", space_};
        line.insert(line.end(), more.begin(), more.end());
        return desk_.praxis(node, line);
    }
    void meet() { TwoNodes::meet({}); }  // not all of it at once
    std::string thread(const std::string& node, const std::string& title) {
        return desk_.done(node, {"thread", "new", "--space", space_, "--title", title}).text("id");
    }

    std::string space_;
    const std::string least = std::to_string(limits::quota_updates_min);
};

TEST_F(SpaceQuotas, AreShownAndSetByTheSteward) {
    EXPECT_THAT(quota("a").out, HasSubstr("as much as they like"));
    const auto set = quota("a", {"--updates", least, "--reason", "A script ran wild."});
    ASSERT_EQ(set.exit_code, 0) << set.err;
    meet();
    for (const auto* node : {"a", "b"})
        EXPECT_THAT(quota(node).out, HasSubstr(least + " changes a day")) << node;
    const auto no_more = quota("a", {"--updates", "0", "--bytes", "0"});
    ASSERT_EQ(no_more.exit_code, 0) << no_more.err;
    EXPECT_THAT(quota("a").out, HasSubstr("as much as they like"));
}

TEST_F(SpaceQuotas, AreSetByAnAdministratorAboveTheSpace) {
    const auto set = quota("a", {"--bytes", "1000000", "--by", "administrator"});
    ASSERT_EQ(set.exit_code, 0) << set.err;
    EXPECT_THAT(quota("a").out, HasSubstr("1000000 bytes a day"));
}

TEST_F(SpaceQuotas, AreNotSetByOthersNorToSilence) {
    const auto by_other = quota("b", {"--updates", least});
    EXPECT_EQ(by_other.exit_code, 1);
    EXPECT_THAT(by_other.err, HasSubstr("only a steward of the space"));
    const auto too_little = quota("a", {"--updates", "1"});
    EXPECT_EQ(too_little.exit_code, 2);
    EXPECT_THAT(too_little.err, HasSubstr("silences nobody"));
    EXPECT_EQ(quota("a", {"--updates", "many"}).exit_code, 2);
    EXPECT_EQ(quota("a", {"--reason", "Why not."}).exit_code, 2);
    EXPECT_THAT(quota("a").out, HasSubstr("as much as they like"));
}

TEST_F(SpaceQuotas, AreToldToWhoIsDelayed) {
    ASSERT_EQ(quota("a", {"--updates", least}).exit_code, 0);
    meet();
    EXPECT_THAT(desk_.praxis("b", {"status"}).out, Not(HasSubstr("withheld")));
    std::string first;
    std::string last;
    for (std::uint32_t i = 0; i < limits::quota_updates_min + 3; ++i) {
        last = thread("b", std::to_string(i));
        if (i == 0) first = last;
    }
    const auto status = desk_.praxis("b", {"status"}).out;
    EXPECT_THAT(status, HasSubstr("withheld by the quota of space " + space_.substr(0, 10)));
    EXPECT_THAT(status, HasSubstr("3 updates of your own"));
    EXPECT_THAT(desk_.praxis("b", {"where", last}).out, HasSubstr("not passed on yet"));
    EXPECT_THAT(desk_.praxis("b", {"where", first}).out, Not(HasSubstr("not passed on yet")));
    // Whoever counts the same elsewhere says whose it is.
    meet();
    EXPECT_THAT(desk_.praxis("a", {"status"}).out, HasSubstr("3 updates of device"));
    // And no more of it when the quota is lifted.
    ASSERT_EQ(quota("a", {"--updates", "0"}).exit_code, 0);
    meet();
    EXPECT_THAT(desk_.praxis("b", {"status"}).out, Not(HasSubstr("withheld")));
    EXPECT_THAT(desk_.praxis("b", {"where", last}).out, Not(HasSubstr("not passed on yet")));
}

// What a store is restored from arrives in it at once, years of it. (backup_test: all of it is
// back.)
TEST_F(SpaceQuotas, DelayNothingOfWhatIsRestored) {
    ASSERT_EQ(quota("a", {"--updates", least}).exit_code, 0);
    meet();
    for (std::uint32_t i = 0; i < 2 * limits::quota_updates_min; ++i) {
        if (i % limits::quota_updates_min == 0) desk_.pass(std::chrono::days{1});
        thread("b", std::to_string(i));
    }
    EXPECT_THAT(desk_.praxis("b", {"status"}).out, Not(HasSubstr("withheld")));
    const auto backup = desk_.folder("backup").string();
    const auto password = desk_.file("pw", "correct horse battery");
    desk_.done("b", {"backup", backup, "--password-file", password});
    desk_.done("new", {"restore", backup, "--password-file", password});
    EXPECT_THAT(desk_.praxis("new", {"status"}).out, Not(HasSubstr("withheld")));
}

}  // namespace
}  // namespace praxis::test
