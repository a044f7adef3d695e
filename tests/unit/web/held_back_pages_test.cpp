#include "tests/unit/web/pages_fixture.hpp"

#include <boost/json/value.hpp>

#include <algorithm>

// Letting count what a revocation cut off, on the pages that show it.

namespace praxis::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class HeldBackPages : public Pages {
protected:
    HeldBackPages() {
        closed =
            desk.done("a", {"space", "new", "--name", "Closed", "--join", "invite"}).text("id");
        path = "/s/" + closed + "/held-back";
    }
    void role(const std::string& what, const std::string& person, const std::string& as) {
        desk.done("a", {"role", what, "--space", closed, "--person", person, "--as", as});
    }
    std::size_t acts() { return desk.replica("a").governance().updates().size(); }
    Got let(Browser& browser, const std::string& where, const std::string& why) {
        return post(browser, where, filled(get(browser, where), where, {{"reason", why}}));
    }

    std::string closed;
    std::string path;
};

class CutOff : public HeldBackPages {
protected:
    /// The officer moderates, and what amina wrote is cut off by a steward who had not seen it.
    CutOff() {
        const auto person = add("amina");
        role("add", officer_person, "moderator");
        role("add", person, "member");
        amina = signed_in("amina");
        work =
            send(amina, "/s/" + closed + "/case_study/new", {{"set:title", "Good work"}}).location;
        governance::Revoke revoke;
        revoke.under = UpdateId::from_hex(closed).value();
        for (const auto& line : desk.done("a", {"role", "list", "--space", closed}).lines()) {
            if (line.at("person").as_string() != person) continue;
            revoke.target = UpdateId::from_hex(line.at("grant").as_string()).value();
        }
        EXPECT_TRUE(desk.await<UpdateId>(desk.replica("a").act(revoke, "Left.")));
    }
    bool is_offered(Browser& browser, const std::string& where) {
        return get(browser, where).html.with("action", where) != nullptr;
    }

    Browser amina;
    std::string work;  ///< path of what is cut off
};

TEST_F(CutOff, AStewardLetsItCountOnceWithAReason) {
    EXPECT_NE(get(officer, work).status, 200U);
    role("add", officer_person, "steward");
    EXPECT_THAT(text(officer, path), HasSubstr("Good work"));
    const auto before = acts();
    const auto without = let(officer, path, " ");
    EXPECT_EQ(without.status, 422U);
    EXPECT_THAT(without.html.text(), HasSubstr("needs a reason"));
    EXPECT_EQ(let(officer, path, "two\nlines").status, 422U);
    EXPECT_EQ(acts(), before);
    const auto form = filled(get(officer, path), path, {{"reason", "It is <b>hers</b>."}});
    const auto done = post(officer, path, form);
    ASSERT_EQ(done.status, 303U) << done.html.text();
    EXPECT_EQ(done.location, path + "?done=counts");
    EXPECT_THAT(text(officer, done.location), HasSubstr("That is signed."));
    EXPECT_THAT(text(officer, path), HasSubstr("Nothing is held back."));
    EXPECT_THAT(text(officer, work), HasSubstr("Good work"));
    EXPECT_EQ(acts(), before + 1);
    EXPECT_EQ(post(officer, path, form).status, 303U) << "sent twice";
    EXPECT_EQ(acts(), before + 1);
    EXPECT_THAT(text(amina, "/me/held-back"), HasSubstr("Nothing is held back."));
}

TEST_F(CutOff, NobodyElseLetsItCount) {
    EXPECT_FALSE(is_offered(officer, path)) << "a moderator is not above who cut it off";
    EXPECT_THAT(text(officer, path), HasSubstr("praxis -C DIR ratify REVOCATION --up-to UPDATE"));
    EXPECT_THAT(text(amina, "/me/held-back"), HasSubstr("Good work"));
    EXPECT_FALSE(is_offered(amina, "/me/held-back")) << "who was cut off does not bring it back";
    role("add", officer_person, "steward");
    ASSERT_TRUE(is_offered(officer, path));
    auto form = filled(get(officer, path), path, {{"reason", "Mine."}});
    role("revoke", officer_person, "steward");
    const auto before = acts();
    const auto late = post(officer, path, form);
    EXPECT_EQ(late.status, 403U) << "a steward no more";
    EXPECT_THAT(late.html.text(), HasSubstr("for a space its stewards"));
    EXPECT_EQ(post(amina, path, form).status, 403U) << "a token of another session";
    EXPECT_EQ(post(stranger, path, form).status, 401U);
    role("add", officer_person, "steward");
    const auto again = acts();
    std::erase_if(form, [](const auto& field) { return field.first == "csrf"; });
    EXPECT_EQ(post(officer, path, form).status, 403U);
    EXPECT_GT(again, before) << "the role alone";
    EXPECT_EQ(acts(), again);
    EXPECT_NE(get(officer, work).status, 200U);
}

TEST_F(CutOff, AnOldSessionLetsNothingCountWithoutThePassword) {
    role("add", officer_person, "steward");
    const auto form = filled(get(officer, path), path, {{"reason", "It is hers."}});
    const auto before = acts();
    desk.pass(limits::proof_age_max);
    const auto asked = post(officer, path, form);
    EXPECT_EQ(asked.status, 403U);
    EXPECT_THAT(asked.html.text(), HasSubstr("Your password, please"));
    EXPECT_THAT(asked.html.text(), HasSubstr("It is hers."));
    EXPECT_EQ(acts(), before);
    EXPECT_EQ(post(officer, path, filled(asked, path, {{"password", password}})).location,
              path + "?done=counts");
    EXPECT_EQ(acts(), before + 1);
}

// Of a device that its person had given up too early: the hosted key is the person's.
TEST_F(HeldBackPages, APersonLetsCountWhatTheirOwnDeviceWrote) {
    std::string line;
    const auto adding = get(officer, "/me/devices/add");
    for (const auto& element : adding.html.elements) {
        if (element.attribute("id") == "person-line") line = element.text;
    }
    const auto laptop = desk.done("laptop", {"device", "begin", line, "--node", "laptop"});
    const auto added = send(
        officer,
        "/me/devices/add",
        {{"line", laptop.text("line")}, {"words", laptop.text("words")}, {"password", password}});
    ASSERT_EQ(added.status, 303U) << added.html.text();
    desk.carry("a", "laptop");
    desk.done("laptop", {"case", "new", "--space", space, "--title", "Before"});
    desk.carry("laptop", "a");
    const auto revoke = filled(get(officer, "/me/devices"),
                               "/me/devices/revoke",
                               {{"reason", "Lost."}, {"password", password}});
    ASSERT_EQ(post(officer, "/me/devices/revoke", revoke).status, 303U);
    const auto id =
        desk.done("laptop", {"case", "new", "--space", space, "--title", "In the train"})
            .text("id");
    desk.carry("laptop", "a");
    EXPECT_NE(get(officer, "/d/" + id).status, 200U);
    const std::string own = "/me/held-back";
    EXPECT_THAT(text(officer, own), HasSubstr("In the train"));
    const auto done = let(officer, own, "It was in my other bag.");
    EXPECT_EQ(done.location, own + "?done=counts") << done.html.text();
    EXPECT_THAT(text(officer, "/d/" + id), HasSubstr("In the train"));
    EXPECT_THAT(text(officer, own), Not(HasSubstr("In the train")));
}

}  // namespace
}  // namespace praxis::test
