#include "tests/unit/cli/two_nodes.hpp"

#include <boost/json/array.hpp>
#include <gtest/gtest.h>

// A person whose key is in wrong hands is ended, typed as a command where they were taken in.

namespace praxis::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class PersonRevoked : public TwoNodes {
protected:
    PersonRevoked() {
        space_ = new_space("Hall", "open");
        meet();
        write("b", "Before");
        meet();
    }
    void write(const std::string& node, const std::string& title) {
        desk_.done(node, {"case", "new", "--space", space_, "--title", title});
    }
    Ran revoke(const std::string& node, const std::vector<std::string>& more = {}) {
        std::vector<std::string> typed{"person", "revoke", "--person", person_};
        typed.insert(typed.end(), more.begin(), more.end());
        return desk_.praxis(node, typed);
    }
    std::size_t in_force(const std::string& node) {
        std::size_t out = 0;
        for (const auto& line : desk_.done(node, {"device", "list", "--person", person_}).lines())
            out += line.at("in_force").as_bool() ? 1 : 0;
        return out;
    }
    std::string exported_by(const std::string& node) { return desk_.done(node, {"export"}).out; }

    std::string space_;
};

// T19: a thief of the person's key lets in a device of their own; `device revoke` would not help.
TEST_F(PersonRevoked, LetsNoDeviceInWhateverTheirKeySigns) {
    const auto done = revoke("a", {"--reason", "The key was stolen."});
    ASSERT_EQ(done.exit_code, 0) << done.err;
    EXPECT_EQ(in_force("a"), 0U);
    EXPECT_THAT(exported_by("a"), HasSubstr("Before")) << "what they wrote until then stays";

    const auto line = desk_.done("b", {"device", "invite"}).text("line");
    const auto begun = desk_.done("thief", {"device", "begin", line, "--node", "Thief"});
    desk_.done("b", {"device", "add", begun.text("line"), "--words", begun.text("words")});
    EXPECT_EQ(in_force("b"), 2U) << "b has not heard of it";
    write("b", "After");
    desk_.carry("b", "a");
    EXPECT_EQ(in_force("a"), 0U);
    EXPECT_THAT(exported_by("a"), Not(HasSubstr("After")));
    desk_.carry("a", "b");
    EXPECT_EQ(in_force("b"), 0U);
    EXPECT_THAT(exported_by("b"), Not(HasSubstr("After")));
    EXPECT_THAT(exported_by("b"), HasSubstr("Before"));
}

TEST_F(PersonRevoked, LeavesNothingOfTheirsWhenNothingIsKept) {
    ASSERT_EQ(revoke("a", {"--keep", "nothing"}).exit_code, 0);
    EXPECT_EQ(in_force("a"), 0U);
    EXPECT_THAT(exported_by("a"), Not(HasSubstr("Before")));
    EXPECT_EQ(revoke("a", {"--keep", "some"}).exit_code, 2);
}

TEST_F(PersonRevoked, IsDoneByWhoIsAboveAlone) {
    const auto own = std::string{
        desk_.ask("a", cli::request("whoami")).value().front().at("person").as_string()};
    const auto upwards = desk_.praxis("b", {"person", "revoke", "--person", own});
    EXPECT_EQ(upwards.exit_code, 1);
    EXPECT_THAT(upwards.err, HasSubstr("no key in this folder took that person in"));
    const auto nobody = desk_.praxis("a", {"person", "revoke", "--person", std::string(64, '1')});
    EXPECT_EQ(nobody.exit_code, 1);
    EXPECT_THAT(nobody.err, HasSubstr("not found on this node"));
    EXPECT_EQ(in_force("a"), 1U);
}

}  // namespace
}  // namespace praxis::test
