#include "node/web/account_reset.hpp"

#include "protocol/crypto/sealed_box.hpp"
#include "tests/unit/web/account_world.hpp"

#include <gmock/gmock.h>

// One-time codes for who forgot the password, in virtual time, with accounts in memory.

namespace praxis::web {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::MatchesRegex;

class AccountResets : public AccountWorld {
public:
    AccountResets() { person = add("Desk officer", old_password); }

    /// As the command does it, whoever opened the secrets.
    std::string give_code(Duration life = 24h) {
        const auto account = record();
        const auto keys = crypto::unseal(opens, account.sealed).value();
        auto code = draw_code(entropy);
        const auto until = program.runtime.clock.now_wall() +
                           std::chrono::duration_cast<std::chrono::milliseconds>(life);
        const auto reset = make_reset(account, code, keys, until, entropy, cheap).value();
        EXPECT_TRUE(files->replace(reset_place("Desk officer"), encode(reset)));
        return code;
    }
    AccountRecord record() {
        return decode_account(files->records.at(account_place("Desk officer"))).value();
    }
    Result<SignedIn> recover(const std::string& code,
                             const std::string& password = new_password,
                             const std::string& name = "Desk officer") {
        world.run_for(20min);  // whoever failed often waits a quarter of an hour at most
        return await<SignedIn>(accounts.recover(name, code, password, "client"));
    }
    boost::system::error_code refusal(const std::string& code) {
        const auto tried = recover(code);
        return tried ? boost::system::error_code{} : tried.error().code;
    }
    bool signs_in(const std::string& password) {
        world.run_for(20min);
        return await<SignedIn>(accounts.sign_in("Desk officer", password, "client")).has_value();
    }

    static constexpr const char* old_password = "correct horse battery";
    static constexpr const char* new_password = "seven green kettles sing";
    std::string opens = old_password;
    PersonId person;
    Accounts accounts{program.runtime, files, person_of(), {}, cheap};
};

TEST_F(AccountResets, ACodeSetsANewPasswordForTheSameKey) {
    const auto key = record().key;
    const auto code = give_code();
    const auto in = recover(code);
    ASSERT_TRUE(in) << in.error().text();
    EXPECT_EQ(in.value().person, person);
    EXPECT_EQ(in.value().acting->key(), key);
    EXPECT_TRUE(signs_in(new_password));
    EXPECT_FALSE(signs_in(old_password));
    EXPECT_TRUE(files->records.at(reset_place("Desk officer")).empty());
}

TEST_F(AccountResets, ACodeWorksOnce) {
    const auto code = give_code();
    ASSERT_TRUE(recover(code));
    const auto again = recover(code, "another five words are here");
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, AccountErrc::refused);
    EXPECT_THAT(again.error().detail, HasSubstr("was used or is out of date"));
    EXPECT_TRUE(signs_in(new_password));
}

TEST_F(AccountResets, APasswordChangedMeanwhileEndsTheCode) {
    const auto code = give_code();
    ASSERT_TRUE(await<void>(
        accounts.change_password("Desk officer", old_password, "ten small boats at dawn", "c")));
    EXPECT_EQ(refusal(code), AccountErrc::refused);
    EXPECT_TRUE(signs_in("ten small boats at dawn"));
}

TEST_F(AccountResets, ACodeEndsAfterItsTimeAndWhenAnotherIsGiven) {
    const auto first = give_code();
    const auto second = give_code();
    EXPECT_EQ(refusal(first), AccountErrc::refused);
    world.run_for(24h);
    EXPECT_EQ(refusal(second), AccountErrc::refused);
    EXPECT_TRUE(signs_in(old_password)) << "until a code is used the old password counts";
}

TEST_F(AccountResets, AWrongCodeReadsAsAnUnknownNameAndSlowsDown) {
    give_code();
    const auto wrong = recover(draw_code(entropy));
    const auto unknown = recover(draw_code(entropy), new_password, "Nobody");
    ASSERT_FALSE(wrong || unknown);
    EXPECT_EQ(wrong.error().code, AccountErrc::refused);
    EXPECT_EQ(wrong.error().detail, unknown.error().detail);
    for (int i = 0; i < 5; ++i)
        static_cast<void>(
            await<SignedIn>(accounts.recover("Desk officer", "x", new_password, "client")));
    const auto slowed =
        await<SignedIn>(accounts.recover("Desk officer", "x", new_password, "client"));
    ASSERT_FALSE(slowed);
    EXPECT_EQ(slowed.error().code, AccountErrc::too_often);
}

TEST_F(AccountResets, AWeakPasswordCostsNeitherTheCodeNorAnAttempt) {
    const auto code = give_code();
    for (int i = 0; i < 9; ++i) {
        const auto weak = await<SignedIn>(accounts.recover("Desk officer", code, "short", "c"));
        ASSERT_FALSE(weak);
        EXPECT_EQ(weak.error().code, AccountErrc::weak_password);
    }
    EXPECT_TRUE(await<SignedIn>(accounts.recover("Desk officer", code, new_password, "c")));
}

TEST_F(AccountResets, ACodeOfAnotherAccountIsNone) {
    add("Other", old_password);
    const auto code = give_code();
    files->records[reset_place("Other")] = files->records.at(reset_place("Desk officer"));
    const auto tried = recover(code, new_password, "Other");
    ASSERT_FALSE(tried);
    EXPECT_EQ(tried.error().code, AccountErrc::refused);
}

TEST_F(AccountResets, WhoseRightEndedGetsNoFurtherByACode) {
    const auto code = give_code();
    persons.clear();
    EXPECT_EQ(refusal(code), AccountErrc::ended);
}

TEST_F(AccountResets, ACodeIsReadHoweverItWasTyped) {
    const auto code = draw_code(entropy);
    EXPECT_THAT(code, MatchesRegex("([0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}"));
    std::string typed = " ";
    for (const char c : code) {
        if (c == '-') continue;
        typed += c == '0' ? 'o' : c == '1' ? 'l' : static_cast<char>(std::tolower(c));
        typed += ' ';
    }
    EXPECT_EQ(code_from(typed), code);
    EXPECT_EQ(code_from("not a code!"), "not a code!");
}

TEST(SealedBox, OpensByItsKeyAlone) {
    SeededEntropy entropy{7};
    const auto recipient = crypto::DhPair::draw(entropy);
    const auto signing = crypto::Secret32::draw(entropy);
    const auto dh = crypto::Secret32::draw(entropy);
    auto box =
        crypto::seal_to(recipient.key(), {signing.duplicate(), dh.duplicate()}, entropy).value();
    const auto opened = crypto::open_sealed(recipient, box);
    ASSERT_TRUE(opened);
    EXPECT_TRUE(std::ranges::equal(opened.value().signing.expose(), signing.expose()));
    EXPECT_TRUE(std::ranges::equal(opened.value().dh.expose(), dh.expose()));
    EXPECT_FALSE(crypto::open_sealed(crypto::DhPair::draw(entropy), box));
    for (std::size_t i = 0; i < box.size(); ++i) {
        box[i] ^= std::byte{1};
        EXPECT_FALSE(crypto::open_sealed(recipient, box)) << i;
        box[i] ^= std::byte{1};
    }
    box.push_back({});
    EXPECT_FALSE(crypto::open_sealed(recipient, box));
    EXPECT_FALSE(crypto::open_sealed(recipient, {}));
    EXPECT_FALSE(crypto::seal_to(DhKey{}, {signing.duplicate(), dh.duplicate()}, entropy));
}

}  // namespace
}  // namespace praxis::web
