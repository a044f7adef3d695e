#include "node/web/account_folder.hpp"

#include "tests/unit/store/stores.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

namespace praxis::web {
namespace {

TEST(AccountFolder, KeepsOneRecordAPlaceForItsOwnerAlone) {
    const store::test::TempFolder node;
    AccountFolder files{node.path()};
    const auto place = account_place("Desk");
    EXPECT_EQ(files.read(place).value(), std::nullopt);
    EXPECT_FALSE(std::filesystem::exists(node.path() / "accounts"));
    ASSERT_TRUE(files.add(place, bytes_of("one")));
    const auto again = files.add(place, bytes_of("two"));
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, AccountErrc::name_taken);
    EXPECT_EQ(files.read(place).value(), copy(bytes_of("one")));
    ASSERT_TRUE(files.replace(place, bytes_of("three")));
    EXPECT_EQ(files.read(place).value(), copy(bytes_of("three")));
    struct stat status {};
    ASSERT_EQ(::stat((node.path() / "accounts" / place.hex()).c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600U);
    ASSERT_EQ(::stat((node.path() / "accounts").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0700U);
}

TEST(AccountFolder, WhatACrashLeftBesideDoesNotMatter) {
    const store::test::TempFolder node;
    AccountFolder files{node.path()};
    const auto place = account_place("Desk");
    ASSERT_TRUE(files.add(place, bytes_of("one")));
    std::filesystem::copy(node.path() / "accounts" / place.hex(),
                          node.path() / "accounts" / (place.hex() + ".new"));
    ASSERT_TRUE(files.replace(place, bytes_of("two")));
    EXPECT_EQ(files.read(place).value(), copy(bytes_of("two")));
}

TEST(AccountFolder, WritesOverWhatItWasToldOfAndNothingElse) {
    const store::test::TempFolder node;
    AccountFolder files{node.path()};
    const auto place = account_place("Desk");
    const auto code = account_place("its code");
    ASSERT_TRUE(files.add(place, bytes_of("one")));
    ASSERT_TRUE(files.replace_if(code, bytes_of("code"), place, bytes_of("one")));
    ASSERT_TRUE(files.replace_if(place, bytes_of("two"), place, bytes_of("one")));
    const auto late = files.replace_if(code, bytes_of("late"), place, bytes_of("one"));
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, AccountErrc::changed);
    EXPECT_EQ(files.read(code).value(), copy(bytes_of("code")));
    EXPECT_EQ(files.read(place).value(), copy(bytes_of("two")));
}

// What is beside the files is what a crash or a full disk left half written.
TEST(AccountFolder, ClosesAnAccountWithItsCodeOrLeavesBoth) {
    const store::test::TempFolder node;
    AccountFolder files{node.path()};
    const auto place = account_place("Desk");
    const auto code = account_place("its code");
    const auto path = [&](const Hash& at) { return node.path() / "accounts" / at.hex(); };
    ASSERT_TRUE(files.add(place, bytes_of("one")));
    ASSERT_TRUE(files.add(code, bytes_of("code")));
    std::filesystem::copy(path(code), path(code).string() + ".new");
    const auto other = files.close(place, bytes_of("two"), bytes_of("last"), code);
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().code, AccountErrc::changed);
    std::filesystem::create_directory(path(place).string() + ".new");
    EXPECT_FALSE(files.close(place, bytes_of("one"), bytes_of("last"), code));
    EXPECT_EQ(files.read(place).value(), copy(bytes_of("one")));
    EXPECT_EQ(files.read(code).value(), copy(bytes_of("code")));
    std::filesystem::remove(path(place).string() + ".new");
    std::filesystem::copy(path(place), path(place).string() + ".new");
    ASSERT_TRUE(files.close(place, bytes_of("one"), bytes_of("last"), code));
    EXPECT_EQ(files.read(place).value(), copy(bytes_of("last")));
    const std::filesystem::directory_iterator left{node.path() / "accounts"};
    EXPECT_EQ(std::distance(begin(left), end(left)), 1) << "nothing else is there";
}

TEST(AccountFolder, ListsAccountsByNameAndNotTheirCodes) {
    const store::test::TempFolder node;
    AccountFolder files{node.path()};
    EXPECT_TRUE(files.all().value().empty());
    for (const auto* name : {"Second", "First"}) {
        const AccountRecord record{name, SigningKey{}, copy(bytes_of("sealed"))};
        ASSERT_TRUE(files.add(account_place(name), encode(record)));
        ASSERT_TRUE(files.add(account_place(std::string{name} + "?"), encode(record)));
    }
    const auto all = files.all().value();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].name, "First");
    EXPECT_EQ(all[1].name, "Second");
}

TEST(AccountRecord, OfATakenKeyHoldsANameAndADayAndNothingSealed) {
    const AccountRecord record{"Úrad", SigningKey{}, {}, {}, from_millis(1'800'000'000'000)};
    const auto bytes = encode(record);
    const auto back = decode_account(bytes);
    ASSERT_TRUE(back);
    EXPECT_EQ(back.value().name, record.name);
    EXPECT_EQ(back.value().taken, record.taken);
    EXPECT_TRUE(back.value().sealed.empty() && back.value().recovery.empty());
    for (std::size_t size = 0; size < bytes.size(); ++size)
        EXPECT_FALSE(decode_account(ByteView{bytes}.first(size))) << size;
    auto longer = bytes;
    longer.push_back({});
    EXPECT_FALSE(decode_account(longer));
}

TEST(AccountRecord, ComesBackAsItWasAndSaysWhenItIsDamaged) {
    const AccountRecord record{"Úrad", SigningKey{}, copy(bytes_of("sealed"))};
    const auto bytes = encode(record);
    const auto back = decode_account(bytes);
    ASSERT_TRUE(back);
    EXPECT_EQ(back.value().name, record.name);
    EXPECT_EQ(back.value().key, record.key);
    EXPECT_EQ(back.value().sealed, record.sealed);
    for (std::size_t size = 0; size < bytes.size() - 6; ++size) {
        const auto cut = decode_account(ByteView{bytes}.first(size));
        ASSERT_FALSE(cut) << size;
        EXPECT_EQ(cut.error().code, AccountErrc::damaged);
    }
}

TEST(AccountName, HasOneFormAndOnePlaceWhateverItsCapitals) {
    EXPECT_EQ(account_name("  Desk   officer ").value(), "Desk officer");
    EXPECT_EQ(account_place("Desk officer"), account_place("dESK OFFICER"));
    EXPECT_NE(account_place("Desk officer"), account_place("Deskofficer"));
    const std::vector<std::string> bad{
        "", "   ", "a\nb", "a\tb", "\xFF", std::string(121, 'a'), "a\xC2\x85"};
    for (const auto& name : bad) {
        const auto refused = account_name(name);
        ASSERT_FALSE(refused) << name;
        EXPECT_EQ(refused.error().code, AccountErrc::bad_name);
    }
}

}  // namespace
}  // namespace praxis::web
