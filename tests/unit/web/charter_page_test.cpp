#include "tests/unit/web/pages_fixture.hpp"

// How a space is run, as its page says it: what is in force, who may change it, and by which form.

namespace praxis::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class CharterPage : public Pages {
protected:
    CharterPage() {
        add("writer");
        writer = signed_in("writer");
        // The officer moderates; the steward is the node's own person.
        give(space, officer_person, "moderator");
        charter = new_document(
            writer, "policy", {{"set:title", "House rules"}, {"set:participation", "Be brief."}});
        path = "/s/" + space + "/charter";
    }
    Got adopt(Browser& browser) {
        return send(browser,
                    "/d/" + charter + "/moderate",
                    {{"act", "adopt"}, {"reason", "Agreed on Monday."}});
    }
    void edit(Browser& browser, const std::string& rules) {
        const auto done = send(
            browser, "/d/" + charter + "/edit?field=participation", {{"set:participation", rules}});
        ASSERT_EQ(done.status, 303U) << done.html.text();
    }

    Browser writer;
    std::string charter;
    std::string path;
};

TEST_F(CharterPage, ShowsWhatWasAdoptedAndNoWordsOfOthersSince) {
    const auto before = text(writer, path);
    EXPECT_THAT(before, HasSubstr("No charter and no policy is in force here"));
    EXPECT_THAT(before, HasSubstr("House rules"));
    EXPECT_THAT(before, HasSubstr("Nobody has adopted these"));
    EXPECT_THAT(before, Not(HasSubstr("Be brief.")));
    EXPECT_EQ(adopt(officer).status, 303U);
    edit(writer, "Be loud.");
    for (auto* browser : {&writer, &officer}) {
        const auto page = text(*browser, path);
        EXPECT_THAT(page, HasSubstr("Adopted by officer on"));
        EXPECT_THAT(page, HasSubstr("Agreed on Monday."));
        EXPECT_THAT(page, HasSubstr("Be brief."));
        EXPECT_THAT(page, Not(HasSubstr("Be loud.")));
        EXPECT_THAT(page, HasSubstr("nobody has adopted that: it is not in force"));
        EXPECT_THAT(page, Not(HasSubstr("Nobody has adopted these")));
    }
    EXPECT_THAT(get(officer, path).body, HasSubstr("/d/" + charter + "/moderate"));
    EXPECT_THAT(get(writer, path).body, Not(HasSubstr("/moderate\"")));
    EXPECT_THAT(text(writer, "/d/" + charter),
                HasSubstr("A version of this is in force; what is here has changed since"));
    EXPECT_EQ(adopt(officer).status, 303U);
    EXPECT_THAT(text(writer, path), HasSubstr("Be loud."));
    EXPECT_THAT(text(writer, "/d/" + charter), HasSubstr("Adopted, and in force as it is here."));
}

TEST_F(CharterPage, ItsFormIsForThoseWhoModerate) {
    EXPECT_EQ(get(writer, "/d/" + charter + "/moderate").status, 403U);
    const auto thread = new_document(writer, "thread", {{"set:title", "Talk"}});
    EXPECT_THAT(get(officer, "/d/" + charter + "/moderate").body, HasSubstr("Adopt it"));
    EXPECT_THAT(get(officer, "/d/" + thread + "/moderate").body, Not(HasSubstr("Adopt it")));
}

TEST_F(CharterPage, SaysFoundingRulesRolesAndWhoChangesThem) {
    const auto page = text(writer, path);
    EXPECT_THAT(page, HasSubstr("How Practice is run"));
    EXPECT_THAT(page, HasSubstr("Founded on "));
    EXPECT_THAT(page, HasSubstr("with Bratislava as steward"));
    EXPECT_THAT(page, HasSubstr("How one joins"));
    EXPECT_THAT(page, HasSubstr("officer: Moderator"));
    EXPECT_THAT(page, HasSubstr("Given by Bratislava, "));
    EXPECT_THAT(page, HasSubstr("This space has one steward."));
    EXPECT_THAT(page, HasSubstr("praxis -C DIR role add --space " + space));
    EXPECT_THAT(get(writer, "/s/" + space).body, HasSubstr("\"" + path + "\""));
    desk.done("a",
              {"role", "add", "--space", space, "--person", officer_person, "--as", "steward"});
    EXPECT_THAT(text(writer, path), Not(HasSubstr("This space has one steward.")));
}

// What only members may read is on nobody else's page, in force or not.
TEST_F(CharterPage, AStrangerReadsWhatIsPublic) {
    EXPECT_EQ(adopt(officer).status, 303U);
    EXPECT_THAT(text(stranger, path), HasSubstr("Be brief."));
    const auto done = send(writer, "/d/" + charter + "/edit", {{"set:visibility", "members"}});
    ASSERT_EQ(done.status, 303U) << done.html.text();
    EXPECT_THAT(text(stranger, path), Not(HasSubstr("House rules")));
    EXPECT_THAT(text(writer, path), HasSubstr("Be brief."));
    const auto closed =
        desk.done("a", {"space", "new", "--name", "Closed", "--join", "invite"}).text("id");
    EXPECT_EQ(get(stranger, "/s/" + closed + "/charter").status, 404U);
}

TEST_F(CharterPage, LongTextsAreShownFromTheirBeginning) {
    std::string rules;
    for (int i = 0; i < 6'000; ++i)
        rules += "word ";
    edit(writer, rules);
    EXPECT_EQ(adopt(officer).status, 303U);
    const auto page = get(writer, path);
    EXPECT_LT(page.body.size(), 30'000U);
    EXPECT_THAT(page.body, HasSubstr("/d/" + charter + "?version="));
}

}  // namespace
}  // namespace praxis::test
