#include "tests/unit/web/pages_fixture.hpp"

#include <boost/json/value.hpp>

// How one takes part in a space, and asking to be taken in, on pages.

namespace praxis::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class JoinPages : public Pages {
protected:
    JoinPages() {
        closed = found("Circle", "approve");
        asker_person = add("asker");
        add("member");
        asker = signed_in("asker");
        // The officer may take people in; the steward is the node's own person.
        give(officer_person, "moderator");
    }
    std::string found(const std::string& name, const std::string& policy) {
        return desk.done("a", {"space", "new", "--name", name, "--join", policy}).text("id");
    }
    void give(const std::string& person, const std::string& role) {
        Pages::give(closed, person, role);
    }
    Got ask(const std::string& words) {
        const auto page = get(asker, "/s/" + closed);
        return post(asker, join(), filled(page, join(), {{"words", words}}));
    }
    std::string join() const { return "/s/" + closed + "/join"; }
    std::string requests() const { return "/s/" + closed + "/requests"; }
    /// The fields of one of the two forms of the only request.
    Fields answer(Browser& browser, const std::string& which, const Fields& typed) {
        const auto page = get(browser, requests());
        Fields out;
        for (const auto& [name, value] : filled(page, requests())) {
            const bool is_once = std::ranges::count(out, name, &Fields::value_type::first) == 0;
            if (is_once && name != "answer" && name != "reason") out.emplace_back(name, value);
        }
        out.emplace_back("answer", which);
        out.insert(out.end(), typed.begin(), typed.end());
        return out;
    }
    std::size_t acts(const std::string& what) {
        std::size_t out = 0;
        for (const auto& line : desk.done("a", {"role", "log", "--space", closed}).lines())
            out += line.at("what").as_string() == what ? 1 : 0;
        return out;
    }

    std::string closed;
    std::string asker_person;
    Browser asker;
};

TEST_F(JoinPages, ASpaceSaysHowOneTakesPart) {
    const auto open = text(stranger, "/s/" + space);
    for (const auto* words : {"How to take part",
                              "Everybody of the network; without signing in, what is public.",
                              "Nobody needs to: everybody of the network takes part."})
        EXPECT_THAT(open, HasSubstr(words));
    for (auto* browser : {&officer, &asker}) {
        const auto page = text(*browser, "/s/" + closed);
        EXPECT_THAT(page, HasSubstr("Whoever has a role here but observers and readers"));
        EXPECT_THAT(page, HasSubstr("Who asks is taken in with a role, or declined"));
        EXPECT_THAT(page, HasSubstr("officer"));
    }
    // From the roles of now, not of the founding.
    give(asker_person, "steward");
    EXPECT_THAT(text(officer, "/s/" + closed),
                testing::AnyOf(HasSubstr("Stewardsasker and "), HasSubstr(" and asker.Who")));
}

TEST_F(JoinPages, WhoMayAskSeesTheDoorAndNothingBehindIt) {
    desk.done("a", {"thread", "new", "--space", closed, "--title", "Inside words"});
    const auto door = text(asker, "/s/" + closed);
    EXPECT_THAT(door, HasSubstr("Circle"));
    EXPECT_THAT(door, HasSubstr("You have no role here."));
    EXPECT_THAT(door, Not(HasSubstr("Inside words")));
    EXPECT_THAT(door, Not(HasSubstr("Documents")));
    EXPECT_THAT(text(asker, "/spaces"), HasSubstr("You may ask to join."));
    for (const auto* rest : {"/who-does-what", "/moderation", "/thread", "/requests"})
        EXPECT_EQ(get(asker, "/s/" + closed + rest).status, 404U) << rest;
    EXPECT_EQ(get(stranger, "/s/" + closed).status, 404U);
    EXPECT_THAT(text(stranger, "/spaces"), Not(HasSubstr("Circle")));
    const auto by_invitation = found("Inner", "invite");
    EXPECT_EQ(get(asker, "/s/" + by_invitation).status, 404U);
    EXPECT_EQ(get(asker, "/s/" + by_invitation + "/join").status, 404U);
    EXPECT_EQ(get(officer, join()).location, "/s/" + closed) << "a member is inside already";
}

TEST_F(JoinPages, ARequestWaitsAndIsAskedOnce) {
    const auto fields = filled(get(asker, "/s/" + closed), join(), {{"words", "From Tallinn."}});
    EXPECT_EQ(post(asker, join(), fields).location, "/s/" + closed);
    EXPECT_EQ(post(asker, join(), fields).location, "/s/" + closed) << "sent twice";
    const auto door = get(asker, "/s/" + closed);
    EXPECT_THAT(door.html.text(), HasSubstr("nobody has answered yet"));
    EXPECT_THAT(door.html.text(), HasSubstr("From Tallinn."));
    EXPECT_THAT(door.body, Not(HasSubstr("action=\"" + join() + "\"")));
    EXPECT_EQ(acts("asked for"), 1U);
    EXPECT_THAT(text(officer, "/s/" + closed), HasSubstr("1 person asks to join"));
}

TEST_F(JoinPages, SomebodyIsTakenInByAButton) {
    ask("From Tallinn.");
    const auto waiting = text(officer, requests());
    for (const auto* words : {"1 person waits.", "asker", "From Tallinn."})
        EXPECT_THAT(waiting, HasSubstr(words));
    auto fields = answer(officer, "take in", {});
    std::erase_if(fields, [](const auto& field) { return field.first == "as"; });
    fields.emplace_back("as", "reader");
    EXPECT_EQ(post(officer, requests(), fields).location, requests());
    EXPECT_EQ(post(officer, requests(), fields).location, requests()) << "sent twice";
    EXPECT_EQ(acts("given"), 2U) << "the officer's role, and this one";
    EXPECT_THAT(text(officer, requests()), HasSubstr("Nobody waits."));
    EXPECT_THAT(text(asker, "/s/" + closed), HasSubstr("You are a reader here."));
    const auto log = text(asker, "/s/" + closed + "/who-does-what");
    EXPECT_THAT(log, HasSubstr("Member asked for"));
    EXPECT_THAT(log, HasSubstr("Who asked: asker"));
    EXPECT_THAT(log, HasSubstr("From Tallinn."));
}

TEST_F(JoinPages, TakingInAsksForThePasswordOfAnOldSession) {
    ask("From Tallinn.");
    auto fields = answer(officer, "take in", {});
    std::erase_if(fields, [](const auto& field) { return field.first == "as"; });
    fields.emplace_back("as", "member");
    desk.pass(limits::proof_age_max);
    const auto asked = post(officer, requests(), fields);
    EXPECT_EQ(asked.status, 403U);
    EXPECT_THAT(asked.html.text(), HasSubstr("Your password, please"));
    EXPECT_THAT(asked.html.text(), HasSubstr("in the last 10 minutes"));
    EXPECT_EQ(acts("given"), 1U) << "the officer's role";
    const auto wrong = filled(asked, requests(), {{"password", "not that one"}});
    const auto again = post(officer, requests(), wrong);
    EXPECT_EQ(again.status, 403U);
    EXPECT_THAT(again.html.text(), HasSubstr("That is not your password."));
    EXPECT_EQ(acts("given"), 1U);
    const auto right = filled(again, requests(), {{"password", password}});
    const auto done = post(officer, requests(), right);
    EXPECT_EQ(done.location, requests()) << done.html.text();
    EXPECT_EQ(acts("given"), 2U);
}

TEST_F(JoinPages, ToDeclineGivesNothingAndAsksForNoPassword) {
    ask("From Tallinn.");
    const auto fields = answer(officer, "decline", {{"reason", "For staff only."}});
    desk.pass(limits::proof_age_max);
    EXPECT_EQ(post(officer, requests(), fields).location, requests());
    EXPECT_EQ(acts("declined"), 1U);
}

TEST_F(JoinPages, SomebodyIsDeclinedWithAReasonAndMayAskAgain) {
    ask("From Tallinn.");
    const auto without = post(officer, requests(), answer(officer, "decline", {{"reason", " "}}));
    EXPECT_EQ(without.status, 422U);
    EXPECT_THAT(without.html.text(), HasSubstr("needs a reason"));
    const auto fields = answer(officer, "decline", {{"reason", "For staff only."}});
    EXPECT_EQ(post(officer, requests(), fields).location, requests());
    EXPECT_EQ(post(officer, requests(), fields).location, requests()) << "sent twice";
    EXPECT_EQ(acts("declined"), 1U);
    const auto door = text(asker, "/s/" + closed);
    EXPECT_THAT(door, HasSubstr("and officer declined on"));
    EXPECT_THAT(door, HasSubstr("For staff only."));
    EXPECT_EQ(ask("Staff now.").location, "/s/" + closed);
    EXPECT_THAT(text(officer, requests()), HasSubstr("Staff now."));
    EXPECT_THAT(text(officer, requests()), Not(HasSubstr("From Tallinn.")));
    EXPECT_THAT(text(officer, "/s/" + closed + "/who-does-what"), HasSubstr("Member declined"));
}

TEST_F(JoinPages, OnlyWhoMayTakeInAnswers) {
    ask("From Tallinn.");
    const auto fields = answer(officer, "take in", {});
    auto member = signed_in("member");
    for (const auto& line : desk.done("a", {"space", "requests", "--space", closed}).lines())
        EXPECT_EQ(line.at("person").as_string(), asker_person);
    // Neither the asker nor a member, with a token of their own.
    const auto own =
        filled(get(asker, "/s/" + space + "/thread/new"), "/s/" + space + "/thread/new", {})
            .front();
    auto theirs = fields;
    theirs.front() = own;
    EXPECT_EQ(post(asker, requests(), theirs).status, 404U);
    EXPECT_EQ(post(member, requests(), fields).status, 403U) << "a token of another session";
    EXPECT_EQ(get(stranger, requests()).status, 303U) << "to sign in";
    EXPECT_EQ(acts("given"), 1U);
    EXPECT_EQ(acts("declined"), 0U);
    give(asker_person, "member");
    EXPECT_EQ(get(asker, requests()).status, 403U);
    EXPECT_EQ(post(asker, requests(), theirs).status, 403U);
}

TEST_F(JoinPages, AnAnswerTooLateSaysWhatBecameOfIt) {
    ask({});
    const auto fields = answer(officer, "decline", {{"reason", "No."}});
    give(asker_person, "member");
    const auto late = post(officer, requests(), fields);
    EXPECT_EQ(late.status, 422U);
    EXPECT_THAT(late.html.text(), HasSubstr("was given the role member"));
    EXPECT_EQ(acts("declined"), 0U);
}

TEST_F(JoinPages, WordsAreWords) {
    const std::string markup = "<script>alert(1)</script><a href=\"x\">\" onclick=\"x";
    ask(markup);
    EXPECT_THAT(text(asker, "/s/" + closed), HasSubstr(markup));
    EXPECT_THAT(text(officer, requests()), HasSubstr(markup));
    post(officer, requests(), answer(officer, "decline", {{"reason", markup}}));
    for (const auto& path : {"/s/" + closed, "/s/" + closed + "/who-does-what"}) {
        auto& who = path == "/s/" + closed ? asker : officer;
        const auto page = get(who, path);
        EXPECT_THAT(page.html.text(), HasSubstr(markup)) << path;
        for (const auto& element : page.html.elements)
            EXPECT_NE(element.name, "script") << path;
    }
    const auto two = ask("two\nlines");
    EXPECT_EQ(two.status, 422U);
    EXPECT_THAT(two.html.text(), HasSubstr("Not saved."));
    EXPECT_THAT(two.body, HasSubstr("value=\"two"));
}

}  // namespace
}  // namespace praxis::test
