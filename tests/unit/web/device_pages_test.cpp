#include "tests/unit/web/pages_fixture.hpp"

#include <boost/json/value.hpp>

// The devices of a hosted person: what the page shows, and the two forms that sign.

namespace praxis::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class DevicePages : public Pages {
protected:
    /// What the new machine printed, begun with the line on the page.
    Ran begun(const std::string& node) {
        const auto page = get(officer, "/me/devices/add");
        std::string line;
        for (const auto& element : page.html.elements) {
            if (element.attribute("id") == "person-line") line = element.text;
        }
        return desk.done(node, {"device", "begin", line, "--node", node});
    }
    Got add(const Ran& ran, const std::string& words, const std::string& typed = password) {
        return send(officer,
                    "/me/devices/add",
                    {{"line", ran.text("line")}, {"words", words}, {"password", typed}});
    }
    Got revoke(const Fields& typed) {
        const auto page = get(officer, "/me/devices");
        return post(officer, "/me/devices/revoke", filled(page, "/me/devices/revoke", typed));
    }
    std::string list() { return get(officer, "/me/devices").html.text(); }
    std::string state() { return desk.done("a", {"state"}).text("state"); }
};

TEST_F(DevicePages, AHostedPersonMovesToAMachineOfTheirOwn) {
    EXPECT_THAT(get(officer, "/me").body, HasSubstr("href=\"/me/devices\""));
    EXPECT_THAT(list(), HasSubstr("It is kept by this centre"));
    EXPECT_EQ(get(officer, "/me/devices").html.with("action", "/me/devices/revoke"), nullptr)
        << "their own key is not ended here";
    const auto laptop = begun("laptop");
    EXPECT_EQ(laptop.text("person"), officer_person);
    const auto done = add(laptop, laptop.text("words"));
    EXPECT_EQ(done.status, 303U) << done.html.text();
    EXPECT_EQ(done.location, "/me/devices?done=added");
    desk.carry("a", "laptop");
    EXPECT_EQ(desk.done("laptop", {"status"}).text("member"), "yes");
    const auto written =
        desk.done("laptop", {"case", "new", "--space", space, "--title", "From my own"});
    desk.carry("laptop", "a");
    EXPECT_THAT(list(), HasSubstr("laptop\nIn force since"));
    EXPECT_THAT(get(officer, "/d/" + written.text("id")).html.text(), HasSubstr("by officer"));
    EXPECT_EQ(get(officer, done.location).status, 200U);
}

TEST_F(DevicePages, NothingIsSignedWithoutThePasswordTheWordsAndARightLine) {
    const auto laptop = begun("laptop");
    const auto phone = begun("phone");
    const auto before = state();
    const auto wrong_password = add(laptop, laptop.text("words"), "seven green kettles");
    EXPECT_EQ(wrong_password.status, 403U);
    EXPECT_THAT(wrong_password.html.text(), HasSubstr("That is not your password."));
    EXPECT_THAT(wrong_password.body, HasSubstr(laptop.text("line"))) << "what was typed is there";
    EXPECT_THAT(wrong_password.body, Not(HasSubstr("seven green kettles")));
    const auto wrong_words = add(laptop, phone.text("words"));
    EXPECT_EQ(wrong_words.status, 422U);
    EXPECT_THAT(wrong_words.html.text(), HasSubstr("not the words of this line"));
    const auto no_line = send(
        officer, "/me/devices/add", {{"line", "hello"}, {"words", "x"}, {"password", password}});
    EXPECT_EQ(no_line.status, 422U);
    EXPECT_THAT(no_line.html.text(), HasSubstr("This is no device's line"));
    // Of the node's own person, and not of who is signed in.
    const auto theirs = desk.done("a", {"device", "invite"}).text("line");
    const auto other = desk.done("other", {"device", "begin", theirs, "--node", "Other"});
    const auto not_mine = add(other, other.text("words"));
    EXPECT_EQ(not_mine.status, 422U);
    EXPECT_THAT(not_mine.html.text(), HasSubstr("is for person"));
    EXPECT_EQ(state(), before);
    EXPECT_EQ(get(stranger, "/me/devices").status, 303U) << "to sign in";

    EXPECT_EQ(add(laptop, laptop.text("words")).status, 303U);
    const auto again = add(laptop, laptop.text("words"));
    EXPECT_EQ(again.status, 422U);
    EXPECT_THAT(again.html.text(), HasSubstr("was used already"));
}

TEST_F(DevicePages, ADeviceIsRevokedWithAReasonAndThePassword) {
    const auto laptop = begun("laptop");
    add(laptop, laptop.text("words"));
    desk.carry("a", "laptop");
    desk.done("laptop", {"case", "new", "--space", space, "--title", "Kept"});
    desk.carry("laptop", "a");
    const auto before = state();
    EXPECT_EQ(revoke({{"reason", "Lost."}, {"password", "something else here"}}).status, 403U);
    EXPECT_EQ(revoke({{"reason", ""}, {"password", password}}).status, 422U);
    EXPECT_EQ(state(), before);
    const auto done = revoke({{"reason", "Lost on a journey."}, {"password", password}});
    EXPECT_EQ(done.status, 303U) << done.html.text();
    EXPECT_THAT(list(), HasSubstr("Not in force"));
    EXPECT_THAT(list(), HasSubstr("Lost on a journey."));
    EXPECT_THAT(desk.done("a", {"export"}).out, HasSubstr("Kept")) << "what it wrote stays";
    desk.carry("a", "laptop");
    const auto late =
        desk.praxis("laptop", {"case", "new", "--space", space, "--title", "Too late"});
    EXPECT_EQ(late.exit_code, 1);
    EXPECT_EQ(get(officer, "/me/devices").html.with("action", "/me/devices/revoke"), nullptr);
}

}  // namespace
}  // namespace praxis::test
