// What is decided again when an act comes, and whose updates elsewhere it is said to concern.
#include "tests/unit/governance/story.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace praxis::governance {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

TEST(Changes, TellWhatWasAddedAndNothingTwice) {
    Story story;
    const auto first = story.governance.take_changes();
    EXPECT_EQ(first.verdicts.size(), story.governance.updates().size());
    EXPECT_THAT(first.devices, UnorderedElementsAre(story.ana_tablet.key(), story.ana_phone.key()));
    const auto none = story.governance.take_changes();
    EXPECT_THAT(none.verdicts, IsEmpty());
    EXPECT_THAT(none.devices, IsEmpty());
    EXPECT_THAT(none.spaces, IsEmpty());
    const auto two = story.say(
        story.board, GrantAdministrator{Level::centre, {}, story.other_administrator.key(), false});
    const auto later = story.governance.take_changes();
    EXPECT_THAT(later.verdicts, UnorderedElementsAre(two));
    EXPECT_THAT(later.devices, IsEmpty());
}

TEST(Changes, NameTheDeviceOrAllDevicesThatARevocationEnds) {
    Story story;
    static_cast<void>(story.governance.take_changes());
    story.say(story.ana, Revoke{story.person, story.phone, {}});
    EXPECT_THAT(story.governance.take_changes().devices,
                UnorderedElementsAre(story.ana_phone.key()));
    story.say(story.administrator, Revoke{story.centre, story.person, {}});
    const auto all = story.governance.take_changes();
    EXPECT_THAT(all.devices, UnorderedElementsAre(story.ana_tablet.key(), story.ana_phone.key()));
    // Her certificates lie outside the cuts.
    EXPECT_THAT(all.verdicts, Contains(story.tablet));
    EXPECT_EQ(story.of(story.tablet).reason, Reason::revoked);
}

TEST(Changes, NameWhoeverHeldARoleThatIsVoidNow) {
    Story story;
    const auto guest =
        story.say(story.administrator, story.world.hosted(story.centre, story.guest));
    const auto role = story.say(story.ana_tablet,
                                GrantRole{.under = story.closed,
                                          .space = same_bytes<SpaceId>(story.closed),
                                          .role = Role::member,
                                          .holder = same_bytes<PersonId>(guest)});
    EXPECT_TRUE(story.written(story.guest, story.closed).stands());
    static_cast<void>(story.governance.take_changes());
    story.say(story.administrator, Revoke{story.centre, story.closed, {}});
    const auto changes = story.governance.take_changes();
    EXPECT_THAT(changes.verdicts, Contains(role));
    EXPECT_THAT(changes.devices, Contains(story.guest.key()));
    EXPECT_FALSE(story.written(story.guest, story.closed).stands());
}

TEST(Changes, NameWhoTookUpAnInvitationAndWhoLostWhatItGave) {
    Story story;
    // For a person of her own key, and for one whose key came by the same handover.
    const auto guest =
        story.say(story.administrator, story.world.person(story.centre, story.guest));
    story.say(story.guest, story.world.device(guest, guest, story.stranger));
    const auto role = story.say(story.ana_tablet,
                                GrantRole{.under = story.closed,
                                          .space = same_bytes<SpaceId>(story.closed),
                                          .role = Role::member,
                                          .holder = story.invitation.key()});
    static_cast<void>(story.governance.take_changes());
    const auto taken = story.take_up(story.invitation, {{{role, story.guest.key()}}});
    EXPECT_THAT(story.governance.take_changes().devices, Contains(story.stranger.key()));
    EXPECT_TRUE(story.written(story.stranger, story.closed).stands());

    story.say(story.administrator, Revoke{story.centre, story.closed, {}});  // its giver's right
    EXPECT_THAT(story.governance.take_changes().devices, Contains(story.stranger.key()));
    EXPECT_FALSE(story.of(taken).stands());
    EXPECT_FALSE(story.written(story.stranger, story.closed).stands());
}

TEST(Changes, NameThePersonWhoWasTakenUpTogetherWithTheRole) {
    Story story;
    auto invited = story.world.person(story.centre, story.invitation);
    invited.form = Holder::invitation;
    const auto person = story.say(story.administrator, invited);
    const auto role = story.say(story.ana_tablet,
                                GrantRole{.under = story.closed,
                                          .space = same_bytes<SpaceId>(story.closed),
                                          .role = Role::member,
                                          .holder = story.invitation.key()});
    story.take_up(story.invitation, {{{person, story.guest.key()}, {role, story.guest.key()}}});
    story.say(story.guest, story.world.device(person, person, story.stranger));
    EXPECT_TRUE(story.written(story.stranger, story.closed).stands());
    static_cast<void>(story.governance.take_changes());
    story.say(story.ana_tablet, Revoke{story.closed, role, {}});
    EXPECT_THAT(story.governance.take_changes().devices, Contains(story.stranger.key()));
    EXPECT_FALSE(story.written(story.stranger, story.closed).stands());
}

TEST(Changes, NameASpaceWhoseFoundingIsVoidNow) {
    Story story;
    static_cast<void>(story.governance.take_changes());
    story.say(story.board, Revoke{{}, story.centre, {}});
    EXPECT_THAT(
        story.governance.take_changes().spaces,
        UnorderedElementsAre(same_bytes<SpaceId>(story.open), same_bytes<SpaceId>(story.closed)));
}

// A revocation may be here before what its cut names.
TEST(Changes, FollowWhenWhatACutNamesComesLater) {
    Story story;
    const auto last = story.world.act(story.ana,
                                      story.world.device(story.person, story.person, story.guest),
                                      story.governance.heads());
    story.say(story.administrator, Revoke{story.centre, story.person, {story.world.cut_at(last)}});
    EXPECT_EQ(story.of(story.phone).reason, Reason::revoked);
    static_cast<void>(story.governance.take_changes());
    story.add(last);
    const auto changes = story.governance.take_changes();
    EXPECT_THAT(changes.verdicts, UnorderedElementsAre(last, story.tablet, story.phone));
    EXPECT_TRUE(story.of(story.phone).stands());
    EXPECT_THAT(changes.devices, Contains(story.ana_phone.key()));
}

// A void grant may name a person that is not in its past: who reaches it shows when that comes.
TEST(Changes, FollowWhatAVoidGrantDescendsFrom) {
    for (const bool person_first : {true, false}) {
        Story story;
        const auto heads = story.governance.heads();
        const auto person = story.world.act(
            story.administrator, story.world.person(story.centre, story.guest), heads);
        const auto device = story.world.act(
            story.board, story.world.device(story.centre, person, story.stranger), heads);
        const auto end = story.world.act(
            story.administrator, Revoke{story.centre, device, {}}, {device, story.centre});
        // Its chain goes through the person; so that may come late, the revocation has one of its
        // own.
        const auto apart = story.world.act(story.administrator,
                                           Revoke{story.centre, device, {}},
                                           {device, story.centre},
                                           {.incarnation = Incarnation{9}, .after = {}});
        if (person_first) story.add(person);
        story.add(device);
        story.add(apart);
        EXPECT_EQ(story.of(apart).stands(), person_first);
        if (!person_first) story.add(person);
        EXPECT_TRUE(story.of(apart).stands());
        story.add(end);
        EXPECT_TRUE(story.of(end).stands());
    }
}

TEST(Changes, FollowAForkInAChainOfRoot) {
    Story story;
    static_cast<void>(story.governance.take_changes());
    const auto twin = story.world.act(story.ana,
                                      story.world.device(story.person, story.person, story.guest),
                                      story.governance.heads(),
                                      {.incarnation = Incarnation{7}, .after = story.tablet});
    story.add(twin);
    const auto changes = story.governance.take_changes();
    EXPECT_THAT(changes.verdicts, UnorderedElementsAre(twin, story.phone));
    EXPECT_THAT(changes.devices, Contains(story.ana_phone.key()));
    EXPECT_TRUE(story.of(story.tablet).stands());  // before the fork
    EXPECT_FALSE(story.of(story.phone).stands());
}

TEST(Changes, FollowAForkToWhatEndorsedIt) {
    SeededEntropy entropy{1};
    const Actor one{entropy}, two{entropy}, three{entropy}, centre{entropy};
    GovernanceWorld world{{&one, &two, &three}, 2};
    Governance governance{world.genesis()};
    const auto say = [&](const UpdateId& id) {
        governance.add(world.at(id));
        return id;
    };
    const GrantAdministrator grant{Level::centre, {}, centre.key(), false};
    const auto proposal = say(world.act(one, grant, {}));
    const auto endorsement = say(world.act(two, Endorse{proposal}, {proposal}));
    EXPECT_TRUE(governance.verdict_of_root(proposal).stands());
    EXPECT_TRUE(governance.verdict_of_root(endorsement).stands());
    static_cast<void>(governance.take_changes());
    const auto twin = say(world.act(
        one, grant, {proposal}, {.incarnation = Incarnation{7}, .after = {}, .from_start = true}));
    EXPECT_THAT(governance.take_changes().verdicts,
                UnorderedElementsAre(proposal, endorsement, twin));
    EXPECT_EQ(governance.verdict_of_root(proposal).reason, Reason::fork_in_root);
    EXPECT_EQ(governance.verdict_of_root(endorsement).reason, Reason::target_not_in_past);
}

}  // namespace
}  // namespace praxis::governance
