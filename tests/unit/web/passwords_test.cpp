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

TEST(Passwords, TheMostCommonAreRefusedHoweverTheyAreWritten) {
    for (const auto* common : {"qwerty123456", "QWERTY123456", "1qaz2wsx3edc", "SonyEricsson"})
        EXPECT_FALSE(taken(common)) << common;
}

// RELIABILITY 6.3 names a length and a list, and nothing else.
TEST(Passwords, NothingElseIsRefused) {
    for (const auto* good : {"correct horse battery staple",
                             "dragon-coffee-river-monday",
                             "aaaaaaaaaaaa",
                             "123456789012",
                             "Password2026!",
                             "qwerty1234567",
                             "passwordpassword"}) {
        EXPECT_TRUE(taken(good)) << good;
    }
}

TEST(Passwords, WordsOfThePlaceAloneAreNoPassword) {
    const std::vector<std::string> site{"Bratislava", "Land Registry of Žilina", "Desk officer"};
    for (const auto* made_of_names : {"Bratislava2026",
                                      "bratislava-BRATISLAVA",
                                      "Desk officer 1",
                                      "registry.land",
                                      "12 Žilina 34!",
                                      "landbratislavaregistry"}) {
        EXPECT_FALSE(taken(made_of_names, site)) << made_of_names;
        EXPECT_TRUE(taken(made_of_names)) << made_of_names;
    }
    EXPECT_FALSE(taken("bobbobbobbob", {"Bob"}));
    for (const auto* good :
         {"Bratislava kettle", "of land registry", "bratislavaa20", "402918475613"})
        EXPECT_TRUE(taken(good, site)) << good;
}

}  // namespace
}  // namespace praxis::web
