#include "tests/unit/cli/two_nodes.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

// Authors in quarantine, typed as commands on two nodes without a link: what they write waits on
// every node, whatever they had seen when they wrote it.

namespace praxis::test {
namespace {

namespace json = boost::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class Quarantine : public TwoNodes {
protected:
    Quarantine() {
        space_ = new_space("S");
        thread_ = desk_
                      .done("a",
                            {"thread",
                             "new",
                             "--space",
                             space_,
                             "--title",
                             "Records",
                             "--set",
                             "lang=en",
                             "--set",
                             "terms=" + theme_})
                      .text("id");
        meet();
        post_ = reply("before it");
        meet();
    }
    std::string reply(const std::string& text) {
        return desk_.done("b", {"thread", "reply", thread_, "--text", text}).text("id");
    }
    Ran quarantine(const std::string& node = "a", const std::string& why = "Spam.") {
        return desk_.praxis(
            node, {"mod", "quarantine", "--space", space_, "--person", author_, "--reason", why});
    }
    std::string first_line(const Ran& ran) {
        EXPECT_EQ(ran.exit_code, 0) << ran.err;
        return ran.out.substr(0, ran.out.find('\n'));
    }
    Ran release(const std::string& id, const std::string& node = "a") {
        return desk_.praxis(
            node, {"mod", "release", "--quarantine", id, "--reason", "It was a mistake."});
    }
    void approve(const std::string& id, const std::string& node = "a") {
        const auto ran = desk_.praxis(node, {"mod", "approve", id, "--reason", "It is good."});
        EXPECT_EQ(ran.exit_code, 0) << ran.err;
    }
    /// What becomes of an act that a node's device signs past every command.
    std::string verdict_by_hand(const std::string& node, const governance::Act& act) {
        const auto update = desk_.sign_by_hand(node, node::KeyFile::device, act);
        return std::string{desk_.submit(node, update).at("verdict").as_string()};
    }
    /// Both hold the same afterwards, and say the same of it.
    void meet() {
        TwoNodes::meet(
            {{"state"}, {"export"}, {"mod", "log"}, {"mod", "quarantined", "--space", space_}});
    }
    bool waits(const std::string& id) {
        const bool here = exported("a", id).contains("waits");
        EXPECT_EQ(here, exported("b", id).contains("waits"));
        return here;
    }
    /// What waits to be approved, by what it is about.
    std::vector<std::string> queue(const std::string& node,
                                   const std::vector<std::string>& more = {}) {
        std::vector<std::string> line{"mod", "queue"};
        line.insert(line.end(), more.begin(), more.end());
        std::vector<std::string> out;
        for (const auto& each : desk_.done(node, line).lines())
            out.emplace_back(each.at("about").as_string());
        return out;
    }
    std::vector<std::string> log(const std::string& node) {
        std::vector<std::string> out;
        for (const auto& line : desk_.done(node, {"mod", "log", "--space", space_}).lines()) {
            out.push_back(std::string{line.at("act").as_string()} + " " +
                          std::string{line.at("reason").as_string()});
        }
        return out;
    }
    void give(const std::string& role, const std::string& only = {}) {
        std::vector<std::string> line{
            "role", "add", "--space", space_, "--person", author_, "--as", role};
        if (!only.empty()) line.insert(line.end(), {"--only", only});
        desk_.done("a", line);
        meet();
    }

    const std::string theme_ = std::string(63, '0') + "1";
    std::string space_;
    const std::string author_ = person_;
    std::string thread_;
    std::string post_;
};

TEST_F(Quarantine, WithholdsWhatTheAuthorMadeAndSaysWhyToEverybody) {
    EXPECT_THAT(desk_.done("a", {"export"}).out, HasSubstr("before it"));
    const auto id = first_line(quarantine());
    meet();
    for (const auto* node : {"a", "b"}) {
        SCOPED_TRACE(node);
        EXPECT_THAT(desk_.done(node, {"export"}).out, Not(HasSubstr("before it")));
        EXPECT_THAT(desk_.done(node, {"thread", "show", thread_}).out, Not(HasSubstr("before it")));
        EXPECT_THAT(desk_.praxis(node, {"thread", "show", thread_}).out,
                    HasSubstr("waits for a moderator"));
        const auto line = exported(node, post_);
        EXPECT_TRUE(line.at("waits").as_bool());
        EXPECT_TRUE(line.at("fields").as_object().empty());
        EXPECT_THAT(log(node), ElementsAre("quarantine Spam."));
        const auto listed = desk_.praxis(node, {"mod", "quarantined", "--space", space_}).out;
        EXPECT_THAT(listed, HasSubstr("mod release --quarantine " + id));
        EXPECT_THAT(listed, HasSubstr("Spam."));
        EXPECT_THAT(listed, HasSubstr(author_));
        // A moderator and its author read it all the same.
        EXPECT_THAT(desk_.done(node, {"mod", "show", post_}).out, HasSubstr("before it"));
    }
    EXPECT_FALSE(waits(thread_)) << "another made it";
    EXPECT_EQ(desk_.done("a", {"verify"}).exit_code, 0);
    first_line(release(id, "a"));
    meet();
    EXPECT_THAT(desk_.done("b", {"export"}).out, HasSubstr("before it"));
    EXPECT_THAT(log("b"), ElementsAre("release It was a mistake.", "quarantine Spam."));
    EXPECT_TRUE(desk_.done("a", {"mod", "quarantined", "--space", space_}).lines().empty());
}

TEST_F(Quarantine, IsNotEvadedByWhoHasNotSeenIt) {
    first_line(quarantine());
    const auto late = reply("without sight of it");
    meet();
    EXPECT_TRUE(waits(late));
    const auto made =
        desk_.done("b", {"thread", "new", "--space", space_, "--title", "Mine"}).text("id");
    meet();
    EXPECT_TRUE(waits(made));
    for (const auto* node : {"a", "b"})
        EXPECT_THAT(desk_.done(node, {"export"}).out, Not(HasSubstr("without sight of it")));
    for (const auto& line : desk_.done("a", {"log"}).lines())
        EXPECT_EQ(line.at("verdict").as_string(), "standing");
}

TEST_F(Quarantine, WhatAModeratorApprovesIsShownAsTheySawIt) {
    first_line(quarantine());
    const auto mine =
        desk_.done("b", {"thread", "new", "--space", space_, "--title", "Mine"}).text("id");
    meet();
    EXPECT_THAT(queue("a"), ElementsAre(post_, mine));
    EXPECT_THAT(queue("b"), ElementsAre()) << "no moderator";
    approve(mine);
    meet();
    EXPECT_FALSE(waits(mine));
    EXPECT_THAT(queue("a"), ElementsAre(post_));
    EXPECT_THAT(log("b").front(), "approve It is good.");
    desk_.done("b", {"thread", "edit", mine, "--title", "Mine now"});
    meet();
    EXPECT_TRUE(waits(mine)) << "what they write later waits again";
    // Two at once: the approval has not seen the second edit.
    approve(mine);
    desk_.done("b", {"thread", "edit", mine, "--title", "Mine once more"});
    meet();
    EXPECT_TRUE(waits(mine));
    approve(mine);
    meet();
    EXPECT_FALSE(waits(mine));
    const auto again =
        desk_.praxis("a", {"mod", "approve", mine, "--reason", "It is good, I said."});
    EXPECT_EQ(again.exit_code, 1);
    EXPECT_THAT(again.err, HasSubstr("nothing in it waits"));
    EXPECT_EQ(desk_.praxis("b", {"mod", "approve", post_, "--reason", "Mine."}).exit_code, 1);
}

TEST_F(Quarantine, HidingBeatsApproving) {
    first_line(quarantine());
    desk_.done("a", {"mod", "hide", post_, "--reason", "No."});
    approve(post_);
    meet();
    EXPECT_TRUE(exported("b", post_).contains("hidden"));
    EXPECT_FALSE(waits(post_));
}

TEST_F(Quarantine, AChangeOfWhatAnotherMadeIsShownAndWaitsInTheQueue) {
    first_line(quarantine());
    meet();
    desk_.done("b", {"thread", "edit", thread_, "--title", "Changed by them"});
    meet();
    EXPECT_FALSE(waits(thread_));
    EXPECT_THAT(desk_.done("a", {"export"}).out, HasSubstr("Changed by them"));
    EXPECT_THAT(queue("a"), ElementsAre(post_, thread_));
    EXPECT_THAT(desk_.praxis("a", {"mod", "queue"}).out, HasSubstr("a change, which is shown"));
    approve(thread_);
    EXPECT_THAT(queue("a"), ElementsAre(post_));
}

TEST_F(Quarantine, AThreadThatWaitsIsNotAnsweredAndWithholdsItsPosts) {
    const auto mine =
        desk_.done("b", {"thread", "new", "--space", space_, "--title", "Mine"}).text("id");
    meet();
    const auto answer =
        desk_.done("a", {"thread", "reply", mine, "--text", "by another"}).text("id");
    first_line(quarantine());
    meet();
    EXPECT_TRUE(waits(answer)) << "with its thread";
    EXPECT_THAT(desk_.done("b", {"thread", "show", mine}).out, Not(HasSubstr("by another")));
    const auto flag = desk_.praxis("a", {"mod", "flag", mine, "--reason", "x"});
    EXPECT_THAT(flag.err, HasSubstr("waits for a moderator already"));
}

TEST_F(Quarantine, OfTwoWhoDidNotKnowOfEachOtherEachIsReleased) {
    give("moderator");
    const auto one = first_line(quarantine("a", "Spam."));
    const auto two = first_line(quarantine("b", "My own doing."));
    meet();
    EXPECT_NE(one, two);
    first_line(release(one));
    meet();
    EXPECT_TRUE(waits(post_));
    first_line(release(two));
    meet();
    EXPECT_FALSE(waits(post_));
    EXPECT_EQ(log("a").size(), 4U);
}

TEST_F(Quarantine, IsMadeOnceAndEndedOnce) {
    const auto state = [&] { return desk_.done("a", {"state"}).out; };
    const auto id = first_line(quarantine());
    const auto before = state();
    EXPECT_EQ(first_line(quarantine("a", "Again.")), id);
    EXPECT_EQ(state(), before);
    const auto released = first_line(release(id));
    const auto after = state();
    EXPECT_EQ(first_line(release(id)), released);
    EXPECT_EQ(state(), after);
    EXPECT_NE(first_line(quarantine("a", "It goes on.")), id);
}

TEST_F(Quarantine, IsForStewardsAndModeratorsOfTheWholeSpaceAlone) {
    const auto refused = [&] {
        const auto ran = quarantine("b");
        EXPECT_EQ(ran.exit_code, 1);
        EXPECT_THAT(ran.err, HasSubstr("only a steward or moderator of the whole space"));
    };
    refused();
    give("editor");
    refused();
    give("moderator", "kind:thread");
    refused();
    const auto id = first_line(quarantine());
    meet();
    EXPECT_EQ(release(id, "b").exit_code, 1);
    // Past every command, it is void on every node.
    const governance::Act act{
        governance::Release{UpdateId::from_hex(space_).value(), UpdateId::from_hex(id).value()}};
    EXPECT_EQ(verdict_by_hand("b", act), "void");
    meet();
    EXPECT_TRUE(waits(post_));
    EXPECT_THAT(log("a"), ElementsAre("quarantine Spam."));
}

TEST_F(Quarantine, NobodyEndsTheirOwn) {
    give("moderator");
    const auto id = first_line(quarantine());
    meet();
    const auto ended = release(id, "b");
    EXPECT_EQ(ended.exit_code, 1);
    EXPECT_THAT(ended.err, HasSubstr("nobody ends their own quarantine"));
    const auto approved = desk_.praxis("b", {"mod", "approve", post_, "--reason", "It is good."});
    EXPECT_EQ(approved.exit_code, 1);
    EXPECT_THAT(approved.err, HasSubstr("ask another moderator"));
    // Past every command both count for nothing on any node.
    UpdateId grant;
    for (const auto& line : desk_.done("b", {"role", "list", "--space", space_}).lines()) {
        if (line.at("person").as_string() == author_)
            grant = UpdateId::from_hex(line.at("grant").as_string()).value();
    }
    const governance::Act act{governance::Release{grant, UpdateId::from_hex(id).value()}};
    EXPECT_EQ(verdict_by_hand("b", act), "void");
    meet();
    EXPECT_TRUE(waits(post_));
    // Of others they are a moderator as before.
    desk_.done("b", {"mod", "hide", thread_, "--reason", "Off the subject."});
    meet();
    EXPECT_TRUE(exported("a", thread_).at("hidden").as_bool());
    first_line(release(id));
    meet();
    EXPECT_FALSE(waits(post_));
}

// Somebody else certifies the device of the author, by an act that comes before the author's own in
// every order: the device may act for both from now on, and what was written stays the author's.
TEST_F(Quarantine, AnotherCertificateForTheirDeviceFreesNothingTheyWrote) {
    first_line(quarantine());
    meet();
    const crypto::SigningPair device{
        node::read_key(desk_.folder("b"), node::KeyFile::device).value()->duplicate()};
    const auto certificate = desk_.replica("b").governance().device_info(device.key())->certificate;
    const auto accomplice = *desk_.replica("a").person();
    governance::GrantDevice claim;
    claim.under = same_bytes<UpdateId>(accomplice);
    claim.person = accomplice;
    claim.holder = device.key();
    claim.node = governance::NodeRole::replica;
    const auto network = desk_.replica("a").network();
    claim.possession =
        device.sign(governance::possession_message(network, claim.under, claim.holder, claim.dh));
    auto update = desk_.sign_by_hand("a", node::KeyFile::person, claim);
    for (std::int64_t written = 0; wire::id_of(update.header) > certificate; ++written)
        update = desk_.sign_by_hand("a", node::KeyFile::person, claim, {}, written);
    const auto taken = desk_.submit("a", update);
    ASSERT_EQ(taken.at("verdict").as_string(), "standing") << taken.at("reason");
    meet();
    EXPECT_TRUE(waits(post_));
    EXPECT_THAT(desk_.done("a", {"export"}).out, Not(HasSubstr("before it")));
}

TEST_F(Quarantine, TheQueueIsAskedForByThemeAndLanguage) {
    first_line(quarantine());
    const auto french =
        desk_
            .done("b",
                  {"thread", "new", "--space", space_, "--title", "Bonjour", "--set", "lang=fr"})
            .text("id");
    const auto flag =
        desk_.done("b", {"mod", "flag", thread_, "--reason", "Off the subject."}).text("id");
    meet();
    EXPECT_THAT(queue("a"), ElementsAre(thread_, post_, french)) << "flags come first";
    EXPECT_THAT(queue("a", {"--language", "fr"}), ElementsAre(french));
    EXPECT_THAT(queue("a", {"--language", "en"}), ElementsAre(thread_, post_))
        << "a post is as its thread";
    EXPECT_THAT(queue("a", {"--theme", theme_}), ElementsAre(thread_, post_));
    EXPECT_THAT(queue("a", {"--theme", theme_, "--language", "fr"}), ElementsAre());
    EXPECT_THAT(queue("a", {"--theme", std::string(64, 'f')}), ElementsAre());
    EXPECT_THAT(queue("a", {"--space", space_, "--language", "fr"}), ElementsAre(french));
    const auto wrong = desk_.praxis("a", {"mod", "queue", "--language", "French"});
    EXPECT_EQ(wrong.exit_code, 2);
    EXPECT_THAT(wrong.err, HasSubstr("a language is written as"));
    auto past_it = json::object{};
    past_it["do"] = "moderation.queue";
    past_it["language"] = "French";
    const auto asked = desk_.ask("a", past_it);
    ASSERT_FALSE(asked);
    EXPECT_THAT(asked.error().text(), HasSubstr("is no language"));
}

TEST_F(Quarantine, BadRequestsSayWhatToDo) {
    const auto expect = [&](const Ran& ran, const std::string& words) {
        EXPECT_NE(ran.exit_code, 0);
        EXPECT_THAT(ran.err, HasSubstr(words));
    };
    const std::string nobody(64, '0');
    expect(quarantine("a", " "), "needs a reason");
    expect(desk_.praxis(
               "a", {"mod", "quarantine", "--space", space_, "--person", nobody, "--reason", "x"}),
           "no person");
    expect(desk_.praxis(
               "a", {"mod", "quarantine", "--space", nobody, "--person", author_, "--reason", "x"}),
           "no space");
    expect(release(nobody), "mod quarantined --space ID lists them");
    expect(desk_.praxis("a", {"mod", "quarantined", "--space", nobody}), "no space");
    expect(desk_.praxis("a", {"mod", "quarantined"}), "--space");
    EXPECT_THAT(desk_.praxis("a", {"mod", "quarantined", "--space", space_}).out,
                HasSubstr("Nobody is in quarantine there."));
}

}  // namespace
}  // namespace praxis::test
