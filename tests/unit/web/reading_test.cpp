#include "node/web/reading.hpp"

#include "tests/support/source_path.hpp"
#include "tests/unit/cli/desk.hpp"

#include <boost/json/value.hpp>
#include <gtest/gtest.h>

// Who reads what: real commands write at one node, and the question is asked for strangers, for
// persons without a role, and for each role, in spaces of each join policy.

namespace praxis::web {
namespace {

class ReadingTest : public ::testing::Test {
protected:
    ReadingTest() : kinds_{load()} {
        begun_ = desk_.done("a", {"init", "--network", "Net", "--node", "A", "--role", "centre"});
        self_ = PersonId::from_hex(begun_.text("person")).value();
        const auto password = desk_.file("password", "correct horse battery\n");
        member_ = add_person("Member", password);
        outsider_ = add_person("Outsider", password);
    }
    static community::Kinds load() {
        auto kinds = community::Kinds::load(test::source_path("node/community/kinds"));
        EXPECT_TRUE(kinds);
        return std::move(kinds.value());
    }
    PersonId add_person(const std::string& name, const std::string& password) {
        return PersonId::from_hex(
                   desk_.done("a", {"account", "add", name, "--password-file", password})
                       .text("person"))
            .value();
    }
    SpaceId space(const std::string& policy) {
        const auto id =
            desk_.done("a", {"space", "new", "--name", policy, "--join", policy}).text("id");
        return SpaceId::from_hex(id).value();
    }
    DocumentId make(const SpaceId& where, std::vector<std::string> more = {}) {
        more.insert(more.begin(), {"thread", "new", "--space", where.hex(), "--title", "T"});
        return DocumentId::from_hex(desk_.done("a", std::move(more)).text("id")).value();
    }
    void set(const DocumentId& id, std::vector<std::string> more) {
        more.insert(more.begin(), {"thread", "edit", id.hex()});
        desk_.done("a", std::move(more));
    }
    bool reads(const std::optional<PersonId>& who, const DocumentId& id) {
        const Reading reading{desk_.replica("a"), kinds_};
        const auto may = reading.may_read(who, id);
        EXPECT_TRUE(may) << may.error().text();
        return may && may.value();
    }
    bool enters(const std::optional<PersonId>& who, const SpaceId& id) {
        return Reading{desk_.replica("a"), kinds_}.may_enter(who, id);
    }

    test::Desk desk_;
    community::Kinds kinds_;
    test::Ran begun_;
    PersonId self_;
    PersonId member_;
    PersonId outsider_;
};

TEST_F(ReadingTest, AnOpenSpaceIsReadByAllAndAnyOtherByWhoHoldsARoleThere) {
    for (const auto* policy : {"open", "approve", "invite"}) {
        SCOPED_TRACE(policy);
        const bool open = std::string{policy} == "open";
        const auto where = space(policy);
        const auto id = make(where);
        desk_.done(
            "a",
            {"role", "add", "--space", where.hex(), "--person", member_.hex(), "--as", "member"});
        for (const auto& [who, expected] :
             std::vector<std::pair<std::optional<PersonId>, bool>>{{std::nullopt, open},
                                                                   {outsider_, open},
                                                                   {member_, true},
                                                                   {self_, true},
                                                                   {PersonId{}, open}}) {
            EXPECT_EQ(reads(who, id), expected);
            EXPECT_EQ(enters(who, where), expected);
        }
    }
    EXPECT_FALSE(enters(self_, SpaceId{}));
}

TEST_F(ReadingTest, EveryRoleReadsAndARevokedOneDoesNot) {
    const auto where = space("invite");
    const auto id = make(where);
    const std::vector<std::string> moderator{
        "--space", where.hex(), "--person", member_.hex(), "--as", "moderator"};
    auto add = moderator;
    add.insert(add.begin(), {"role", "add"});
    auto revoke = moderator;
    revoke.insert(revoke.begin(), {"role", "revoke"});
    EXPECT_FALSE(reads(member_, id));
    desk_.done("a", add);
    EXPECT_TRUE(reads(member_, id));
    desk_.done("a", revoke);
    EXPECT_FALSE(reads(member_, id));
}

TEST_F(ReadingTest, VisibilityHidesFromStrangersOnly) {
    const auto where = space("open");
    for (const auto& [visibility, open] : std::vector<std::pair<std::string, bool>>{
             {"public", true}, {"members", false}, {"named_nodes", false}}) {
        const auto id = make(where, {"--set", "visibility=" + visibility});
        EXPECT_EQ(reads(std::nullopt, id), open) << visibility;
        EXPECT_TRUE(reads(outsider_, id)) << visibility;
        set(id, {"--set", "visibility="});
        EXPECT_TRUE(reads(std::nullopt, id)) << "it says nothing any more";
    }
    const auto inside = make(space("invite"), {"--set", "visibility=public"});
    EXPECT_FALSE(reads(std::nullopt, inside)) << "a closed space has nothing public";
}

TEST_F(ReadingTest, WhileSeveralStandTheNarrowestCounts) {
    const auto id = make(space("open"));
    const auto base = id.hex();
    set(id, {"--base", base, "--set", "visibility=public"});
    EXPECT_TRUE(reads(std::nullopt, id));
    set(id, {"--base", base, "--set", "visibility=members"});
    EXPECT_FALSE(reads(std::nullopt, id));
    set(id, {"--set", "visibility=public"});
    EXPECT_TRUE(reads(std::nullopt, id));
}

TEST_F(ReadingTest, APostIsReadAsItsThreadIs) {
    const auto thread = make(space("open"));
    const auto post =
        DocumentId::from_hex(
            desk_.done("a", {"thread", "reply", thread.hex(), "--text", "Words."}).text("id"))
            .value();
    EXPECT_TRUE(reads(std::nullopt, post));
    set(thread, {"--set", "visibility=members"});
    EXPECT_FALSE(reads(std::nullopt, post));
    EXPECT_TRUE(reads(outsider_, post));
}

TEST_F(ReadingTest, DocumentsAboutPersonsAndNodesNameNoDocumentAndAreReadByThemselves) {
    const auto replica = desk_.replica("a").documents({}, {});
    ASSERT_TRUE(replica);
    ASSERT_FALSE(replica.value().empty());
    for (const auto& each : replica.value())
        EXPECT_TRUE(reads(std::nullopt, each.id)) << kinds_.by_number(each.kind)->name;
}

TEST_F(ReadingTest, AKindOfANewerVersionIsForPersons) {
    const auto id = make(space("open"));
    const auto fewer = desk_.folder("kinds");
    std::filesystem::create_directory(fewer);
    for (const auto* file : {"shared.fields", "person.textproto"}) {
        std::filesystem::copy(
            std::filesystem::path{test::source_path("node/community/kinds")} / file, fewer / file);
    }
    const auto kinds = community::Kinds::load(fewer);
    ASSERT_TRUE(kinds) << kinds.error().text();
    const Reading reading{desk_.replica("a"), kinds.value()};
    EXPECT_FALSE(reading.may_read(std::nullopt, id).value());
    EXPECT_TRUE(reading.may_read(outsider_, id).value());
}

TEST_F(ReadingTest, ARoleForOneKindOrOneDocumentReadsThatAlone) {
    const auto where = space("invite");
    const auto one = make(where);
    const auto other = make(where);
    const auto add = [&](const std::string& only) {
        desk_.done("a",
                   {"role",
                    "add",
                    "--space",
                    where.hex(),
                    "--person",
                    member_.hex(),
                    "--as",
                    "reader",
                    "--only",
                    only});
    };
    EXPECT_FALSE(enters(member_, where));
    add("document:" + one.hex());
    EXPECT_TRUE(enters(member_, where));
    EXPECT_TRUE(reads(member_, one));
    EXPECT_FALSE(reads(member_, other));
    add("kind:thread");
    EXPECT_TRUE(reads(member_, other));
    EXPECT_FALSE(reads(outsider_, one));
}

}  // namespace
}  // namespace praxis::web
