#include "tests/support/source_path.hpp"
#include "tests/unit/web/pages_fixture.hpp"

// Every page by what stands on it, over real replicas.

namespace praxis::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST_F(Pages, EveryPageHasItsLandmarksInOrder) {
    const auto id = a_case("Portal", "Queues.");
    for (const auto& path : {std::string{"/"},
                             std::string{"/spaces"},
                             "/s/" + space,
                             "/s/" + space + "/who-does-what",
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
                             std::string{"/sync/compare"},
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

TEST_F(Pages, ADifferenceNamesWhatIdsStandFor) {
    const auto other = a_case("Desk");
    const auto id = a_case("Portal");
    const auto first = version(id);
    send(officer, "/d/" + id + "/edit", {{"more:co_authors", officer_person}});
    send(officer, "/d/" + id + "/edit", {{"more:relations", "replicates:" + other}});
    const auto path = "/d/" + id + "/diff?a=" + first + "&b=" + version(id);
    const auto added = [&](Browser& browser) {
        const auto page = get(browser, path);
        std::string out;
        for (const auto* ins : page.html.all("ins"))
            out += ins->text + "\n";
        return out;
    };
    EXPECT_THAT(added(officer), HasSubstr("officer"));
    EXPECT_THAT(added(officer), HasSubstr("Replicates: Desk"));
    EXPECT_THAT(added(officer), Not(HasSubstr(other)));
    desk.done("a", {"case", "edit", other, "--set", "visibility=members"});
    EXPECT_THAT(added(stranger), Not(HasSubstr("Desk"))) << "a title that is not for them";
}

// A long text is several updates, and one change.
TEST_F(Pages, NewsCountWhatWasWrittenAtOnceAsOne) {
    std::string text;
    while (text.size() < 60'000)
        text += "All of it at once. ";
    const auto id = a_case("Portal", text);
    EXPECT_GT(desk.done("a", {"log", "--document", id}).lines().size(), 2U);
    const auto line = [&] {
        const auto home = get(officer, "/");
        for (const auto* item : home.html.all("li")) {
            if (item->text.find("Portal") != std::string::npos) return item->text;
        }
        return std::string{};
    };
    EXPECT_THAT(line(), HasSubstr("new"));
    EXPECT_THAT(line(), Not(HasSubstr("change")));
    send(officer, "/d/" + id + "/edit?field=problem", {{"set:problem", text + "And more."}});
    EXPECT_THAT(line(), HasSubstr("1 change"));
}

TEST_F(Pages, StatusSpeaksInWords) {
    const auto page = get(stranger, "/d/" + a_case() + "/status");
    EXPECT_THAT(page.html.text(), HasSubstr("Here only."));
    EXPECT_THAT(page.html.text(), HasSubstr("Holds this version"));
    EXPECT_THAT(page.html.text(), HasSubstr("their own key, which a centre keeps for them"));
    EXPECT_THAT(page.html.text(), HasSubstr("takes effect (1 change)"));
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

TEST_F(Pages, ADocumentSaysWhoSignedItAndWhoConfirmedTheirKey) {
    const auto id = a_case();
    const auto creation = version(id);
    const auto signed_by = [&](const std::string& path) {
        const auto text = get(stranger, path).html.text();
        const auto begin = text.find("Signed by");
        EXPECT_NE(begin, std::string::npos) << text;
        return begin == std::string::npos ? text
                                          : text.substr(begin, text.find('.', begin) - begin);
    };
    EXPECT_THAT(signed_by("/d/" + id),
                testing::MatchesRegex("Signed by officer, with a key that an administrator of "
                                      "the network confirmed on [0-9]+ [A-Z][a-z]+ [0-9]+; "
                                      "unchanged since"));
    desk.done("a",
              {"role", "add", "--space", space, "--person", officer_person, "--as", "focal-point"});
    EXPECT_THAT(signed_by("/d/" + id), HasSubstr("officer, a focal point in this space, with"));
    const auto as = [&](const std::string& role, const std::string& scope) {
        desk.done("a",
                  {"role",
                   "add",
                   "--space",
                   space,
                   "--person",
                   officer_person,
                   "--as",
                   role,
                   "--only",
                   scope});
    };
    as("moderator", "kind:thread");
    EXPECT_THAT(signed_by("/d/" + id), HasSubstr("officer, a focal point in this space, with"))
        << "what they moderate is something else";
    as("moderator", "kind:case_study");
    EXPECT_THAT(signed_by("/d/" + id),
                HasSubstr("officer, a moderator in this space (only for Case studies), with"));
    send(officer, "/d/" + id + "/edit", {{"set:title", "Another"}});
    EXPECT_THAT(signed_by("/d/" + id), HasSubstr("; changed since by nobody else"));
    desk.done("a", {"case", "edit", id, "--set", "problem=Queues."});
    EXPECT_THAT(signed_by("/d/" + id), testing::ContainsRegex("; changed since by .+, who signed"));
    EXPECT_THAT(signed_by("/d/" + id + "?version=" + creation), HasSubstr("; unchanged since"))
        << "what is read is the first version";
    const auto own = desk.done("a", {"case", "new", "--space", space, "--title", "Own"}).text("id");
    EXPECT_THAT(signed_by("/d/" + own), HasSubstr("that an administrator of the network confirmed"))
        << "who signed for a key of their own were taken in by somebody else";
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

TEST_F(Pages, AFirstVisitIsUnder30Kilobytes) {
    a_case("Portal", std::string(2000, 'x'));
    for (const auto* path : {"/", "/spaces", "/sync", "/sign-in"}) {
        const auto page = get(stranger, path);
        EXPECT_LT(page.body.size() + templates->style().size(), 30'000U) << path;
    }
    EXPECT_EQ(get(stranger, "/").html.all("script").size(), 0U);
    EXPECT_EQ(get(stranger, templates->style_path()).body, templates->style());
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
