// A person who lost every device is let back in by two stewards.
#include "tests/unit/governance/story.hpp"

#include <gtest/gtest.h>

namespace praxis::governance {
namespace {

/// Three stewards of a space under the centre, and Ana, who lost what she had.
struct Lost : Story {
    Lost() {
        one_person = person_with(one);
        two_person = person_with(two);
        council = say(administrator,
                      FoundSpace{centre, same_bytes<PersonId>(one_person), JoinPolicy::invite});
        second = say(administrator,
                     GrantRole{centre,
                               same_bytes<SpaceId>(council),
                               Role::steward,
                               same_bytes<PersonId>(two_person)});
    }
    UpdateId person_with(const Actor& key) { return say(administrator, world.hosted(centre, key)); }
    Vouch vouch_for(const UpdateId& under) {
        const auto act = world.device(under, person, fresh);
        return {under, act.person, act.holder, act.dh, act.node};
    }
    UpdateId certify(const Actor& by, const UpdateId& under) {
        return say(by, world.device(under, person, fresh));
    }

    Actor one{entropy}, two{entropy}, fresh{entropy};
    UpdateId one_person, two_person, council, second;
};

TEST(Recovery, TakesTwoStewards) {
    Lost story;
    const auto alone = story.certify(story.two, story.second);
    EXPECT_EQ(story.of(alone).reason, Reason::not_vouched);
    const auto vouched = story.say(story.one, story.vouch_for(story.council));
    EXPECT_TRUE(story.of(vouched).stands());
    EXPECT_EQ(story.of(alone).reason, Reason::not_vouched);  // it came before
    const auto own = story.certify(story.one, story.council);
    EXPECT_EQ(story.of(own).reason, Reason::not_vouched);  // one and the same
    EXPECT_FALSE(story.written(story.fresh, story.open).stands());

    const auto certified = story.certify(story.two, story.second);
    EXPECT_TRUE(story.of(certified).stands());
    EXPECT_EQ(story.of(certified).person, same_bytes<PersonId>(story.two_person));
    EXPECT_TRUE(story.written(story.fresh, story.open).stands());
    EXPECT_EQ(story.written(story.fresh, story.open).person, story.id_of_person());
    EXPECT_EQ(story.governance.device_info(story.fresh.key())->person, story.id_of_person());

    // It is a certificate like any other: who is above ends it, and its person goes on by it.
    const auto tablet =
        story.say(story.fresh, story.world.device(story.person, story.person, story.guest));
    EXPECT_TRUE(story.of(tablet).stands());
    const auto end = story.say(story.administrator, Revoke{story.centre, certified, {}});
    EXPECT_TRUE(story.of(end).stands());
    EXPECT_EQ(story.written(story.fresh, story.open).reason, Reason::revoked);
    EXPECT_FALSE(story.of(tablet).stands());
}

TEST(Recovery, IsForTheKeysThatTheOtherVouchedFor) {
    Lost story;
    auto vouch = story.vouch_for(story.council);
    vouch.node = NodeRole::centre;
    story.say(story.one, vouch);
    EXPECT_EQ(story.of(story.certify(story.two, story.second)).reason, Reason::not_vouched);
    vouch = story.vouch_for(story.council);
    vouch.dh = story.guest.dh.key();
    story.say(story.one, vouch);
    EXPECT_EQ(story.of(story.certify(story.two, story.second)).reason, Reason::not_vouched);
}

TEST(Recovery, IsByStewardsWhoseRightNobodyTookFromAbove) {
    Lost story;
    const auto vouched = story.say(story.one, story.vouch_for(story.council));
    const auto certified = story.certify(story.two, story.second);
    // Who gives up afterwards changes nothing of it.
    story.say(story.one, Revoke{story.council, story.council, {}});
    EXPECT_TRUE(story.of(certified).stands());
    // But not to whoever gave up: they certify nothing any more.
    const auto again = story.say(story.one, story.vouch_for(story.council));
    EXPECT_EQ(story.of(again).reason, Reason::revoked);
    // Who is removed, with cuts that leave it out, never vouched.
    const auto removed = story.say(story.administrator, Revoke{story.centre, story.council, {}});
    EXPECT_EQ(story.of(vouched).reason, Reason::revoked);
    EXPECT_EQ(story.of(vouched).by, removed);
    EXPECT_EQ(story.of(certified).reason, Reason::not_vouched);
    EXPECT_FALSE(story.written(story.fresh, story.open).stands());
}

TEST(Recovery, ReachesNobodyBeyondWhatTheSpaceIsUnder) {
    Lost story;
    const auto other = story.say(
        story.board, GrantAdministrator{Level::centre, {}, story.other_administrator.key(), false});
    const auto theirs =
        story.say(story.other_administrator, story.world.hosted(other, story.stranger));
    const auto elsewhere =
        story.say(story.other_administrator,
                  FoundSpace{other, same_bytes<PersonId>(theirs), JoinPolicy::open});
    const auto beyond = story.say(story.stranger, story.vouch_for(elsewhere));
    EXPECT_EQ(story.of(beyond).reason, Reason::beyond_reach);

    // Nor is a moderator enough, nor the person for themselves.
    const auto moderator = story.say(story.one,
                                     GrantRole{story.council,
                                               same_bytes<SpaceId>(story.council),
                                               Role::moderator,
                                               same_bytes<PersonId>(story.two_person)});
    EXPECT_EQ(story.of(story.say(story.two, story.vouch_for(moderator))).reason,
              Reason::beyond_reach);
    const auto herself = story.say(story.ana_tablet, story.vouch_for(story.closed));
    EXPECT_TRUE(story.of(herself).stands());
    EXPECT_EQ(story.of(story.certify(story.two, story.second)).reason, Reason::not_vouched);
}

}  // namespace
}  // namespace praxis::governance
