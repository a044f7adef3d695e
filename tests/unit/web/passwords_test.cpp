#include "node/web/passwords.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace praxis::web {
namespace {

using testing::HasSubstr;

bool taken(std::string_view password, std::vector<std::string> near = {}) {
    const auto checked = check_new_password(password, near);
    if (checked) return true;
    EXPECT_EQ(checked.error().code, AccountErrc::weak_password);
    if (!password.empty()) {
        EXPECT_THAT(checked.error().detail, testing::Not(HasSubstr(std::string{password})));
    }
    return false;
}

TEST(Passwords, LengthIsTwelveToOneHundredAndTwentyEightBytesOfAnything) {
    EXPECT_FALSE(taken("kfT9-x2qLm)"));
    EXPECT_TRUE(taken("kfT9-x2qLm)v"));
    EXPECT_FALSE(taken(""));
    std::string long_one;
    for (int i = 0; i < 128; ++i)
        long_one.push_back(static_cast<char>('a' + (i * i) % 23));
    EXPECT_TRUE(taken(long_one));
    EXPECT_FALSE(taken(long_one + "q"));
    EXPECT_TRUE(taken("žltý kôň ĺú")) << "bytes, not characters";
    EXPECT_TRUE(taken("402918475613"));
    EXPECT_TRUE(taken("            x y z  p  q"));
}

TEST(Passwords, WhatIsTriedFirstIsRefused) {
    for (const auto* easy : {"password1234",
                             "Password2026!",
                             "P@ssw0rd1234",
                             "passwordpassword",
                             "passwordpasswordpassword",
                             "aaaaaaaaaaaa",
                             "abababababab",
                             "123456789012",
                             "abcdefghijklmnop",
                             "qwertyuiop12",
                             "1qaz2wsx1qaz",
                             "Bratislava2026",
                             "Bratislava-Bangkok",
                             "egovernance1",
                             "Summer2026!!"}) {
        EXPECT_FALSE(taken(easy)) << easy;
    }
}

TEST(Passwords, FourWordsTogetherAreGoodAlsoCommonOnes) {
    EXPECT_TRUE(taken("correct horse battery staple"));
    EXPECT_TRUE(taken("dragon-coffee-river-monday"));
}

TEST(Passwords, NamesOfThePersonAndThePlaceCountAsCommonWords) {
    EXPECT_TRUE(taken("Riverton Registry"));
    EXPECT_FALSE(taken("Riverton Registry", {"Registry desk", "Riverton"}));
    EXPECT_FALSE(taken("R1verton-Reg1stry", {"registry", "RIVERTON"}));
}

}  // namespace
}  // namespace praxis::web
