#include "tests/unit/web/pages_fixture.hpp"

#include <boost/json/serialize.hpp>

// Forms over real replicas: what is written, merged and chosen, and what comes back.

namespace praxis::test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST_F(Pages, AStaleFormMerges) {
    const auto id = a_case("Portal", "Citizens wait long. Offices keep paper.");
    const auto path = "/d/" + id + "/edit?field=problem";
    const auto early = get(officer, path);
    send(officer, path, {{"set:problem", "Citizens wait too long. Offices keep paper."}});
    const auto late =
        post(officer,
             "/d/" + id + "/edit",
             filled(early,
                    "/d/" + id + "/edit",
                    {{"set:problem", "Citizens wait long. Offices still keep paper."}}));
    EXPECT_EQ(late.status, 303U) << late.html.text();
    const auto page = get(stranger, "/d/" + id);
    EXPECT_THAT(page.html.text(), HasSubstr("Citizens wait too long. Offices still keep paper."));
    EXPECT_THAT(page.html.text(), HasSubstr("Merged from 2 offline edits of Problem: each"));
}

TEST_F(Pages, AFormSentTwiceWritesOnce) {
    const auto thread = new_document(officer, "thread", {{"set:title", "Visits"}});
    const auto path = "/d/" + thread + "/reply";
    const auto form = get(officer, path);
    const auto fields = filled(form, path, {{"text", "Monday."}});
    const auto first = post(officer, path, fields);
    const auto second = post(officer, path, fields);
    EXPECT_EQ(first.status, 303U);
    EXPECT_EQ(first.location, second.location);
    EXPECT_EQ(get(stranger, "/d/" + thread).html.all("article").size(), 1U);
}

// A form that is sent, gone back to with the browser's button, corrected and sent once more. The
// browser shows it as it was, `was:` and all.
class FormsGoneBackTo : public Pages {
public:
    std::string id = a_case("Portal", "Offices keep paper.");
    std::string path = "/d/" + id + "/edit";

    struct OneForm {
        FormsGoneBackTo& test;
        Got page;
        unsigned send(const Fields& typed, const Fields& more = {}) const {
            auto fields = filled(page, test.path, typed);
            fields.insert(fields.end(), more.begin(), more.end());
            return test.post(test.officer, test.path, fields).status;
        }
    };
    OneForm form(const std::string& query = {}) { return {*this, get(officer, path + query)}; }
    /// What `praxis case show` prints of a field.
    std::string value(const std::string& field) {
        const auto shown = desk.done("a", {"case", "show", id}).lines().front();
        const auto* fields = shown.at("fields").as_object().if_contains(field);
        return fields == nullptr ? std::string{} : boost::json::serialize(*fields);
    }
};

TEST_F(FormsGoneBackTo, BuildOnWhatTheyWroteBefore) {
    const auto sent = form("?field=problem");
    ASSERT_EQ(sent.send({{"set:problem", "Offices keep paper. Much of it."}}), 303U);
    desk.done("a", {"case", "edit", id, "--set", "problem=Most offices keep paper. Much of it."});
    ASSERT_EQ(sent.send({{"set:problem", "Offices keep paper. Too much of it."}}), 303U);
    EXPECT_THAT(value("problem"), HasSubstr("Most offices keep paper. Too much of it."));
    ASSERT_EQ(sent.send({{"set:problem", "Offices keep paper."}}), 303U);
    EXPECT_THAT(value("problem"), HasSubstr("\"Most offices keep paper.\""));
}

TEST_F(FormsGoneBackTo, PutBackWhatTheyHadChanged) {
    const auto sent = form();
    ASSERT_EQ(sent.send({{"set:title", "Desk"}, {"set:country", "SK"}}), 303U);
    ASSERT_EQ(sent.send({{"set:title", "Portal"}, {"set:country", ""}}), 303U);
    EXPECT_THAT(value("title"), HasSubstr("Portal"));
    EXPECT_THAT(value("country"), Not(HasSubstr("SK")));
    ASSERT_EQ(sent.send({{"set:title", "Third"}}), 303U);
    EXPECT_THAT(value("title"), HasSubstr("Third"));
    EXPECT_THAT(get(officer, "/d/" + id).html.text(), Not(HasSubstr("values")));
}

TEST_F(FormsGoneBackTo, MeanWhatWasSentLastThoughItWasSentBefore) {
    const auto title = form();
    const auto text = form("?field=problem");
    for (const auto* typed : {"One", "Two", "One"}) {
        ASSERT_EQ(title.send({{"set:title", typed}}), 303U);
        ASSERT_EQ(text.send({{"set:problem", std::string{"Offices. "} + typed}}), 303U);
    }
    EXPECT_THAT(value("title"), HasSubstr("One"));
    EXPECT_THAT(value("problem"), HasSubstr("\"Offices. One\""));
    const auto before = version(id);
    ASSERT_EQ(title.send({{"set:title", "One"}}), 303U);
    EXPECT_EQ(version(id), before) << "sent twice is once";
}

TEST_F(FormsGoneBackTo, TakeElementsBackAndPutThemBack) {
    const auto id_of = [](char digit) { return std::string(64, digit); };
    const auto hours = id_of('1');
    const auto costs = id_of('2');
    const auto visits = id_of('3');
    const auto queues = id_of('4');
    desk.done("a", {"case", "edit", id, "--set", "indicators=+" + hours});
    desk.done("a", {"case", "edit", id, "--set", "indicators=+" + costs});
    const auto sent = form();
    ASSERT_EQ(sent.send({{"add:indicators", costs}, {"more:indicators", visits}}), 303U);
    EXPECT_THAT(value("indicators"), Not(HasSubstr(hours)));
    ASSERT_EQ(sent.send({{"more:indicators", queues}}), 303U);
    for (const auto& there : {hours, costs, queues})
        EXPECT_THAT(value("indicators"), HasSubstr(there));
    EXPECT_THAT(value("indicators"), Not(HasSubstr(visits)));
}

// Boxes that were all empty when the form was made.
TEST_F(FormsGoneBackTo, UntickABox) {
    const auto sent = form();
    ASSERT_EQ(sent.send({}, {{"add:funding", "loan"}}), 303U);
    EXPECT_THAT(value("funding"), HasSubstr("loan"));
    ASSERT_EQ(sent.send({}), 303U);
    EXPECT_THAT(value("funding"), Not(HasSubstr("loan")));
}

TEST_F(FormsGoneBackTo, HaveTheirListsAsTheyShowThem) {
    id = new_document(officer, "chapter", {{"set:title", "Visits"}});
    path = "/d/" + id + "/edit";
    for (const auto* item : {"one", "x:b", "three"})
        ASSERT_EQ(form().send({{"more:checklist", item}}), 303U);
    const auto list = [&] {
        const auto shown = desk.done("a", {"chapter", "show", id}).lines().front();
        return boost::json::serialize(shown.at("fields").at("checklist").at("value"));
    };
    const auto sent = form();
    const auto ticked = [](std::vector<std::string> items) {
        Fields out;
        for (auto& item : items)
            out.emplace_back("add:checklist", std::move(item));
        return out;
    };
    ASSERT_EQ(sent.send({{"add:checklist", "none"}}, ticked({"one", "three"})), 303U);
    EXPECT_EQ(list(), R"(["one","three"])");
    ASSERT_EQ(sent.send({{"set:title", "Calls"}}), 303U);
    EXPECT_EQ(list(), R"(["one","x:b","three"])") << "ticked again, it stands where it stood";
    ASSERT_EQ(sent.send({{"more:checklist", " b "}}), 303U);
    EXPECT_EQ(list(), R"(["one","x:b","three","b"])");
    ASSERT_EQ(sent.send({{"more:checklist", " b "}, {"set:title", "Letters"}}), 303U);
    EXPECT_EQ(list(), R"(["one","x:b","three","b"])") << "blanks around it are not part of it";
    ASSERT_EQ(sent.send({}), 303U);
    EXPECT_EQ(list(), R"(["one","x:b","three"])") << "another that ends like it is another";
}

TEST_F(FormsGoneBackTo, TakeATranslatedTitleBack) {
    const auto sent = form("?lang=fr");
    ASSERT_EQ(sent.send({{"set:title:fr", "Portail"}}), 303U);
    EXPECT_THAT(get(officer, "/d/" + id + "?lang=fr").html.text(), HasSubstr("Portail"));
    ASSERT_EQ(sent.send({{"set:title:fr", ""}}), 303U);
    const auto page = get(officer, "/d/" + id + "?lang=fr");
    EXPECT_THAT(page.html.text(), Not(HasSubstr("Portail")));
    EXPECT_EQ(page.html.first("h1")->text, "Portal");
    EXPECT_EQ(form().send({{"set:title", " "}}), 422U) << "the first one is needed";
}

TEST_F(FormsGoneBackTo, LeaveAloneWhatOthersContest) {
    const auto other = contested();
    id = other;
    path = "/d/" + id + "/edit";
    const auto sent = form();
    ASSERT_EQ(sent.send({{"set:country", "SK"}}), 303U);
    ASSERT_EQ(sent.send({{"set:country", "EE"}}), 303U);
    EXPECT_THAT(get(officer, "/d/" + id).html.text(), HasSubstr("Title has 2 values"));
    EXPECT_THAT(value("country"), HasSubstr("EE"));
}

// Contested between a value and none: none is a side too, can be chosen, and can be gone back to.
TEST_F(FormsGoneBackTo, PutAContestedFieldBackToNone) {
    ASSERT_EQ(form().send({{"set:country", "EE"}}), 303U);
    const auto base = version(id);
    desk.done("a", {"case", "edit", id, "--set", "country=SK", "--base", base});
    desk.done("a", {"case", "edit", id, "--set", "country=", "--base", base});
    EXPECT_THAT(get(officer, "/d/" + id).html.text(), HasSubstr("Country has 2 values"));
    const auto sent = form();
    ASSERT_EQ(sent.page.html.with("name", "set:country")->attribute("value"), "")
        << "what was written last is shown";
    const auto contested = desk.done("a", {"case", "show", id}).lines().front().at("version");
    ASSERT_EQ(sent.send({{"set:country", "SK"}}), 303U);
    EXPECT_THAT(value("country"), HasSubstr("SK"));
    std::string heads;
    for (const auto& head : contested.as_array())
        heads += (heads.empty() ? "?a=" : "&a=") + std::string{head.as_string()};
    const auto diff = get(officer, "/d/" + id + "/diff" + heads + "&b=" + version(id)).html.text();
    EXPECT_THAT(diff, HasSubstr("(empty)"));
    EXPECT_THAT(diff, Not(HasSubstr("No field differs")));
    ASSERT_EQ(sent.send({}), 303U);
    EXPECT_THAT(value("country"), Not(HasSubstr("SK")));
    EXPECT_THAT(get(officer, "/d/" + id).html.text(), Not(HasSubstr("2 values")));
}

TEST_F(Pages, BothValuesStandUntilSomebodyChooses) {
    const auto id = contested();
    const auto page = get(officer, "/d/" + id);
    EXPECT_THAT(page.html.text(), HasSubstr("Title has 2 values"));
    const auto path = "/d/" + id + "/conflicts";
    const auto choices = get(officer, path);
    EXPECT_THAT(choices.html.text(), HasSubstr("First"));
    EXPECT_THAT(choices.html.text(), HasSubstr("Second"));
    EXPECT_THAT(choices.html.text(), HasSubstr("written by officer"));
    std::string second;
    for (const auto* box : choices.html.all("label")) {
        if (box->text.find("Second") == std::string::npos) continue;
        for (const auto* input : choices.html.all("input")) {
            if (input->attribute("name") == "choose") second = input->attribute("value");
        }
    }
    auto fields = filled(choices, path, {{"choose", second}});
    const auto stranger_sees = get(stranger, path);
    EXPECT_EQ(stranger_sees.html.with("name", "choose"), nullptr);
    EXPECT_EQ(post(officer, path, fields).status, 303U);
    EXPECT_THAT(get(officer, "/d/" + id).html.text(), Not(HasSubstr("2 values")));
    EXPECT_THAT(get(officer, path).html.text(), HasSubstr("No field of this document"));
}

TEST_F(Pages, AFieldThatWasNotTouchedStaysContested) {
    const auto id = contested();
    EXPECT_EQ(send(officer, "/d/" + id + "/edit", {{"set:country", "EE"}}).status, 303U);
    EXPECT_THAT(get(officer, "/d/" + id).html.text(), HasSubstr("Title has 2 values"));
}

TEST_F(Pages, APostQuotesAnother) {
    const auto thread = new_document(officer, "thread", {{"set:title", "Visits"}});
    const auto path = "/d/" + thread + "/reply";
    const auto first = send(officer, path, {{"text", "When?"}});
    EXPECT_THAT(first.location, StartsWith("/d/" + thread + "#d-"));
    const auto page = get(officer, "/d/" + thread);
    const Element* quote = nullptr;
    for (const auto* link : page.html.all("a")) {
        if (link->attribute("href").find("?quote=") != std::string::npos) quote = link;
    }
    ASSERT_NE(quote, nullptr);
    const auto form = get(officer, quote->attribute("href"));
    ASSERT_NE(form.html.first("blockquote"), nullptr);
    EXPECT_THAT(form.html.first("blockquote")->text, HasSubstr("When?"));
    EXPECT_EQ(post(officer, path, filled(form, path, {{"text", "Monday."}})).status, 303U);
    const auto both = get(stranger, "/d/" + thread);
    EXPECT_EQ(both.html.all("article").size(), 2U);
    ASSERT_NE(both.html.first("blockquote"), nullptr);
    EXPECT_THAT(both.html.first("blockquote")->text, HasSubstr("When?"));
    EXPECT_THAT(get(stranger, "/").html.text(), HasSubstr("2 new answers"));
}

// What is carried through signing in comes back as it was typed, so the same form is the same act.
TEST_F(Pages, ALostSessionKeepsLinesAndTabs) {
    const auto thread = new_document(officer, "thread", {{"set:title", "Visits"}});
    const auto path = "/d/" + thread + "/reply";
    const std::string text = "One.\r\n\r\n\tTwo  and.\r\n";
    const auto fields = filled(get(officer, path), path, {{"text", text}});
    const auto first = post(officer, path, fields);
    ASSERT_EQ(first.status, 303U);
    officer.cookies.erase("sid");
    const auto lost = post(officer, path, fields);
    EXPECT_EQ(lost.status, 401U);
    const auto confirm =
        post(officer,
             "/sign-in",
             filled(lost, "/sign-in", {{"name", "officer"}, {"password", password}}));
    EXPECT_EQ(confirm.status, 200U);
    EXPECT_EQ(confirm.html.with("name", "text")->attribute("value"), "One.\n\n\tTwo  and.\n");
    EXPECT_EQ(post(officer, path, filled(confirm, path)).location, first.location);
    EXPECT_EQ(get(stranger, "/d/" + thread).html.all("article").size(), 1U);
}

TEST_F(Pages, WhatCannotBeSavedComesBackWithWhatWasTyped) {
    const auto path = "/s/" + space + "/case_study/new";
    const auto back = send(officer, path, {{"set:title", "My title"}, {"set:country", "Estonia"}});
    EXPECT_EQ(back.status, 422U);
    EXPECT_THAT(back.html.text(), HasSubstr("country code"));
    EXPECT_EQ(back.html.with("name", "set:title")->attribute("value"), "My title");
    EXPECT_EQ(back.html.with("name", "set:country")->attribute("value"), "Estonia");
    const auto fields = filled(back, path, {{"set:country", "EE"}});
    EXPECT_EQ(post(officer, path, fields).status, 303U);
}

TEST_F(Pages, WhatCannotBeSavedIsCalledByItsLabel) {
    const auto path = "/s/" + space + "/case_study/new";
    const auto wrong = [&](const Fields& typed) {
        const auto back = send(officer, path, typed);
        EXPECT_EQ(back.status, 422U);
        return back.html.with("role", "alert")->text;
    };
    EXPECT_THAT(wrong({{"set:title", " "}}), HasSubstr("\"Title\" is needed"));
    EXPECT_THAT(wrong({{"set:title", "T"}, {"more:co_authors", "somebody"}}),
                HasSubstr("\"Co-authors\" takes the address of a page here, or its id, not"));
    const auto thread = new_document(officer, "thread", {{"set:title", "Visits"}});
    const auto empty = send(officer, "/d/" + thread + "/reply", {{"text", " "}});
    EXPECT_THAT(empty.html.with("role", "alert")->text, HasSubstr("\"Text\" is needed"));
    for (const auto* query : {"field=nope", "field=country:fr"}) {
        const auto page = get(officer, "/d/" + a_case() + "/edit?" + query);
        EXPECT_EQ(page.status, 400U) << query;
        EXPECT_THAT(page.html.text(), Not(HasSubstr("co_authors"))) << query;
        EXPECT_THAT(page.html.text(), Not(HasSubstr("write it without"))) << query;
    }
}

// Somebody loses their role while they write, or another thing stands in the way: the page that
// says so holds what they typed, and sends it again.
TEST_F(Pages, WhatIsRefusedMeanwhileComesBackWithWhatWasTyped) {
    const auto board = desk.done("a", {"space", "new", "--name", "Board", "--join", "invite"});
    const auto change_role = [&](const std::string& how) {
        desk.done("a",
                  {"role",
                   how,
                   "--space",
                   board.text("id"),
                   "--person",
                   officer_person,
                   "--as",
                   "member"});
    };
    change_role("add");
    const auto path = "/s/" + board.text("id") + "/thread/new";
    const std::string title = "Who <pays>?";
    const auto fields = filled(get(officer, path), path, {{"set:title", title}});
    change_role("revoke");
    const auto back = post(officer, path, fields);
    EXPECT_EQ(back.status, 404U);
    EXPECT_THAT(back.html.text(), HasSubstr("It is not saved."));
    ASSERT_NE(back.html.with("id", "k-set:title"), nullptr);
    EXPECT_EQ(back.html.with("id", "k-set:title")->text, "\n" + title);
    EXPECT_EQ(back.html.with("for", "k-set:title")->text, "Title");
    EXPECT_EQ(post(officer, path, filled(back, path)).status, 404U);
    change_role("add");
    const auto saved = post(officer, path, filled(back, path));
    EXPECT_EQ(saved.status, 303U);
    EXPECT_EQ(get(officer, saved.location).html.first("h1")->text, title);
    EXPECT_EQ(post(officer, path, fields).location, saved.location) << "it is the same act";
}

// Whatever it is that may not be quoted, a page says the same of it: nothing of its kind, nor
// whether it is here.
TEST_F(Pages, APostThatQuotesWhatItMayNotComesBackWithoutTheQuote) {
    const auto thread = new_document(officer, "thread", {{"set:title", "Visits"}});
    const auto other = new_document(officer, "thread", {{"set:title", "Others"}});
    const auto board =
        desk.done("a", {"space", "new", "--name", "Board", "--join", "invite"}).text("id");
    const auto made = [&](std::vector<std::string> words) {
        return desk.done("a", std::move(words)).text("id");
    };
    const auto hidden = made({"case", "new", "--space", board, "--title", "Hidden"});
    const auto closed = made({"thread", "new", "--space", board, "--title", "Closed"});
    const auto post_there = made({"thread", "reply", closed, "--text", "Hidden words"});
    const auto post_elsewhere = made({"thread", "reply", other, "--text", "Of another thread"});
    const auto path = "/d/" + thread + "/reply";
    std::set<std::string> answers;
    for (const auto& quote : {std::string(64, 'a'),
                              std::string{"x"},
                              other,
                              post_elsewhere,
                              hidden,
                              closed,
                              post_there}) {
        const auto form = get(officer, path + "?quote=" + quote);
        EXPECT_EQ(form.status, 200U) << quote;
        EXPECT_EQ(form.html.with("name", "quote"), nullptr) << quote;
        auto fields = filled(get(officer, path), path, {{"text", "Monday.\nOr not."}});
        fields.emplace_back("quote", quote);
        const auto back = post(officer, path, fields);
        EXPECT_EQ(back.status, 422U) << quote;
        EXPECT_EQ(back.html.with("id", "text")->text, "\nMonday.\nOr not.") << quote;
        answers.insert(back.html.text());
        EXPECT_EQ(back.html.with("name", "quote"), nullptr) << quote;
        EXPECT_EQ(post(officer, path, filled(back, path)).status, 303U) << quote;
    }
    EXPECT_EQ(answers.size(), 1U) << testing::PrintToString(answers);
}

TEST_F(Pages, WhatWasTypedTooOftenComesBack) {
    const auto thread = new_document(officer, "thread", {{"set:title", "Visits"}});
    const auto path = "/d/" + thread + "/reply";
    http::Request request;
    request.head.method = http::Method::post;
    request.head.path = path;
    request.head.cookie = "sid=" + officer.cookies.at("sid");
    request.body = "csrf=x&text=Monday.";
    const Error error{make_error_code(http::HttpErrc::too_many_requests), {}};
    const auto page = Html::read(router.page_for({error, &request}).body);
    ASSERT_NE(page.with("id", "k-text"), nullptr);
    EXPECT_EQ(page.with("id", "k-text")->text, "\nMonday.");
    request.head.cookie = "sid=of-nobody";
    EXPECT_EQ(Html::read(router.page_for({error, &request}).body).with("id", "k-text"), nullptr);
    request.head.cookie = "sid=" + officer.cookies.at("sid");
    request.head.path = "/me/password";
    request.body = "csrf=x&old=secret-words&new=more-words";
    EXPECT_THAT(router.page_for({error, &request}).body, Not(HasSubstr("words&")));
    EXPECT_THAT(router.page_for({error, &request}).body, Not(HasSubstr("secret-words")));
}

// Thai, three bytes a character, Gothic, four, and what takes six on a page.
TEST_F(Pages, ATextAsLongAsAFieldMayBeIsWrittenByTheForm) {
    constexpr std::size_t longest = 64 * 1024;
    for (const auto* character : {"\u0e01", "\U00010330", "\""}) {
        std::string text;
        for (std::size_t i = 0; i < longest; ++i)
            text += character;
        const auto id = a_case();
        const auto path = "/d/" + id + "/edit?field=problem";
        EXPECT_EQ(send(officer, path, {{"set:problem", text}}).status, 303U) << character;
        const auto form = get(officer, path);
        ASSERT_EQ(form.status, 200U) << character;
        EXPECT_LE(form.body.size(), 448U * 1024U) << "what an answer may have";
        EXPECT_TRUE(form.html.with("id", "f-problem")->text == "\n" + text) << character;
        // One more is refused, and nothing typed is lost.
        const auto back = send(officer, path, {{"set:problem", text + "x"}});
        EXPECT_EQ(back.status, 422U) << character;
        EXPECT_TRUE(back.html.with("id", "f-problem")->text == "\n" + text + "x") << character;
    }
    const std::string words(longest, 'x');
    const auto thread = new_document(officer, "thread", {{"set:title", "Long"}});
    EXPECT_EQ(send(officer, "/d/" + thread + "/reply", {{"text", words}}).status, 303U);
    a_case("New", words);
}

// The text of who is signed out and sent too much is nowhere but in the form they came from.
TEST_F(Pages, AFormThatWasTooMuchFromNobodySaysToSignInElsewhereFirst) {
    http::Request request;
    request.head.method = http::Method::post;
    request.head.path = "/d/" + std::string(64, 'a') + "/reply";
    for (const auto code : {http::HttpErrc::body_too_large, http::HttpErrc::too_many_requests}) {
        const Error error{make_error_code(code), {}};
        const auto page = Html::read(router.page_for({error, &request}).body);
        const auto* link = page.with("target", "_blank");
        ASSERT_NE(link, nullptr);
        EXPECT_EQ(link->attribute("href"), "/sign-in");
        EXPECT_THAT(page.text(), HasSubstr("Do not go back before you are signed in"));
        auto ours = request;
        ours.head.cookie = "sid=" + officer.cookies.at("sid");
        EXPECT_EQ(Html::read(router.page_for({error, &ours}).body).with("target", "_blank"),
                  nullptr);
    }
    request.head.method = http::Method::get;
    const Error error{make_error_code(http::HttpErrc::too_many_requests), {}};
    const auto page = Html::read(router.page_for({error, &request}).body);
    EXPECT_EQ(page.with("target", "_blank"), nullptr);
    EXPECT_THAT(page.text(), Not(HasSubstr("Nothing was changed")));
}

TEST_F(Pages, ChoicesAreCalledAsTheFormCallsThem) {
    const auto path = "/s/" + space + "/thread/new";
    auto fields = filled(get(officer, path), path, {{"set:title", "Visits"}});
    fields.emplace_back("set:kind", "nope");
    const auto back = post(officer, path, fields);
    ASSERT_EQ(back.status, 422U);
    EXPECT_THAT(back.html.with("role", "alert")->text, HasSubstr("debate, session questions"));
}

TEST_F(Pages, ARelationIsGivenByTheAddressOfAPage) {
    const auto first = a_case("Portal");
    const auto second = a_case("Desk");
    const auto typed = "replicates:http://localhost:8080/d/" + first + "#x";
    EXPECT_EQ(send(officer, "/d/" + second + "/edit", {{"more:relations", typed}}).status, 303U);
    EXPECT_NE(get(officer, "/d/" + second).html.with("href", "/d/" + first), nullptr);
}

TEST_F(Pages, ASectionInALanguageIsNamedEitherWay) {
    const auto id = a_case();
    for (const auto* query : {"field=problem:fr", "field=problem&lang=fr"}) {
        const auto page = get(officer, "/d/" + id + "/edit?" + query);
        EXPECT_NE(page.html.with("name", "set:problem:fr"), nullptr) << query;
    }
}

}  // namespace
}  // namespace praxis::test
