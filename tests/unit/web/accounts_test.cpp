#include "node/web/accounts.hpp"

#include "tests/unit/web/account_world.hpp"

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>

// Who signs in, in virtual time, with accounts in memory and cheap seals.

namespace praxis::web {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

/// A machine that keeps the warnings it is given.
class Warned final : public node::Host, public node::Log {
public:
    node::Log& log() override { return *this; }
    [[nodiscard]] std::uint64_t disk_free_bytes() const override { return 0; }
    void write(node::LogLevel level,
               std::string_view event,
               std::span<const node::LogField> fields) noexcept override {
        if (level != node::LogLevel::warning) return;
        lines.emplace_back(event);
        for (const auto& field : fields)
            lines.back() += " " + field.value;
    }
    std::vector<std::string> lines;
};

class AccountsTest : public AccountWorld {
public:
    Result<SignedIn> sign_in(const std::string& name,
                             const std::string& password,
                             const std::string& client = "client") {
        return await<SignedIn>(accounts.sign_in(name, password, client));
    }
    boost::system::error_code refusal(const std::string& name, const std::string& password) {
        const auto tried = sign_in(name, password);
        return tried ? boost::system::error_code{} : tried.error().code;
    }
    crypto::SealCost cost_in_file(const std::string& name) {
        const auto record = decode_account(files->records.at(account_place(name)));
        return crypto::cost_of(record.value().sealed).value();
    }

    Accounts accounts{program.runtime,
                      files,
                      person_of(),
                      [] { return std::vector<std::string>{"Bratislava"}; },
                      cheap};
};

TEST_F(AccountsTest, TheRightPasswordGivesThePersonAndTheirKey) {
    const auto person = add("Desk officer", "correct horse battery");
    const auto in = sign_in(" desk  OFFICER", "correct horse battery");
    ASSERT_TRUE(in) << in.error().text();
    EXPECT_EQ(in.value().person, person);
    EXPECT_EQ(in.value().name, "Desk officer");
    EXPECT_EQ(persons.at(in.value().acting->key()), person);
}

TEST_F(AccountsTest, AWrongPasswordAndAnUnknownNameReadAndSoundTheSame) {
    add("Desk officer", "correct horse battery");
    const auto wrong = sign_in("Desk officer", "incorrect horse battery");
    const auto reads = files->reads;
    const auto unknown = sign_in("Nobody", "incorrect horse battery");
    EXPECT_EQ(files->reads, reads + 1);
    const auto no_name = sign_in("\n", "incorrect horse battery");
    ASSERT_FALSE(wrong || unknown || no_name);
    EXPECT_EQ(wrong.error().code, AccountErrc::refused);
    for (const auto* other : {&unknown, &no_name}) {
        EXPECT_EQ(other->error().code, wrong.error().code);
        EXPECT_EQ(other->error().detail, wrong.error().detail);
    }
}

TEST_F(AccountsTest, AnAccountWhoseKeyWasTakenAwayOpensNothingAndReadsAsAnUnknownName) {
    add("Desk officer", "correct horse battery");
    const auto key = sign_in("Desk officer", "correct horse battery").value().acting->key();
    const auto place = account_place("Desk officer");
    int gone = 0;
    for (int i = 0; i < 2; ++i) {  // done again it is the same
        ASSERT_TRUE(await<void>(accounts.take_key("desk OFFICER", key, [&] { ++gone; })));
        EXPECT_EQ(gone, i + 1);
        world.run_for(1s);
    }
    const auto record = decode_account(files->records.at(place)).value();
    EXPECT_EQ(record.name, "Desk officer");
    EXPECT_TRUE(record.sealed.empty() && record.recovery.empty());
    EXPECT_LT(*record.taken, program.runtime.clock.now_wall() - 1500ms) << "of the first time";
    const auto reads = files->reads;
    const auto taken = sign_in("Desk officer", "correct horse battery");
    EXPECT_EQ(files->reads, reads + 1);
    const auto unknown = sign_in("Nobody", "correct horse battery");
    ASSERT_FALSE(taken || unknown);
    EXPECT_EQ(taken.error().code, AccountErrc::refused);
    EXPECT_EQ(taken.error().detail, unknown.error().detail);
}

TEST_F(AccountsTest, AKeyStaysWhereItCannotBeTakenOrIsAnother) {
    add("Desk officer", "correct horse battery");
    const auto key = sign_in("Desk officer", "correct horse battery").value().acting->key();
    int gone = 0;
    const auto tries = [&](const std::string& name, const SigningKey& of) {
        return await<void>(accounts.take_key(name, of, [&] { ++gone; })).has_value();
    };
    EXPECT_FALSE(tries("Desk officer", SigningKey{}));
    EXPECT_FALSE(tries("Nobody", key));
    files->full = true;
    EXPECT_FALSE(tries("Desk officer", key));
    EXPECT_EQ(gone, 0);
    EXPECT_TRUE(sign_in("Desk officer", "correct horse battery"));
}

// Two forms were sent at once, and both read the account before either closed it.
TEST_F(AccountsTest, AKeyThatIsTakenTwiceAtOnceIsTakenForBoth) {
    add("Desk officer", "correct horse battery");
    const auto place = account_place("Desk officer");
    const auto before = files->records.at(place);
    const auto key = decode_account(before).value().key;
    int gone = 0;
    const auto take_while = [&](const AccountRecord& other) {
        files->records[place] = before;
        files->before_close = [&] { files->records[place] = encode(other); };
        return await<void>(accounts.take_key("Desk officer", key, [&] { ++gone; }));
    };
    AccountRecord resealed = decode_account(before).value();
    resealed.sealed.push_back({});
    AccountRecord of_another{"Desk officer", SigningKey{}, {}, {}, from_millis(1)};
    for (const auto* other : {&resealed, &of_another}) {
        const auto stays = take_while(*other);
        ASSERT_FALSE(stays);
        EXPECT_EQ(stays.error().code, AccountErrc::changed);
        EXPECT_EQ(files->records.at(place), encode(*other));
    }
    EXPECT_EQ(gone, 0);
    const AccountRecord last{"Desk officer", key, {}, {}, from_millis(1)};
    EXPECT_TRUE(take_while(last));
    EXPECT_EQ(gone, 1);
    EXPECT_EQ(files->records.at(place), encode(last)) << "as the first left it";
}

TEST_F(AccountsTest, AKeyIsGoneAlsoWhereTheDiskCannotSayThatItKeepsThat) {
    add("Desk officer", "correct horse battery");
    const auto key = decode_account(files->records.at(account_place("Desk officer"))).value().key;
    Warned host;
    const auto& here = program.runtime;
    node::Runtime runtime{
        here.loop, here.workers, here.writer, here.clock, here.entropy, here.network, host};
    Accounts warning{runtime, files, person_of(), {}, cheap};
    int gone = 0;
    files->unsynced = true;
    EXPECT_TRUE(await<void>(warning.take_key("Desk officer", key, [&] { ++gone; })));
    EXPECT_EQ(gone, 1);
    EXPECT_THAT(host.lines,
                testing::ElementsAre(testing::AllOf(HasSubstr("the disk may not keep that"),
                                                    HasSubstr("not synced"))));
    EXPECT_FALSE(sign_in("Desk officer", "correct horse battery"));
}

// Somebody gave the right password, and the key was taken away before what that seals was written.
TEST_F(AccountsTest, APasswordThatIsChangedAtThatMomentBringsNoKeyBack) {
    add("Desk officer", "correct horse battery");
    const auto place = account_place("Desk officer");
    const auto key = decode_account(files->records.at(place)).value().key;
    const auto last = encode(AccountRecord{"Desk officer", key, {}, {}, from_millis(1)});
    files->before_write = [&] { files->records[place] = last; };
    const auto changed = await<void>(accounts.change_password(
        "Desk officer", "correct horse battery", "seven green kettles sing", "client"));
    ASSERT_FALSE(changed);
    EXPECT_EQ(changed.error().code, AccountErrc::changed);
    EXPECT_EQ(files->records.at(place), last);
}

TEST_F(AccountsTest, NobodyIsSignedInAfterTheKeyIsGone) {
    add("Desk officer", "correct horse battery", {2, 8});  // is sealed anew when they sign in
    const auto key = decode_account(files->records.at(account_place("Desk officer"))).value().key;
    std::optional<Result<SignedIn>> in;
    std::optional<Result<void>> taken;
    bool is_ended = false;  // by who took the key away
    files->after_read = [&] {
        auto taking = accounts.take_key("Desk officer", key, [&] { is_ended = in.has_value(); });
        program.tasks.spawn(keep(std::move(taking), taken));
    };
    program.tasks.spawn(
        keep(accounts.sign_in("Desk officer", "correct horse battery", "client"), in));
    ASSERT_TRUE(world.run_until([&] { return in && taken; }, 60s)) << world.report();
    EXPECT_TRUE(*taken);
    EXPECT_TRUE(!*in || is_ended);
    EXPECT_TRUE(decode_account(files->records.at(account_place("Desk officer"))).value().taken);
}

TEST_F(AccountsTest, AnUnknownNameIsSlowedDownAsAKnownOne) {
    add("Known", "correct horse battery");
    for (const auto* name : {"Known", "Unknown"}) {
        for (int i = 0; i < 5; ++i) {
            EXPECT_EQ(refusal(name, "x"), AccountErrc::refused);
            world.run_for(150ms);
        }
        const auto slowed = sign_in(name, "correct horse battery");
        ASSERT_FALSE(slowed);
        EXPECT_EQ(slowed.error().code, AccountErrc::too_often);
        EXPECT_THAT(slowed.error().detail, HasSubstr("Try again in 1 s"));
    }
    world.run_for(1s);
    EXPECT_TRUE(sign_in("Known", "correct horse battery")) << "never locked";
}

TEST_F(AccountsTest, AnEndedPersonIsToldSoAfterTheRightPasswordOnly) {
    add("Gone", "correct horse battery");
    persons.clear();
    EXPECT_EQ(refusal("Gone", "x"), AccountErrc::refused);
    EXPECT_EQ(refusal("Gone", "correct horse battery"), AccountErrc::ended);
}

TEST_F(AccountsTest, ANewCostSealsAnewAtTheNextSignIn) {
    add("Old", "correct horse battery", {2, 16});
    EXPECT_EQ(refusal("Old", "x"), AccountErrc::refused);
    EXPECT_EQ(cost_in_file("Old"), (crypto::SealCost{2, 16}));
    const auto first = sign_in("Old", "correct horse battery");
    ASSERT_TRUE(first);
    EXPECT_EQ(cost_in_file("Old"), cheap);
    const auto second = sign_in("Old", "correct horse battery");
    ASSERT_TRUE(second) << second.error().text();
    EXPECT_EQ(second.value().acting->key(), first.value().acting->key());
}

TEST_F(AccountsTest, AFullDiskKeepsNobodyOut) {
    add("Old", "correct horse battery", {2, 16});
    files->full = true;
    EXPECT_TRUE(sign_in("Old", "correct horse battery"));
    EXPECT_EQ(cost_in_file("Old"), (crypto::SealCost{2, 16}));
}

TEST_F(AccountsTest, SealsCostWhatTheDesignSays) {
    EXPECT_EQ(crypto::SealCost{}, (crypto::SealCost{3, 64 * 1024}));
}

TEST_F(AccountsTest, ADamagedFileIsSaidAndCountsForNobody) {
    files->records[account_place("Bad")] = copy(bytes_of("?"));
    for (int i = 0; i < 9; ++i) {
        EXPECT_EQ(refusal("Bad", "x"), AccountErrc::damaged);
        world.run_for(1s);
    }
}

TEST_F(AccountsTest, APasswordIsChangedByWhoKnowsTheOldOneAndByTheRules) {
    add("Desk officer", "correct horse battery");
    const auto change = [&](const std::string& from, const std::string& to) {
        const auto done = await<void>(accounts.change_password("Desk officer", from, to, "client"));
        return done ? boost::system::error_code{} : done.error().code;
    };
    EXPECT_EQ(change("wrong", "kfT9-x2qLm)v"), AccountErrc::refused);
    EXPECT_EQ(change("correct horse battery", "short"), AccountErrc::weak_password);
    EXPECT_EQ(change("correct horse battery", "Bratislava-Officer"), AccountErrc::weak_password);
    EXPECT_TRUE(sign_in("Desk officer", "correct horse battery"));
    EXPECT_FALSE(change("correct horse battery", "kfT9-x2qLm)v"));
    EXPECT_EQ(refusal("Desk officer", "correct horse battery"), AccountErrc::refused);
    EXPECT_TRUE(sign_in("Desk officer", "kfT9-x2qLm)v"));
}

TEST_F(AccountsTest, TwoAreTriedAtOnceThirtyTwoWaitAndTheNextIsTurnedAway) {
    boost::asio::io_context held;  // workers that do nothing until they are asked to
    auto runtime = program.runtime;
    runtime.workers = held.get_executor();
    Accounts slow{runtime, files, person_of(), {}, cheap};
    std::vector<std::optional<Result<SignedIn>>> out(36);
    const auto begin = [&](std::size_t i) {
        const auto number = std::to_string(i);
        auto task = slow.sign_in("name " + number, "password", "client " + number);
        program.tasks.spawn(keep(std::move(task), out.at(i)));
        world.run_for(150ms);
    };
    for (std::size_t i = 0; i < 34; ++i) {
        begin(i);
        EXPECT_FALSE(out.at(i)) << i;
    }
    begin(34);
    ASSERT_TRUE(out.at(34));
    const auto& busy = out.at(34)->error();
    EXPECT_EQ(busy.code, AccountErrc::busy);
    EXPECT_THAT(busy.detail, HasSubstr("Try again in 10 s."));
    EXPECT_EQ(slow.retry_after(busy, "name 34", "client 34"), Duration{10s});

    for (std::size_t done = 0; done < 34; done += 2) {
        EXPECT_EQ(held.poll(), 2U) << done;
        held.restart();
        world.run_for(1ms);
        for (std::size_t i = 0; i < 34; ++i)
            EXPECT_EQ(out.at(i).has_value(), i < done + 2) << "in the order they came";
    }
    EXPECT_EQ(held.poll(), 0U);
    held.restart();
    world.run_for(1s);
    begin(35);
    EXPECT_EQ(held.poll(), 1U);
    world.run_for(1ms);
    EXPECT_TRUE(out.at(35));
}

}  // namespace
}  // namespace praxis::web
