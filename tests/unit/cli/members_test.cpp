#include "node/community/documents.hpp"
#include "protocol/crypto/sealed_keys.hpp"
#include "tests/support/source_path.hpp"
#include "tests/unit/cli/members_world.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <sys/stat.h>

// Who belongs to a network: invitations, accounts, devices and what became of them, typed as
// commands.

namespace praxis::test {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

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

TEST_F(Members, AnEmptyNameIsRefusedBeforeAnythingIsMade) {
    const auto ran =
        desk_.praxis("new", {"init", "--network", "", "--node", "N", "--role", "centre"});
    EXPECT_EQ(ran.exit_code, 2);
    EXPECT_FALSE(std::filesystem::exists(desk_.folder("new")));
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
