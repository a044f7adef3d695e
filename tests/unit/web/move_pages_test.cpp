#include "tests/unit/web/pages_fixture.hpp"

#include <boost/json/value.hpp>

// What pages show of documents that were moved: to whom, what on which side, and by which form.

namespace praxis::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class MovePages : public ModeratedPages {
protected:
    MovePages() {
        other = new_space("Water", "open");
        thread = new_document(author, "thread", {{"set:title", "Wells"}});
        send(author, "/d/" + thread + "/reply", {{"text", "Forty metres."}});
    }
    std::string new_space(const std::string& name, const std::string& join) {
        return desk.done("a", {"space", "new", "--name", name, "--join", join}).text("id");
    }
    Got move(Browser& browser, const std::string& id, const std::string& to, Fields more = {}) {
        Fields typed{{"act", "move"}, {"to", to}, {"reason", "It is about water."}};
        typed.insert(typed.end(), more.begin(), more.end());
        return send(browser, "/d/" + id + "/moderate", typed);
    }
    std::string moved(Browser& browser, const std::string& id, const std::string& to) {
        const auto sent = move(browser, id, to);
        EXPECT_EQ(sent.status, 303U) << sent.html.text();
        return sent.location.substr(std::string{"/d/"}.size());
    }
    std::string body(Browser& browser, const std::string& path) { return get(browser, path).body; }
    boost::json::object exported(const std::string& id) {
        for (auto& line : desk.done("a", {"export"}).lines()) {
            if (line.at("id").as_string() == id) return line;
        }
        ADD_FAILURE() << "not in the export: " << id;
        return {};
    }

    std::string other;
    std::string thread;
};

TEST_F(MovePages, BothPagesLeadToEachOtherAndSayByWhomAndWhy) {
    const auto fresh = moved(officer, thread, other);
    for (auto* browser : {&reader, &stranger}) {
        const auto old = text(*browser, "/d/" + thread);
        EXPECT_THAT(old, HasSubstr("Moved by officer"));
        EXPECT_THAT(old, HasSubstr("It goes on as Wells in Water."));
        EXPECT_THAT(old, HasSubstr("It is about water."));
        EXPECT_THAT(old, HasSubstr("Forty metres.")) << "its posts stay, and are read";
        EXPECT_THAT(old, Not(HasSubstr("Locked by a moderator")));
        EXPECT_THAT(body(*browser, "/d/" + thread), HasSubstr("\"/d/" + fresh + "\""));
        const auto now = text(*browser, "/d/" + fresh);
        EXPECT_THAT(now, HasSubstr("Thread by officer"));
        EXPECT_THAT(now,
                    HasSubstr("Continues Wells by author, which officer moved here from "
                              "Practice"));
        EXPECT_THAT(now, Not(HasSubstr("Forty metres.")));
        EXPECT_THAT(body(*browser, "/d/" + fresh), HasSubstr("\"/d/" + thread + "\""));
        EXPECT_THAT(text(*browser, "/s/" + space + "/thread"), HasSubstr("moved · Thread"));
        EXPECT_THAT(text(*browser, "/s/" + other + "/thread"), Not(HasSubstr("moved")));
        const auto log = get(*browser, "/s/" + space + "/moderation");
        EXPECT_THAT(log.html.text(), HasSubstr("Moved by officer"));
        EXPECT_THAT(log.html.text(), HasSubstr("It is about water."));
        EXPECT_THAT(log.body, HasSubstr("\"/d/" + fresh + "\""));
    }
    EXPECT_THAT(body(author, "/d/" + thread), Not(HasSubstr("/reply\"")));
    EXPECT_EQ(get(author, "/d/" + thread + "/edit").status, 403U);
    EXPECT_THAT(body(author, "/d/" + fresh), HasSubstr("/reply\""));
    EXPECT_THAT(text(officer, "/d/" + thread + "/history"), HasSubstr("Moderated it"));
}

TEST_F(MovePages, NothingIsWrittenInWhatMovedByWhoModeratesItEither) {
    const auto path = "/d/" + thread;
    const auto answer = only_post();
    const auto reply = filled(get(officer, path), path + "/reply", {{"text", "Late."}});
    const auto edit =
        filled(get(officer, path + "/edit"), path + "/edit", {{"set:title", "Pumps"}});
    moved(officer, thread, other);
    for (auto* browser : {&officer, &author, &stranger}) {
        const auto page = get(*browser, path);
        for (const auto* word : {"A moderator locked this", "Locked by", "Sign in to write"})
            EXPECT_THAT(page.html.text(), Not(HasSubstr(word)));
        for (const auto& form : {path + "/reply", path + "/edit", "/d/" + answer + "/edit"})
            EXPECT_THAT(page.body, Not(HasSubstr("\"" + form))) << form;
    }
    for (const auto* form : {"/reply", "/edit"}) {
        const auto refused = get(officer, path + form);
        EXPECT_EQ(refused.status, 403U) << form;
        EXPECT_THAT(refused.html.text(), HasSubstr("A moderator moved this"));
    }
    const auto late = post(officer, path + "/reply", reply);
    EXPECT_EQ(late.status, 422U) << "opened before it moved";
    EXPECT_THAT(late.html.text(), HasSubstr("moved")) << "and the text comes back";
    EXPECT_THAT(late.body, HasSubstr("Late."));
    EXPECT_EQ(post(officer, path + "/edit", edit).status, 403U);
    EXPECT_THAT(text(officer, path), Not(HasSubstr("Late.")));
    EXPECT_THAT(text(officer, path), Not(HasSubstr("Pumps")));
    EXPECT_THAT(body(officer, path), HasSubstr("\"" + path + "/moderate\"")) << "to take it back";
}

TEST_F(MovePages, TakenBackItIsAsBeforeAndTheOtherSaysSo) {
    const auto fresh = moved(officer, thread, other);
    const auto form = get(officer, "/d/" + thread + "/moderate");
    EXPECT_THAT(form.body, HasSubstr("value=\"unmove\""));
    EXPECT_THAT(form.body, Not(HasSubstr("value=\"move\"")));
    EXPECT_EQ(send(officer,
                   "/d/" + thread + "/moderate",
                   {{"act", "unmove"}, {"reason", "It is about wells."}})
                  .status,
              303U);
    EXPECT_THAT(text(reader, "/d/" + thread), Not(HasSubstr("It goes on as")));
    EXPECT_THAT(text(reader, "/d/" + thread), HasSubstr("Move taken back by officer"));
    EXPECT_THAT(body(author, "/d/" + thread), HasSubstr("/reply\""));
    EXPECT_THAT(text(reader, "/d/" + fresh), HasSubstr("that move was taken back"));
    EXPECT_THAT(text(reader, "/s/" + space + "/thread"), Not(HasSubstr("moved")));
    EXPECT_THAT(body(reader, "/s/" + space + "/moderation"), Not(HasSubstr(fresh)));
}

TEST_F(MovePages, ListsMarkWhatWasMovedAndNeitherItsPostsNorWhatIsLocked) {
    moved(officer, thread, other);
    const auto lock = [&](const std::string& id) {
        const auto path = "/d/" + id + "/moderate";
        EXPECT_EQ(send(officer, path, {{"act", "lock"}, {"reason", "Decided."}}).status, 303U);
    };
    const auto guide = new_document(author, "guide", {{"set:title", "Dig"}});
    lock(guide);
    EXPECT_THAT(text(reader, "/s/" + space + "/thread"), HasSubstr("moved · Thread"));
    EXPECT_THAT(text(reader, "/s/" + space + "/post"), Not(HasSubstr("moved")));
    EXPECT_THAT(text(reader, "/s/" + space + "/guide"), HasSubstr("Dig"));
    EXPECT_THAT(text(reader, "/s/" + space + "/guide"), Not(HasSubstr("moved")));
    EXPECT_THAT(text(reader, "/d/" + guide), HasSubstr("Locked by a moderator"));
    EXPECT_THAT(text(reader, "/d/" + only_post()), Not(HasSubstr("Locked by a moderator")))
        << "nobody locked it or its thread";
}

TEST_F(MovePages, WhatContinuesItIsNamedToNobodyElseWhileItIsHidden) {
    const auto fresh = moved(officer, thread, other);
    desk.done("a", {"mod", "hide", fresh, "--reason", "Spam."});
    for (auto* browser : {&reader, &stranger}) {
        for (const auto& path : {"/d/" + thread, "/s/" + space + "/moderation"})
            EXPECT_THAT(body(*browser, path), Not(HasSubstr(fresh))) << path;
        EXPECT_THAT(text(*browser, "/d/" + thread),
                    HasSubstr("is not here yet, or you may not read it"));
    }
    EXPECT_THAT(body(officer, "/d/" + thread), HasSubstr("\"/d/" + fresh + "\""));
}

TEST_F(MovePages, WhoNamesAnActThatMovedNothingToThemIsNotHeardAndOfNoneThatIsHereIsSaidSo) {
    moved(officer, thread, other);
    const std::string act{exported(thread).at("moved").at(0).at("act").as_string()};
    const auto naming = [&](const std::string& id) {
        return desk
            .done(
                "a",
                {"thread", "new", "--space", other, "--title", "Mine", "--set", "continues=" + id})
            .text("id");
    };
    EXPECT_THAT(text(reader, "/d/" + naming(act)), Not(HasSubstr("continues a document")));
    EXPECT_THAT(text(reader, "/d/" + naming(std::string(64, '9'))),
                HasSubstr("continues a document which is not here"));
}

TEST_F(MovePages, SendingTheFormTwiceMakesOneDocument) {
    const auto path = "/d/" + thread + "/moderate";
    const auto fields =
        filled(get(officer, path), path, {{"act", "move"}, {"to", other}, {"reason", "Once."}});
    const auto first = post(officer, path, fields);
    EXPECT_EQ(first.status, 303U);
    EXPECT_EQ(post(officer, path, fields).location, first.location);
    EXPECT_THAT(text(officer, "/s/" + other + "/thread"), HasSubstr("1 document."));
    EXPECT_THAT(text(officer, "/s/" + space + "/moderation"), HasSubstr("1 act."));
}

TEST_F(MovePages, ThePrivateSpaceItWentToIsNamedToItsReadersAlone) {
    const auto closed = new_space("Inner circle", "invite");
    give(closed, officer_person, "member");
    const auto fresh = moved(officer, thread, closed);
    EXPECT_THAT(text(officer, "/d/" + thread), HasSubstr("It goes on as Wells in Inner circle."));
    for (auto* browser : {&reader, &stranger}) {
        for (const auto& path : {"/d/" + thread, "/s/" + space + "/moderation"}) {
            const auto page = body(*browser, path);
            EXPECT_THAT(page, Not(HasSubstr("Inner circle"))) << path;
            EXPECT_THAT(page, Not(HasSubstr(closed))) << path;
            EXPECT_THAT(page, Not(HasSubstr(fresh))) << path;
        }
        EXPECT_THAT(text(*browser, "/d/" + thread),
                    HasSubstr("is not here yet, or you may not read it"));
        EXPECT_EQ(get(*browser, "/d/" + fresh).status, 404U);
    }
}

TEST_F(MovePages, OutOfAPrivateSpaceItGoesOnlyWhenThatIsMeantAndTellsNothingOfIt) {
    const auto closed = new_space("Inner circle", "invite");
    give(closed, officer_person, "moderator");
    const auto path = "/s/" + closed + "/thread/new";
    const auto made = send(officer, path, {{"set:title", "Among us"}});
    const auto id = made.location.substr(std::string{"/d/"}.size());
    const auto refused = move(officer, id, other);
    EXPECT_EQ(refused.status, 422U);
    EXPECT_THAT(refused.html.text(), HasSubstr("People may read that space who may not read this"));
    EXPECT_THAT(refused.body, HasSubstr("value=\"It is about water.\"")) << "nothing typed is lost";
    EXPECT_THAT(refused.body, HasSubstr("value=\"" + other + "\" selected"));
    EXPECT_THAT(text(reader, "/s/" + other + "/thread"), HasSubstr("None that you may read yet."));
    const auto sent = move(officer, id, other, {{"wider", "yes"}});
    ASSERT_EQ(sent.status, 303U) << sent.html.text();
    for (auto* browser : {&reader, &stranger}) {
        const auto page = get(*browser, sent.location);
        EXPECT_EQ(page.status, 200U) << "it is as public as its new space";
        EXPECT_THAT(page.html.text(), HasSubstr("Among us"));
        EXPECT_THAT(page.html.text(),
                    HasSubstr("continues a document which is not here, or which you may not read"));
        for (const auto* word : {"Inner circle", closed.c_str(), "It is about water."})
            EXPECT_THAT(page.body, Not(HasSubstr(word)));
        EXPECT_THAT(page.body, Not(HasSubstr("/d/" + id)));
    }
    EXPECT_THAT(text(officer, sent.location), HasSubstr("moved here from Inner circle"));
}

TEST_F(MovePages, HiddenIsHiddenWhateverElseWasDone) {
    const auto fresh = moved(officer, thread, other);
    send(officer, "/d/" + thread + "/moderate", {{"act", "hide"}, {"reason", "Spam."}});
    const auto page = get(reader, "/d/" + thread);
    EXPECT_THAT(page.html.text(), HasSubstr("Moved by officer"));
    EXPECT_THAT(page.html.text(), HasSubstr("Spam."));
    EXPECT_THAT(page.body, Not(HasSubstr("Wells")));
    EXPECT_THAT(page.body, Not(HasSubstr(fresh)));
    EXPECT_THAT(text(reader, "/d/" + fresh), Not(HasSubstr("Continues Wells")));
    const auto path = "/s/" + space + "/moderation";
    for (auto* browser : {&reader, &stranger}) {
        const auto log = get(*browser, path);
        EXPECT_THAT(log.html.text(), HasSubstr("Moved by officer"));
        EXPECT_THAT(log.body, Not(HasSubstr("Wells"))) << "nor by what continues it";
        EXPECT_THAT(log.body, Not(HasSubstr(fresh)));
    }
    EXPECT_THAT(body(officer, path), HasSubstr(fresh));
}

TEST_F(MovePages, TheFormSaysWhatWouldStayAndOffersOnlyWhereOneMayWrite) {
    const auto closed = new_space("Inner circle", "invite");
    const auto id = new_document(author, "case_study", {{"set:title", "Pump"}});
    send(reader, "/d/" + id + "/edit", {{"set:outcome_rating", "worked"}});
    const auto form = get(officer, "/d/" + id + "/moderate");
    EXPECT_THAT(form.html.text(), HasSubstr("Rating of the outcome does not go with it"));
    EXPECT_THAT(form.body, HasSubstr("value=\"" + other + "\""));
    EXPECT_THAT(form.body, Not(HasSubstr("value=\"" + closed + "\"")));
    EXPECT_THAT(form.body, Not(HasSubstr("value=\"" + space + "\"")));
    const auto nowhere = move(officer, id, "");
    EXPECT_EQ(nowhere.status, 422U);
    EXPECT_THAT(nowhere.html.text(), HasSubstr("Choose the space to move it to"));
    const auto past_it = move(officer, id, closed);
    EXPECT_EQ(past_it.status, 422U) << "told in the form, as what a form cannot do is";
    EXPECT_THAT(text(officer, "/d/" + id), Not(HasSubstr("Moved by")));
    const auto path = "/d/" + id + "/moderate";
    EXPECT_EQ(get(reader, path).status, 403U);
    auto fields = filled(get(officer, path), path, {{"act", "move"}, {"to", other}});
    EXPECT_EQ(post(reader, path, fields).status, 403U) << "whoever sends it";
    for (const auto& line : desk.done("a", {"export"}).lines()) {
        if (line.at("kind").as_string() != "post") continue;
        const std::string answer{line.at("id").as_string()};
        EXPECT_THAT(body(officer, "/d/" + answer + "/moderate"), Not(HasSubstr("name=\"to\"")));
    }
    EXPECT_THAT(body(author, "/s/" + space + "/case_study/new"), Not(HasSubstr("set:continues")));
}

}  // namespace
}  // namespace praxis::test
