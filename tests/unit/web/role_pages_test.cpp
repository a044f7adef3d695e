#include "tests/unit/web/pages_fixture.hpp"

#include <boost/json/value.hpp>

#include <algorithm>

// Taking a role back, and giving up one's own, on the page that says who does what.

namespace praxis::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class RolePages : public Pages {
protected:
    RolePages() {
        amina_person = add("amina");
        closed =
            desk.done("a", {"space", "new", "--name", "Closed", "--join", "invite"}).text("id");
        path = "/s/" + closed + "/who-does-what";
        // The steward is the node's own person.
        give(officer_person, "moderator");
        give(amina_person, "member");
        amina = signed_in("amina");
    }
    ~RolePages() override {
        for (const auto& line : log())
            EXPECT_EQ(line.at("verdict").as_string(), "standing") << "a page signed in vain";
    }
    void give(const std::string& person, const std::string& role) {
        Pages::give(closed, person, role);
    }
    std::vector<boost::json::object> log() {
        return desk.done("a", {"role", "log", "--space", closed}).lines();
    }
    std::string roles() { return desk.done("a", {"role", "list", "--space", closed}).out; }
    std::string grant_of(const std::string& role) {
        for (const auto& line : desk.done("a", {"role", "list", "--space", closed}).lines()) {
            if (line.at("role").as_string() == role)
                return std::string{line.at("grant").as_string()};
        }
        ADD_FAILURE() << "no " << role;
        return {};
    }
    /// Where the links of this word lead, as a browser shows the page.
    std::vector<std::string> ways(Browser& browser, const std::string& word) {
        std::vector<std::string> out;
        const auto page = get(browser, path);
        for (const auto* link : page.html.all("a")) {
            if (link->text.starts_with(word)) out.push_back(link->attribute("href"));
        }
        return out;
    }
    std::string way_to(const std::string& role) { return path + "?end=" + grant_of(role); }

    std::string amina_person;
    std::string closed;
    std::string path;
    Browser amina;
};

TEST_F(RolePages, WhoReachesARoleTakesItBackOnceWithAReason) {
    const auto way = way_to("member");
    EXPECT_THAT(ways(officer, "Take back"), testing::ElementsAre(way));
    EXPECT_THAT(text(officer, way), HasSubstr("Take back the role of amina: Member"));
    const auto before = roles();
    const auto without = send(officer, way, {{"reason", " "}});
    EXPECT_EQ(without.status, 422U);
    EXPECT_THAT(without.html.text(), HasSubstr("needs a reason"));
    const auto two = send(officer, way, {{"reason", "two\nlines"}});
    EXPECT_EQ(two.status, 422U);
    EXPECT_THAT(two.body, HasSubstr("value=\"two"));
    EXPECT_EQ(roles(), before);

    const auto form = filled(get(officer, way), path, {{"reason", "Left <b>the desk</b>."}});
    const auto done = post(officer, path, form);
    ASSERT_EQ(done.status, 303U) << done.html.text();
    EXPECT_EQ(done.location, path + "?done=ended");
    const auto after = text(officer, done.location);
    EXPECT_THAT(after, HasSubstr("That is signed: the role is ended"));
    EXPECT_THAT(after, Not(HasSubstr("amina: Member")));
    EXPECT_THAT(after, HasSubstr("Member taken back"));
    EXPECT_THAT(after, HasSubstr("Left <b>the desk</b>."));
    EXPECT_THAT(after, HasSubstr("Signed by officer"));
    EXPECT_EQ(get(amina, path).status, 404U);
    const auto acts = log().size();
    EXPECT_EQ(post(officer, path, form).status, 303U) << "sent twice";
    EXPECT_EQ(log().size(), acts);
}

TEST_F(RolePages, EverybodyGivesUpTheirOwn) {
    EXPECT_THAT(ways(amina, "Give up"), testing::ElementsAre(way_to("member")));
    EXPECT_THAT(text(amina, way_to("member")), HasSubstr("Give up your role: Member"));
    EXPECT_EQ(send(amina, way_to("member"), {{"reason", ""}}).status, 422U);
    const auto left = send(amina, way_to("member"), {{"reason", "Another post."}});
    EXPECT_EQ(left.status, 303U) << left.html.text();
    EXPECT_EQ(left.location, "/spaces") << "no way in any more";
    EXPECT_EQ(get(amina, path).status, 404U);
    EXPECT_THAT(text(officer, path), HasSubstr("Member given up"));

    // One of two that do not reach each other.
    give(officer_person, "editor");
    EXPECT_EQ(ways(officer, "Give up").size(), 2U);
    const auto up = send(officer, way_to("editor"), {{"reason", "Too much."}});
    EXPECT_EQ(up.location, path + "?done=ended") << up.html.text();
    EXPECT_THAT(text(officer, path), HasSubstr("Editor given up"));
    EXPECT_THAT(text(officer, path), HasSubstr("You are a moderator here."));
}

TEST_F(RolePages, NobodyEndsWhatTheirsDoesNotReach) {
    EXPECT_TRUE(ways(amina, "Take back").empty());
    EXPECT_TRUE(ways(stranger, "Give up").empty());
    const auto before = roles();
    const auto by_hand = [&](Browser& browser, const std::string& own, const std::string& wanted) {
        auto fields = filled(get(browser, way_to(own)), path, {{"reason", "By hand."}});
        for (auto& [name, value] : fields) {
            if (name == "grant") value = grant_of(wanted);
        }
        return post(browser, path, fields);
    };
    EXPECT_EQ(by_hand(amina, "member", "moderator").status, 403U);
    const auto above = by_hand(officer, "moderator", "steward");
    EXPECT_EQ(above.status, 403U);
    EXPECT_THAT(above.html.text(), HasSubstr("from above, by an administrator"));
    EXPECT_EQ(get(officer, way_to("steward")).html.with("action", path), nullptr) << "no form";
    EXPECT_EQ(get(amina, way_to("moderator")).html.with("action", path), nullptr);

    auto fields = filled(get(officer, way_to("member")), path, {{"reason", "Left."}});
    EXPECT_EQ(post(stranger, path, fields).status, 401U);
    EXPECT_EQ(post(amina, path, fields).status, 403U) << "a token of another session";
    std::erase_if(fields, [](const auto& field) { return field.first == "csrf"; });
    EXPECT_EQ(post(officer, path, fields).status, 403U);
    fields = filled(get(officer, way_to("member")), path, {{"reason", "Left."}});
    std::erase_if(fields, [](const auto& field) { return field.first == "token"; });
    EXPECT_EQ(post(officer, path, fields).status, 400U);
    EXPECT_EQ(roles(), before);
}

TEST_F(RolePages, AnOldSessionEndsNothingWithoutThePassword) {
    const auto form = filled(get(officer, way_to("member")), path, {{"reason", "Left <b>."}});
    const auto before = roles();
    desk.pass(limits::proof_age_max);
    const auto asked = post(officer, path, form);
    EXPECT_EQ(asked.status, 403U);
    EXPECT_THAT(asked.html.text(), HasSubstr("Your password, please"));
    EXPECT_THAT(asked.html.text(), HasSubstr("Left <b>.")) << "what was typed, as text";
    EXPECT_EQ(roles(), before);
    EXPECT_EQ(post(officer, path, filled(asked, path, {{"password", password}})).status, 303U);
    EXPECT_NE(roles(), before);
}

TEST_F(RolePages, AStewardReadsWhatOnlyAnAdministratorDoes) {
    const auto founder = desk.replica("a").person()->hex();
    const auto command =
        "praxis -C DIR role revoke --space " + closed + " --person " + founder + " --as steward";
    EXPECT_THAT(text(officer, path), Not(HasSubstr(command))) << "a moderator";
    give(officer_person, "steward");
    EXPECT_THAT(text(officer, path), HasSubstr(command));
    EXPECT_THAT(text(officer, path + "?end=" + closed), Not(HasSubstr("Nobody else is a steward")));
    desk.done("a", {"role", "revoke", "--space", closed, "--person", founder, "--as", "steward"});
    const auto last = way_to("steward");
    EXPECT_THAT(text(officer, last), HasSubstr("Nobody else is a steward here."));
    EXPECT_EQ(send(officer, last, {{"reason", "Retired."}}).status, 303U);
    EXPECT_THAT(text(officer, path), HasSubstr("Steward given up"));
}

}  // namespace
}  // namespace praxis::test
