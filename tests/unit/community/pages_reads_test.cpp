#include "node/community/history.hpp"
#include "tests/unit/cli/desk.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <gmock/gmock.h>

// What pages ask of the community model, over real replicas: lists, news, names, answers, history.

namespace praxis::community {
namespace {

using test::Desk;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class Reads : public ::testing::Test {
public:
    Reads() {
        begun = desk.done("a", {"init", "--network", "Net", "--node", "A", "--role", "centre"});
        space = desk.done("a", {"space", "new", "--name", "S"}).text("id");
        catalogue.emplace(desk.replica("a"), desk.kinds("a"));
    }
    DocumentId made(std::vector<std::string> typed) {
        typed.insert(typed.begin() + 2, {"--space", space});
        return DocumentId::from_hex(desk.done("a", std::move(typed)).text("id")).value();
    }
    std::vector<News> news(std::size_t count = 100) {
        const auto everything = [](const DocumentId&) -> Result<bool> { return true; };
        auto found = catalogue->news(SpaceId::from_hex(space).value(), count, everything);
        EXPECT_TRUE(found);
        return found ? found.value() : std::vector<News>{};
    }
    Result<std::vector<DocumentId>> answers(const DocumentId& id) {
        return catalogue->answers(catalogue->open(id).value());
    }
    const Kind& kind(std::string_view name) { return *desk.kinds("a").by_name(name).value(); }
    void edit(const DocumentId& id, const std::string& set, const std::string& base = {}) {
        std::vector<std::string> typed{"case", "edit", id.hex(), "--set", set};
        if (!base.empty()) typed.insert(typed.end(), {"--base", base});
        desk.done("a", std::move(typed));
    }

    Desk desk;
    test::Ran begun;
    std::string space;
    std::optional<Catalogue> catalogue;
};

TEST_F(Reads, NewsAreByArrivalADocumentOnce) {
    const auto first = made({"case", "new", "--title", "One"});
    const auto second = made({"thread", "new", "--title", "Two"});
    desk.done("a", {"thread", "reply", second.hex(), "--text", "x"});
    desk.done("a", {"thread", "reply", second.hex(), "--text", "y"});
    edit(first, "title=Uno");
    const auto found = news();
    ASSERT_GE(found.size(), 2U);
    EXPECT_EQ(found[0].document, first);
    EXPECT_TRUE(found[0].is_new);
    EXPECT_EQ(found[0].changes, 1U);
    EXPECT_EQ(found[1].document, second);
    EXPECT_EQ(found[1].answers, 2U);
    EXPECT_EQ(found[1].kind->name, "thread");
    EXPECT_THAT(news(1), SizeIs(1));
    const auto none = [](const DocumentId&) -> Result<bool> { return false; };
    EXPECT_THAT(catalogue->news(std::nullopt, 10, none).value(), IsEmpty());
}

TEST_F(Reads, AListIsNewestFirst) {
    const auto first = made({"case", "new", "--title", "One"});
    const auto second = made({"case", "new", "--title", "Two"});
    const auto at = SpaceId::from_hex(space).value();
    EXPECT_THAT(catalogue->list(at, kind("case_study")).value(), ElementsAre(second, first));
    EXPECT_THAT(catalogue->list(at, kind("organisation")).value(), IsEmpty());
    EXPECT_EQ(catalogue->counts(at).value().at(kind("case_study").number), 2U);
}

TEST_F(Reads, AnswersComeInTheOrderTheyWereWrittenAndKeepComing) {
    const auto thread = made({"thread", "new", "--title", "T"});
    EXPECT_THAT(answers(thread).value(), IsEmpty());
    const auto one = desk.done("a", {"thread", "reply", thread.hex(), "--text", "1"}).text("id");
    EXPECT_THAT(answers(thread).value(), SizeIs(1));
    const auto two = desk.done("a", {"thread", "reply", thread.hex(), "--text", "2"}).text("id");
    const auto both = answers(thread).value();
    std::set<std::string> ids;
    for (const auto& id : both)
        ids.insert(id.hex());
    EXPECT_THAT(ids, testing::UnorderedElementsAre(one, two));
    const auto opened = catalogue->open(both.front()).value();
    EXPECT_EQ(catalogue->answered(opened).value(), thread);
    EXPECT_THAT(answers(made({"case", "new", "--title", "C"})).value(), IsEmpty());
}

// Whoever may write in one space only must not speak under a thread of another.
TEST_F(Reads, AnAnswerFromAnotherSpaceIsNone) {
    const auto thread = made({"thread", "new", "--title", "T"});
    const auto other = desk.done("a", {"space", "new", "--name", "Other"}).text("id");
    desk.done("a", {"thread", "reply", thread.hex(), "--text", "Here."});
    boost::json::object foreign;
    foreign["do"] = "document.new";
    foreign["kind"] = "post";
    foreign["space"] = other;
    foreign["token"] = "t";
    foreign["set"] = boost::json::array{boost::json::array{"thread", thread.hex()},
                                        boost::json::array{"body", "There."}};
    ASSERT_TRUE(desk.ask("a", foreign));
    EXPECT_THAT(answers(thread).value(), SizeIs(1));
}

TEST_F(Reads, NamesAreThoseThatTheOnesConcernedGave) {
    const auto person = PersonId::from_hex(begun.text("person")).value();
    const auto node = NodeId::from_hex(begun.text("node")).value();
    EXPECT_EQ(catalogue->node_name(node).value(), "A");
    EXPECT_TRUE(catalogue->person_name(person).value());
    EXPECT_EQ(catalogue->space_name(SpaceId::from_hex(space).value()).value(), "S");

    PersonId unknown;
    unknown.bytes.fill(std::byte{7});
    EXPECT_FALSE(catalogue->person_name(unknown).value());
    EXPECT_FALSE(catalogue->space_name(same_bytes<SpaceId>(unknown)).value());
}

// Whoever may write beside them could, by the form of their pages.
TEST_F(Reads, NobodyGivesAnothersNodeOrPersonAnotherName) {
    const auto invite = desk.done("a", {"invite", "--role", "centre"}).text("invite");
    desk.done("b", {"join", invite, "--node", "B", "--role", "centre"});
    const auto meet = [&] {
        desk.carry("a", "b");
        desk.carry("b", "a");
    };
    meet();
    const auto person = PersonId::from_hex(begun.text("person")).value();
    const auto node = NodeId::from_hex(begun.text("node")).value();
    const auto own_name = catalogue->person_name(person).value();
    std::map<std::string, std::string> ids;  // of the documents about A, by kind
    for (const auto& line : desk.done("a", {"export"}).lines()) {
        const auto kind = std::string{line.at("kind").as_string()};
        if (kind != "node" && kind != "person") continue;
        const auto& about = line.at("fields").at(kind).at("value").as_string();
        const auto whose = kind == "node" ? node.hex() : person.hex();
        if (about == whose.c_str()) ids.emplace(kind, line.at("id").as_string());
    }
    ASSERT_THAT(ids, SizeIs(2));
    const auto rename = [&](const std::string& at, const std::string& name) {
        desk.done(at, {"node", "edit", ids["node"], "--set", "name=" + name});
        desk.done(at, {"person", "edit", ids["person"], "--set", "display_name=" + name});
        meet();
    };
    rename("b", "Renamed");
    EXPECT_EQ(catalogue->node_name(node).value(), "A");
    EXPECT_EQ(catalogue->person_name(person).value(), own_name);
    rename("a", "A now");
    EXPECT_EQ(catalogue->node_name(node).value(), "A now");
    EXPECT_EQ(catalogue->person_name(person).value(), "A now");
    rename("b", "Once more");
    EXPECT_EQ(catalogue->node_name(node).value(), "A now");
    EXPECT_EQ(catalogue->person_name(person).value(), "A now");
}

// A space is called what its steward called it, whoever else may write there.
TEST_F(Reads, NobodyButItsStewardGivesASpaceAnotherName) {
    const auto invite = desk.done("a", {"invite", "--role", "centre"}).text("invite");
    desk.done("b", {"join", invite, "--node", "B", "--role", "centre"});
    desk.carry("a", "b");
    desk.carry("b", "a");
    const auto at = SpaceId::from_hex(space).value();
    const auto described = catalogue->space_document(at).value().value();
    const auto rename = [&](const std::string& node, const std::string& name) {
        boost::json::object edit;
        edit["do"] = "document.edit";
        edit["id"] = described.hex();
        edit["set"] = boost::json::array{boost::json::value(boost::json::array{"name", name})};
        const auto renamed = desk.ask(node, edit);
        EXPECT_TRUE(renamed) << renamed.error().text();
        desk.carry(node, node == "a" ? "b" : "a");
    };
    rename("b", "Ours");
    EXPECT_EQ(catalogue->space_name(at).value(), "S");
    rename("a", "S now");
    EXPECT_EQ(catalogue->space_name(at).value(), "S now");
    rename("b", "Ours again");
    EXPECT_EQ(catalogue->space_name(at).value(), "S now");
}

TEST_F(Reads, AVersionIsReadAsItWas) {
    const auto id = made({"case", "new", "--title", "One"});
    edit(id, "title=Two");
    const auto now = catalogue->open(id).value();
    const auto then = catalogue->open(id, {same_bytes<UpdateId>(id)}).value();
    EXPECT_EQ(now.title, "Two");
    EXPECT_EQ(then.title, "One");
    UpdateId foreign;
    EXPECT_FALSE(catalogue->open(id, {foreign}));
}

TEST_F(Reads, HistoryIsNewestFirstAndTakesContinuedUpdatesTogether) {
    std::string text;
    while (text.size() < 40'000)
        text += "Offices keep paper. ";
    const auto id = made({"case", "new", "--title", "One"});
    edit(id, "problem=@" + desk.file("long", text));
    const auto found = revisions(desk.replica("a"), kind("case_study"), id).value();
    ASSERT_THAT(found, SizeIs(2));
    EXPECT_GT(found[0].updates, 1U);
    ASSERT_THAT(found[0].places, SizeIs(1));
    EXPECT_EQ(found[0].places[0].name(), "problem");
    EXPECT_EQ(found[0].base, std::vector{same_bytes<UpdateId>(id)});
    EXPECT_TRUE(found[1].base.empty());
    EXPECT_EQ(found[1].author->hex(), begun.text("person"));
    const auto now = catalogue->open(id, {found[0].id}).value();
    EXPECT_EQ(find_field(now.fields, "problem")->value.text, text);
}

TEST_F(Reads, DifferencesAreInWholeWords) {
    const auto id = made({"case", "new", "--title", "One", "--set", "funding=loan"});
    edit(id, "problem=Offices keep paper.");
    const auto before = catalogue->open(id).value();
    edit(id, "problem=Offices keep much paper.");
    edit(id, "funding=donor");
    edit(id, "title=Two");
    const auto after = catalogue->open(id).value();
    const auto found = differences(before.fields, after.fields);
    ASSERT_THAT(found, SizeIs(3));
    using What = Change::What;
    EXPECT_EQ(found[0].place.name(), "title");
    EXPECT_THAT(found[0].changes,
                ElementsAre(Change{What::removed, "One"}, Change{What::added, "Two"}));
    EXPECT_EQ(found[1].place.name(), "funding");
    EXPECT_THAT(found[1].changes, ElementsAre(Change{What::added, "donor"}));
    std::string kept;
    std::string added;
    for (const auto& change : found[2].changes) {
        if (change.what == What::same) kept += change.text;
        if (change.what == What::added) added += change.text;
        EXPECT_NE(change.what, What::removed);
    }
    EXPECT_THAT(added, testing::HasSubstr("much"));
    EXPECT_EQ(kept.size() + added.size(), std::string{"Offices keep much paper."}.size());
    EXPECT_THAT(differences(after.fields, after.fields), IsEmpty());
}

TEST_F(Reads, DifferencesOfAListSayWhatMoved) {
    const auto id = made({"chapter",
                          "new",
                          "--title",
                          "One",
                          "--set",
                          "checklist=a",
                          "--set",
                          "checklist=b",
                          "--set",
                          "checklist=c",
                          "--set",
                          "checklist=e"});
    const auto before = catalogue->open(id).value();
    desk.done("a",
              {"chapter",
               "edit",
               id.hex(),
               "--set",
               "checklist=#1:e",
               "--set",
               "checklist=-b",
               "--set",
               "checklist=d"});
    const auto after = catalogue->open(id).value();
    const auto found = differences(before.fields, after.fields);
    ASSERT_THAT(found, SizeIs(1));
    using What = Change::What;
    EXPECT_THAT(
        found[0].changes,
        ElementsAre(
            Change{What::removed, "b"}, Change{What::added, "d"}, Change{What::moved, "e"}));
}

}  // namespace
}  // namespace praxis::community
