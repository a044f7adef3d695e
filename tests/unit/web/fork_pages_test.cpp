#include "tests/unit/cli/copied_disk.hpp"
#include "tests/unit/web/pages_fixture.hpp"

// What pages show where two devices wrote with one key.

namespace praxis::test {
namespace {

using testing::HasSubstr;
using testing::Not;

using ForkPages = Pages;

constexpr const char* mark = "Two devices wrote with one key";

TEST_F(ForkPages, WhatBothWroteIsMarkedUntilSomebodyPicksAndThenHeldBackForItsAuthor) {
    const auto quiet = text(stranger, "/s/" + space + "/forks");
    EXPECT_THAT(quiet, HasSubstr("No device of anybody's forked its chain here."));
    const auto one =
        desk.done("a", {"thread", "new", "--space", space, "--title", "First disk"}).text("id");
    EXPECT_THAT(text(stranger, "/d/" + one), Not(HasSubstr(mark)));
    const auto other = written_by_a_copy(desk, "a", one, "Second disk", "a");
    for (const auto& id : {one, other}) {
        EXPECT_THAT(text(stranger, "/d/" + id), HasSubstr(mark));
        EXPECT_THAT(get(stranger, "/d/" + id).body, HasSubstr("/s/" + space + "/forks"));
    }
    const auto mine = new_document(officer, "thread", {{"set:title", "Another key"}});
    EXPECT_THAT(text(stranger, "/d/" + mine), Not(HasSubstr(mark)));
    const auto told = text(stranger, "/s/" + space + "/forks");
    EXPECT_THAT(told, HasSubstr("Nobody picked yet: all of this counts."));
    EXPECT_THAT(told, HasSubstr("begins with " + one));
    EXPECT_THAT(told, HasSubstr("begins with " + other));

    desk.done("a", {"fork", "pick", other, "--reason", "The first disk was stolen."});
    EXPECT_THAT(text(stranger, "/d/" + other), Not(HasSubstr(mark)));
    EXPECT_EQ(get(stranger, "/d/" + one).status, 404U);
    EXPECT_THAT(text(stranger, "/s/" + space + "/thread"), Not(HasSubstr("First disk")));
    EXPECT_THAT(text(stranger, "/s/" + space + "/forks"), HasSubstr("does not count"));
}

}  // namespace
}  // namespace praxis::test
