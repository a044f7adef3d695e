#include "crdt/text.hpp"

#include <gtest/gtest.h>

namespace praxis::crdt {
namespace {

using Names = std::vector<EventName>;
using Patches = std::vector<Patch>;

class TextTest : public ::testing::Test {
protected:
    bool apply(const EventName& name, const Names& parents, const Patches& patches) {
        return text.apply(name, parents, patches).value();
    }
    Text text;
};

TEST_F(TextTest, MergesWhatWasWrittenAtTheSameTime) {
    apply({"ada", 0}, {}, {{0, 0, U"Hello"}});
    apply({"bo", 0}, {{"ada", 4}}, {{5, 0, U"!"}});
    apply({"cy", 0}, {{"ada", 4}}, {{0, 1, U"J"}});
    EXPECT_EQ(text.text(), U"Jello!");
}

TEST_F(TextTest, TakesTheUnknownRestOfARunItKnowsInPart) {
    EXPECT_TRUE(apply({"ada", 0}, {}, {{0, 0, U"abc"}}));
    EXPECT_TRUE(apply({"ada", 0}, {}, {{0, 0, U"abc"}, {0, 1, U"xy"}}));
    EXPECT_FALSE(apply({"ada", 0}, {}, {{0, 0, U"abc"}, {0, 1, U"xy"}}));
    EXPECT_FALSE(apply({"ada", 2}, {{"ada", 1}}, {{2, 0, U"c"}}));
    EXPECT_EQ(text.text(), U"xybc");
}

TEST_F(TextTest, RefusesAnUnknownParent) {
    const Names parents{{"ada", 0}};
    const Patches patches{{0, 0, U"a"}};
    EXPECT_EQ(text.apply({"bo", 0}, parents, patches).error().code, Errc::unknown_update);
}

TEST_F(TextTest, TypesAtTheEndOfEverything) {
    text.type("ada", {0, 0, U"pump"});
    text.type("bo", {4, 0, U"s"});
    text.type("ada", {0, 1, U"P"});
    text.type("ada", {0, 0, {}});
    EXPECT_EQ(text.text(), U"Pumps");
    EXPECT_EQ(text.length(), 5U);
}

// Longer than one item of the tree, before, behind and between concurrent insertions.
TEST_F(TextTest, KeepsLongInsertionsWhole) {
    const std::u32string a(10'000, U'a');
    const std::u32string b(9'000, U'b');
    const std::u32string c(5'000, U'c');
    apply({"ada", 0}, {}, {{0, 0, U"[]"}});
    apply({"a", 0}, {{"ada", 1}}, {{1, 0, a}});
    apply({"c", 0}, {{"ada", 1}}, {{1, 0, c}});
    (void)text.length();
    apply({"b", 0}, {{"ada", 1}}, {{1, 0, b}});
    EXPECT_EQ(text.text(), U"[" + a + b + c + U"]");
    apply({"b", 9'000}, {{"b", 8'999}}, {{2, 8'998, U"-"}});
    EXPECT_EQ(text.text(), U"[" + a + U"b-b" + c + U"]");
}

}  // namespace
}  // namespace praxis::crdt
