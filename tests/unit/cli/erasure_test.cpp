#include "node/replica/identity.hpp"
#include "tests/unit/cli/two_nodes.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

// Asking that words go, and agreeing to it, typed as commands on two nodes without a link.

namespace praxis::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* secret_words = "the patient is called";

class Erasing : public TwoNodes {
protected:
    Erasing() {
        space_ = new_space("S");
        meet();
        document_ = desk_.done("a", {"thread", "new", "--space", space_, "--title", secret_words})
                        .text("id");
    }
    void give(const std::string& role) {
        desk_.done("a", {"role", "add", "--space", space_, "--person", person_, "--as", role});
        meet();
    }
    Ran erase(const std::string& node) {
        return desk_.praxis(node, {"mod", "erase", document_, "--reason", "Names a patient."});
    }
    Ran agree(const std::string& node, const std::vector<std::string>& how = {}) {
        std::vector<std::string> line{
            "mod", "agree", document_, "--reason", "As the patient asked."};
        line.insert(line.end(), how.begin(), how.end());
        return desk_.praxis(node, line);
    }
    std::string shown(const std::string& node) {
        return desk_.praxis(node, {"mod", "show", document_}).out;
    }
    /// Who agreed, as the public log has it, and why.
    std::multiset<std::string> agreements(const std::string& node) {
        std::multiset<std::string> out;
        for (const auto& line : desk_.done(node, {"mod", "log", "--space", space_}).lines()) {
            if (line.at("act").as_string() != "agree") continue;
            EXPECT_EQ(line.at("document").as_string(), document_);
            std::string who{line.at("by").is_null() ? "from above: " : "a steward: "};
            const auto& reason = line.at("reason");
            if (reason.is_string()) who += reason.as_string();
            out.insert(std::move(who));
        }
        return out;
    }
    /// Both hold the same afterwards, and say the same of it.
    void meet() { TwoNodes::meet({{"state"}, {"export"}}); }

    std::string space_;
    std::string document_;
};

TEST_F(Erasing, IsAskedByAModeratorAndAgreedByAStewardAndSomebodyAbove) {
    give("moderator");
    ASSERT_EQ(erase("b").exit_code, 0);
    meet();
    for (const auto* node : {"a", "b"}) {
        EXPECT_THAT(desk_.done(node, {"export"}).out, Not(HasSubstr(secret_words))) << node;
        EXPECT_THAT(shown(node), HasSubstr("agreed by 0 stewards; two have to agree")) << node;
    }
    const auto refused = agree("b");
    EXPECT_NE(refused.exit_code, 0);
    EXPECT_THAT(refused.err, HasSubstr("only a steward of its space agrees"));

    const auto first = agree("a");
    EXPECT_EQ(first.exit_code, 0) << first.err;
    EXPECT_THAT(first.out, HasSubstr("two have to agree, of whom one is a steward"));
    EXPECT_THAT(shown("a"), HasSubstr("agreed by 1 steward; two"));
    EXPECT_THAT(agree("a").err, HasSubstr("you agreed to that before"));
    EXPECT_THAT(agree("b", {"--above"}).err, HasSubstr("needs the board key"));
    EXPECT_THAT(shown("a"), HasSubstr("agreed by 1 steward; two"));
    const auto second = agree("a", {"--above"});
    EXPECT_EQ(second.exit_code, 0) << second.err;
    EXPECT_THAT(second.out, HasSubstr("its words go for good 14 days from now"));
    EXPECT_THAT(shown("a"), HasSubstr("its words go for good 14 days from now"));
    meet();
    EXPECT_THAT(shown("b"), HasSubstr("its words go for good 14 days from now"));
    EXPECT_EQ(agreements("a"),
              (std::multiset<std::string>{"a steward: As the patient asked.",
                                          "from above: As the patient asked."}));
    EXPECT_EQ(desk_.done("a", {"mod", "log"}).out, desk_.done("b", {"mod", "log"}).out);
}

TEST_F(Erasing, IsAgreedByTwoStewardsOfWhomTheOneWhoAsksIsOne) {
    give("steward");
    ASSERT_EQ(erase("a").exit_code, 0);
    EXPECT_THAT(shown("a"), HasSubstr("agreed by 1 steward; two"));
    meet();
    const auto second = agree("b");
    EXPECT_EQ(second.exit_code, 0) << second.err;
    EXPECT_THAT(second.out, HasSubstr("its words go for good 14 days from now"));
    meet();
    EXPECT_THAT(shown("a"), HasSubstr("its words go for good 14 days from now"));
    EXPECT_EQ(agreements("a").size(), 1U) << "who asks says so already";
    EXPECT_THAT(agree("b").err, HasSubstr("you agreed to that before"));
}

TEST_F(Erasing, IsTakenBackByRestoring) {
    give("steward");
    ASSERT_EQ(erase("a").exit_code, 0);
    meet();
    ASSERT_EQ(agree("b").exit_code, 0);
    ASSERT_EQ(desk_.praxis("b", {"mod", "restore", document_, "--reason", "Not them."}).exit_code,
              0);
    meet();
    EXPECT_THAT(desk_.done("a", {"export"}).out, HasSubstr(secret_words));
    EXPECT_THAT(shown("a"), Not(HasSubstr("go for good")));
    EXPECT_THAT(agree("b").err, HasSubstr("nobody asks to erase it"));
}

TEST_F(Erasing, SaysWhatIsInVain) {
    EXPECT_THAT(agree("a").err, HasSubstr("nobody asks to erase it"));
    meet();
    EXPECT_THAT(desk_.praxis("b", {"mod", "erase", document_, "--reason", "Mine."}).err,
                HasSubstr("only a moderator or a steward"));
    ASSERT_EQ(erase("a").exit_code, 0);
    const auto again = erase("a");
    EXPECT_NE(again.exit_code, 0);
    EXPECT_THAT(again.err, HasSubstr("asked for already"));
    desk_.done("a", {"thread", "edit", document_, "--set", "title=Other words"});
    EXPECT_EQ(erase("a").exit_code, 0) << "there is something new";
    for (const auto* act : {"erase", "agree"})
        EXPECT_NE(desk_.praxis("a", {"mod", act, document_}).exit_code, 0) << "without a reason";
}

}  // namespace
}  // namespace praxis::test
