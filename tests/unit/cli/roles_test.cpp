#include "tests/unit/cli/members_world.hpp"

#include <boost/json/value.hpp>

// Roles in a space, typed as commands: who gives, lists, ends and gives them up.

namespace praxis::test {
namespace {

using testing::HasSubstr;

TEST_F(Members, ASpaceByInvitationTakesItsMembersFromTheSteward) {
    const auto closed =
        desk_.done("a", {"space", "new", "--name", "Board", "--join", "invite"}).text("id");
    join("in", invite("a", {"--role", "replica", "--space", closed, "--as", "member"}));
    join("out", invite("a", {"--role", "replica"}));
    for (const auto* node : {"in", "out"})
        meet("a", node);
    meet("a", "in");
    const auto typed = [&](const std::string& node) {
        return desk_.praxis(node, {"thread", "new", "--space", closed, "--title", "T"}).exit_code;
    };
    EXPECT_EQ(typed("in"), 0);
    EXPECT_EQ(typed("out"), 1);
}

TEST_F(Members, ARevokedMemberKeepsWhatTheRevokerHeldAndLosesTheRest) {
    const auto closed =
        desk_.done("a", {"space", "new", "--name", "Board", "--join", "invite"}).text("id");
    const auto person = join("b", invite("a", {"--role", "replica"})).text("person");
    meet("a", "b");
    desk_.done("a", {"role", "add", "--space", closed, "--person", person, "--as", "member"});
    meet("a", "b");
    const auto thread = [&](const std::string& title) {
        return desk_.done("b", {"thread", "new", "--space", closed, "--title", title}).text("id");
    };
    const auto early = thread("early");
    meet("a", "b");
    const auto late = thread("late");
    desk_.done("a", {"role", "revoke", "--space", closed, "--person", person, "--as", "member"});
    meet("a", "b");
    for (const auto* node : {"a", "b"}) {
        EXPECT_EQ(desk_.praxis(node, {"thread", "show", early}).exit_code, 0) << node;
        const auto gone = desk_.praxis(node, {"thread", "show", late});
        EXPECT_EQ(gone.exit_code, 1) << node;
        EXPECT_THAT(gone.err, HasSubstr("had no right"));
    }
    const auto again = desk_.praxis("b", {"thread", "new", "--space", closed, "--title", "T"});
    EXPECT_EQ(again.exit_code, 1);
    const auto twice = desk_.praxis(
        "a", {"role", "revoke", "--space", closed, "--person", person, "--as", "moderator"});
    EXPECT_EQ(twice.exit_code, 1);
    EXPECT_THAT(twice.err, HasSubstr("was not granted this role"));
}

TEST_F(Members, ARoleIsGivenOnceAndToPersonsOnly) {
    const auto person = join("b", invite("a", {"--role", "replica"})).text("person");
    meet("a", "b");
    const std::vector<std::string> typed{
        "role", "add", "--space", space_, "--person", person, "--as", "moderator"};
    const auto once = desk_.done("a", typed).text("update");
    EXPECT_EQ(desk_.done("a", typed).text("update"), once);
    const auto nobody =
        desk_.praxis("a", {"role", "add", "--space", space_, "--person", space_, "--as", "member"});
    EXPECT_EQ(nobody.exit_code, 1);
    EXPECT_THAT(nobody.err, HasSubstr("not found"));
}

TEST_F(Members, RolesAreListedWithWhoGaveThemAndWhy) {
    const auto person = join("b", invite("a", {"--role", "replica"})).text("person");
    meet("a", "b");
    const auto role = [&](const char* what, const char* as, const char* reason) {
        return desk_
            .done("a",
                  {"role",
                   what,
                   "--space",
                   space_,
                   "--person",
                   person,
                   "--as",
                   as,
                   "--reason",
                   reason})
            .text("update");
    };
    const auto given = role("add", "desk-officer", "Answers for the country.");
    role("add", "reviewer", "Knows procurement.");
    const auto taken = role("revoke", "desk-officer", "Left the ministry.");
    meet("a", "b");
    const auto listed = desk_.done("b", {"role", "list", "--space", space_});
    ASSERT_EQ(listed.lines().size(), 2U) << listed.out;
    EXPECT_EQ(listed.lines().front().at("role").as_string(), "steward");
    EXPECT_TRUE(listed.lines().front().at("by").is_null()) << "founded by an administrator";
    EXPECT_EQ(listed.lines().back().at("role").as_string(), "reviewer");
    EXPECT_EQ(listed.lines().back().at("person").as_string(), person);

    const auto lines = desk_.done("b", {"role", "log", "--space", space_}).lines();
    ASSERT_EQ(lines.size(), 4U);
    const auto line_of = [&](const std::string& id) {
        return *std::ranges::find_if(
            lines, [&](const auto& line) { return line.at("id").as_string() == id; });
    };
    EXPECT_EQ(line_of(given).at("what").as_string(), "given");
    EXPECT_EQ(line_of(given).at("reason").as_string(), "Answers for the country.");
    EXPECT_EQ(line_of(taken).at("what").as_string(), "taken back");
    EXPECT_EQ(line_of(taken).at("role").as_string(), "desk-officer");
    EXPECT_EQ(line_of(taken).at("reason").as_string(), "Left the ministry.");
    EXPECT_EQ(line_of(taken).at("verdict").as_string(), "standing");
    EXPECT_EQ(desk_.done("a", {"role", "log", "--space", space_}).out,
              desk_.done("b", {"role", "log", "--space", space_}).out);

    const auto wrong =
        desk_.praxis("a", {"role", "add", "--space", space_, "--person", person, "--as", "boss"});
    EXPECT_EQ(wrong.exit_code, 2);
    EXPECT_THAT(wrong.err, HasSubstr("focal-point"));
    const auto nowhere = desk_.praxis("a", {"role", "list", "--space", person});
    EXPECT_EQ(nowhere.exit_code, 1);
    EXPECT_THAT(nowhere.err, HasSubstr("no space"));
}

TEST_F(Members, AStewardIsAppointedFromAbove) {
    const auto person = join("b", invite("a", {"--role", "replica"})).text("person");
    meet("a", "b");
    const std::vector<std::string> typed{
        "role", "add", "--space", space_, "--person", person, "--as", "steward"};
    EXPECT_EQ(desk_.praxis("b", typed).exit_code, 1) << "it has no administrator's key";
    desk_.done("a", typed);
    meet("a", "b");
    const auto add = [&](const char* role) {
        desk_.done("b", {"role", "add", "--space", space_, "--person", person, "--as", role});
    };
    add("expert");
    meet("a", "b");
    add("reviewer");
    auto back = typed;
    back[1] = "revoke";
    desk_.done("a", back);
    meet("a", "b");
    for (const auto* node : {"a", "b"}) {
        const auto roles = desk_.done(node, {"role", "list", "--space", space_}).lines();
        ASSERT_EQ(roles.size(), 2U) << node << ": what was given before the cut stays, no more";
        EXPECT_EQ(roles.back().at("role").as_string(), "expert");
        const auto log = desk_.done(node, {"role", "log", "--space", space_}).lines();
        const auto late = std::ranges::find_if(
            log, [](const auto& line) { return line.at("role").as_string() == "reviewer"; });
        ASSERT_NE(late, log.end());
        EXPECT_EQ(late->at("verdict").as_string(), "void");
        EXPECT_EQ(late->at("by").as_string(), person);
        EXPECT_FALSE(late->at("by_administrator").as_bool());
        for (const auto& line : log) {
            const bool from_above = line.at("role").as_string() == "steward";
            EXPECT_EQ(line.at("by_administrator").as_bool(), from_above) << line;
        }
        EXPECT_THAT(std::string{late->at("why").as_string()}, HasSubstr("revoked by"));
    }
}

// Equals reach nobody, so neither of two roles of one letter could end the other.
TEST_F(Members, WhoHoldsTwoRolesGivesUpEither) {
    const auto person = join("b", invite("a", {"--role", "replica"})).text("person");
    meet("a", "b");
    for (const auto* as : {"moderator", "editor"})
        EXPECT_EQ(change("a", "add", person, as).exit_code, 0) << as;
    meet("a", "b");
    const auto thread =
        desk_.done("b", {"thread", "new", "--space", space_, "--title", "Kept"}).text("id");
    const auto one = change("b", "revoke", person, "editor");
    ASSERT_EQ(one.exit_code, 0) << one.err;
    meet("a", "b");
    const auto listed = desk_.done("a", {"role", "list", "--space", space_}).lines();
    ASSERT_EQ(listed.size(), 2U);
    EXPECT_EQ(listed.back().at("role").as_string(), "moderator");
    const auto two = change("b", "revoke", person, "moderator");
    ASSERT_EQ(two.exit_code, 0) << two.err;
    meet("a", "b");
    for (const auto* node : {"a", "b"}) {
        EXPECT_EQ(desk_.done(node, {"role", "list", "--space", space_}).lines().size(), 1U) << node;
        EXPECT_EQ(desk_.praxis(node, {"thread", "show", thread}).exit_code, 0) << node;
        EXPECT_THAT(acts(node, "given up"), testing::ElementsAre("editor", "moderator"));
        EXPECT_THAT(void_acts(node), testing::IsEmpty());
    }
}

TEST_F(Members, AStewardGivesUpTheirsWithoutAnAdministratorsKey) {
    const auto person = join("b", invite("a", {"--role", "replica"})).text("person");
    meet("a", "b");
    EXPECT_EQ(change("a", "add", person, "steward").exit_code, 0);
    meet("a", "b");
    const auto up = change("b", "revoke", person, "steward");
    ASSERT_EQ(up.exit_code, 0) << up.err;
    meet("a", "b");
    EXPECT_EQ(desk_.done("a", {"role", "list", "--space", space_}).lines().size(), 1U);
    // The first steward, whose role is the founding: the space stays, and those above name another.
    const auto own = desk_.ask("a", cli::request("whoami")).value().front();
    const std::string founder{own.at("person").as_string()};
    const auto first = change("a", "revoke", founder, "steward");
    ASSERT_EQ(first.exit_code, 0) << first.err;
    EXPECT_TRUE(desk_.done("a", {"role", "list", "--space", space_}).lines().empty());
    EXPECT_EQ(change("a", "add", person, "steward").exit_code, 0);
    meet("a", "b");
    for (const auto* node : {"a", "b"}) {
        EXPECT_EQ(write_case(node, "Still here").exit_code, 0) << node;
        EXPECT_THAT(void_acts(node), testing::IsEmpty());
    }
}

TEST_F(Members, NobodyEndsARoleThatTheirsDoesNotReach) {
    const auto person = join("b", invite("a", {"--role", "replica"})).text("person");
    const auto other = join("c", invite("a", {"--role", "replica"})).text("person");
    for (const auto* node : {"b", "c"})
        meet("a", node);
    EXPECT_EQ(change("a", "add", person, "moderator").exit_code, 0);
    EXPECT_EQ(change("a", "add", other, "editor").exit_code, 0);
    meet("a", "b");
    const auto before = desk_.done("b", {"role", "log", "--space", space_}).lines().size();
    const auto equal = change("b", "revoke", other, "editor");
    EXPECT_EQ(equal.exit_code, 1);
    EXPECT_THAT(equal.err, HasSubstr("a stronger role in the whole space"));
    const auto own = desk_.ask("a", cli::request("whoami")).value().front();
    const auto above = change("b", "revoke", std::string{own.at("person").as_string()}, "steward");
    EXPECT_EQ(above.exit_code, 1);
    EXPECT_THAT(above.err, HasSubstr("administrator key"));
    EXPECT_EQ(desk_.done("b", {"role", "log", "--space", space_}).lines().size(), before)
        << "nothing is signed that counts for nothing";
}

TEST_F(Members, OnlyWhoOutranksARoleGivesIt) {
    const auto person = join("b", invite("a", {"--role", "replica"})).text("person");
    meet("a", "b");
    const auto ran = desk_.praxis(
        "b", {"role", "add", "--space", space_, "--person", person, "--as", "moderator"});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_NE(ran.err, "");
}

TEST_F(Members, ARoleMayHaveADateWhichTheListTells) {
    join("b", invite("a", {"--role", "office"}));
    meet("a", "b");
    const std::string person{
        desk_.ask("b", cli::request("whoami")).value().front().at("person").as_string()};
    desk_.done("a",
               {"role",
                "add",
                "--space",
                space_,
                "--person",
                person,
                "--as",
                "reviewer",
                "--until",
                "2099-12-31"});
    for (const auto& line : desk_.done("a", {"role", "list", "--space", space_}).lines()) {
        const bool dated = line.at("role").as_string() == "reviewer";
        ASSERT_NE(line.at("until").is_null(), dated);
        if (dated) {
            EXPECT_EQ(line.at("until").to_number<std::int64_t>(), 4'102'444'800'000);  // 2100-01-01
        }
    }
    EXPECT_THAT(desk_.praxis("a", {"role", "list", "--space", space_}).out,
                HasSubstr(", until the end of 2099-12-31"));
}

}  // namespace
}  // namespace praxis::test
