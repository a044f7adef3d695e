#include "node/community/documents.hpp"
#include "node/web/account_folder.hpp"
#include "protocol/crypto/sealed_keys.hpp"
#include "tests/support/source_path.hpp"
#include "tests/unit/cli/desk.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

// Who belongs to a network and may do what: invitations, accounts, roles, typed as commands.

namespace praxis::test {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

class Members : public ::testing::Test {
protected:
    Members() {
        desk_.done("a", {"init", "--network", "Net", "--node", "A", "--role", "centre"});
        space_ = desk_.done("a", {"space", "new", "--name", "S"}).text("id");
    }
    Ran join(const std::string& node, const std::string& text, std::vector<std::string> more = {}) {
        std::vector<std::string> typed{"join", text, "--node", node};
        typed.insert(typed.end(), more.begin(), more.end());
        return desk_.done(node, std::move(typed));
    }
    std::string invite(const std::string& node, std::vector<std::string> more) {
        more.insert(more.begin(), "invite");
        return desk_.done(node, std::move(more)).text("invite");
    }
    /// Both hold the same afterwards.
    void meet(const std::string& one, const std::string& other) {
        desk_.carry(one, other);
        desk_.carry(other, one);
        EXPECT_EQ(desk_.done(one, {"state"}).out, desk_.done(other, {"state"}).out);
        EXPECT_EQ(desk_.done(one, {"export"}).out, desk_.done(other, {"export"}).out);
    }
    /// The account of that name at node "a".
    web::AccountRecord record_of(const std::string& name) {
        const auto bytes = web::AccountFolder{desk_.folder("a")}.read(web::account_place(name));
        EXPECT_TRUE(bytes && bytes.value()) << name;
        return web::decode_account(*bytes.value()).value();
    }
    Ran write_case(const std::string& node, const std::string& title) {
        return desk_.praxis(node, {"case", "new", "--space", space_, "--title", title, "--json"});
    }

    /// Takes a person's right back, by the administrator's key of `node`.
    void revoke(const std::string& node, const std::string& person) {
        const auto secret = node::read_key(desk_.folder(node), node::KeyFile::administrator);
        auto asked = cli::request("root.administrator");
        asked["key"] = crypto::SigningPair{secret.value()->duplicate()}.key().hex();
        const auto under = desk_.ask(node, asked).value().front();
        const governance::Revoke act{UpdateId::from_hex(under.at("grant").as_string()).value(),
                                     UpdateId::from_hex(person).value(),
                                     {}};
        const auto update = desk_.sign_by_hand(node, node::KeyFile::administrator, act);
        ASSERT_EQ(desk_.submit(node, update).at("verdict").as_string(), "standing");
    }
    /// Whatever it is asked, the node says what happened and what to do, and goes on reading.
    void expect_no_member(const std::string& node, const std::string& happened) {
        const auto status = desk_.done(node, {"status"});
        EXPECT_EQ(status.text("member"), "no");
        const auto document = desk_.done("a", {"case", "new", "--space", space_, "--title", "T"});
        desk_.carry("a", node);
        const auto where = desk_.praxis(node, {"where", document.text("id")});
        EXPECT_EQ(where.exit_code, 0) << where.err;
        const auto invite = desk_.praxis(node, {"invite", "--role", "replica"});
        EXPECT_EQ(invite.exit_code, 1);
        const auto written = write_case(node, "x");
        EXPECT_EQ(written.exit_code, 1);
        for (const auto& words : {status.err, where.out, invite.err, written.err}) {
            EXPECT_THAT(words, HasSubstr("this node is not a member")) << node;
            EXPECT_THAT(words, HasSubstr(happened)) << node;
            EXPECT_THAT(words, HasSubstr("for a new invitation")) << node;
        }
        EXPECT_EQ(desk_.done(node, {"verify"}).exit_code, 0);
    }

    Ran change(const std::string& node,
               const std::string& what,
               const std::string& person,
               const std::string& as) {
        return desk_.praxis(node,
                            {"role",
                             what,
                             "--space",
                             space_,
                             "--person",
                             person,
                             "--as",
                             as,
                             "--reason",
                             "As agreed."});
    }
    /// The roles that acts of the log are about, those of one sort, in the order of the alphabet.
    std::vector<std::string> acts(const std::string& node, const std::string& what) {
        std::vector<std::string> out;
        for (const auto& line : desk_.done(node, {"role", "log", "--space", space_}).lines()) {
            if (line.at("what").as_string() == what) out.emplace_back(line.at("role").as_string());
        }
        std::ranges::sort(out);
        return out;
    }
    std::vector<std::string> void_acts(const std::string& node) {
        std::vector<std::string> out;
        for (const auto& line : desk_.done(node, {"role", "log", "--space", space_}).lines()) {
            if (line.at("verdict").as_string() == "void")
                out.emplace_back(line.at("id").as_string());
        }
        return out;
    }

    Desk desk_;
    std::string space_;
};

TEST_F(Members, EveryRoleJoinsOfflineAndBothThenHoldTheSame) {
    for (const auto* role : {"centre", "office", "replica"}) {
        const auto text = invite("a", {"--role", role, "--address", "centre.example:7400"});
        const auto joined = join(role, text);
        EXPECT_EQ(joined.line().at("network").as_string().size(), 64U);
        const auto early = write_case(role, std::string{role} + " before contact");
        EXPECT_EQ(early.exit_code, 0) << early.err;
        meet("a", role);
        EXPECT_THAT(desk_.done("a", {"export"}).out, HasSubstr(std::string{role} + " before"));
        const auto written = write_case(role, "after contact");
        EXPECT_EQ(written.exit_code, 0) << written.err;
        meet("a", role);
        EXPECT_THAT(desk_.done("a", {"export"}).out, HasSubstr("after contact"));
        const bool administers = std::filesystem::exists(desk_.folder(role) / "keys/administrator");
        EXPECT_EQ(administers, std::string{role} != "replica");
        EXPECT_FALSE(std::filesystem::exists(desk_.folder(role) / "keys/board"));
    }
    const auto where = desk_.done("a", {"where", write_case("a", "T").text("id")}).line();
    EXPECT_EQ(where.at("nodes").as_array().size(), 4U);
}

TEST_F(Members, AnInvitationWorksOnce) {
    const auto text = invite("a", {"--role", "office"});
    join("first", text);
    join("second", text);
    desk_.carry("first", "a");
    desk_.carry("a", "first");
    EXPECT_EQ(desk_.done("first", {"status"}).text("member"), "yes");
    desk_.carry("second", "a");
    desk_.carry("a", "first");
    desk_.carry("a", "second");
    for (const auto* node : {"first", "second"}) {  // two hand-overs are a fork: both void
        expect_no_member(node, "invitation was used twice");
    }
    EXPECT_EQ(desk_.done("a", {"status"}).text("member"), "yes");
    const auto again = invite("a", {"--role", "office"});
    join("third", again);
    meet("a", "third");
    EXPECT_EQ(write_case("third", "T").exit_code, 0);
}

TEST_F(Members, WhoIsInvitedByANodeWhoseInvitationWasUsedTwiceReadsThatToo) {
    const auto text = invite("a", {"--role", "office"});
    join("office", text);
    meet("a", "office");
    join("member", invite("office", {"--role", "replica"}));
    meet("office", "member");
    EXPECT_EQ(desk_.done("member", {"status"}).text("member"), "yes");
    join("thief", text);
    desk_.carry("thief", "a");
    desk_.carry("a", "member");
    expect_no_member("member", "invitation of a node above it was used twice");
}

TEST_F(Members, ARevokedNodeReadsThatItIsRevoked) {
    const auto person = join("b", invite("a", {"--role", "replica"})).text("person");
    meet("a", "b");
    revoke("a", person);
    desk_.carry("a", "b");
    expect_no_member("b", "was revoked");
}

TEST_F(Members, LessThanTheInvitationOffersMayBeTakenButNotMore) {
    const auto text = invite("a", {"--role", "office"});
    const auto more = desk_.praxis("b", {"join", text, "--node", "B", "--role", "centre"});
    EXPECT_EQ(more.exit_code, 2);
    join("b", "@" + desk_.file("invitation", text + "\n"), {"--role", "replica"});
    meet("a", "b");
    EXPECT_EQ(write_case("b", "T").exit_code, 0);
}

TEST_F(Members, AnOfficeInvitesReplicasButNoCentres) {
    join("office", invite("a", {"--role", "office"}));
    meet("a", "office");
    const auto centre = desk_.praxis("office", {"invite", "--role", "centre"});
    EXPECT_EQ(centre.exit_code, 1);
    EXPECT_THAT(centre.err, HasSubstr("needs the board key"));
    join("member", invite("office", {"--role", "replica"}));
    meet("office", "member");
    meet("a", "office");
    meet("a", "member");
    EXPECT_EQ(write_case("member", "T").exit_code, 0);
}

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

TEST_F(Members, AnEmptyNameIsRefusedBeforeAnythingIsMade) {
    const auto ran =
        desk_.praxis("new", {"init", "--network", "", "--node", "N", "--role", "centre"});
    EXPECT_EQ(ran.exit_code, 2);
    EXPECT_FALSE(std::filesystem::exists(desk_.folder("new")));
}

TEST_F(Members, OnlyWhoOutranksARoleGivesIt) {
    const auto person = join("b", invite("a", {"--role", "replica"})).text("person");
    meet("a", "b");
    const auto ran = desk_.praxis(
        "b", {"role", "add", "--space", space_, "--person", person, "--as", "moderator"});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_NE(ran.err, "");
}

TEST_F(Members, AnAccountIsAPersonWithASealedKey) {
    const auto password = desk_.file("password", "correct horse\n");
    const auto person =
        desk_.done("a", {"account", "add", "Desk officer", "--password-file", password})
            .text("person");
    const auto account = record_of("desk officer");
    EXPECT_EQ(account.name, "Desk officer");
    const auto keys = crypto::unseal("correct horse", account.sealed);
    ASSERT_TRUE(keys) << keys.error().text();
    EXPECT_EQ(crypto::SigningPair{keys.value().signing.duplicate()}.key(), account.key);
    const auto wrong = crypto::unseal("correct horses", account.sealed);
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().code, crypto::CryptoErrc::not_authentic);
    EXPECT_EQ(desk_.replica("a").governance().person_of(account.key),
              PersonId::from_hex(person).value());
    EXPECT_THAT(desk_.done("a", {"export"}).out, HasSubstr("Desk officer"));
    const auto id = PersonId::from_hex(person);
    ASSERT_TRUE(id);
    const auto info = desk_.replica("a").governance().person_info(id.value());
    ASSERT_TRUE(info);
    EXPECT_TRUE(info->hosted);
    EXPECT_TRUE(info->stands_now);
}

TEST_F(Members, APasswordThatIsEasyToGuessIsRefusedBeforeAnythingIsMade) {
    for (const auto* easy : {"short", "QwertyQwerty", "Desk-officer-1"}) {
        const auto file = desk_.file("password", std::string{easy} + "\n");
        const auto ran =
            desk_.praxis("a", {"account", "add", "Desk officer", "--password-file", file});
        EXPECT_EQ(ran.exit_code, 2) << easy;
        EXPECT_FALSE(std::filesystem::exists(desk_.folder("a") / "accounts"));
    }
}

TEST_F(Members, TwoAccountsOfOneNameAreRefusedAtOneCentre) {
    const auto password = desk_.file("password", "correct horse battery\n");
    desk_.done("a", {"account", "add", "Desk officer", "--password-file", password});
    const auto before = desk_.done("a", {"state"}).text("state");
    for (const auto* name : {"Desk officer", " desk  OFFICER"}) {
        const auto ran = desk_.praxis("a", {"account", "add", name, "--password-file", password});
        EXPECT_EQ(ran.exit_code, 1);
        EXPECT_THAT(ran.err, HasSubstr("is here already"));
    }
    EXPECT_EQ(desk_.done("a", {"state"}).text("state"), before);
    const auto bad = desk_.praxis("a", {"account", "add", " ", "--password-file", password});
    EXPECT_EQ(bad.exit_code, 2);
}

TEST_F(Members, AnAccountThatWasBegunAndNotFinishedMakesRoom) {
    const auto password = desk_.file("password", "correct horse battery\n");
    SeededEntropy entropy{3};
    web::AccountFolder files{desk_.folder("a")};
    const web::AccountRecord begun{
        "Desk officer", crypto::SigningPair::draw(entropy).key(), Bytes(10)};
    ASSERT_TRUE(files.add(web::account_place(begun.name), web::encode(begun)));
    desk_.done("a", {"account", "add", "Desk officer", "--password-file", password});
    EXPECT_NE(record_of("Desk officer").key, begun.key);
    EXPECT_TRUE(desk_.replica("a").governance().person_of(record_of("Desk officer").key));
}

TEST_F(Members, AHostedPersonWritesEditsAndRepliesAsThemselves) {
    const auto password = desk_.file("password", "correct horse battery\n");
    const auto person =
        desk_.done("a", {"account", "add", "Desk officer", "--password-file", password})
            .text("person");
    const auto keys = crypto::unseal("correct horse battery", record_of("Desk officer").sealed);
    ASSERT_TRUE(keys);
    const community::Writing as{
        std::make_shared<const crypto::SigningPair>(keys.value().signing.duplicate()), "form-1"};
    const auto kinds = community::Kinds::load(test::source_path("node/community/kinds"));
    ASSERT_TRUE(kinds);
    community::Documents documents{desk_.replica("a"), kinds.value()};
    const auto space = SpaceId::from_hex(space_).value();
    const auto await = [&](node::Task<Result<json::object>> task) {
        auto done = desk_.await<json::object>(std::move(task));
        EXPECT_TRUE(done) << done.error().text();
        return done ? std::string{done.value().at("id").as_string()} : std::string{};
    };
    const auto thread = await(documents.create("thread", space, {{"title", "T"}}, as));
    EXPECT_EQ(await(documents.create("thread", space, {{"title", "T"}}, as)), thread)
        << "the same form";
    EXPECT_NE(await(documents.create("thread", space, {{"title", "T"}}, {{}, "form-1"})), thread)
        << "the same token of somebody else";
    EXPECT_NE(await(documents.create("thread", space, {{"title", "Other"}}, as)), thread)
        << "other words are not lost";
    const auto id = DocumentId::from_hex(thread).value();
    await(documents.edit(id, "thread", {{"title", "Mine"}}, {}, as));
    await(documents.reply(id, "Words.", std::nullopt, as));
    await(documents.reply(id, "Words.", std::nullopt, as));
    const auto shown = desk_.done("a", {"thread", "show", thread}).line();
    ASSERT_EQ(shown.at("posts").as_array().size(), 1U);
    EXPECT_EQ(shown.at("posts").as_array().front().at("person").as_string(), person);
    for (const auto& line : desk_.done("a", {"log", "--document", thread}).lines()) {
        EXPECT_EQ(line.at("device").as_string(), record_of("Desk officer").key.hex());
        EXPECT_EQ(line.at("verdict").as_string(), "standing");
    }
    const auto closed =
        desk_.done("a", {"space", "new", "--name", "Board", "--join", "invite"}).text("id");
    const auto refused = desk_.await<json::object>(
        documents.create("thread", SpaceId::from_hex(closed).value(), {{"title", "T"}}, as));
    EXPECT_FALSE(refused);
    desk_.done("a", {"role", "add", "--space", closed, "--person", person, "--as", "member"});
    await(documents.create("thread", SpaceId::from_hex(closed).value(), {{"title", "T"}}, as));
}

TEST_F(Members, KeysAreKeptFromOthers) {
    for (const auto* key : {"board", "administrator", "person", "device", "device-dh"}) {
        struct stat status {};
        ASSERT_EQ(::stat((desk_.folder("a") / "keys" / key).c_str(), &status), 0) << key;
        EXPECT_EQ(status.st_mode & 0777, 0600U) << key;
    }
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

/// The line of `device list` at a node about the device of another.
json::object device_at(Desk& desk, const std::string& node, const std::string& of) {
    const auto key = desk.done(of, {"status"}).text("node");
    for (auto& line : desk.done(node, {"device", "list"}).lines()) {
        if (line.at("device").as_string() == key) return line;
    }
    ADD_FAILURE() << "no device of " << of << " at " << node;
    return {};
}

TEST_F(Members, ALostDeviceIsRevokedWithWhatItWroteKeptOrNot) {
    for (const std::string keep : {"all", "nothing"}) {
        const auto office = "office-" + keep;
        join(office, invite("a", {"--role", "office"}));
        meet("a", office);
        const auto made = write_case(office, "Before it was lost");
        meet("a", office);
        auto line = device_at(desk_, "a", office);
        EXPECT_EQ(line.at("node").as_string(), "office");
        EXPECT_TRUE(line.at("in_force").as_bool());
        EXPECT_FALSE(line.at("own").as_bool());
        const std::string key{line.at("device").as_string()};
        const auto refused =
            desk_.praxis(office, {"device", "revoke", "--device", "0" + key.substr(1)});
        EXPECT_EQ(refused.exit_code, 1);

        const auto revoked = desk_.done(
            "a", {"device", "revoke", "--device", key, "--keep", keep, "--reason", "Lost."});
        line = device_at(desk_, "a", office);
        EXPECT_FALSE(line.at("in_force").as_bool());
        EXPECT_EQ(line.at("revoked_by").as_string(), revoked.text("update"));
        const auto shown = desk_.praxis("a", {"case", "show", made.text("id")});
        EXPECT_EQ(shown.exit_code, keep == "all" ? 0 : 1) << shown.out << shown.err;
        // It does not know yet, and goes on: that is void wherever the revocation is.
        const auto late = write_case(office, "After it was lost");
        EXPECT_EQ(late.exit_code, 0) << late.err;
        desk_.carry(office, "a");
        EXPECT_EQ(desk_.praxis("a", {"case", "show", late.text("id")}).exit_code, 1);
        desk_.carry("a", office);
        EXPECT_THAT(write_case(office, "Again").err, HasSubstr("was revoked"));
    }
}

TEST_F(Members, OnlyWhoIsAboveADeviceRevokesIt) {
    join("one", invite("a", {"--role", "office"}));
    meet("a", "one");
    join("two", invite("a", {"--role", "office"}));
    meet("a", "two");
    desk_.carry("a", "one");
    const std::string two{device_at(desk_, "one", "two").at("device").as_string()};
    const auto equal = desk_.praxis("one", {"device", "revoke", "--device", two});
    EXPECT_EQ(equal.exit_code, 1);
    EXPECT_THAT(equal.err, HasSubstr("no key in this folder certified that device"));
    const std::string centre{device_at(desk_, "one", "a").at("device").as_string()};
    EXPECT_EQ(desk_.praxis("one", {"device", "revoke", "--device", centre}).exit_code, 1);
    // Its person's key is in its own folder: a device is retired by whose it is.
    desk_.done("two", {"device", "revoke", "--device", two});
    EXPECT_THAT(write_case("two", "Still here").err, HasSubstr("was revoked"));
}

// It was not lost but late: what its owner wrote meanwhile comes back, up to where it was theirs.
TEST_F(Members, WhatARevocationCutOffIsRatifiedUpToAnUpdate) {
    join("b", invite("a", {"--role", "office"}));
    meet("a", "b");
    const std::string key{device_at(desk_, "a", "b").at("device").as_string()};
    const auto revoked = desk_.done("a", {"device", "revoke", "--device", key}).text("update");
    EXPECT_THAT(desk_.praxis("a", {"ratify", revoked}).err,
                HasSubstr("nothing is here that the revocation cuts off"));
    const auto first = write_case("b", "Before I knew").text("id");
    const auto second = write_case("b", "Also before I knew").text("id");
    desk_.carry("b", "a");
    const auto shown = [&](const std::string& id) {
        return desk_.praxis("a", {"case", "show", id}).exit_code == 0;
    };
    EXPECT_FALSE(shown(first));
    desk_.carry("a", "b");
    const auto own = desk_.praxis("b", {"ratify", revoked});
    EXPECT_EQ(own.exit_code, 1) << "who was revoked does not bring it back";
    EXPECT_FALSE(shown(first));

    const auto made =
        desk_.done("a", {"ratify", revoked, "--up-to", first, "--reason", "It was hers."});
    EXPECT_EQ(made.line().at("chains").to_number<int>(), 1);
    EXPECT_TRUE(shown(first));
    EXPECT_FALSE(shown(second));
    desk_.done("a", {"ratify", revoked});
    EXPECT_TRUE(shown(second));
    EXPECT_EQ(desk_.praxis("a", {"ratify", space_}).exit_code, 1) << "a founding is no revocation";
}

// A steward may for the chains of the space, also what an administrator cut off.
TEST_F(Members, AStewardRatifiesForTheirSpaceAlone) {
    join("b", invite("a", {"--role", "office"}));
    meet("a", "b");
    join("c", invite("a", {"--role", "office"}));
    meet("a", "c");
    const std::string person{
        desk_.ask("c", cli::request("whoami")).value().front().at("person").as_string()};
    desk_.done("a", {"role", "add", "--space", space_, "--person", person, "--as", "steward"});
    const auto other = desk_.done("a", {"space", "new", "--name", "Other"}).text("id");
    desk_.carry("a", "b");
    const std::string key{device_at(desk_, "a", "b").at("device").as_string()};
    const auto revoked = desk_.done("a", {"device", "revoke", "--device", key}).text("update");
    const auto here = write_case("b", "In the space").text("id");
    const auto there =
        desk_.done("b", {"case", "new", "--space", other, "--title", "Elsewhere"}).text("id");
    desk_.carry("b", "a");
    desk_.carry("a", "c");
    const auto done = desk_.done("c", {"ratify", revoked, "--reason", "Good work."}).line();
    EXPECT_EQ(done.at("chains").to_number<int>(), 1) << "of the space";
    EXPECT_EQ(desk_.praxis("c", {"case", "show", here}).exit_code, 0);
    EXPECT_EQ(desk_.praxis("c", {"case", "show", there}).exit_code, 1);
    desk_.carry("c", "a");
    EXPECT_EQ(desk_.praxis("a", {"case", "show", here}).exit_code, 0);
    EXPECT_EQ(desk_.praxis("a", {"case", "show", there}).exit_code, 1);
}

}  // namespace
}  // namespace praxis::test
