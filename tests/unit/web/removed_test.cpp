#include "tests/unit/web/pages_fixture.hpp"

#include <boost/json/value.hpp>

// Somebody is signed in at their centre, in two browsers, when another node brings an update
// that was made by hand and revokes them. No page and no command of the centre was asked.

namespace praxis::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class Removed : public Pages {
protected:
    Removed() {
        const auto text = desk.done("a", {"invite", "--role", "office"}).text("invite");
        desk.done("b", {"join", text, "--node", "B"});
        desk.done("a", {"account", "add", "amina", "--password-file", desk.file("pw", password)});
        desk.carry("a", "b");
        desk.carry("b", "a");
        phone = signed_in();
        amina = signed_in("amina");
        path = "/s/" + space + "/case_study/new";
        form = filled(get(officer, path), path, {{"set:title", "Written before, sent after"}});
    }
    /// An administrator signs elsewhere, the other node hears of it first and brings it.
    void revoke_at_a_peer() {
        const auto person = PersonId::from_hex(officer_person).value();
        const auto& governance = desk.replica("a").governance();
        const governance::Revoke act{
            governance.person_info(person)->under, same_bytes<UpdateId>(person), {}};
        const auto signed_act = desk.sign_by_hand("a", node::KeyFile::administrator, act);
        ASSERT_TRUE(governance.person_info(person)->stands_now);
        desk.submit("b", signed_act);
        desk.carry("b", "a");
        ASSERT_FALSE(desk.replica("a").governance().person_info(person)->stands_now);
    }
    /// Whether the node has a session of this browser on its list.
    bool is_on_the_list(const Browser& browser) {
        http::RequestHead head;
        for (const auto& [name, value] : browser.cookies)
            head.cookie += (head.cookie.empty() ? "" : "; ") + name + "=" + value;
        return router.session_name(head).has_value();
    }
    void expect_all_is_over() {
        EXPECT_FALSE(is_on_the_list(officer));
        EXPECT_FALSE(is_on_the_list(phone)) << "every session of the person";
        EXPECT_TRUE(is_on_the_list(amina)) << "and nobody else's";
        for (auto* browser : {&officer, &phone}) {
            EXPECT_EQ(post(*browser, path, form).status, 401U);
            const auto own = get(*browser, "/me");
            EXPECT_EQ(own.status, 401U);
            EXPECT_THAT(own.html.text(), HasSubstr("You are not signed in any more."));
            EXPECT_THAT(get(*browser, "/").body, Not(HasSubstr("/sign-out")));
        }
        const auto again = send(phone, "/sign-in", {{"name", "officer"}, {"password", password}});
        EXPECT_EQ(again.status, 403U);
        EXPECT_THAT(again.html.text(), HasSubstr("may not act any more"));
        EXPECT_EQ(get(amina, "/me").status, 200U);
        EXPECT_THAT(get(amina, "/").body, HasSubstr("/sign-out"));
        EXPECT_THAT(desk.done("a", {"export"}).out, Not(HasSubstr("Written before")));
    }

    Browser phone;
    Browser amina;
    std::string path;
    Fields form;
};

// T20: the next request writes.
TEST_F(Removed, AFormSentWithTheOldCookieIsRefusedAndTheSessionIsGone) {
    ASSERT_TRUE(is_on_the_list(officer) && is_on_the_list(phone));
    const auto cookies = officer.cookies;
    revoke_at_a_peer();
    const auto updates = desk.replica("a").state().value().updates;
    const auto sent = post(officer, path, form);
    EXPECT_EQ(sent.status, 401U);
    EXPECT_THAT(sent.html.text(), HasSubstr("You are not signed in any more."));
    officer.cookies = cookies;  // as somebody who copied them
    expect_all_is_over();
    EXPECT_EQ(desk.replica("a").state().value().updates, updates);
}

// T20: the next request reads.
TEST_F(Removed, APageAskedForWithTheOldCookieIsRefusedAndTheSessionIsGone) {
    EXPECT_EQ(get(officer, "/me").status, 200U);
    const auto cookies = officer.cookies;
    revoke_at_a_peer();
    const auto own = get(officer, "/me");
    EXPECT_EQ(own.status, 401U);
    EXPECT_THAT(own.html.text(), HasSubstr("You are not signed in any more."));
    EXPECT_THAT(own.body, Not(HasSubstr("officer")));
    officer.cookies = cookies;
    expect_all_is_over();
}

}  // namespace
}  // namespace praxis::test
