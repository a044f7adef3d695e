#include "node/backup/keys.hpp"
#include "node/web/account_record.hpp"
#include "tests/unit/web/pages_world.hpp"

// Who forgot the password: the command of who runs the centre, then the page.

namespace praxis::test {
namespace {

using ::testing::HasSubstr;

class RecoverPage : public PagesWorld {
public:
    Got use(Browser& browser, const std::string& code, const std::string& again = chosen) {
        return send(browser,
                    "/recover",
                    {{"name", "officer"}, {"code", code}, {"new", chosen}, {"again", again}});
    }
    std::filesystem::path recovery_key() { return desk.folder("a") / "keys" / "recovery"; }

    static constexpr const char* chosen = "ten small boats at dawn";
};

TEST_F(RecoverPage, ACodeOfTheCentreSetsANewPasswordAndSignsInThere) {
    auto elsewhere = signed_in();
    EXPECT_EQ(get(elsewhere, "/me").status, 200U);
    const auto code = desk.done("a", {"account", "recover", "Officer"}).text("code");

    Browser browser;
    EXPECT_THAT(get(browser, "/sign-in").body, HasSubstr("href=\"/recover\""));
    const auto twice = use(browser, code, "ten small boats at dusk");
    EXPECT_EQ(twice.status, 422U);
    EXPECT_THAT(twice.html.text(), HasSubstr("not typed the same way twice"));
    const auto wrong = use(browser, "7777-7777");
    EXPECT_EQ(wrong.status, 401U);
    EXPECT_THAT(wrong.html.text(), HasSubstr("do not belong together"));

    const auto done = use(browser, code);
    EXPECT_EQ(done.status, 303U) << done.html.text();
    EXPECT_EQ(done.location, "/me?done=password");
    EXPECT_THAT(get(browser, done.location).html.text(), HasSubstr("Your password is changed"));
    EXPECT_EQ(get(elsewhere, "/me").status, 401U) << "signed out everywhere else";

    Browser again;
    EXPECT_EQ(use(again, code).status, 401U) << "it works once";
    const auto old = send(again, "/sign-in", {{"name", "officer"}, {"password", password}});
    EXPECT_EQ(old.status, 401U);
    const auto in = send(again, "/sign-in", {{"name", "officer"}, {"password", chosen}});
    EXPECT_EQ(in.status, 303U);
}

TEST_F(RecoverPage, TheCommandSaysWhatIsMissing) {
    const auto nobody = desk.praxis("a", {"account", "recover", "Nobody"});
    EXPECT_EQ(nobody.exit_code, 1);
    EXPECT_THAT(nobody.err, HasSubstr("no account \"Nobody\""));

    // The key may be kept elsewhere: whoever runs the node then opens nothing, nor makes another.
    const auto kept = desk.folder("a") / "recovery-elsewhere";
    std::filesystem::rename(recovery_key(), kept);
    for (const auto& words :
         {std::vector<std::string>{"account", "recover", "officer"},
          {"account", "add", "Second", "--password-file", desk.file("second", password)}}) {
        const auto ran = desk.praxis("a", words);
        EXPECT_EQ(ran.exit_code, 1);
        EXPECT_THAT(ran.err, HasSubstr("the recovery key, which is not in"));
    }
    EXPECT_FALSE(std::filesystem::exists(recovery_key()));

    SeededEntropy entropy{3};
    ASSERT_TRUE(node::write_key(
        desk.folder("a"), node::KeyFile::recovery, crypto::Secret32::draw(entropy)));
    const auto other = desk.praxis("a", {"account", "recover", "officer"});
    EXPECT_EQ(other.exit_code, 1);
    EXPECT_THAT(other.err, HasSubstr("not the one this account was made with"));
    std::filesystem::rename(kept, recovery_key());
    EXPECT_EQ(desk.praxis("a", {"account", "recover", "officer"}).exit_code, 0);
}

TEST_F(RecoverPage, AnAccountFromBeforeThereWereCodesIsToldApart) {
    web::AccountFolder files{desk.folder("a")};
    const auto place = web::account_place("officer");
    auto account = web::decode_account(*files.read(place).value()).value();
    account.recovery.clear();
    ASSERT_TRUE(files.replace(place, web::encode(account)));
    const auto ran = desk.praxis("a", {"account", "recover", "officer"});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_THAT(ran.err, HasSubstr("made before there were codes"));
    std::filesystem::remove(recovery_key());
    desk.done("a", {"account", "add", "Second", "--password-file", desk.file("second", password)});
    desk.done("a", {"account", "recover", "Second"});
}

TEST_F(RecoverPage, TheRecoveryKeyIsInABackupAndOlderBackupsOpenStill) {
    const auto keys = node::read_keys(desk.folder("a")).value();
    ASSERT_TRUE(keys.contains(node::KeyFile::recovery));
    SeededEntropy entropy{5};
    const auto sealed = node::seal_keys("a password", keys, entropy).value();
    const auto back = node::unseal_keys("a password", sealed).value();
    EXPECT_TRUE(std::ranges::equal(back.at(node::KeyFile::recovery).expose(),
                                   keys.at(node::KeyFile::recovery).expose()));
    // As sealed before: board, administrator, person, device, device-dh.
    std::vector<crypto::Secret32> five;
    for (const auto& [file, secret] : keys) {
        if (file != node::KeyFile::recovery) five.push_back(secret.duplicate());
    }
    ASSERT_EQ(five.size(), 5U);
    const auto before = crypto::seal_all("a password", five, entropy).value();
    const auto older = node::unseal_keys("a password", before);
    ASSERT_TRUE(older) << older.error().text();
    EXPECT_EQ(older.value().size(), 5U);
}

}  // namespace
}  // namespace praxis::test
