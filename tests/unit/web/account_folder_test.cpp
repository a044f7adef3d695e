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
