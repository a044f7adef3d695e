// Who puts an author in quarantine, who releases them, and what of it is in force.
#include "tests/unit/governance/story.hpp"

#include <gtest/gtest.h>

namespace praxis::governance {
namespace {

/// Ana is steward of a closed space, in which a guest with a device writes as a member.
struct QuarantineStory : Story {
    QuarantineStory() {
        other = say(administrator, world.person(centre, guest));
        other_device = say(guest, world.device(other, other, stranger));
        give(Role::member, other);
    }
    SpaceId space() const { return same_bytes<SpaceId>(closed); }
    PersonId author() const { return same_bytes<PersonId>(other); }
    UpdateId give(Role as, const UpdateId& who, const Scope& only = WholeSpace{}) {
        return say(ana_tablet, GrantRole{closed, space(), as, same_bytes<PersonId>(who), only});
    }
    UpdateId quarantine(const Actor& by, const UpdateId& under) {
        return say(by, Quarantine{under, author()});
    }
    UpdateId release(const Actor& by, const UpdateId& under, const UpdateId& target) {
        return say(by, Release{under, target});
    }
    bool in_force() const { return governance.is_in_quarantine(author(), space()); }

    UpdateId other, other_device;
};

TEST(Quarantine, IsByAStewardOrModeratorOfTheWholeSpace) {
    QuarantineStory story;
    EXPECT_FALSE(story.in_force());
    const auto by_steward = story.quarantine(story.ana_phone, story.closed);
    EXPECT_TRUE(story.of(by_steward).stands());
    EXPECT_EQ(story.of(by_steward).person, story.id_of_person());
    EXPECT_TRUE(story.in_force());
    EXPECT_FALSE(
        story.governance.is_in_quarantine(story.author(), same_bytes<SpaceId>(story.Story::open)));
    EXPECT_FALSE(story.governance.is_in_quarantine(story.id_of_person(), story.space()));
    const QuarantineInfo expected{by_steward, story.space(), story.author(), {}};
    EXPECT_EQ(story.governance.quarantines(story.space()), std::vector{expected});
    const auto moderator = story.give(Role::moderator, story.person);
    EXPECT_TRUE(story.of(story.quarantine(story.ana_tablet, moderator)).stands());
}

TEST(Quarantine, IsByNobodyElse) {
    QuarantineStory story;
    for (const auto role : {Role::editor,
                            Role::desk_officer,
                            Role::focal_point,
                            Role::member,
                            Role::reviewer,
                            Role::expert}) {
        const auto grant = story.give(role, story.person);
        EXPECT_EQ(story.of(story.quarantine(story.ana_tablet, grant)).reason, Reason::beyond_reach);
    }
    const auto bound = story.give(Role::moderator, story.person, KindNumber{4});
    EXPECT_TRUE(story.of(bound).stands());
    EXPECT_EQ(story.of(story.quarantine(story.ana_tablet, bound)).reason, Reason::beyond_reach);
    EXPECT_EQ(story.of(story.quarantine(story.administrator, story.centre)).reason,
              Reason::beyond_reach);
    EXPECT_EQ(story.of(story.quarantine(story.board, {})).reason, Reason::not_the_board);
    EXPECT_EQ(story.of(story.quarantine(story.stranger, story.closed)).reason,
              Reason::not_the_holder);
    EXPECT_FALSE(story.in_force());
    EXPECT_TRUE(story.governance.quarantines(story.space()).empty());
}

TEST(Quarantine, IsOfTheSpaceOfTheRoleAlone) {
    QuarantineStory story;
    const auto there = story.quarantine(story.ana_tablet, story.Story::open);
    EXPECT_TRUE(story.of(there).stands());
    EXPECT_FALSE(story.in_force());
    EXPECT_TRUE(
        story.governance.is_in_quarantine(story.author(), same_bytes<SpaceId>(story.Story::open)));
}

TEST(Quarantine, IsOfAPersonInItsPastWhoStands) {
    QuarantineStory story;
    const auto before = story.governance.heads();
    const auto later =
        story.say(story.administrator, story.world.person(story.centre, story.guest));
    const Quarantine unseen{story.closed, same_bytes<PersonId>(later)};
    EXPECT_EQ(story.of(story.say(story.ana_tablet, unseen, before)).reason,
              Reason::target_not_in_past);
    const Quarantine of_no_person{story.closed, same_bytes<PersonId>(story.closed)};
    EXPECT_EQ(story.of(story.say(story.ana_tablet, of_no_person)).reason,
              Reason::target_not_in_past);
    const auto void_one = story.say(story.stranger, story.world.person(story.centre, story.guest));
    const Quarantine of_void{story.closed, same_bytes<PersonId>(void_one)};
    EXPECT_EQ(story.of(story.say(story.ana_tablet, of_void)).reason, Reason::grant_void);
    // A moderator may be put in quarantine, and a steward: what they write is content as any.
    const Quarantine of_steward{story.closed, story.id_of_person()};
    EXPECT_TRUE(story.of(story.say(story.ana_tablet, of_steward)).stands());
}

TEST(Quarantine, VoidsNothing) {
    QuarantineStory story;
    EXPECT_TRUE(story.written(story.stranger, story.closed).stands());
    const auto before = story.governance.take_changes();
    story.quarantine(story.ana_tablet, story.closed);
    EXPECT_TRUE(story.written(story.stranger, story.closed).stands());
    EXPECT_TRUE(story.governance.may_write(story.author(), story.space()));
    const auto changes = story.governance.take_changes();
    EXPECT_TRUE(changes.devices.empty() && changes.spaces.empty()) << "no verdict elsewhere";
    EXPECT_EQ(changes.verdicts.size(), 1U);
}

TEST(Quarantine, IsOverWhenReleased) {
    QuarantineStory story;
    const auto one = story.quarantine(story.ana_tablet, story.closed);
    const auto released = story.release(story.ana_phone, story.closed, one);
    EXPECT_TRUE(story.of(released).stands());
    EXPECT_FALSE(story.in_force());
    const QuarantineInfo expected{one, story.space(), story.author(), {released}};
    EXPECT_EQ(story.governance.quarantines(story.space()), std::vector{expected});
    story.quarantine(story.ana_tablet, story.closed);
    EXPECT_TRUE(story.in_force()) << "a later one is another";
}

TEST(Quarantine, SeveralEachNeedARelease) {
    QuarantineStory story;
    const auto moderator = story.give(Role::moderator, story.person);
    const auto heads = story.governance.heads();
    const auto one = story.say(story.ana_tablet, Quarantine{story.closed, story.author()}, heads);
    const auto two = story.say(story.ana_phone, Quarantine{moderator, story.author()}, heads);
    story.release(story.ana_tablet, story.closed, one);
    EXPECT_TRUE(story.in_force());
    story.release(story.ana_tablet, moderator, two);
    EXPECT_FALSE(story.in_force());
}

TEST(Quarantine, IsReleasedByWhoCouldMakeIt) {
    QuarantineStory story;
    const auto before = story.governance.heads();
    const auto one = story.quarantine(story.ana_tablet, story.closed);
    const auto reason = [&](const UpdateId& id) { return story.of(id).reason; };
    EXPECT_EQ(reason(story.say(story.ana_tablet, Release{story.closed, one}, before)),
              Reason::target_not_in_past);
    EXPECT_EQ(reason(story.release(story.ana_tablet, story.closed, story.closed)),
              Reason::target_not_in_past);
    EXPECT_EQ(reason(story.release(story.ana_tablet, story.Story::open, one)), Reason::beyond_reach)
        << "of another space";
    const auto bound = story.give(Role::moderator, story.person, KindNumber{4});
    EXPECT_EQ(reason(story.release(story.ana_tablet, bound, one)), Reason::beyond_reach);
    EXPECT_EQ(reason(story.release(story.administrator, story.centre, one)), Reason::beyond_reach);
    EXPECT_EQ(reason(story.release(story.board, {}, one)), Reason::not_the_board);
    EXPECT_EQ(reason(story.release(story.stranger, story.closed, one)), Reason::not_the_holder);
    EXPECT_TRUE(story.in_force());
}

TEST(Quarantine, FallsWithTheRightOfWhoMadeIt) {
    QuarantineStory story;
    const auto moderator = story.give(Role::moderator, story.person);
    const auto one = story.quarantine(story.ana_phone, moderator);
    const auto other = story.quarantine(story.ana_tablet, story.closed);
    story.release(story.ana_phone, moderator, other);
    EXPECT_TRUE(story.in_force());
    // No cut keeps what the moderator did: neither that quarantine nor that release.
    story.say(story.ana_tablet, Revoke{story.closed, moderator, {}});
    EXPECT_EQ(story.of(one).reason, Reason::revoked);
    EXPECT_EQ(story.governance.quarantines(story.space()),
              (std::vector{QuarantineInfo{other, story.space(), story.author(), {}}}));
}

TEST(Quarantine, KnowsWhoMay) {
    QuarantineStory story;
    const auto may = [&](const PersonId& who) {
        return story.governance.quarantining_grant(who, story.space());
    };
    EXPECT_EQ(may(story.id_of_person()), story.closed);
    EXPECT_FALSE(may(story.author()));
    story.give(Role::editor, story.other);
    story.give(Role::moderator, story.other, KindNumber{4});
    EXPECT_FALSE(may(story.author()));
    const auto moderator = story.give(Role::moderator, story.other);
    EXPECT_EQ(may(story.author()), moderator);
}

}  // namespace
}  // namespace praxis::governance
