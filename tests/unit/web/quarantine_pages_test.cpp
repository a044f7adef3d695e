#include "tests/unit/web/pages_fixture.hpp"

#include <boost/json/value.hpp>

// What pages show of authors in quarantine and of what they write, and by which forms.

namespace praxis::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* words_of_offer = "buy this at once";

class QuarantinePages : public ModeratedPages {
protected:
    QuarantinePages() {
        thread = new_document(reader, "thread", {{"set:title", "Records"}});
        mine = new_document(author, "thread", {{"set:title", "An offer"}, {"set:lang", "fr"}});
        send(author, "/d/" + thread + "/reply", {{"text", words_of_offer}});
        post_id = only_post();
    }
    std::string page_of_space() const { return "/s/" + space + "/quarantine"; }
    /// By the link on a document's page.
    Got quarantine(const std::string& why = "Spam <b>.") {
        const auto body = get(officer, "/d/" + mine).body;
        const auto at = body.find(page_of_space() + "?person=");
        if (at == std::string::npos) {
            ADD_FAILURE() << "no link";
            return {};
        }
        return send(officer, body.substr(at, body.find('"', at) - at), {{"reason", why}});
    }
    Got moderate(const std::string& id, const std::string& act, const std::string& why) {
        return send(officer, "/d/" + id + "/moderate", {{"act", act}, {"reason", why}});
    }

    std::string thread;
    std::string mine;
    std::string post_id;
};

TEST_F(QuarantinePages, WhatTheAuthorWroteIsNowhereForOthersAndItsPlaceSaysSo) {
    const auto counted = text(reader, "/s/" + space);
    EXPECT_THAT(counted, HasSubstr("Threads (2)"));
    const auto done = quarantine();
    ASSERT_EQ(done.status, 303U) << done.html.text();
    for (auto* browser : {&reader, &stranger}) {
        for (const auto& path : {std::string{"/"},
                                 "/s/" + space,
                                 "/s/" + space + "/thread",
                                 "/s/" + space + "/post",
                                 "/s/" + space + "/moderation",
                                 "/d/" + thread,
                                 "/d/" + post_id,
                                 "/d/" + mine}) {
            const auto shown = text(*browser, path);
            EXPECT_THAT(shown, Not(HasSubstr(words_of_offer))) << path;
            EXPECT_THAT(shown, Not(HasSubstr("An offer"))) << path;
        }
        for (const auto* rest : {"/history", "/status", "/edit", "/diff", "/conflicts"})
            EXPECT_NE(get(*browser, "/d/" + mine + rest).status, 200U) << rest;
        const auto old = get(*browser, "/d/" + post_id + "?version=" + post_id);
        EXPECT_THAT(old.body, Not(HasSubstr(words_of_offer))) << "an earlier version";
        EXPECT_THAT(text(*browser, "/d/" + thread), HasSubstr("Post that waits for a moderator"));
        EXPECT_THAT(text(*browser, "/d/" + mine), HasSubstr("they are in quarantine"));
        const auto log = text(*browser, "/s/" + space + "/moderation");
        EXPECT_THAT(log, HasSubstr("Put in quarantine by officer"));
        EXPECT_THAT(log, HasSubstr("Spam <b>."));
        EXPECT_THAT(log, HasSubstr(": author."));
    }
    EXPECT_THAT(text(reader, "/s/" + space), HasSubstr("Threads (1)"));
    EXPECT_THAT(text(officer, "/s/" + space), HasSubstr("Threads (2)"));
    for (auto* browser : {&officer, &author}) {
        EXPECT_THAT(text(*browser, "/d/" + mine), HasSubstr("An offer"));
        EXPECT_THAT(text(*browser, "/d/" + mine), HasSubstr("Waits for a moderator"));
        EXPECT_THAT(text(*browser, "/d/" + thread), HasSubstr(words_of_offer));
    }
    EXPECT_EQ(get(reader, "/d/" + mine + "/reply").status, 403U);
}

TEST_F(QuarantinePages, AModeratorApprovesFromTheQueue) {
    quarantine();
    const auto queue = get(officer, "/s/" + space + "/queue");
    EXPECT_THAT(queue.html.text(), HasSubstr("2 approvals are asked for."));
    EXPECT_THAT(queue.html.text(), HasSubstr("An offer"));
    EXPECT_THAT(queue.body, HasSubstr("/d/" + mine + "/moderate"));
    EXPECT_THAT(text(officer, "/d/" + thread + "/moderate"), Not(HasSubstr("Approve it")));
    EXPECT_EQ(moderate(mine, "approve", "A good offer.").status, 303U);
    EXPECT_THAT(text(reader, "/d/" + mine), HasSubstr("An offer"));
    EXPECT_THAT(text(stranger, "/d/" + mine), HasSubstr("Approved by officer"));
    EXPECT_THAT(text(officer, "/s/" + space + "/queue"), HasSubstr("1 approval is asked for."));
    EXPECT_THAT(text(officer, "/d/" + mine + "/moderate"), Not(HasSubstr("Approve it")));
    EXPECT_EQ(get(author, "/d/" + mine + "/moderate").status, 403U);
}

TEST_F(QuarantinePages, AFormApprovesNoMoreThanItShowed) {
    quarantine();
    const auto path = "/d/" + mine + "/moderate";
    const auto page = get(officer, path);
    EXPECT_EQ(send(author, "/d/" + mine + "/edit", {{"set:title", "Another offer"}}).status, 303U);
    EXPECT_EQ(
        post(officer, path, filled(page, path, {{"act", "approve"}, {"reason", "Good."}})).status,
        303U);
    EXPECT_THAT(text(reader, "/d/" + mine), Not(HasSubstr("Another offer")));
}

TEST_F(QuarantinePages, TheQueueIsAskedForByLanguage) {
    quarantine();
    const auto path = "/s/" + space + "/queue";
    const auto form = get(officer, path);
    EXPECT_THAT(form.body, HasSubstr("<option value=\"fr\">fr</option>"));
    const auto french = get(officer, path + "?theme=&language=fr");
    EXPECT_THAT(french.html.text(), HasSubstr("1 approval is asked for."));
    EXPECT_THAT(french.html.text(), HasSubstr("An offer"));
    EXPECT_THAT(french.body, HasSubstr("<option value=\"fr\" selected>fr</option>"));
    EXPECT_THAT(text(officer, path + "?language=en"), HasSubstr("Nothing waits."));
    EXPECT_EQ(get(officer, path + "?theme=x").status, 400U);
}

TEST_F(QuarantinePages, IsEndedOnItsPageWithAReason) {
    quarantine();
    const auto page = get(officer, page_of_space());
    EXPECT_THAT(page.html.text(), HasSubstr("1 quarantine is in force."));
    const auto without =
        post(officer, page_of_space(), filled(page, page_of_space(), {{"reason", " "}}));
    EXPECT_EQ(without.status, 422U);
    EXPECT_THAT(without.html.text(), HasSubstr("needs a reason"));
    const auto done =
        post(officer, page_of_space(), filled(page, page_of_space(), {{"reason", "Agreed."}}));
    EXPECT_EQ(done.status, 303U) << done.html.text();
    EXPECT_THAT(text(reader, "/d/" + mine), HasSubstr("An offer"));
    EXPECT_THAT(text(stranger, "/s/" + space + "/moderation"),
                HasSubstr("Released from quarantine by officer"));
    EXPECT_THAT(text(officer, page_of_space()), HasSubstr("0 quarantines are in force."));
}

TEST_F(QuarantinePages, BeginsAndEndsByAPasswordThatWasGivenNotLongAgo) {
    desk.pass(limits::proof_age_max);
    const auto prove = [&](const Got& asked, const std::string& why) {
        EXPECT_EQ(asked.status, 403U);
        EXPECT_THAT(asked.html.text(), HasSubstr("Your password, please"));
        EXPECT_THAT(asked.html.text(), HasSubstr(why)) << "what was typed";
        return post(
            officer, page_of_space(), filled(asked, page_of_space(), {{"password", password}}));
    };
    const auto asked = quarantine("Spam.");
    EXPECT_THAT(text(reader, "/d/" + mine), HasSubstr("An offer"));
    EXPECT_EQ(prove(asked, "Spam.").location, page_of_space());
    EXPECT_THAT(text(reader, "/d/" + mine), Not(HasSubstr("An offer")));
    desk.pass(limits::proof_age_max);
    const auto page = get(officer, page_of_space());
    const auto release = filled(page, page_of_space(), {{"reason", "Agreed."}});
    EXPECT_EQ(prove(post(officer, page_of_space(), release), "Agreed.").location, page_of_space());
    EXPECT_THAT(text(reader, "/d/" + mine), HasSubstr("An offer"));
}

TEST_F(QuarantinePages, ANameThatWaitsIsNoName) {
    std::string name;
    for (const auto& line : desk.done("a", {"export"}).lines()) {
        if (line.at("kind").as_string() != "person") continue;
        const auto& shown = line.at("fields").at("display_name").at("value");
        if (shown.as_string() == "author") name = line.at("id").as_string();
    }
    EXPECT_THAT(text(reader, "/d/" + mine), HasSubstr("Thread by author"));
    const auto commons = desk.replica("a").commons()->hex();
    const auto writer = desk.replica("a").person()->hex();
    desk.done("a",
              {"mod", "quarantine", "--space", commons, "--person", writer, "--reason", "See."});
    EXPECT_THAT(text(reader, "/d/" + mine), HasSubstr("Thread by person "));
    desk.done("a",
              {"role", "add", "--space", commons, "--person", officer_person, "--as", "moderator"});
    EXPECT_EQ(moderate(name, "approve", "It is theirs.").status, 303U);
    EXPECT_THAT(text(reader, "/d/" + mine), HasSubstr("Thread by author"));
}

TEST_F(QuarantinePages, IsForModeratorsOfTheWholeSpace) {
    EXPECT_THAT(get(reader, "/d/" + mine).body, Not(HasSubstr("/quarantine")));
    EXPECT_EQ(get(reader, page_of_space()).status, 403U);
    EXPECT_EQ(get(stranger, page_of_space()).status, 303U) << "to sign in";
    const auto without = quarantine(" ");
    EXPECT_EQ(without.status, 422U);
    EXPECT_THAT(without.html.text(), HasSubstr("needs a reason"));
    EXPECT_EQ(quarantine("Spam.").status, 303U);
    EXPECT_THAT(get(officer, "/d/" + mine).body, Not(HasSubstr("?person="))) << "once";
}

}  // namespace
}  // namespace praxis::test
