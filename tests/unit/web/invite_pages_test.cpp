#include "tests/unit/web/pages_fixture.hpp"

// Giving somebody of the network a role in a space, by the key of whoever gives it.

namespace praxis::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class InvitePages : public Pages {
protected:
    InvitePages() {
        person = add("amina");
        closed =
            desk.done("a", {"space", "new", "--name", "Closed", "--join", "invite"}).text("id");
        path = "/s/" + closed + "/invite";
        // The steward is the node's own person; the officer gives roles as a moderator.
        Pages::give(closed, officer_person, "moderator");
    }
    Got give(Browser& browser, const Fields& typed) { return send(browser, path, typed); }
    std::string roles() { return desk.done("a", {"role", "list", "--space", closed}).out; }

    std::string person;
    std::string closed;
    std::string path;
};

TEST_F(InvitePages, WhoMayGiveRolesGivesOneWithTheirPasswordOnce) {
    const auto page = get(officer, path);
    ASSERT_EQ(page.status, 200U);
    EXPECT_THAT(page.html.text(), HasSubstr("amina"));
    const Fields typed{
        {"person", person}, {"as", "member"}, {"reason", "Runs the desk."}, {"password", password}};
    const auto form = filled(page, path, typed);
    const auto done = post(officer, path, form);
    ASSERT_EQ(done.status, 303U) << done.html.text();
    EXPECT_EQ(done.location, path + "?done=given");
    EXPECT_THAT(get(officer, done.location).html.text(), HasSubstr("That is signed."));
    EXPECT_THAT(get(officer, path).html.text(), Not(HasSubstr("amina")));
    auto amina = signed_in("amina");
    EXPECT_EQ(get(amina, "/s/" + closed).status, 200U);
    const auto log = get(officer, "/s/" + closed + "/who-does-what").html.text();
    EXPECT_THAT(log, HasSubstr("amina: Member"));
    EXPECT_THAT(log, HasSubstr("Runs the desk."));
    EXPECT_THAT(log, HasSubstr("Signed by officer"));
    const auto before = roles();
    EXPECT_EQ(post(officer, path, form).status, 303U) << "sent twice";
    EXPECT_EQ(roles(), before);
}

TEST_F(InvitePages, AnotherPasswordSignsNothing) {
    const auto before = roles();
    const auto wrong = give(
        officer,
        {{"person", person}, {"as", "reader"}, {"reason", "Kept."}, {"password", "not that one"}});
    EXPECT_EQ(wrong.status, 403U);
    EXPECT_THAT(wrong.html.text(), HasSubstr("That is not your password. Nothing was signed."));
    EXPECT_THAT(wrong.body, HasSubstr("value=\"Kept.\""));
    EXPECT_THAT(wrong.body, HasSubstr("value=\"" + person + "\""));
    EXPECT_THAT(wrong.body, Not(HasSubstr("not that one")));
    EXPECT_EQ(roles(), before);
    const auto right = post(officer, path, filled(wrong, path, {{"password", password}}));
    EXPECT_EQ(right.location, path + "?done=given") << right.html.text();
    EXPECT_NE(roles(), before);
}

TEST_F(InvitePages, AnOldSessionGivesNothingWithoutThePassword) {
    const auto page = get(officer, path);
    auto form = filled(page, path, {{"person", person}, {"as", "reader"}});
    std::erase_if(form, [](const auto& field) { return field.first == "password"; });
    const auto before = roles();
    desk.pass(limits::proof_age_max);
    EXPECT_EQ(post(officer, path, form).status, 403U);
    EXPECT_EQ(roles(), before);
}

TEST_F(InvitePages, NobodyGivesWhatTheyMayNot) {
    const auto before = roles();
    for (const auto* role : {"moderator", "editor", "steward", "king"}) {
        const auto refused =
            give(officer, {{"person", person}, {"as", role}, {"password", password}});
        EXPECT_EQ(refused.status, 422U) << role;
        EXPECT_THAT(refused.html.text(), HasSubstr("Choose a role that you may give.")) << role;
    }
    const auto nobody =
        give(officer, {{"person", std::string(64, 'a')}, {"as", "member"}, {"password", password}});
    EXPECT_EQ(nobody.status, 422U);
    EXPECT_EQ(roles(), before);
    // A member gives nothing, and a stranger is led to sign in.
    desk.done("a", {"role", "add", "--space", closed, "--person", person, "--as", "member"});
    auto amina = signed_in("amina");
    EXPECT_EQ(get(amina, path).status, 403U);
    EXPECT_THAT(get(amina, "/s/" + closed).body, Not(HasSubstr("/invite\"")));
    EXPECT_THAT(get(officer, "/s/" + closed).body, HasSubstr("/invite\""));
    EXPECT_EQ(get(stranger, path).status, 303U);
    const auto outsider = add("outsider");
    auto other = signed_in("outsider");
    EXPECT_EQ(get(other, path).status, 404U);
}

// What needs a key that no node opens is a command, and the page says which.
TEST_F(InvitePages, SaysWhatIsDoneElsewhere) {
    const auto page = get(officer, path).html.text();
    EXPECT_THAT(page,
                HasSubstr("praxis -C DIR invite --role replica --address HOST:PORT --space " +
                          closed + " --as member"));
    EXPECT_THAT(page, HasSubstr("praxis -C DIR account add NAME --password-file FILE"));
    EXPECT_THAT(page, HasSubstr("never opens that key"));
}

}  // namespace
}  // namespace praxis::test
