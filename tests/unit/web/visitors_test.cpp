#include "tests/unit/web/pages_fixture.hpp"

#include <boost/json/value.hpp>

// Pages by who asks for them: strangers, members and who has a role, and what each is told.

namespace praxis::test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST_F(Pages, WhatIsSaidOfANodeIsChangedByNobodyElse) {
    const auto home = get(officer, "/");
    std::string node;
    for (const auto* link : home.html.all("a")) {
        if (link->text == "Bratislava") node = link->attribute("href");
    }
    ASSERT_FALSE(node.empty());
    const auto shown = get(officer, node);
    for (const auto* link : shown.html.all("a"))
        EXPECT_THAT(link->attribute("href"), testing::Not(HasSubstr("/edit")));
    EXPECT_EQ(get(officer, node + "/edit").status, 403U);
    EXPECT_EQ(post(officer, node + "/edit", {{"set:name", "Mine"}}).status, 403U);
}

TEST_F(Pages, APasswordIsNotMadeOfTheNamesOfThePlace) {
    const auto change = [&](const std::string& chosen) {
        const auto form = filled(get(officer, "/me"),
                                 "/me/password",
                                 {{"old", password}, {"new", chosen}, {"again", chosen}});
        return post(officer, "/me/password", form);
    };
    for (const auto* near : {"Bratislava2026", "praxis-praxis", "officer 12345"}) {
        const auto refused = change(near);
        EXPECT_EQ(refused.status, 422U) << near;
        EXPECT_THAT(refused.html.text(), HasSubstr("names of this place")) << near;
    }
    EXPECT_EQ(change("eight blue kettles hum").status, 303U);
}

// By real governance: the steward makes somebody a moderator.
TEST_F(Pages, ANewRoleGivesASessionAnotherId) {
    const auto closed = desk.done("a", {"space", "new", "--name", "Board", "--join", "invite"});
    const auto before = officer.cookies.at("sid");
    EXPECT_EQ(get(officer, "/s/" + closed.text("id")).status, 404U);
    EXPECT_EQ(officer.cookies.at("sid"), before) << "their roles are the same";
    auto copy = officer;
    desk.done("a",
              {"role",
               "add",
               "--space",
               closed.text("id"),
               "--person",
               officer_person,
               "--as",
               "member"});
    EXPECT_EQ(get(officer, "/s/" + closed.text("id")).status, 200U);
    EXPECT_NE(officer.cookies.at("sid"), before);
    EXPECT_EQ(get(copy, "/me").status, 401U) << "the old id is dead";
}

TEST_F(Pages, WhoDoesWhatIsToldWithEveryActAndItsReason) {
    const auto closed =
        desk.done("a", {"space", "new", "--name", "Board", "--join", "invite"}).text("id");
    const auto path = "/s/" + closed + "/who-does-what";
    EXPECT_EQ(get(officer, path).status, 404U);
    EXPECT_EQ(get(stranger, path).status, 404U);
    const auto change = [&](const char* what, const char* role, const char* reason) {
        return desk
            .done("a",
                  {"role",
                   what,
                   "--space",
                   closed,
                   "--person",
                   officer_person,
                   "--as",
                   role,
                   "--reason",
                   reason})
            .text("update");
    };
    change("add", "focal-point", "She answers for the country office.");
    const auto page = get(officer, path);
    ASSERT_EQ(page.status, 200U) << page.html.text();
    const auto text = page.html.text();
    EXPECT_THAT(text, HasSubstr("officer: Focal point"));
    EXPECT_THAT(text, HasSubstr("takes members and readers in"));
    EXPECT_THAT(text, HasSubstr("Steward named at the founding"));
    EXPECT_THAT(text, HasSubstr("Focal point given"));
    EXPECT_THAT(text, HasSubstr("She answers for the country office."));
    EXPECT_THAT(text, HasSubstr("You are a focal point here."));
    EXPECT_THAT(text, Not(HasSubstr("has no effect")));
    EXPECT_THAT(get(officer, "/s/" + closed).html.all("a"),
                testing::Contains(testing::Pointee(testing::ResultOf(
                    [](const auto& link) { return link.attribute("href"); }, path))));

    change("revoke", "focal-point", "Moved to another post.");
    change("add", "observer", "To go on reading.");
    const auto after = get(officer, path).html.text();
    EXPECT_THAT(after, HasSubstr("Focal point taken back"));
    EXPECT_THAT(after, HasSubstr("Moved to another post."));
    EXPECT_THAT(after, HasSubstr("officer: Observer"));
    EXPECT_THAT(after, Not(HasSubstr("officer: Focal point")));
}

// Anybody with a certificate signs what they like in root; it has no effect, and is nobody's to
// read but theirs and moderators'.
TEST_F(Pages, AnActOfRolesWithoutEffectIsToldToItsAuthorAndToModerators) {
    const auto path = "/s/" + space + "/who-does-what";
    const auto home = get(stranger, path).html.text();
    const auto member = add("member");
    governance::GrantRole claim;
    claim.under = UpdateId::from_hex(member).value();
    claim.space = SpaceId::from_hex(space).value();
    claim.role = governance::Role::steward;
    claim.holder = PersonId::from_hex(member).value();
    const auto update =
        desk.sign_by_hand("a", node::KeyFile::administrator, claim, "Buy my things at once.");
    ASSERT_EQ(desk.submit("a", update).at("verdict").as_string(), "void");
    EXPECT_EQ(get(stranger, path).html.text(), home);
    EXPECT_THAT(get(officer, path).html.text(), Not(HasSubstr("Buy my things")));
    desk.done("a",
              {"role", "add", "--space", space, "--person", officer_person, "--as", "moderator"});
    const auto told = get(officer, path).html.text();
    EXPECT_THAT(told, HasSubstr("Buy my things at once."));
    EXPECT_THAT(told, HasSubstr("This has no effect"));
}

TEST_F(Pages, TheWordsOfAnotherNodeAreCompared) {
    const auto compare = [&](const std::string& words) {
        return get(officer, "/sync/compare?words=" + http::percent_encoded(words)).html.text();
    };
    const auto state = desk.done("a", {"state"}).line();
    const std::string words{state.at("words").as_string()};
    EXPECT_THAT(get(officer, "/sync/compare").html.text(), HasSubstr(words));
    EXPECT_THAT(compare(words), HasSubstr("Equal. That node and this one hold the same."));
    const auto& spaces = state.at("space_words").as_object();
    EXPECT_THAT(compare(std::string{spaces.at(space).as_string()}),
                HasSubstr("Equal in Practice."));
    a_case();
    EXPECT_THAT(compare(words), HasSubstr("Different."));
    EXPECT_THAT(compare("seven words"), HasSubstr("\"words\" is none of the words"));
    desk.done("a", {"space", "new", "--name", "Board", "--join", "invite"});
    EXPECT_EQ(get(officer, "/sync/compare").status, 403U) << "there is a space they do not read";
    EXPECT_EQ(get(stranger, "/sync/compare").status, 403U);
}

TEST_F(Pages, StrangersReadAndAreLedToSignIn) {
    const auto id = a_case();
    const auto edit = get(stranger, "/d/" + id + "/edit");
    EXPECT_EQ(edit.status, 303U);
    EXPECT_THAT(edit.location, StartsWith("/sign-in"));
    const auto closed = desk.done("a", {"space", "new", "--name", "Board", "--join", "invite"});
    EXPECT_EQ(get(stranger, "/s/" + closed.text("id")).status, 404U);
    EXPECT_THAT(get(stranger, "/spaces").html.text(), Not(HasSubstr("Board")));
    EXPECT_THAT(get(stranger, "/").html.text(), Not(HasSubstr("Board")));
}

TEST_F(Pages, WhatIsForMembersIsOnNoStrangersPage) {
    const auto id = new_document(
        officer, "thread", {{"set:title", "Quiet matter"}, {"set:visibility", "members"}});
    send(officer, "/d/" + id + "/reply", {{"text", "Quiet words"}});
    for (const auto& path : {std::string{"/"},
                             "/s/" + space,
                             "/s/" + space + "/thread",
                             "/d/" + id,
                             "/d/" + id + "/history",
                             "/d/" + id + "/diff",
                             "/d/" + id + "/status",
                             "/d/" + id + "/conflicts"}) {
        const auto page = get(stranger, path);
        EXPECT_THAT(page.html.text(), Not(HasSubstr("Quiet"))) << path;
        EXPECT_EQ(page.status, path.starts_with("/d/") ? 404U : 200U) << path;
    }
    EXPECT_THAT(get(officer, "/d/" + id).html.text(), HasSubstr("Quiet words"));
    // Nor in a number.
    EXPECT_THAT(get(officer, "/spaces").html.text(), HasSubstr("3 documents"));
    EXPECT_THAT(get(stranger, "/spaces").html.text(),
                Not(testing::ContainsRegex("[0-9] document")));
    EXPECT_THAT(get(officer, "/s/" + space).html.text(), HasSubstr("Threads (1)"));
    EXPECT_THAT(get(stranger, "/s/" + space).html.text(), HasSubstr("Threads"));
    EXPECT_THAT(get(stranger, "/s/" + space).html.text(), Not(HasSubstr("Threads (")));
}

TEST_F(Pages, AStrangersSpaceListsKindsThatHaveSomethingForThem) {
    const auto listed = [&](Browser& browser) {
        return get(browser, "/s/" + space).html.with("href", "/s/" + space + "/space") != nullptr;
    };
    EXPECT_TRUE(listed(officer));
    EXPECT_TRUE(listed(stranger));
}

// A number that grows with what a visitor may not read would tell them of it.
TEST_F(Pages, SyncCountsForWhoReadsEverything) {
    EXPECT_THAT(get(officer, "/sync").html.text(), HasSubstr("Documents"));
    EXPECT_THAT(get(stranger, "/sync").html.text(), Not(HasSubstr("Documents")));
    EXPECT_THAT(get(stranger, "/sync").html.text(), Not(HasSubstr("State"))) << "it changes too";
    desk.done("a", {"space", "new", "--name", "Board", "--join", "invite"});
    EXPECT_THAT(get(officer, "/sync").html.text(), Not(HasSubstr("Documents")));
}

TEST_F(Pages, ClosedSpacesAreSaidToBeThereToAll) {
    desk.done("a", {"space", "new", "--name", "Board", "--join", "invite"});
    EXPECT_THAT(get(stranger, "/spaces").html.text(),
                HasSubstr("1 space is open to members only. Sign in"));
    EXPECT_THAT(get(officer, "/spaces").html.text(),
                HasSubstr("1 space is open to members only. Their stewards take members in."));
}

TEST_F(Pages, ErrorsSayWhatToDo) {
    for (const auto* path : {"/nowhere", "/d/1234", "/s/x", "/s/x/y", "/d/1234/history"}) {
        const auto page = get(stranger, path);
        EXPECT_EQ(page.status, 404U) << path;
        EXPECT_NE(page.html.with("href", "/"), nullptr) << path;
    }
    EXPECT_THAT(get(stranger, "/d/1234").html.text(), HasSubstr("Sign in"));
    // What is not there now or later is not said to be on its way.
    const auto id = a_case();
    for (const auto& path :
         {"/d/" + id + "/reply", "/d/" + id + "?field=nope", "/s/" + space + "/nope"}) {
        const auto page = get(officer, path);
        EXPECT_EQ(page.status, 404U) << path;
        EXPECT_THAT(page.html.text(), Not(HasSubstr("arrived"))) << path;
    }
    const auto page = get(officer, "/d/" + id + "?version=" + std::string(64, 'a'));
    EXPECT_THAT(page.html.text(), HasSubstr("This version is not one of the document's."));
}

TEST_F(Pages, TheOwnPageListsSessions) {
    const auto page = get(officer, "/me");
    EXPECT_THAT(page.html.text(), HasSubstr("this browser"));
    EXPECT_NE(page.html.with("autocomplete", "new-password"), nullptr);
}

}  // namespace
}  // namespace praxis::test
