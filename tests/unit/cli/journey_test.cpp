#include "crdt/limits.hpp"
#include "tests/support/source_path.hpp"
#include "tests/unit/cli/desk.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

// What people do with documents, typed as commands on one node or two.

namespace praxis::test {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

class Journey : public ::testing::Test {
protected:
    Journey() {
        begun_ = desk_.done("a", {"init", "--network", "Net", "--node", "A", "--role", "centre"});
        space_ = desk_.done("a", {"space", "new", "--name", "S"}).text("id");
    }
    std::string new_case(std::vector<std::string> more = {}) {
        std::vector<std::string> typed{"case", "new", "--space", space_, "--title", "Portal"};
        typed.insert(typed.end(), more.begin(), more.end());
        return desk_.done("a", std::move(typed)).text("id");
    }
    json::object fields(const std::string& node, const std::string& id) {
        return desk_.done(node, {"case", "show", id}).line().at("fields").as_object();
    }
    static std::string value(const json::object& fields, std::string_view name) {
        if (!fields.contains(name)) return "(no " + std::string{name} + ")";
        return json::serialize(fields.at(name).at("value"));
    }

    Desk desk_;
    Ran begun_;
    std::string space_;
};

TEST_F(Journey, InitGivesThreeIdsAndNamesThemInTheCommons) {
    const auto line = begun_.line();
    for (const auto* name : {"network", "node", "person"}) {
        EXPECT_EQ(line.at(name).as_string().size(), 64U);
    }
    const auto out = desk_.done("a", {"export"}).out;
    EXPECT_THAT(out, HasSubstr(R"("kind":"node")"));
    EXPECT_THAT(out, HasSubstr(R"("kind":"person")"));
    EXPECT_THAT(out, HasSubstr(R"("value":"Net")"));
}

TEST_F(Journey, InitNeverOverwrites) {
    const auto again =
        desk_.praxis("a", {"init", "--network", "N", "--node", "A", "--role", "centre"});
    EXPECT_EQ(again.exit_code, 1);
    EXPECT_THAT(again.err, HasSubstr("holds a node already"));
}

TEST_F(Journey, ATextOfTheLargestFieldIsWrittenInSeveralUpdates) {
    std::string text;
    while (text.size() < crdt::limits::field_text_max)
        text += "Offices keep paper. ";
    text.resize(crdt::limits::field_text_max);
    const auto id = new_case({"--set", "problem=@" + desk_.file("long", text)});
    EXPECT_EQ(fields("a", id).at("problem").at("value").as_string(), text);
}

TEST_F(Journey, ShowGivesBackWhatWasWritten) {
    const auto id = new_case({"--set",
                              "country=EE",
                              "--set",
                              "problem=@" + desk_.file("p", "Queues."),
                              "--set",
                              "title:fr=Portail",
                              "--set",
                              "funding=donor",
                              "--set",
                              "funding=+loan",
                              "--set",
                              "template_version=1"});
    const auto shown = desk_.done("a", {"case", "show", id}).line();
    EXPECT_EQ(shown.at("id").as_string(), id);
    EXPECT_EQ(shown.at("kind").as_string(), "case_study");
    EXPECT_EQ(shown.at("space").as_string(), space_);
    EXPECT_EQ(shown.at("merged_from").to_number<int>(), 1);
    EXPECT_TRUE(shown.at("merged_fields").as_array().empty());
    EXPECT_EQ(shown.at("version").as_array().size(), 1U);
    EXPECT_EQ(json::serialize(shown.at("fields")),
              R"({"title":{"type":"multi","value":"Portal","conflict":[]},)"
              R"("title:fr":{"type":"multi","value":"Portail","conflict":[]},)"
              R"("country":{"type":"multi","value":"EE","conflict":[]},)"
              R"("funding":{"type":"set","value":["donor","loan"],"conflict":[]},)"
              R"("template_version":{"type":"register","value":"1","conflict":[]},)"
              R"("problem":{"type":"text","value":"Queues.","conflict":[]}})");
}

TEST_F(Journey, AValueOutOfFormIsWrongUsageAndWritesNothing) {
    const auto before = desk_.done("a", {"state"}).text("state");
    for (const auto* wrong :
         {"country=Estonia", "period=soon", "colour=red", "country", "stage=x"}) {
        const auto ran =
            desk_.praxis("a", {"case", "new", "--space", space_, "--title", "T", "--set", wrong});
        EXPECT_EQ(ran.exit_code, 2) << wrong << ran.err;
    }
    EXPECT_EQ(desk_.done("a", {"state"}).text("state"), before);
}

TEST_F(Journey, ATitleIsRequiredAndStaysSo) {
    const auto none = desk_.praxis("a", {"case", "new", "--space", space_});
    EXPECT_EQ(none.exit_code, 2);
    EXPECT_THAT(none.err, HasSubstr("needs \"title\""));
    const auto id = new_case({"--set", "title:fr=Portail"});
    EXPECT_EQ(desk_.praxis("a", {"case", "edit", id, "--set", "title="}).exit_code, 2);
    desk_.done("a", {"case", "edit", id, "--set", "title:fr="});
    EXPECT_EQ(fields("a", id).at("title:fr").at("value").as_string(), "");
}

TEST_F(Journey, ATitleMayMoveToAnotherLanguageAndNotGoAway) {
    const std::vector<std::string> made{
        "case", "new", "--space", space_, "--set", "title:sk=Len", "--set", "title:fr=Un"};
    const auto id = desk_.done("a", made).text("id");
    const auto edit = [&](const std::vector<std::string>& settings) {
        std::vector<std::string> words{"case", "edit", id};
        for (const auto& setting : settings) {
            words.emplace_back("--set");
            words.push_back(setting);
        }
        return desk_.praxis("a", words).exit_code;
    };
    EXPECT_EQ(edit({"title:fr=", "title:sk="}), 1) << "each seems to be left by the other";
    EXPECT_EQ(fields("a", id).at("title:sk").at("value").as_string(), "Len");
    EXPECT_EQ(edit({"title:fr="}), 0);
    EXPECT_EQ(edit({"title:sk="}), 1);
    EXPECT_EQ(edit({"title:sk=", "title:de=Eins"}), 0);
    EXPECT_EQ(edit({"title=Main", "title:de="}), 0);
    EXPECT_EQ(fields("a", id).at("title").at("value").as_string(), "Main");
}

TEST_F(Journey, TwoEditsOfOneSectionOnOneNodeMerge) {
    const auto id = new_case({"--set", "problem=Citizens wait long. Offices keep paper."});
    const auto base = desk_.done("a", {"case", "show", id}).line().at("version").as_array();
    const std::string version{base.at(0).as_string()};
    desk_.done("a",
               {"case",
                "edit",
                id,
                "--base",
                version,
                "--set",
                "problem=Citizens wait too long. Offices keep paper."});
    const auto second = desk_.done("a",
                                   {"case",
                                    "edit",
                                    id,
                                    "--base",
                                    version,
                                    "--set",
                                    "problem=Citizens wait long. Offices still keep paper."});
    EXPECT_EQ(second.line().at("version").as_array().size(), 2U);
    const auto shown = desk_.done("a", {"case", "show", id}).line();
    EXPECT_EQ(shown.at("merged_from").to_number<int>(), 2);
    EXPECT_EQ(json::serialize(shown.at("merged_fields")), R"(["problem"])");
    const auto& signature = shown.at("signed").as_object();
    EXPECT_EQ(signature.at("person").as_string(), begun_.text("person"));
    EXPECT_TRUE(signature.at("confirmed_by").is_null()) << "an administrator took them in";
    EXPECT_TRUE(signature.at("changed").as_bool());
    EXPECT_TRUE(signature.at("changed_by").as_array().empty()) << "both edits are their own";
    EXPECT_EQ(signature.at("role").as_string(), "steward");
    EXPECT_EQ(value(shown.at("fields").as_object(), "problem"),
              "\"Citizens wait too long. Offices still keep paper.\"");
}

TEST_F(Journey, TwoTitlesStandSideBySideUntilSomebodyChooses) {
    const auto id = new_case();
    const auto base = desk_.done("a", {"case", "show", id}).line().at("version").as_array();
    const std::string version{base.at(0).as_string()};
    desk_.done("a", {"case", "edit", id, "--base", version, "--title", "First"});
    desk_.done("a", {"case", "edit", id, "--base", version, "--title", "Second"});
    const auto title = fields("a", id).at("title").as_object();
    const auto& conflict = title.at("conflict").as_array();
    ASSERT_EQ(conflict.size(), 2U);
    std::set<std::string> values;
    for (const auto& one : conflict) {
        values.emplace(one.at("value").as_string());
        EXPECT_EQ(one.at("person").as_string(), begun_.text("person"));
        EXPECT_EQ(one.at("update").as_string().size(), 64U);
    }
    EXPECT_THAT(values, testing::ElementsAre("First", "Second"));
    EXPECT_THAT(desk_.praxis("a", {"case", "show", id}).out, HasSubstr("choose one"));
    desk_.done("a", {"case", "edit", id, "--title", "Both"});
    EXPECT_TRUE(fields("a", id).at("title").at("conflict").as_array().empty());
}

TEST_F(Journey, WhileStatesDifferTheSaferIsShown) {
    const auto id = new_case({"--set", "status=draft"});
    const auto base = desk_.done("a", {"case", "show", id}).line().at("version").as_array();
    const std::string version{base.at(0).as_string()};
    desk_.done("a", {"case", "edit", id, "--base", version, "--set", "status=withdrawn"});
    desk_.done("a", {"case", "edit", id, "--base", version, "--set", "status=published"});
    EXPECT_EQ(value(fields("a", id), "status"), "\"withdrawn\"");
}

TEST_F(Journey, AnEditThatChangesNothingWritesNothing) {
    const auto id = new_case({"--set", "problem=Queues.", "--set", "funding=loan"});
    const auto before = desk_.done("a", {"state"}).text("state");
    desk_.done("a",
               {"case",
                "edit",
                id,
                "--title",
                "Portal",
                "--set",
                "problem=Queues.",
                "--set",
                "funding=+loan",
                "--set",
                "funding=-donor"});
    EXPECT_EQ(desk_.done("a", {"state"}).text("state"), before);
}

TEST_F(Journey, SetsTakeSteps) {
    const auto id = new_case({"--set", "funding=loan", "--set", "funding=fees"});
    desk_.done("a", {"case", "edit", id, "--set", "funding=-loan", "--set", "funding=private"});
    EXPECT_EQ(value(fields("a", id), "funding"), R"(["fees","private"])");
}

TEST_F(Journey, ListsTakeStepsAndPlaces) {
    const auto typed = [&](std::vector<std::string> more) {
        std::vector<std::string> out{"chapter"};
        out.insert(out.end(), more.begin(), more.end());
        return desk_.done("a", std::move(out));
    };
    const auto id = typed({"new",
                           "--space",
                           space_,
                           "--title",
                           "Portals",
                           "--set",
                           "checklist=Plan",
                           "--set",
                           "checklist=Test",
                           "--set",
                           "checklist=#1:Ask"})
                        .text("id");
    const auto list = [&] {
        const auto shown = typed({"show", id}).line().at("fields").as_object();
        EXPECT_EQ(json::serialize(shown.at("checklist").at("type")), "\"list\"");
        return value(shown, "checklist");
    };
    EXPECT_EQ(list(), R"(["Ask","Plan","Test"])");
    const auto base = typed({"show", id}).line().at("version").as_array().at(0).as_string();
    typed({"edit", id, "--set", "checklist=#1:Test", "--set", "checklist=-Ask"});
    EXPECT_EQ(list(), R"(["Test","Plan"])");
    // Somebody who had not seen that puts another thing first, and moves the last.
    typed({"edit",
           id,
           "--base",
           std::string{base},
           "--set",
           "checklist=#1:Draw",
           "--set",
           "checklist=#2:Test"});
    EXPECT_EQ(list(), R"(["Draw","Test","Plan"])");
    const auto before = desk_.done("a", {"state"}).text("state");
    typed({"edit",
           id,
           "--set",
           "checklist=#2:Test",
           "--set",
           "checklist=+Plan",
           "--set",
           "checklist=-Ask"});
    EXPECT_EQ(desk_.done("a", {"state"}).text("state"), before);
    EXPECT_EQ(desk_.praxis("a", {"chapter", "edit", id, "--set", "checklist=#0:Test"}).exit_code,
              2);
}

TEST_F(Journey, AFileIsNamedAndNotYetHere) {
    const auto file = std::string(64, 'b') + " 183042 application/pdf annual report.pdf";
    const auto id = new_case({"--set", "attachments=" + file});
    EXPECT_EQ(value(fields("a", id), "attachments"), "[\"" + file + "\"]");
    desk_.done("a", {"case", "edit", id, "--set", "attachments=-" + file});
    EXPECT_EQ(value(fields("a", id), "attachments"), "[]");
    EXPECT_EQ(desk_.praxis("a", {"case", "edit", id, "--set", "attachments=report.pdf"}).exit_code,
              2);
}

TEST_F(Journey, ARepeatedRequestWritesOnce) {
    json::object asked;
    asked["do"] = "document.new";
    asked["kind"] = "thread";
    asked["space"] = space_;
    asked["token"] = "form-1";
    asked["set"] = json::array{json::value(json::array{"title", "T"})};
    const auto first = desk_.ask("a", asked);
    const auto second = desk_.ask("a", asked);
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first.value(), second.value());
}

TEST_F(Journey, AThreadShowsItsPostsInOrderWithQuotes) {
    const auto thread = desk_
                            .done("a",
                                  {"thread",
                                   "new",
                                   "--space",
                                   space_,
                                   "--title",
                                   "Visits",
                                   "--set",
                                   "kind=question",
                                   "--set",
                                   "topic=When do we meet?"})
                            .text("id");
    const auto first = desk_.done("a", {"thread", "reply", thread, "--text", "Monday."}).text("id");
    desk_.done("a", {"thread", "reply", thread, "--text", "Agreed.", "--quote", first});
    const auto other =
        desk_.done("a", {"thread", "new", "--space", space_, "--title", "Other"}).text("id");
    const auto shown = desk_.done("a", {"thread", "show", thread}).line();
    const auto& posts = shown.at("posts").as_array();
    ASSERT_EQ(posts.size(), 2U);
    std::map<std::string, json::object> by_text;
    for (const auto& post : posts) {
        by_text[std::string{post.at("text").as_string()}] = post.as_object();
        EXPECT_EQ(post.at("person").as_string(), begun_.text("person"));
    }
    EXPECT_EQ(by_text.at("Monday.").at("id").as_string(), first);
    EXPECT_EQ(json::serialize(by_text.at("Agreed.").at("quotes")), "[\"" + first + "\"]");
    const auto elsewhere =
        desk_.praxis("a", {"thread", "reply", other, "--text", "x", "--quote", first});
    EXPECT_EQ(elsewhere.exit_code, 1);
    EXPECT_THAT(elsewhere.err, HasSubstr("another thread"));
}

TEST_F(Journey, ACommandOfAnotherKindNamesTheRightOne) {
    const auto ran = desk_.praxis("a", {"thread", "show", new_case()});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_THAT(ran.err, HasSubstr("use praxis case show|edit"));
    EXPECT_EQ(desk_.praxis("a", {"case", "show", std::string(64, 'a')}).exit_code, 1);
}

TEST_F(Journey, AKindAddedByOneFileGetsItsCommands) {
    const auto kinds = desk_.folder("kinds");
    std::filesystem::copy(test::source_path("node/community/kinds"), kinds);
    desk_.file("kinds/practice_note.textproto",
               "number: 60001 name: 'practice_note' command: 'note' title: 'title'\n"
               "shared: 'title'\n"
               "fields { number: 32 name: 'body' type: TEXT value: PROSE by_language: true }\n");
    Desk desk;
    desk.use_kinds(kinds);
    desk.done("a", {"init", "--network", "N", "--node", "A", "--role", "centre"});
    const auto space = desk.done("a", {"space", "new", "--name", "S"}).text("id");
    const auto id = desk.done("a", {"note", "new", "--space", space, "--title", "T"}).text("id");
    desk.done("a", {"note", "edit", id, "--set", "body:fr=Bonjour"});
    const auto shown = desk.done("a", {"note", "show", id}).line();
    EXPECT_EQ(shown.at("fields").at("body:fr").at("value").as_string(), "Bonjour");
}

TEST_F(Journey, JsonMayStandAnywhereAndWordsStayOffStandardOutput) {
    for (auto typed : {std::vector<std::string>{"--json", "state"}, {"state", "--json"}}) {
        const auto ran = desk_.praxis("a", typed);
        EXPECT_EQ(ran.exit_code, 0);
        EXPECT_EQ(ran.lines().size(), 1U);
    }
    EXPECT_NE(begun_.err, "");  // the advice about keys
}

TEST_F(Journey, VerifyListsADamagedRecordOnce) {
    const auto id = UpdateId::from_hex(new_case()).value();
    using store::Table;
    for (const auto table : {Table::update, Table::skeleton, Table::content}) {
        ASSERT_TRUE(desk_.damage("a", table, id.view()));
        const auto ran = desk_.praxis("a", {"verify", "--json"});
        EXPECT_EQ(ran.exit_code, 1);
        const auto bad = ran.line().at("bad").as_array();
        std::size_t named = 0;
        for (const auto& line : bad)
            named += std::string{line.as_string()}.starts_with(std::string{store::name_of(table)} +
                                                               " " + id.hex())
                         ? 1
                         : 0;
        EXPECT_EQ(named, 1U) << ran.out;
        EXPECT_EQ(bad.size(),
                  table == Table::update     ? 1U
                  : table == Table::skeleton ? 2U
                                             : 3U)
            << ran.out;
    }
}

TEST_F(Journey, VerifyTellsThatItStoppedInOneLine) {
    const auto id = UpdateId::from_hex(new_case()).value();
    ASSERT_TRUE(desk_.damage("a", store::Table::columns, id.view()));
    const auto ran = desk_.praxis("a", {"verify", "--json"});
    EXPECT_EQ(ran.exit_code, 1);
    const auto bad = ran.line().at("bad").as_array();
    ASSERT_EQ(bad.size(), 1U) << ran.out;
    EXPECT_THAT(std::string{bad.front().as_string()}, HasSubstr("were not checked"));
}

TEST_F(Journey, TheWordsOfAnotherNodeAreCompared) {
    const auto state = desk_.done("a", {"state"}).line();
    const std::string words{state.at("words").as_string()};
    auto shouted = words;
    std::ranges::transform(
        shouted, shouted.begin(), [](char c) { return c == ' ' ? ',' : std::toupper(c); });
    for (const auto& typed : {words, shouted, "  " + words + ".\n"}) {
        const auto equal = desk_.done("a", {"state", "--compare", typed});
        EXPECT_TRUE(equal.line().at("equal").as_bool()) << typed;
    }
    const auto& space_words = state.at("space_words").as_object();
    const std::string of_space{space_words.at(space_).as_string()};
    const auto space = desk_.done("a", {"state", "--compare", of_space}).line();
    EXPECT_FALSE(space.at("equal").as_bool());
    EXPECT_EQ(space.at("spaces").as_array().front().as_string(), space_);

    new_case();
    const auto differs = desk_.praxis("a", {"state", "--compare", words});
    EXPECT_EQ(differs.exit_code, 1);
    EXPECT_THAT(differs.out, HasSubstr("Sync them and compare again"));
    for (const auto& [typed, said] :
         {std::pair{words + " bell", "eight words, and these are 9"},
          std::pair{"lagon" + words.substr(words.find(' ')), "\"lagon\" is none of the words"}}) {
        const auto wrong = desk_.praxis("a", {"state", "--compare", typed});
        EXPECT_EQ(wrong.exit_code, 1) << typed;
        EXPECT_THAT(wrong.err, HasSubstr(said));
    }
}

TEST_F(Journey, ReportsHaveTheFieldsOfTheInterface) {
    const auto id = new_case();
    const auto state = desk_.done("a", {"state"}).line();
    for (const auto* name : {"state", "words", "updates", "documents", "spaces"}) {
        EXPECT_TRUE(state.contains(name)) << name;
    }
    EXPECT_TRUE(state.at("spaces").as_object().contains(space_));
    const auto log = desk_.done("a", {"log", "--document", id}).lines();
    ASSERT_EQ(log.size(), 1U);
    EXPECT_EQ(log.front().at("id").as_string(), id);
    EXPECT_EQ(log.front().at("document").as_string(), id);
    EXPECT_EQ(log.front().at("kind").as_string(), "case_study");
    EXPECT_EQ(log.front().at("verdict").as_string(), "standing");
    EXPECT_EQ(log.front().at("content").as_string(), "here");
    const auto verify = desk_.done("a", {"verify"}).line();
    EXPECT_GT(verify.at("updates").to_number<int>(), 5);
    EXPECT_TRUE(verify.at("bad").as_array().empty());
    const auto where = desk_.done("a", {"where", id}).line();
    const auto& nodes = where.at("nodes").as_array();
    ASSERT_EQ(nodes.size(), 1U);
    EXPECT_EQ(nodes.front().at("name").as_string(), "A");
    EXPECT_EQ(nodes.front().at("state").as_string(), "holds");
    EXPECT_TRUE(desk_.done("a", {"status"}).line().at("bytes").is_object());
}

}  // namespace
}  // namespace praxis::test
