#include "tests/support/source_path.hpp"
#include "tests/unit/web/pages_world.hpp"

// Every page by what stands on it, over real replicas: what is read, written, merged and chosen.

namespace praxis::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

class Pages : public PagesWorld {
public:
    Pages() : officer{signed_in()} {}
    ~Pages() override { EXPECT_THAT(problems, IsEmpty()); }

    std::string a_case(const std::string& title = "Portal", const std::string& problem = {}) {
        return new_document(
            officer, "case_study", {{"set:title", title}, {"set:problem", problem}});
    }
    /// Two titles, each made from the same version.
    std::string contested() {
        const auto id = a_case();
        const auto base = version(id);
        desk.done("a", {"case", "edit", id, "--base", base, "--title", "First"});
        const auto form = get(officer, "/d/" + id + "/edit");
        auto fields = filled(form, "/d/" + id + "/edit", {{"set:title", "Second"}});
        for (auto& [name, value] : fields) {
            if (name == "base") value = base;
        }
        EXPECT_EQ(post(officer, "/d/" + id + "/edit", fields).status, 303U);
        return id;
    }

    Browser officer;
    Browser stranger;
};

TEST_F(Pages, EveryPageHasItsLandmarksInOrder) {
    const auto id = a_case("Portal", "Queues.");
    for (const auto& path : {std::string{"/"},
                             std::string{"/spaces"},
                             "/s/" + space,
                             "/s/" + space + "/case_study",
                             "/s/" + space + "/case_study/new",
                             "/d/" + id,
                             "/d/" + id + "/edit",
                             "/d/" + id + "/edit?field=problem",
                             "/d/" + id + "/conflicts",
                             "/d/" + id + "/history",
                             "/d/" + id + "/diff",
                             "/d/" + id + "/status",
                             std::string{"/sync"},
                             std::string{"/me"}}) {
        const auto page = get(officer, path);
        ASSERT_EQ(page.status, 200U) << path << page.html.text();
        EXPECT_EQ(page.html.all("h1").size(), 1U) << path;
        EXPECT_EQ(page.html.all("main").size(), 1U) << path;
        EXPECT_EQ(page.html.all("header").size(), 1U) << path;
        EXPECT_EQ(page.html.all("footer").size(), 1U) << path;
        EXPECT_NE(page.html.with("href", "#main"), nullptr) << path;
        EXPECT_THAT(page.html.first("title")->text, HasSubstr("Net")) << path;
        EXPECT_THAT(page.html.with("class", "status")->text,
                    testing::AnyOf(HasSubstr("Here only."), HasSubstr("No other node is known")))
            << path;
        std::set<std::string> ids;
        for (const auto& element : page.html.elements) {
            const auto own = element.attribute("id");
            EXPECT_TRUE(own.empty() || ids.insert(own).second) << own << " twice on " << path;
        }
        for (const auto* label : page.html.all("label")) {
            const auto of = label->attribute("for");
            EXPECT_TRUE(of.empty() || ids.contains(of)) << of << " on " << path;
        }
        for (const auto& element : page.html.elements) {
            const bool typed = element.name == "textarea" || element.name == "select" ||
                               element.attribute("type") == "text" ||
                               element.attribute("type") == "password";
            if (!typed) continue;
            const auto* label = page.html.with("for", element.attribute("id"));
            EXPECT_TRUE(label != nullptr && !label->text.empty())
                << element.attribute("name") << " on " << path;
        }
    }
}

TEST_F(Pages, HomeShowsWhatArrivedLastFirst) {
    const auto first = a_case("First case");
    a_case("Second case");
    send(officer, "/d/" + first + "/edit?field=problem", {{"set:problem", "Late words."}});
    const auto page = get(stranger, "/");
    std::vector<std::string> titles;
    for (const auto* link : page.html.all("a")) {
        if (link->attribute("href").starts_with("/d/") && !link->text.empty()) {
            titles.push_back(link->text);
        }
    }
    ASSERT_GE(titles.size(), 2U);
    EXPECT_EQ(titles[0], "First case");
    EXPECT_EQ(titles[1], "Second case");
    EXPECT_THAT(page.html.text(), HasSubstr("1 change"));
    EXPECT_THAT(page.html.text(), HasSubstr("by officer"));
}

TEST_F(Pages, ADocumentIsShownAsItsKindFileSays) {
    const auto id = new_document(officer,
                                 "case_study",
                                 {{"set:title", "One-stop portal"},
                                  {"set:summary", "First paragraph.\n\nSecond,\nof two lines."},
                                  {"set:country", "EE"},
                                  {"set:stage", "running"},
                                  {"add:funding", "donor"}});
    const auto page = get(stranger, "/d/" + id);
    EXPECT_EQ(page.html.first("h1")->text, "One-stop portal");
    EXPECT_NE(page.html.with("id", "s-summary"), nullptr);
    std::vector<std::string> paragraphs;
    for (const auto* p : page.html.all("p")) {
        if (p->attribute("dir") == "auto") paragraphs.push_back(p->text);
    }
    EXPECT_THAT(paragraphs, ElementsAre("First paragraph.", "Second,\nof two lines."));
    EXPECT_THAT(page.html.text(), HasSubstr("Running"));
    EXPECT_THAT(page.html.text(), HasSubstr("Donor"));
    EXPECT_EQ(page.html.with("href", "/d/" + id + "/edit"), nullptr);
    EXPECT_NE(get(officer, "/d/" + id).html.with("href", "/d/" + id + "/edit"), nullptr);
}

/// The words of each element of the only ordered list of a page.
std::vector<std::string> ordered(const Got& page) {
    std::vector<std::string> out;
    bool inside = false;
    for (const auto& element : page.html.elements) {
        const bool of_list = element.name == "li" || element.name == "bdi";
        inside = element.name == "ol" || (inside && of_list);
        if (inside && element.name == "bdi") out.push_back(element.text);
    }
    return out;
}

TEST_F(Pages, AListIsShownInItsOrderAndPutInAnotherByNumbers) {
    const auto id =
        new_document(officer, "chapter", {{"set:title", "Portals"}, {"more:checklist", "Plan"}});
    const auto edit = "/d/" + id + "/edit";
    for (const auto* more : {"Test", "Ask"})
        EXPECT_EQ(send(officer, edit, {{"more:checklist", more}}).status, 303U);
    EXPECT_THAT(ordered(get(stranger, "/d/" + id)), ElementsAre("Plan", "Test", "Ask"));
    // The third becomes the first; `filled` gives every input of one name the same text, so the
    // places are put in here.
    const auto with_places = [&](std::vector<std::string> places) {
        auto fields = filled(get(officer, edit), edit);
        std::size_t next = 0;
        for (auto& [name, value] : fields) {
            if (name == "place:checklist") value = places.at(next++);
        }
        EXPECT_EQ(next, places.size());
        return fields;
    };
    const auto early = with_places({"1", "2", "1"});
    const auto late = with_places({"3", "2", "3"});  // the same page, looked at by somebody else
    EXPECT_EQ(post(officer, edit, early).status, 303U);
    EXPECT_THAT(ordered(get(stranger, "/d/" + id)), ElementsAre("Ask", "Plan", "Test"));
    EXPECT_EQ(post(officer, edit, late).status, 303U);
    const auto merged = ordered(get(stranger, "/d/" + id));
    EXPECT_THAT(merged, testing::UnorderedElementsAre("Ask", "Plan", "Test"));
    EXPECT_EQ(merged.front(), "Ask");
    const auto wrong = post(officer, edit, with_places({"first", "2", "3"}));
    EXPECT_EQ(wrong.status, 422U);
    EXPECT_THAT(wrong.html.text(), HasSubstr("a place is a number such as 3"));
    EXPECT_NE(wrong.html.with("value", "first"), nullptr);
}

TEST_F(Pages, AFileIsNamedAndSaidNotToBeHere) {
    const auto file = std::string(64, 'b') + " 183042 application/pdf annual report.pdf";
    const auto id =
        new_document(officer, "case_study", {{"set:title", "Portal"}, {"more:attachments", file}});
    const auto page = get(stranger, "/d/" + id);
    EXPECT_THAT(page.html.text(), HasSubstr("annual report.pdf"));
    EXPECT_THAT(page.html.text(), HasSubstr("application/pdf, 183 kB"));
    EXPECT_THAT(page.html.text(), HasSubstr("not here yet"));
    EXPECT_THAT(page.body, testing::Not(HasSubstr(std::string(64, 'b'))));
}

TEST_F(Pages, LanguagesStandSideBySide) {
    const auto id = a_case("Portal", "Queues.");
    send(officer, "/d/" + id + "/edit?lang=fr", {{"set:title:fr", "Portail"}});
    send(officer, "/d/" + id + "/edit?field=problem:fr", {{"set:problem:fr", "Des files."}});
    const auto own = get(stranger, "/d/" + id);
    EXPECT_EQ(own.html.first("h1")->text, "Portal");
    EXPECT_NE(own.html.with("href", "/d/" + id + "?lang=fr"), nullptr);
    const auto french = get(stranger, "/d/" + id + "?lang=fr");
    EXPECT_EQ(french.html.first("h1")->text, "Portail");
    EXPECT_EQ(french.html.first("h1")->attribute("lang"), "fr");
    EXPECT_THAT(french.html.text(), HasSubstr("Des files."));
}

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
    EXPECT_THAT(page.html.text(), HasSubstr("Merged from 2 offline edits"));
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
    EXPECT_THAT(form.html.first("blockquote")->text, HasSubstr("When?"));
    EXPECT_EQ(post(officer, path, filled(form, path, {{"text", "Monday."}})).status, 303U);
    const auto both = get(stranger, "/d/" + thread);
    EXPECT_EQ(both.html.all("article").size(), 2U);
    EXPECT_THAT(both.html.first("blockquote")->text, HasSubstr("When?"));
    EXPECT_THAT(get(stranger, "/").html.text(), HasSubstr("2 new answers"));
}

TEST_F(Pages, HistoryTellsWhoChangedWhatAndShowsAnyTwoVersions) {
    const auto id = a_case("Portal", "Offices keep paper.");
    const auto first = version(id);
    send(
        officer, "/d/" + id + "/edit?field=problem", {{"set:problem", "Offices keep much paper."}});
    const auto second = version(id);
    const auto history = get(stranger, "/d/" + id + "/history");
    EXPECT_THAT(history.html.text(), HasSubstr("2 changes"));
    EXPECT_THAT(history.html.text(), HasSubstr("Changed Problem"));
    EXPECT_NE(history.html.with("href", "/d/" + id + "/diff?a=" + first + "&b=" + second), nullptr);
    const auto diff = get(stranger, "/d/" + id + "/diff?a=" + first + "&b=" + second);
    ASSERT_EQ(diff.html.all("ins").size(), 2U);  // the legend, and the word
    EXPECT_THAT(diff.html.all("ins")[1]->text, HasSubstr("[+much"));
    const auto old = get(stranger, "/d/" + id + "?version=" + first);
    EXPECT_THAT(old.html.text(), HasSubstr("This is an earlier version"));
    EXPECT_THAT(old.html.text(), HasSubstr("Offices keep paper."));
    const auto foreign = get(stranger, "/d/" + id + "?version=" + std::string(64, 'a'));
    EXPECT_EQ(foreign.status, 400U);
}

TEST_F(Pages, HistoryTellsChangesOfOneMinuteApart) {
    const auto id = a_case();
    for (const auto* problem : {"One.", "One. Two."})
        send(officer, "/d/" + id + "/edit?field=problem", {{"set:problem", problem}});
    const auto history = get(stranger, "/d/" + id + "/history");
    std::set<std::string> words;
    std::size_t count = 0;
    for (const auto* element : history.html.all("option")) {
        words.insert(element->text);
        count += element->attribute("value").empty() ? 0U : 1U;
    }
    EXPECT_EQ(count, 6U);
    EXPECT_EQ(words.size(), 3U);
    EXPECT_THAT(*words.begin(), StartsWith("1: officer, "));
    std::set<std::string> links;
    for (const auto* link : history.html.all("a")) {
        if (link->text.starts_with("What changed")) links.insert(link->text);
    }
    EXPECT_THAT(links, ElementsAre("What changed with change 2", "What changed with change 3"));
}

TEST_F(Pages, ADifferenceFromTwoHeadsNamesWhoWroteBoth) {
    const auto id = contested();
    const auto document = desk.done("a", {"case", "show", id}).line();
    std::string query;
    for (const auto& head : document.at("version").as_array())
        query += "a=" + std::string{head.as_string()} + "&";
    send(officer, "/d/" + id + "/edit", {{"set:country", "EE"}});
    const auto diff = get(stranger, "/d/" + id + "/diff?" + query + "b=" + version(id));
    const auto from = diff.html.text().substr(diff.html.text().find("From the version of"), 200);
    EXPECT_THAT(from, testing::ContainsRegex("\\(officer\\) and [0-9]+ [A-Z]"));
}

TEST_F(Pages, StatusSpeaksInWords) {
    const auto page = get(stranger, "/d/" + a_case() + "/status");
    EXPECT_THAT(page.html.text(), HasSubstr("Here only."));
    EXPECT_THAT(page.html.text(), HasSubstr("Holds this version"));
    EXPECT_THAT(page.html.text(), HasSubstr("their own key, which a centre keeps for them"));
    EXPECT_THAT(page.html.text(), HasSubstr("takes effect (1 change)"));
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

TEST_F(Pages, WhatNobodyCanSeeIsNoTitleAndNoPost) {
    const auto path = "/s/" + space + "/thread/new";
    for (const std::string blank : {"   ", "\u200b", "\u00a0\u202e"}) {
        EXPECT_EQ(send(officer, path, {{"set:title", blank}}).status, 422U) << blank;
    }
    const auto thread = new_document(officer, "thread", {{"set:title", "Visits"}});
    const auto back = send(officer, "/d/" + thread + "/reply", {{"text", " \n\u3000\n"}});
    EXPECT_EQ(back.status, 422U);
    EXPECT_EQ(send(officer, "/d/" + thread + "/edit", {{"set:title", "\u2003"}}).status, 422U);
}

TEST_F(Pages, WhatIsSaidOfANodeIsChangedByNobodyElse) {
    const auto home = get(officer, "/");
    std::string node;
    for (const auto* link : home.html.all("a")) {
        if (link->text == "Bratislava") node = link->attribute("href");
    }
    ASSERT_FALSE(node.empty());
    const auto shown = get(officer, node);
    for (const auto* link : shown.html.all("a"))
        EXPECT_THAT(link->attribute("href"), testing::Not(HasSubstr("/edit")));
    EXPECT_EQ(get(officer, node + "/edit").status, 403U);
    EXPECT_EQ(post(officer, node + "/edit", {{"set:name", "Mine"}}).status, 403U);
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

TEST_F(Pages, APostThatQuotesWhatIsNotThereComesBack) {
    const auto thread = new_document(officer, "thread", {{"set:title", "Visits"}});
    const auto other = new_document(officer, "thread", {{"set:title", "Others"}});
    const auto path = "/d/" + thread + "/reply";
    for (const auto& quote : {std::string(64, 'a'), other, std::string{"x"}}) {
        auto fields = filled(get(officer, path), path, {{"text", "Monday.\nOr not."}});
        for (auto& [name, value] : fields) {
            if (name == "quote") value = quote;
        }
        fields.emplace_back("quote", quote);
        const auto back = post(officer, path, fields);
        EXPECT_GE(back.status, 400U) << quote;
        EXPECT_THAT(back.body, HasSubstr("Monday.\nOr not.")) << quote;
    }
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
    const auto page = Html::read(router.page_for(error, &request).body);
    ASSERT_NE(page.with("id", "k-text"), nullptr);
    EXPECT_EQ(page.with("id", "k-text")->text, "\nMonday.");
    request.head.cookie = "sid=of-nobody";
    EXPECT_EQ(Html::read(router.page_for(error, &request).body).with("id", "k-text"), nullptr);
    request.head.cookie = "sid=" + officer.cookies.at("sid");
    request.head.path = "/me/password";
    request.body = "csrf=x&old=secret-words&new=more-words";
    EXPECT_THAT(router.page_for(error, &request).body, Not(HasSubstr("words&")));
    EXPECT_THAT(router.page_for(error, &request).body, Not(HasSubstr("secret-words")));
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

TEST_F(Pages, APasswordIsNotMadeOfTheNamesOfThePlace) {
    const auto change = [&](const std::string& chosen) {
        const auto form = filled(get(officer, "/me"),
                                 "/me/password",
                                 {{"old", password}, {"new", chosen}, {"again", chosen}});
        return post(officer, "/me/password", form);
    };
    for (const auto* near : {"Bratislava2026", "praxis-praxis", "officer 12345"}) {
        const auto refused = change(near);
        EXPECT_EQ(refused.status, 422U) << near;
        EXPECT_THAT(refused.html.text(), HasSubstr("names of this place")) << near;
    }
    EXPECT_EQ(change("eight blue kettles hum").status, 303U);
}

// By real governance: the steward makes somebody a moderator.
TEST_F(Pages, ANewRoleGivesASessionAnotherId) {
    const auto closed = desk.done("a", {"space", "new", "--name", "Board", "--join", "invite"});
    const auto before = officer.cookies.at("sid");
    EXPECT_EQ(get(officer, "/s/" + closed.text("id")).status, 404U);
    EXPECT_EQ(officer.cookies.at("sid"), before) << "their roles are the same";
    auto copy = officer;
    desk.done("a",
              {"role",
               "add",
               "--space",
               closed.text("id"),
               "--person",
               officer_person,
               "--as",
               "member"});
    EXPECT_EQ(get(officer, "/s/" + closed.text("id")).status, 200U);
    EXPECT_NE(officer.cookies.at("sid"), before);
    EXPECT_EQ(get(copy, "/me").status, 303U) << "the old id is dead";
}

TEST_F(Pages, StrangersReadAndAreLedToSignIn) {
    const auto id = a_case();
    const auto edit = get(stranger, "/d/" + id + "/edit");
    EXPECT_EQ(edit.status, 303U);
    EXPECT_THAT(edit.location, StartsWith("/sign-in"));
    const auto closed = desk.done("a", {"space", "new", "--name", "Board", "--join", "invite"});
    EXPECT_EQ(get(stranger, "/s/" + closed.text("id")).status, 404U);
    EXPECT_THAT(get(stranger, "/spaces").html.text(), Not(HasSubstr("Board")));
    EXPECT_THAT(get(stranger, "/").html.text(), Not(HasSubstr("Board")));
}

TEST_F(Pages, WhatIsForMembersIsOnNoStrangersPage) {
    const auto id = new_document(
        officer, "thread", {{"set:title", "Quiet matter"}, {"set:visibility", "members"}});
    send(officer, "/d/" + id + "/reply", {{"text", "Quiet words"}});
    for (const auto& path : {std::string{"/"},
                             "/s/" + space,
                             "/s/" + space + "/thread",
                             "/d/" + id,
                             "/d/" + id + "/history",
                             "/d/" + id + "/diff",
                             "/d/" + id + "/status",
                             "/d/" + id + "/conflicts"}) {
        const auto page = get(stranger, path);
        EXPECT_THAT(page.html.text(), Not(HasSubstr("Quiet"))) << path;
        EXPECT_EQ(page.status, path.starts_with("/d/") ? 404U : 200U) << path;
    }
    EXPECT_THAT(get(officer, "/d/" + id).html.text(), HasSubstr("Quiet words"));
    // Nor in a number.
    EXPECT_THAT(get(officer, "/spaces").html.text(), HasSubstr("3 documents"));
    EXPECT_THAT(get(stranger, "/spaces").html.text(),
                Not(testing::ContainsRegex("[0-9] document")));
    EXPECT_THAT(get(officer, "/s/" + space).html.text(), HasSubstr("Threads (1)"));
    EXPECT_THAT(get(stranger, "/s/" + space).html.text(), HasSubstr("Threads"));
    EXPECT_THAT(get(stranger, "/s/" + space).html.text(), Not(HasSubstr("Threads (")));
}

TEST_F(Pages, AStrangersSpaceListsKindsThatHaveSomethingForThem) {
    const auto listed = [&](Browser& browser) {
        return get(browser, "/s/" + space).html.with("href", "/s/" + space + "/space") != nullptr;
    };
    EXPECT_TRUE(listed(officer));
    EXPECT_TRUE(listed(stranger));
}

TEST_F(Pages, AListHasPages) {
    for (int i = 0; i < 30; ++i)
        desk.done("a", {"case", "new", "--space", space, "--title", "Case " + std::to_string(i)});
    const auto path = "/s/" + space + "/case_study";
    const auto first = get(stranger, path);
    EXPECT_THAT(first.html.text(), HasSubstr("Case 29"));
    EXPECT_THAT(first.html.text(), Not(HasSubstr("Case 4,")));
    const auto* older = first.html.with("rel", "next");
    ASSERT_NE(older, nullptr);
    const auto second = get(stranger, older->attribute("href"));
    EXPECT_THAT(second.html.text(), HasSubstr("Case 0"));
    EXPECT_NE(second.html.with("rel", "prev"), nullptr);
}

TEST_F(Pages, SyncNamesOtherNodes) {
    const auto page = get(stranger, "/sync");
    EXPECT_THAT(page.html.text(), HasSubstr("In contact with nobody now"));
    EXPECT_THAT(page.html.text(), HasSubstr("This node knows of no other yet."));
    EXPECT_THAT(page.html.text(), HasSubstr("centre, always on"));
}

TEST_F(Pages, ErrorsSayWhatToDo) {
    for (const auto* path : {"/nowhere", "/d/1234", "/s/x", "/s/x/y", "/d/1234/history"}) {
        const auto page = get(stranger, path);
        EXPECT_EQ(page.status, 404U) << path;
        EXPECT_NE(page.html.with("href", "/"), nullptr) << path;
    }
    EXPECT_THAT(get(stranger, "/d/1234").html.text(), HasSubstr("Sign in"));
}

TEST_F(Pages, AFirstVisitIsUnder30Kilobytes) {
    a_case("Portal", std::string(2000, 'x'));
    for (const auto* path : {"/", "/spaces", "/sync", "/sign-in"}) {
        const auto page = get(stranger, path);
        EXPECT_LT(page.body.size() + templates->style().size(), 30'000U) << path;
    }
    EXPECT_EQ(get(stranger, "/").html.all("script").size(), 0U);
    EXPECT_EQ(get(stranger, templates->style_path()).body, templates->style());
}

TEST_F(Pages, TheOwnPageListsSessions) {
    const auto page = get(officer, "/me");
    EXPECT_THAT(page.html.text(), HasSubstr("this browser"));
    EXPECT_NE(page.html.with("autocomplete", "new-password"), nullptr);
}

TEST_F(Pages, AKindAddedByOneFileGetsItsFormListAndPage) {
    const auto kinds = desk.folder("kinds");
    std::filesystem::copy(test::source_path("node/community/kinds"), kinds);
    desk.file("kinds/practice_note.textproto",
              "number: 60001 name: 'practice_note' label: 'Practice note'\n"
              "plural: 'Practice notes' title: 'title' shared: 'title'\n"
              "fields { number: 32 name: 'body' label: 'Body' type: TEXT value: PROSE }\n"
              "fields { number: 33 name: 'mood' label: 'Mood' type: REGISTER value: CHOICE\n"
              "         choices: ['calm', 'very_calm'] }\n");
    desk.file("kinds/remark.textproto",
              "number: 60002 name: 'remark' label: 'Remark' plural: 'Remarks' title: 'words'\n"
              "answers { kind: 'practice_note' field: 'about' text: 'words' }\n"
              "fields { number: 32 name: 'about' type: CONSTANT value: ID required: true }\n"
              "fields { number: 33 name: 'words' label: 'Words' type: TEXT value: PROSE }\n");
    class Other final : public PagesWorld {
    public:
        explicit Other(const std::filesystem::path& folder) : PagesWorld{folder} {}
        void TestBody() override {}
    };
    Other other{kinds};
    auto browser = other.signed_in();
    EXPECT_THAT(other.get(browser, "/s/" + other.space).html.text(),
                HasSubstr("Practice notes (0)"));
    const auto id = other.new_document(
        browser,
        "practice_note",
        {{"set:title", "Queues"}, {"set:body", "Take a number."}, {"set:mood", "very_calm"}});
    const auto page = other.get(browser, "/d/" + id);
    EXPECT_THAT(page.html.text(), HasSubstr("Take a number."));
    EXPECT_THAT(page.html.text(), HasSubstr("Very calm"));
    EXPECT_THAT(other.get(browser, "/s/" + other.space + "/practice_note").html.text(),
                HasSubstr("Queues"));
    EXPECT_EQ(other.send(browser, "/d/" + id + "/reply", {{"text", "So calm."}}).status, 303U);
    EXPECT_THAT(other.get(browser, "/d/" + id).html.text(), HasSubstr("Remarks (1)"));
    EXPECT_THAT(other.get(browser, "/d/" + id).html.text(), HasSubstr("So calm."));
}

}  // namespace
}  // namespace praxis::test
