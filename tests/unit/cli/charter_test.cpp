#include "node/community/moderation.hpp"
#include "node/replica/identity.hpp"
#include "tests/support/hand_chain.hpp"
#include "tests/unit/cli/two_nodes.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

// What is in force of a space's charter: what a steward or moderator adopted, on two nodes without
// a link between them, and nothing that anybody else writes, by a command or by hand.

namespace praxis::test {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::Not;

class Charter : public TwoNodes {
protected:
    Charter() {
        space_ = new_space("S");
        meet();
        charter_ = desk_
                       .done("b",
                             {"policy",
                              "new",
                              "--space",
                              space_,
                              "--title",
                              "Charter",
                              "--set",
                              "participation=Be brief."})
                       .text("id");
        meet();
    }
    void meet() {
        TwoNodes::meet({{"state"}, {"export"}, {"space", "charter", "--space", space_}});
    }
    Ran adopt(const std::string& node, const std::string& why = "Agreed.") {
        return desk_.praxis(node, {"mod", "adopt", charter_, "--reason", why});
    }
    void edit(const std::string& node, const std::string& rules) {
        desk_.done(node, {"policy", "edit", charter_, "--set", "participation=" + rules});
    }
    /// The line of `space charter`; it has one document.
    json::object line(const std::string& node) {
        return desk_.done(node, {"space", "charter", "--space", space_}).line();
    }
    /// The rules in force, by the command; "nothing" when nothing is.
    std::string in_force(const std::string& node) {
        const auto found = line(node);
        if (found.at("adopted").is_null()) return "nothing";
        return rules_in(found.at("adopted").as_object());
    }
    static std::string rules_in(const json::object& adopted) {
        const auto& rules = adopted.at("fields").at("participation").at("value");
        return std::string{std::string_view{rules.as_string()}};
    }
    bool changed_since(const std::string& node) {
        return line(node).at("adopted").at("changed_since").as_bool();
    }

    std::string space_;
    std::string charter_;
};

TEST_F(Charter, IsInForceOnceAStewardAdoptedItAndChangesWithTheNextAdoption) {
    EXPECT_EQ(in_force("b"), "nothing");
    const auto refused = adopt("b");
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.err, HasSubstr("only a moderator or a steward"));
    ASSERT_EQ(adopt("a").exit_code, 0);
    meet();
    edit("b", "Be brief, or be loud.");
    meet();
    for (const auto* node : {"a", "b"}) {
        EXPECT_EQ(in_force(node), "Be brief.") << node;
        EXPECT_TRUE(changed_since(node)) << node;
        const auto shown = desk_.done(node, {"policy", "show", charter_}).line();
        EXPECT_EQ(rules_in(shown.at("adopted").as_object()), "Be brief.");
        EXPECT_EQ(rules_in(shown), "Be brief, or be loud.");
    }
    ASSERT_EQ(adopt("a", "Heard.").exit_code, 0);
    meet();
    EXPECT_EQ(in_force("b"), "Be brief, or be loud.");
    EXPECT_FALSE(changed_since("b"));
    const auto words = desk_.praxis("b", {"space", "charter", "--space", space_}).out;
    EXPECT_THAT(words, HasSubstr("adopt by person"));
    EXPECT_THAT(words, HasSubstr("Heard."));
    EXPECT_THAT(words, Not(HasSubstr("Agreed.")));
    const auto again = adopt("a");
    EXPECT_EQ(again.exit_code, 1);
    EXPECT_THAT(again.err, HasSubstr("adopted already"));
}

// Who adopts without a link takes nothing back that somebody else adopted without one.
TEST_F(Charter, OfTwoAdoptionsApartBothAreInForceUntilSomebodyAdoptsTheMerge) {
    desk_.done("a", {"role", "add", "--space", space_, "--person", person_, "--as", "moderator"});
    meet();
    edit("a", "Be brief. Be kind.");
    edit("b", "Be on time. Be brief.");
    ASSERT_EQ(adopt("a").exit_code, 0);
    ASSERT_EQ(adopt("b").exit_code, 0);
    EXPECT_EQ(in_force("a"), "Be brief. Be kind.");
    EXPECT_EQ(in_force("b"), "Be on time. Be brief.");
    meet();
    EXPECT_EQ(in_force("a"), "Be on time. Be brief. Be kind.");
    EXPECT_EQ(line("a").at("adopted").at("by").as_array().size(), 2U);
    ASSERT_EQ(adopt("b").exit_code, 0);
    meet();
    EXPECT_EQ(line("a").at("adopted").at("by").as_array().size(), 1U);
    EXPECT_EQ(in_force("a"), "Be on time. Be brief. Be kind.");
}

// An older version beside the newer would not bring the older words back.
TEST_F(Charter, AVersionThatDoesNotKnowWhatIsInForceIsNotAdopted) {
    ASSERT_EQ(adopt("a").exit_code, 0);
    edit("a", "Be loud.");
    ASSERT_EQ(adopt("a").exit_code, 0);
    json::object asked;
    asked["do"] = "document.moderate";
    asked["id"] = charter_;
    asked["act"] = "adopt";
    asked["reason"] = "Back.";
    json::array base;
    base.emplace_back(charter_);
    asked["base"] = std::move(base);
    const auto refused = desk_.ask("a", asked);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().detail, HasSubstr("another version was adopted"));
    EXPECT_EQ(in_force("a"), "Be loud.");
}

TEST_F(Charter, OnlyWhatSaysHowASpaceIsRunIsAdopted) {
    const auto thread =
        desk_.done("a", {"thread", "new", "--space", space_, "--title", "Talk"}).text("id");
    const auto refused = desk_.praxis("a", {"mod", "adopt", thread, "--reason", "Why."});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.err, HasSubstr("how its space is run"));
    EXPECT_EQ(desk_.done("a", {"space", "charter", "--space", space_}).lines().size(), 1U);
}

TEST_F(Charter, WhatAModeratorHidIsNotInForce) {
    ASSERT_EQ(adopt("a").exit_code, 0);
    desk_.done("a", {"mod", "hide", charter_, "--reason", "Superseded."});
    meet();
    EXPECT_TRUE(desk_.done("b", {"space", "charter", "--space", space_}).lines().empty());
    EXPECT_THAT(desk_.praxis("b", {"space", "charter", "--space", space_}).out,
                HasSubstr("Nobody has written a charter"));
}

// Past every command: void on every node, and what is in force stays.
TEST_F(Charter, AnAdoptionWrittenByHandWithoutTheRightChangesNothing) {
    ASSERT_EQ(adopt("a").exit_code, 0);
    edit("b", "Mine now.");
    meet();
    const auto secret = node::read_key(desk_.folder("b"), node::KeyFile::device);
    ASSERT_TRUE(secret && secret.value());
    const crypto::SigningPair device{secret.value()->duplicate()};
    auto& replica = desk_.replica("b");
    const auto id = DocumentId::from_hex(charter_).value();
    const auto state = replica.document(id).value();
    HandChain chain{device,
                    replica.network(),
                    SpaceId::from_hex(space_).value(),
                    Incarnation{101},
                    state->kind};
    const auto act = community::moderation_edit(community::ModerationAct::adopt, "mine now");
    const std::vector updates{
        chain.write(act, {id, state->document.now().version(), replica.governance().heads()})};
    for (const auto* node : {"a", "b"}) {
        EXPECT_TRUE(
            desk_.await<std::vector<node::Outcome>>(desk_.replica(node).ingest(updates, NodeId{})));
        EXPECT_EQ(in_force(node), "Be brief.") << node;
        EXPECT_TRUE(changed_since(node)) << node;
    }
    meet();
}

}  // namespace
}  // namespace praxis::test
