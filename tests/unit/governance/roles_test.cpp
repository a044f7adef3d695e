// What a role in a space is good for: moderation, one kind or document alone, and until when.
#include "tests/unit/governance/story.hpp"

#include <gtest/gtest.h>

namespace praxis::governance {
namespace {

TEST(Roles, LetsStewardsAndModeratorsModerateAndNobodyElse) {
    Story story;
    const auto id = same_bytes<PersonId>(
        story.say(story.administrator, story.world.hosted(story.centre, story.guest)));
    for (const auto& home : {story.open, story.closed}) {
        const auto space = same_bytes<SpaceId>(home);
        const auto may = [&](const PersonId& person) {
            return story.governance.may_moderate(person, space, {}, 4);
        };
        EXPECT_TRUE(story.moderated(story.ana_phone, home).stands());  // the steward
        EXPECT_TRUE(may(story.id_of_person()));
        for (const auto role : {Role::member, Role::editor, Role::desk_officer, Role::reader}) {
            story.say(story.ana_tablet, GrantRole{home, space, role, id});
            EXPECT_EQ(story.moderated(story.guest, home).reason, Reason::no_right);
            EXPECT_FALSE(may(id));
        }
        const auto role = story.say(story.ana_tablet, GrantRole{home, space, Role::moderator, id});
        EXPECT_TRUE(story.moderated(story.guest, home).stands());
        EXPECT_EQ(story.moderated(story.guest, home).person, id);
        EXPECT_TRUE(may(id));

        const ChainId chain{story.guest.key(), space, Incarnation{7}};
        const auto end =
            story.say(story.ana_tablet, Revoke{home, role, {{chain, Seq{1}, UpdateId{}}}});
        EXPECT_EQ(story.moderated(story.guest, home).reason, Reason::revoked);
        EXPECT_EQ(story.moderated(story.guest, home).by, end);
        EXPECT_TRUE(story.moderated(story.guest, home, true).stands());
        EXPECT_FALSE(may(id));
    }
}

TEST(Roles, BindsARoleToItsKindOrDocument) {
    const auto one = same_bytes<DocumentId>(UpdateId{});
    DocumentId other;
    other.bytes.fill(std::byte{1});
    struct Case {
        Scope scope;
        bool kind_4_one, kind_4_other, kind_5_one;
    };
    for (const auto& [scope, first, second, third] : {Case{WholeSpace{}, true, true, true},
                                                      Case{KindNumber{4}, true, true, false},
                                                      Case{one, true, false, true},
                                                      Case{Theme{other}, true, true, true},
                                                      Case{Country{}, true, true, true}}) {
        for (const auto role : {Role::editor, Role::moderator}) {
            if (!may_have(role, scope)) continue;
            Story story;
            const auto id = same_bytes<PersonId>(
                story.say(story.administrator, story.world.hosted(story.centre, story.guest)));
            const auto space = same_bytes<SpaceId>(story.closed);
            story.say(story.ana_tablet, GrantRole{story.closed, space, role, id, scope});
            const auto expect = [&](const DocumentId& document, std::uint16_t kind, bool right) {
                const bool moderates = role == Role::moderator;
                EXPECT_EQ(story.about(story.guest, story.closed, document, kind, false).stands(),
                          right);
                EXPECT_EQ(story.about(story.guest, story.closed, document, kind, true).stands(),
                          moderates && right);
                EXPECT_EQ(story.governance.may_write(id, space, document, kind), right);
                EXPECT_EQ(story.governance.may_moderate(id, space, document, kind),
                          moderates && right);
                EXPECT_TRUE(story.about(story.guest, story.open, document, kind, false).stands());
            };
            expect(one, 4, first);
            expect(other, 4, second);
            expect(one, 5, third);
            EXPECT_TRUE(story.governance.may_write(id, space));
            EXPECT_EQ(story.governance.role_of(id, space)->scope, scope);
        }
    }
}

TEST(Roles, LetsABoundRoleReachNothingButItself) {
    Story story;
    const auto id = same_bytes<PersonId>(
        story.say(story.administrator, story.world.hosted(story.centre, story.guest)));
    const auto space = same_bytes<SpaceId>(story.closed);
    const auto give = [&](const Actor& by, const UpdateId& under, Role role, const Scope& scope) {
        return story.say(by, GrantRole{under, space, role, id, scope});
    };
    const auto member = give(story.ana_tablet, story.closed, Role::member, WholeSpace{});
    const auto bound = give(story.ana_tablet, story.closed, Role::editor, KindNumber{4});
    const auto words = give(story.ana_tablet, story.closed, Role::editor, Country{});
    EXPECT_EQ(story.of(give(story.guest, bound, Role::member, WholeSpace{})).reason,
              Reason::beyond_reach);
    EXPECT_EQ(story.of(story.say(story.guest, Revoke{bound, member, {}})).reason,
              Reason::beyond_reach);
    EXPECT_TRUE(story.of(give(story.guest, words, Role::member, WholeSpace{})).stands());
    EXPECT_TRUE(story.of(story.say(story.guest, Revoke{bound, bound, {}})).stands());
}

TEST(Roles, NeverLooksAtTheDateOfARole) {
    Story story;
    const auto id = same_bytes<PersonId>(
        story.say(story.administrator, story.world.hosted(story.centre, story.guest)));
    const auto space = same_bytes<SpaceId>(story.closed);
    const std::chrono::sys_seconds passed{std::chrono::seconds{1}};
    story.say(story.ana_tablet,
              GrantRole{story.closed, space, Role::member, id, WholeSpace{}, passed});
    EXPECT_TRUE(story.written(story.guest, story.closed).stands());
    EXPECT_EQ(story.governance.role_of(id, space)->until, passed);
}

}  // namespace
}  // namespace praxis::governance
