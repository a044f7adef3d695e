#include "tests/unit/web/pages_fixture.hpp"

#include <boost/json/value.hpp>

// What pages show of moderation: to whoever may read, to those who moderate, and by which forms.

namespace praxis::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* words_of_post = "the patient is called";

class ModerationPages : public ModeratedPages {
protected:
    ModerationPages() {
        thread = new_document(author, "thread", {{"set:title", "Records"}});
        send(author, "/d/" + thread + "/reply", {{"text", words_of_post}});
        post_id = only_post();
    }
    Got moderate(Browser& browser,
                 const std::string& id,
                 const std::string& act,
                 const std::string& why) {
        return send(browser, "/d/" + id + "/moderate", {{"act", act}, {"reason", why}});
    }

    std::string thread;
    std::string post_id;
};

TEST_F(ModerationPages, AHiddenPostIsNowhereForOthersAndItsPlaceSaysSo) {
    const auto done = moderate(officer, post_id, "hide", "Names a patient.");
    EXPECT_EQ(done.status, 303U) << done.html.text();
    EXPECT_EQ(done.location, "/d/" + post_id);
    for (auto* browser : {&reader, &stranger}) {
        for (const auto& path : {std::string{"/"},
                                 "/s/" + space,
                                 "/s/" + space + "/post",
                                 "/s/" + space + "/moderation",
                                 "/d/" + thread,
                                 "/d/" + thread + "/history",
                                 "/d/" + post_id}) {
            EXPECT_THAT(text(*browser, path), Not(HasSubstr(words_of_post))) << path;
        }
        for (const auto* rest : {"/history", "/status", "/edit", "/diff", "/conflicts"}) {
            const auto page = get(*browser, "/d/" + post_id + rest);
            EXPECT_THAT(page.body, Not(HasSubstr(words_of_post))) << rest;
            EXPECT_NE(page.status, 200U) << rest;
        }
        const auto old = get(*browser, "/d/" + post_id + "?version=" + post_id);
        EXPECT_THAT(old.body, Not(HasSubstr(words_of_post))) << "an earlier version";
        EXPECT_THAT(text(*browser, "/d/" + thread), HasSubstr("Post hidden by a moderator"));
        const auto own = text(*browser, "/d/" + post_id);
        EXPECT_THAT(own, HasSubstr("Names a patient."));
        EXPECT_THAT(own, HasSubstr("Hidden by officer"));
    }
    for (auto* browser : {&officer, &author}) {
        EXPECT_THAT(text(*browser, "/d/" + post_id), HasSubstr(words_of_post));
        EXPECT_THAT(text(*browser, "/d/" + post_id),
                    HasSubstr("Hidden by a moderator: you read it"));
        EXPECT_THAT(text(*browser, "/d/" + thread), HasSubstr(words_of_post));
    }
    EXPECT_EQ(moderate(officer, post_id, "restore", "Agreed.").status, 303U);
    EXPECT_THAT(text(reader, "/d/" + thread), HasSubstr(words_of_post));
    EXPECT_THAT(text(reader, "/d/" + post_id), HasSubstr("Shown again by officer"));
}

TEST_F(ModerationPages, AHiddenDocumentLeavesListsNamesAndQuotes) {
    moderate(officer, thread, "hide", "Spam.");
    for (auto* browser : {&reader, &stranger}) {
        EXPECT_THAT(text(*browser, "/"), Not(HasSubstr("Records")));
        EXPECT_THAT(text(*browser, "/s/" + space + "/thread"), Not(HasSubstr("Records")));
        EXPECT_THAT(text(*browser, "/d/" + thread), Not(HasSubstr("Records")));
        const auto post = text(*browser, "/d/" + post_id);
        EXPECT_THAT(post, Not(HasSubstr(words_of_post)));
        EXPECT_THAT(post, HasSubstr("something that is not shown itself"));
    }
    EXPECT_THAT(text(officer, "/s/" + space + "/thread"), HasSubstr("Records"));
}

TEST_F(ModerationPages, AHiddenNameIsNoName) {
    EXPECT_THAT(text(reader, "/d/" + thread), HasSubstr("Thread by author"));
    for (const auto& line : desk.done("a", {"export"}).lines()) {
        if (line.at("kind").as_string() != "person") continue;
        const auto& name = line.at("fields").at("display_name").at("value");
        if (name.as_string() != "author") continue;
        const std::string id{line.at("id").as_string()};
        desk.done("a", {"mod", "hide", id, "--reason", "Not their name."});
    }
    EXPECT_THAT(text(reader, "/d/" + thread), HasSubstr("Thread by person "));
}

TEST_F(ModerationPages, TheLogIsForEverybodyAndNamesWhatIsHiddenOnlyToWhoReadsIt) {
    moderate(officer, thread, "lock", "Decided.");
    moderate(officer, thread, "hide", "Spam.");
    const auto path = "/s/" + space + "/moderation";
    const auto log = text(stranger, path);
    for (const auto* words :
         {"2 acts.", "Locked by officer", "Decided.", "Hidden by officer", "Spam."})
        EXPECT_THAT(log, HasSubstr(words));
    EXPECT_THAT(log, Not(HasSubstr("Records")));
    EXPECT_LT(log.find("Spam."), log.find("Decided.")) << "the newest first";
    EXPECT_THAT(text(officer, path), HasSubstr("Records"));
    EXPECT_THAT(text(stranger, "/s/" + space), HasSubstr("What was moderated here"));
}

TEST_F(ModerationPages, TheLogOfAClosedSpaceIsForItsMembers) {
    const auto closed =
        desk.done("a", {"space", "new", "--name", "Closed", "--join", "invite"}).text("id");
    const auto id =
        desk.done("a", {"thread", "new", "--space", closed, "--title", "Inside"}).text("id");
    desk.done("a", {"mod", "lock", id, "--reason", "Inside too."});
    EXPECT_EQ(get(stranger, "/s/" + closed + "/moderation").status, 404U);
    EXPECT_EQ(get(reader, "/s/" + closed + "/moderation").status, 404U);
    EXPECT_EQ(get(stranger, "/d/" + id + "/moderate").status, 303U) << "to sign in";
    EXPECT_EQ(get(officer, "/d/" + id + "/moderate").status, 404U)
        << "a moderator of another space";
}

TEST_F(ModerationPages, NotPublicIsNotInTheLogOfStrangers) {
    const auto id = new_document(
        author, "thread", {{"set:title", "Members only"}, {"set:visibility", "members"}});
    moderate(officer, id, "lock", "Among us.");
    EXPECT_THAT(text(stranger, "/s/" + space + "/moderation"), Not(HasSubstr("Among us.")));
    EXPECT_THAT(text(reader, "/s/" + space + "/moderation"), HasSubstr("Among us."));
}

TEST_F(ModerationPages, ALockedThreadIsReadAndOffersNoForm) {
    EXPECT_THAT(get(reader, "/d/" + thread).body, HasSubstr("/reply\""));
    const auto opened = get(reader, "/d/" + thread);
    const auto early =
        filled(get(reader, "/d/" + thread), "/d/" + thread + "/reply", {{"text", "in time"}});
    EXPECT_EQ(post(reader, "/d/" + thread + "/reply", early).status, 303U);
    moderate(officer, thread, "lock", "Decided.");
    const auto page = get(reader, "/d/" + thread);
    EXPECT_THAT(page.html.text(), HasSubstr(words_of_post));
    EXPECT_THAT(page.html.text(), HasSubstr("Locked by a moderator"));
    EXPECT_THAT(page.body, Not(HasSubstr("action=\"/d/" + thread + "/reply\"")));
    EXPECT_THAT(page.body, Not(HasSubstr("/edit")));
    EXPECT_EQ(get(reader, "/d/" + thread + "/reply").status, 403U);
    EXPECT_EQ(get(author, "/d/" + thread + "/edit").status, 403U);
    // A form that was open all the while keeps what was typed.
    const auto late = post(reader,
                           "/d/" + thread + "/reply",
                           filled(opened, "/d/" + thread + "/reply", {{"text", "typed before"}}));
    EXPECT_EQ(late.status, 422U);
    EXPECT_THAT(late.html.text(), HasSubstr("locked by a moderator"));
    EXPECT_THAT(late.body, HasSubstr("typed before"));
    // One that was sent before it was locked, and is sent again, is answered as it was then.
    EXPECT_EQ(post(reader, "/d/" + thread + "/reply", early).status, 303U);
    EXPECT_THAT(get(officer, "/d/" + thread).body, HasSubstr("action=\"/d/" + thread + "/reply\""));
    moderate(officer, thread, "unlock", "New facts.");
    EXPECT_EQ(send(reader, "/d/" + thread + "/reply", {{"text", "now"}}).status, 303U);
}

TEST_F(ModerationPages, OnlyModeratorsAreOfferedTheForm) {
    const auto path = "/d/" + thread + "/moderate";
    EXPECT_THAT(get(officer, "/d/" + thread).body, HasSubstr(path));
    EXPECT_THAT(get(reader, "/d/" + thread).body, Not(HasSubstr("/moderate")));
    EXPECT_EQ(get(reader, path).status, 403U);
    const auto form = get(officer, path);
    auto fields = filled(form, path, {{"act", "hide"}, {"reason", "x"}});
    for (auto& [name, value] : fields) {
        if (name == "csrf") value = get(reader, "/").html.elements.empty() ? "" : value;
    }
    EXPECT_EQ(post(reader, path, fields).status, 403U) << "whoever sends it";
    EXPECT_THAT(text(stranger, "/d/" + thread), HasSubstr("Records"));
}

TEST_F(ModerationPages, AFormThatCannotBeSentComesBackWithWhatWasTyped) {
    const auto path = "/d/" + thread + "/moderate";
    const auto without = moderate(officer, thread, "hide", " ");
    EXPECT_EQ(without.status, 422U);
    EXPECT_THAT(without.html.text(), HasSubstr("needs a reason"));
    EXPECT_THAT(without.body, HasSubstr("value=\"hide\" required checked"));
    const auto page = get(officer, path);
    EXPECT_EQ(moderate(officer, thread, "hide", "First.").status, 303U);
    // Somebody else did it meanwhile; the form was made before.
    auto fields = filled(page, path, {{"act", "hide"}, {"reason", "Second <b>."}});
    for (auto& [name, value] : fields) {
        if (name == "token") value += "0";
    }
    const auto again = post(officer, path, fields);
    EXPECT_EQ(again.status, 422U);
    EXPECT_THAT(again.html.text(), HasSubstr("hidden already"));
    EXPECT_THAT(again.body, HasSubstr("Second &lt;b&gt;."));
}

TEST_F(ModerationPages, SendingTheFormTwiceIsOneAct) {
    const auto path = "/d/" + thread + "/moderate";
    const auto fields = filled(get(officer, path), path, {{"act", "hide"}, {"reason", "Once."}});
    EXPECT_EQ(post(officer, path, fields).status, 303U);
    EXPECT_EQ(post(officer, path, fields).status, 303U);
    EXPECT_THAT(text(officer, "/s/" + space + "/moderation"), HasSubstr("1 act."));
}

TEST_F(ModerationPages, AModeratorTakesBackOnlyWhatTheySaw) {
    moderate(officer, thread, "hide", "First.");
    const auto path = "/d/" + thread + "/moderate";
    const auto page = get(officer, path);  // sees one act
    desk.done("a", {"mod", "restore", thread, "--reason", "Back."});
    desk.done("a", {"mod", "hide", thread, "--reason", "For another reason."});
    EXPECT_EQ(
        post(officer, path, filled(page, path, {{"act", "restore"}, {"reason", "Mine."}})).status,
        303U);
    EXPECT_THAT(text(reader, "/d/" + thread), Not(HasSubstr("Records")))
        << "what the form did not show is still in force";
}

TEST_F(ModerationPages, TwoStewardsEraseAndEverybodySeesWhoAsked) {
    const auto path = "/d/" + post_id + "/moderate";
    EXPECT_THAT(get(officer, path).html.text(), Not(HasSubstr("Agree to erase it")));
    EXPECT_EQ(moderate(officer, post_id, "erase", "Names a patient.").status, 303U);
    EXPECT_THAT(text(reader, "/d/" + thread), Not(HasSubstr(words_of_post)));
    EXPECT_THAT(text(reader, "/d/" + post_id), HasSubstr("Asked to be erased by officer"));
    EXPECT_THAT(text(officer, path), Not(HasSubstr("Agree to erase it"))) << "a moderator";
    auto by_hand = filled(get(officer, path), path, {{"act", "restore"}, {"reason", ""}});
    for (auto& [name, value] : by_hand) {
        if (name == "act") value = "agree";
    }
    EXPECT_EQ(post(officer, path, by_hand).status, 403U) << "a moderator, by hand";
    desk.done("a",
              {"role", "add", "--space", space, "--person", officer_person, "--as", "steward"});
    EXPECT_THAT(text(officer, path), HasSubstr("Agree to erase it"));
    desk.pass(limits::proof_age_max);
    const auto asked = moderate(officer, post_id, "agree", "The patient asked.");
    EXPECT_EQ(asked.status, 403U) << "what is erased does not come back";
    EXPECT_THAT(asked.html.text(), HasSubstr("Your password, please"));
    EXPECT_THAT(text(officer, path), HasSubstr("Agree to erase it")) << "not yet";
    EXPECT_EQ(post(officer, path, filled(asked, path, {{"password", password}})).status, 303U);
    EXPECT_THAT(text(officer, path), Not(HasSubstr("Agree to erase it"))) << "once";
    EXPECT_THAT(desk.praxis("a", {"mod", "show", post_id}).out, HasSubstr("agreed by 1 steward"));
    const auto logged = text(officer, "/s/" + space + "/moderation");
    EXPECT_THAT(logged, HasSubstr("Agreed to erase by"));
    EXPECT_THAT(logged, HasSubstr("The patient asked."));
    EXPECT_EQ(desk.praxis("a", {"mod", "agree", post_id, "--reason", "Yes."}).exit_code, 0);
    EXPECT_THAT(desk.praxis("a", {"mod", "show", post_id}).out, HasSubstr("go for good"));
}

TEST_F(ModerationPages, AnAuthorAndModeratorsReadWhatIsHeldBackAndWhy) {
    const auto closed = desk.done("a", {"space", "new", "--name", "Inner", "--join", "invite"});
    const auto inner = closed.text("id");
    const auto grant = [&](const std::string& as) {
        desk.done("a", {"role", "add", "--space", inner, "--person", officer_person, "--as", as});
    };
    grant("member");
    const auto made = send(officer,
                           "/s/" + inner + "/case_study/new",
                           {{"set:title", "Kept <b>"}, {"set:problem", "Nobody reads this."}});
    EXPECT_EQ(made.status, 303U);
    EXPECT_THAT(text(officer, "/me/held-back"), HasSubstr("Nothing is held back."));
    // By a node that had not seen what was written: its cuts leave it out.
    governance::Revoke revoke;
    revoke.under = UpdateId::from_hex(inner).value();
    for (const auto& line : desk.done("a", {"role", "list", "--space", inner}).lines()) {
        if (line.at("person").as_string() != officer_person) continue;
        revoke.target = UpdateId::from_hex(line.at("grant").as_string()).value();
    }
    EXPECT_TRUE(desk.await<UpdateId>(desk.replica("a").act(revoke, "Left.")));
    const auto own = text(officer, "/me/held-back");
    EXPECT_THAT(own, HasSubstr("Case study, in Inner"));
    EXPECT_THAT(own, HasSubstr("Held back because: revoked by"));
    EXPECT_THAT(own, HasSubstr("Kept <b>"));
    EXPECT_THAT(own, HasSubstr("Nobody reads this."));
    EXPECT_THAT(text(reader, "/me/held-back"), HasSubstr("Nothing is held back."));
    EXPECT_EQ(get(stranger, "/me/held-back").status, 303U);

    const auto path = "/s/" + inner + "/held-back";
    EXPECT_NE(get(officer, path).status, 200U) << "no moderator there";
    const auto bound = [&](const std::string& kind) {
        desk.done("a",
                  {"role",
                   "add",
                   "--space",
                   inner,
                   "--person",
                   officer_person,
                   "--as",
                   "moderator",
                   "--only",
                   "kind:" + kind});
    };
    bound("thread");
    EXPECT_THAT(text(officer, path), Not(HasSubstr("Nobody reads this."))) << "of threads alone";
    bound("case_study");
    EXPECT_THAT(text(officer, path), HasSubstr("Nobody reads this."));
    grant("moderator");
    EXPECT_THAT(text(officer, path), HasSubstr("Nobody reads this."));
    EXPECT_THAT(get(officer, "/s/" + inner + "/moderation").body, HasSubstr(path));
    EXPECT_EQ(get(reader, path).status, 404U) << "a private space";
    EXPECT_EQ(get(reader, "/s/" + space + "/held-back").status, 403U);
}

TEST_F(ModerationPages, AFlagIsForModeratorsAndItsAuthor) {
    const auto queue = "/s/" + space + "/queue";
    EXPECT_THAT(get(reader, "/d/" + thread).body, HasSubstr("/d/" + post_id + "/flag"));
    EXPECT_THAT(text(officer, queue), HasSubstr("Nothing waits."));
    const auto sent =
        send(reader, "/d/" + post_id + "/flag", {{"reason", "Names a <b>patient</b>."}});
    ASSERT_EQ(sent.status, 303U) << sent.html.text();
    EXPECT_THAT(text(reader, sent.location), HasSubstr("Names a <b>patient</b>."));
    EXPECT_EQ(get(author, sent.location).status, 404U);
    EXPECT_EQ(get(stranger, sent.location).status, 404U);
    EXPECT_EQ(get(reader, queue).status, 403U);
    EXPECT_EQ(get(stranger, queue).status, 303U);
    for (auto* browser : {&author, &stranger}) {
        for (const auto& path : {std::string{"/"}, "/s/" + space, "/s/" + space + "/moderation"})
            EXPECT_THAT(get(*browser, path).html.text(), Not(HasSubstr("Flag"))) << path;
    }
    const auto waiting = get(officer, queue);
    EXPECT_THAT(waiting.html.text(), HasSubstr("1 flag waits."));
    EXPECT_THAT(waiting.html.text(), HasSubstr("Names a <b>patient</b>."));
    const auto settle = sent.location + "/moderate";
    EXPECT_THAT(waiting.body, HasSubstr(settle));
    EXPECT_EQ(get(reader, settle).status, 403U) << "its author does not settle it";
    EXPECT_EQ(send(officer, settle, {{"act", "lock"}, {"reason", "No patient here."}}).status,
              303U);
    EXPECT_THAT(text(officer, queue), HasSubstr("Nothing waits."));
    EXPECT_THAT(text(reader, sent.location), HasSubstr("Settled by officer"));
    EXPECT_THAT(text(reader, sent.location), HasSubstr("No patient here."));
}

TEST_F(ModerationPages, ANumberOfAListCountsWhatItsReaderReads) {
    new_document(author, "thread", {{"set:title", "Another"}});
    EXPECT_THAT(text(reader, "/s/" + space), HasSubstr("Threads (2)"));
    const auto spaces = text(reader, "/spaces");
    send(officer, "/d/" + thread + "/flag", {{"reason", "Spam."}});
    EXPECT_EQ(text(reader, "/spaces"), spaces) << "a flag is for few";
    moderate(officer, thread, "hide", "Spam.");
    EXPECT_THAT(text(reader, "/s/" + space), HasSubstr("Threads (1)"));
    EXPECT_NE(text(reader, "/spaces"), spaces);
    EXPECT_THAT(text(officer, "/s/" + space), HasSubstr("Threads (2)"));
}

TEST_F(ModerationPages, HistoryCallsItModeration) {
    moderate(officer, thread, "lock", "Decided.");
    EXPECT_THAT(text(officer, "/d/" + thread + "/history"), HasSubstr("Moderated it"));
    EXPECT_THAT(text(officer, "/d/" + thread), HasSubstr("unchanged since"));
}

}  // namespace
}  // namespace praxis::test
