#include "node/community/kind.hpp"

#include "node/community/kind_file.hpp"
#include "tests/support/source_path.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <unistd.h>

namespace praxis::community {
namespace {

using testing::HasSubstr;

const auto shipped = test::source_path("node/community/kinds");

/// A folder with a copy of the shipped kind files, removed at the end.
class Folder {
public:
    Folder()
        : path_{std::filesystem::temp_directory_path() / ("kinds-" + std::to_string(getpid()))} {
        std::filesystem::remove_all(path_);
        std::filesystem::copy(shipped, path_);
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    void write(const std::string& file, const std::string& text) const {
        std::ofstream{path_ / file} << text;
    }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

constexpr auto practice_note = R"(
    number: 60001 name: "practice_note" command: "note" label: "Practice note" title: "title"
    shared: ["title", "lang"]
    fields { number: 32 name: "body" type: TEXT value: PROSE by_language: true }
)";

/// The complaint about one file, or "" when it is fine.
std::string complaint(const std::string& text) {
    const auto parsed = parse_kind("x.textproto", text);
    return parsed ? "" : parsed.error().detail;
}

std::string field_complaint(const std::string& field) {
    return complaint("number: 9 name: 'x' title: 'a' fields { " + field + " }");
}

TEST(Kinds, LoadsTheShippedFiles) {
    const auto kinds = Kinds::load(shipped);
    ASSERT_TRUE(kinds) << kinds.error().text();
    std::vector<std::string> names;
    for (const auto& kind : kinds.value().all())
        names.push_back(kind.name);
    EXPECT_THAT(names,
                testing::ElementsAre("space",
                                     "organisation",
                                     "person",
                                     "node",
                                     "case_study",
                                     "thread",
                                     "post",
                                     "term",
                                     "article",
                                     "library_item",
                                     "guide",
                                     "chapter",
                                     "expert_offer",
                                     "flag",
                                     "policy"));
    EXPECT_EQ(kinds.value().calling_moderators()->name, "flag");
    EXPECT_EQ(kinds.value().by_command("case")->name, "case_study");
    EXPECT_EQ(kinds.value().by_command("post"), nullptr);
    EXPECT_EQ(kinds.value().by_command(""), nullptr);
    EXPECT_EQ(kinds.value().by_number(KindNumber{60001}), nullptr);
}

TEST(Kinds, AKindIsAddedByOneFile) {
    const Folder folder;
    folder.write("practice_note.textproto", practice_note);
    const auto kinds = Kinds::load(folder.path());
    ASSERT_TRUE(kinds) << kinds.error().text();
    const auto* kind = kinds.value().by_command("note");
    ASSERT_NE(kind, nullptr);
    EXPECT_EQ(kind->number, KindNumber{60001});
    EXPECT_THAT(kind->names(), testing::ElementsAre("title", "lang", "body"));
}

TEST(Kinds, TwoFilesMayNotClaimOneNumberNameOrCommand) {
    const auto fails_with = [](std::string text, const std::string& words) {
        const Folder folder;
        folder.write("zz.textproto", text);
        const auto kinds = Kinds::load(folder.path());
        ASSERT_FALSE(kinds);
        EXPECT_EQ(kinds.error().code, Errc::bad_kind_file);
        EXPECT_THAT(kinds.error().detail, HasSubstr("zz.textproto: " + words));
    };
    const std::string rest = " title: 'title' shared: 'title'";
    fails_with("number: 5 name: 'x'" + rest, "number 5 belongs to \"case_study\"");
    fails_with("number: 900 name: 'thread'" + rest, "the name stands in another file");
    fails_with("number: 900 name: 'x' command: 'case'" + rest, "command \"case\" belongs to");
    fails_with("number: 900 name: 'x' title: 'nothing' shared: 'title'", "title names no field");
    fails_with("number: 900 name: 'x' title: 'title' shared: 'titel'", "no shared field \"titel\"");
    for (const auto* field : {"type: SET value: ID required: true",
                              "type: CONSTANT value: ID",
                              "type: CONSTANT required: true"}) {
        fails_with("number: 900 name: 'x' calls_moderators_to: 'a' fields { number: 32 name: 'a' " +
                       std::string{field} + " }" + rest,
                   "calls_moderators_to names no required CONSTANT ID");
    }
}

TEST(Kinds, WhatGovernsASpaceStandsAlone) {
    const Folder folder;
    folder.write("zz.textproto",
                 "number: 900 name: 'x' title: 'title' shared: 'title' governs_space: true "
                 "answers { kind: 'x' field: 'f' text: 't' } "
                 "fields { number: 32 name: 'f' type: CONSTANT value: ID } "
                 "fields { number: 33 name: 't' type: TEXT value: PROSE }");
    const auto kinds = Kinds::load(folder.path());
    ASSERT_FALSE(kinds);
    EXPECT_THAT(kinds.error().detail, HasSubstr("governs_space is for documents that stand alone"));
}

TEST(Kinds, WhatIsOfOneSpaceForAnotherReasonContinuesNothing) {
    const auto loads = [](const std::string& more) {
        const Folder folder;
        folder.write("zz.textproto",
                     "number: 900 name: 'x' title: 'title' shared: ['title', 'continues'] " + more);
        const auto kinds = Kinds::load(folder.path());
        return kinds ? "" : kinds.error().detail;
    };
    EXPECT_EQ(loads(""), "");
    const std::string another = "fields { number: 32 name: 'f' type: CONSTANT value: ID ";
    EXPECT_THAT(loads(another + "continues: true }"), HasSubstr("two fields name what"));
    EXPECT_THAT(loads("commons: true"), HasSubstr("is not moved"));
    EXPECT_THAT(loads("beside_root: true"), HasSubstr("is not moved"));
    EXPECT_THAT(loads("answers { kind: 'thread' field: 'f' text: 't' } " + another +
                      "} fields { number: 33 name: 't' type: TEXT value: PROSE }"),
                HasSubstr("is not moved"));
    const auto kinds = Kinds::load(shipped).value();
    for (const auto* name : {"thread", "case_study", "guide", "term"})
        EXPECT_NE(kinds.by_name(name).value()->continuing(), nullptr) << name;
    for (const auto* name : {"post", "flag", "person", "node", "space", "organisation", "policy"})
        EXPECT_EQ(kinds.by_name(name).value()->continuing(), nullptr) << name;
}

TEST(Kinds, AFolderWithoutKindFilesIsSaid) {
    const auto kinds = Kinds::load("/nonexistent");
    ASSERT_FALSE(kinds);
    EXPECT_THAT(kinds.error().detail, HasSubstr("holds no kind files"));
}

TEST(KindFile, NamesThePlaceOfASyntaxError) {
    EXPECT_THAT(complaint("number: 9\nname 'x'"), HasSubstr("line 2"));
    EXPECT_THAT(complaint("number: 9 colour: 'red'"), HasSubstr("colour"));
}

TEST(KindFile, RefusesWhatBreaksARule) {
    EXPECT_THAT(complaint("number: 0 name: 'x'"), HasSubstr("1 to 65535"));
    EXPECT_THAT(complaint("number: 70000 name: 'x'"), HasSubstr("1 to 65535"));
    EXPECT_THAT(complaint("number: 9 name: 'Case Study'"), HasSubstr("snake_case"));
    EXPECT_THAT(complaint("number: 9 name: 'x' command: 'A'"), HasSubstr("snake_case"));
    EXPECT_THAT(field_complaint("number: 32 name: 'a'"), HasSubstr("has no type"));
    EXPECT_THAT(field_complaint("number: 31 name: 'a' type: SET"), HasSubstr("32 to 65279"));
    EXPECT_THAT(field_complaint("number: 65280 name: 'a' type: SET"), HasSubstr("32 to 65279"));
    EXPECT_THAT(field_complaint("name: 'a' type: SET"), HasSubstr("1 to 65535"));
    EXPECT_THAT(field_complaint("number: 32 name: 'a' type: TEXT"), HasSubstr("PROSE"));
    EXPECT_THAT(field_complaint("number: 32 name: 'a' type: MULTI value: PROSE"),
                HasSubstr("PROSE"));
    EXPECT_THAT(field_complaint("number: 32 name: 'a' type: SET value: CHOICE"),
                HasSubstr("choices"));
    EXPECT_THAT(field_complaint("number: 32 name: 'a' type: SET choices: 'b'"),
                HasSubstr("choices"));
    EXPECT_THAT(field_complaint("number: 32 name: 'a' type: SET value: CHOICE choices: ['b', 'b']"),
                HasSubstr("stands twice"));
    for (const auto* type : {"CONSTANT", "SET", "STRICT_SET", "LIST", "LOG", "BALLOT"}) {
        EXPECT_THAT(
            field_complaint(std::string{"number: 32 name: 'a' by_language: true type: "} + type),
            HasSubstr("has languages"));
    }
    EXPECT_THAT(field_complaint("number: 32 name: 'a' type: BALLOT required: true"),
                HasSubstr("no BALLOT is required"));
    for (const auto* other :
         {"type: SET value: LINE", "type: LIST value: ID", "type: MULTI value: ID"}) {
        EXPECT_THAT(field_complaint("number: 32 name: 'a' themes: true " + std::string{other}),
                    HasSubstr("themes are a SET of ID"));
    }
    EXPECT_EQ(field_complaint("number: 32 name: 'a' themes: true type: SET value: ID"), "");
    for (const auto* other :
         {"type: SET value: ID", "type: CONSTANT", "type: CONSTANT value: ID required: true"}) {
        EXPECT_THAT(field_complaint("number: 32 name: 'a' continues: true " + std::string{other}),
                    HasSubstr("by a CONSTANT ID that is not required"));
    }
    EXPECT_THAT(field_complaint("number: 32 name: 'a' type: LIST value: PROSE"),
                HasSubstr("PROSE"));
    EXPECT_EQ(field_complaint("number: 32 name: 'a' type: LIST value: ID"), "");
    EXPECT_EQ(field_complaint("number: 32 name: 'a' type: CONSTANT value: FILE"), "");
    EXPECT_THAT(field_complaint("number: 32 name: 'a' type: SET parts { number: 33 name: 'b' }"),
                HasSubstr("no number of its own"));
}

TEST(Kind, FindsAPlaceByTheNamesPeopleUse) {
    const auto kinds = Kinds::load(shipped);
    ASSERT_TRUE(kinds);
    const auto& kind = *kinds.value().by_command("case");
    const auto problem = kind.place("problem");
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem.value().field->group, "sections");
    EXPECT_EQ(problem.value().field->type, FieldType::text);
    EXPECT_EQ(problem.value().name(), "problem");
    const auto french = kind.place("title:fr");
    ASSERT_TRUE(french);
    EXPECT_EQ(french.value().field->number, 1);
    EXPECT_EQ(french.value().language, "fr");
    EXPECT_EQ(french.value().name(), "title:fr");
}

TEST(Kind, SaysWhichPlacesThereAre) {
    const auto kinds = Kinds::load(shipped);
    ASSERT_TRUE(kinds);
    const auto& kind = *kinds.value().by_command("case");
    const auto unknown = kind.place("budget");
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, Errc::unknown_field);
    EXPECT_THAT(unknown.error().detail, HasSubstr("problem"));
    EXPECT_FALSE(kind.place("sections"));
    EXPECT_THAT(kind.place("country:fr").error().detail, HasSubstr("has no languages"));
    EXPECT_THAT(kind.place("title:French").error().detail, HasSubstr("not a language tag"));
    EXPECT_THAT(kind.place("title:").error().detail, HasSubstr("not a language tag"));
}

}  // namespace
}  // namespace praxis::community
