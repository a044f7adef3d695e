#include "protocol/governance/model.hpp"

#include "tests/unit/governance/story.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace praxis::governance {
namespace {

TEST(Governance, LetsAStandingPersonWriteInAnOpenSpace) {
    Story story;
    EXPECT_TRUE(story.written(story.ana_tablet, story.open).stands());
    EXPECT_EQ(story.written(story.ana_tablet, story.open).person, story.id_of_person());
    EXPECT_EQ(story.written(story.stranger, story.open).reason, Reason::no_right);
    EXPECT_EQ(story.written(story.administrator, story.open).reason, Reason::no_right);
}

TEST(Governance, AsksForARoleInOtherSpaces) {
    Story story;
    const auto guest =
        story.say(story.administrator, story.world.hosted(story.centre, story.guest));
    EXPECT_TRUE(story.written(story.ana_phone, story.closed).stands());  // the steward
    EXPECT_EQ(story.written(story.guest, story.closed).reason, Reason::no_right);
    const auto space = same_bytes<SpaceId>(story.closed);
    const auto role =
        story.say(story.ana_tablet,
                  GrantRole{story.closed, space, Role::member, same_bytes<PersonId>(guest)});
    EXPECT_TRUE(story.of(role).stands());
    EXPECT_EQ(story.of(role).person, story.id_of_person());
    EXPECT_TRUE(story.written(story.guest, story.closed).stands());
    EXPECT_EQ(story.governance.role_of(same_bytes<PersonId>(guest), space)->role, Role::member);
    EXPECT_TRUE(story.governance.may_write(same_bytes<PersonId>(guest), space));

    const auto end = story.say(story.ana_phone, Revoke{story.closed, role, {}});
    EXPECT_TRUE(story.of(end).stands());
    EXPECT_EQ(story.written(story.guest, story.closed).reason, Reason::revoked);
    EXPECT_EQ(story.written(story.guest, story.closed).by, end);
    EXPECT_TRUE(story.written(story.guest, story.open).stands());
    EXPECT_EQ(story.governance.role_of(same_bytes<PersonId>(guest), space), std::nullopt);
}

TEST(Governance, JudgesByTheGovernanceHeadsTheAuthorSaw) {
    Story story;
    const ChainId chain{story.ana_tablet.key(), same_bytes<SpaceId>(story.open), Incarnation{7}};
    const auto with = [&](std::vector<UpdateId> heads) {
        return story.governance.verdict(
            {UpdateId{}, chain, Seq{1}, heads, {}, 4, false, [](const CutsOfAct&) {
                 return CutSide::unknown;
             }});
    };
    EXPECT_EQ(with({}).reason, Reason::no_space);
    EXPECT_EQ(with({story.phone}).reason, Reason::no_space);
    EXPECT_TRUE(with({story.open}).stands());
    EXPECT_EQ(with({UpdateId{}}).standing, Standing::waiting);
}

TEST(Governance, KeepsWhatACutOfARevokedDeviceNames) {
    Story story;
    const auto chain =
        ChainId{story.ana_phone.key(), same_bytes<SpaceId>(story.open), Incarnation{7}};
    story.say(story.ana, Revoke{story.person, story.phone, {{chain, Seq{1}, UpdateId{}}}});
    EXPECT_EQ(story.written(story.ana_phone, story.open).reason, Reason::revoked);
    EXPECT_TRUE(story.written(story.ana_phone, story.open, true).stands());
    EXPECT_TRUE(story.written(story.ana_tablet, story.open).stands());
    EXPECT_FALSE(story.governance.device_info(story.ana_phone.key())->stands_now);
    EXPECT_TRUE(story.governance.device_info(story.ana_tablet.key())->stands_now);
}

TEST(Governance, LetsADeviceAddASiblingAndRetireItselfButNotEndOthers) {
    Story story;
    const auto third =
        story.say(story.ana_tablet, story.world.device(story.person, story.person, story.guest));
    EXPECT_TRUE(story.of(third).stands());
    const auto attack = story.say(story.guest, Revoke{story.person, story.tablet, {}});
    EXPECT_EQ(story.of(attack).reason, Reason::not_the_holder);
    const auto leave = story.say(story.guest, Revoke{third, third, {}});
    EXPECT_TRUE(story.of(leave).stands());
    EXPECT_EQ(story.written(story.guest, story.open).reason, Reason::revoked);
}

TEST(Governance, KeepsEqualsFromReachingEachOther) {
    Story story;
    const auto two = story.say(
        story.board, GrantAdministrator{Level::centre, {}, story.other_administrator.key(), false});
    const auto attack = story.say(story.other_administrator, Revoke{two, story.centre, {}});
    EXPECT_EQ(story.of(attack).reason, Reason::beyond_reach);
    const auto below = story.say(story.other_administrator, Revoke{two, story.person, {}});
    EXPECT_EQ(story.of(below).reason, Reason::beyond_reach);
    const auto claim =
        story.say(story.other_administrator, story.world.device(two, story.person, story.stranger));
    EXPECT_EQ(story.of(claim).reason, Reason::beyond_reach);
    EXPECT_TRUE(story.written(story.ana_tablet, story.open).stands());
}

TEST(Governance, VoidsWhatARevokedCentreDidOutsideTheCut) {
    Story story;
    const auto keep = story.world.cut_at(story.tablet);
    const auto founded = story.world.cut_at(story.person);
    std::vector cuts{keep, founded};
    std::ranges::sort(cuts);
    const auto end = story.say(story.board, Revoke{{}, story.centre, cuts});
    EXPECT_TRUE(story.of(end).stands());
    EXPECT_TRUE(story.of(story.person).stands());
    EXPECT_TRUE(story.of(story.phone).stands());  // by the person key: not the centre's act
    EXPECT_EQ(story.of(story.open).reason, Reason::revoked);
    EXPECT_EQ(story.of(story.open).by, end);
    EXPECT_EQ(story.written(story.ana_tablet, story.open).reason, Reason::no_space);
    EXPECT_TRUE(story.governance.spaces().empty());
}

TEST(Governance, WaitsForKBoardKeys) {
    SeededEntropy entropy{1};
    const Actor one{entropy}, two{entropy}, stranger{entropy}, administrator{entropy};
    GovernanceWorld world{{&one, &two}, 2};
    Governance governance{world.genesis()};
    const auto say = [&](const Actor& by, const Act& act) {
        const auto id = world.act(by, act, governance.heads());
        governance.add(world.at(id));
        return id;
    };
    const auto centre = say(one, GrantAdministrator{Level::centre, {}, administrator.key(), false});
    say(one, Endorse{centre});
    const auto outside = say(stranger, Endorse{centre});
    EXPECT_EQ(governance.verdict_of_root(centre).reason, Reason::not_endorsed);
    EXPECT_EQ(governance.verdict_of_root(outside).reason, Reason::not_the_board);
    EXPECT_EQ(governance.administrator(administrator.key()), std::nullopt);
    say(two, Endorse{centre});
    EXPECT_TRUE(governance.verdict_of_root(centre).stands());
    EXPECT_EQ(governance.administrator(administrator.key())->grant, centre);
}

/// A role in the closed space and a person of their own, both for one invitation key.
struct Invited : Story {
    Invited() {
        GrantPerson act{.under = centre,
                        .holder = invitation.key(),
                        .form = Holder::invitation,
                        .dh = {},
                        .possession = {}};
        newcomer = say(administrator, act);
        role = say(ana_tablet,
                   GrantRole{closed, same_bytes<SpaceId>(closed), Role::member, invitation.key()});
    }
    UpdateId newcomer, role;
};

TEST(Governance, HandsAnInvitationOverOnce) {
    Invited story;
    EXPECT_TRUE(story.governance.is_certificate_known(story.invitation.key()));
    EXPECT_FALSE(story.governance.is_certificate_known(story.guest.key()));
    EXPECT_THAT(story.governance.invitation(story.invitation.key()),
                testing::UnorderedElementsAre(story.newcomer, story.role));
    const auto early = story.say(
        story.invitation, story.world.device(story.newcomer, story.newcomer, story.stranger));
    EXPECT_EQ(story.of(early).reason, Reason::not_the_holder);  // the invitation key has no right

    const auto joined = story.take_up(
        story.invitation, {{{story.newcomer, story.guest.key()}, {story.role, story.guest.key()}}});
    EXPECT_TRUE(story.of(joined).stands());
    EXPECT_TRUE(story.governance.is_certificate_known(story.guest.key()));
    const auto certificate =
        story.say(story.guest, story.world.device(story.newcomer, story.newcomer, story.stranger));
    EXPECT_TRUE(story.of(certificate).stands());
    EXPECT_TRUE(story.written(story.stranger, story.closed).stands());

    const auto again = story.take_up(
        story.invitation, {{{story.newcomer, story.ana.key()}, {story.role, story.ana.key()}}});
    EXPECT_EQ(story.of(again).reason, Reason::fork_in_root);
    EXPECT_EQ(story.of(joined).reason, Reason::fork_in_root);
    EXPECT_EQ(story.of(certificate).reason, Reason::not_the_holder);
    EXPECT_FALSE(story.written(story.stranger, story.closed).stands());

    // Each grant is handed over by whom its giver picks.
    const std::vector<Cut> picked{story.world.cut_at(joined)};
    EXPECT_TRUE(
        story.of(story.say(story.administrator, Ratify{story.centre, story.newcomer, picked}))
            .stands());
    EXPECT_TRUE(story.of(joined).stands());
    EXPECT_TRUE(story.of(certificate).stands());
    EXPECT_EQ(story.of(again).reason, Reason::fork_in_root);
    EXPECT_EQ(story.written(story.stranger, story.closed).reason, Reason::no_right);
    EXPECT_TRUE(
        story.of(story.say(story.ana_tablet, Ratify{story.closed, story.role, picked})).stands());
    EXPECT_TRUE(story.written(story.stranger, story.closed).stands());
}

TEST(Governance, KeepsAHandoverWhenItsNewHolderGivesUp) {
    Invited story;
    const auto joined = story.take_up(story.invitation, {{{story.newcomer, story.guest.key()}}});
    const auto leaves = story.say(story.guest, Revoke{story.newcomer, story.newcomer, {}});
    EXPECT_TRUE(story.of(leaves).stands());
    EXPECT_TRUE(story.of(joined).stands());
    EXPECT_FALSE(story.governance.person_info(same_bytes<PersonId>(story.newcomer))->stands_now);
}

// Another administrator names the key that took the role up in a person of theirs, whose devices
// they certify: the role stays with the person of the handover.
TEST(Governance, GivesAnInvitedRoleToNobodyElsesPerson) {
    Invited story;
    const auto two = story.say(
        story.board, GrantAdministrator{Level::centre, {}, story.other_administrator.key(), false});
    GrantPerson act{.under = two,
                    .holder = story.stranger.key(),
                    .form = Holder::invitation,
                    .dh = {},
                    .possession = {}};
    const auto theirs = story.say(story.other_administrator, act);
    story.take_up(story.invitation,
                  {{{story.newcomer, story.guest.key()}, {story.role, story.guest.key()}}});
    story.take_up(story.stranger, {{{theirs, story.guest.key()}}});
    const Actor thief{story.entropy};
    story.say(story.other_administrator, story.world.device(two, theirs, thief));
    EXPECT_TRUE(story.written(thief, story.open).stands());
    EXPECT_EQ(story.written(thief, story.closed).reason, Reason::no_right);
}

TEST(Governance, AppointsNoStewardInASpaceThatIsVoid) {
    Story story;
    const auto office = story.say(
        story.administrator,
        GrantAdministrator{Level::office, story.centre, story.other_administrator.key(), false});
    const auto space = story.say(story.other_administrator,
                                 FoundSpace{office, story.id_of_person(), JoinPolicy::invite});
    const GrantRole act{
        story.centre, same_bytes<SpaceId>(space), Role::steward, story.id_of_person()};
    const auto steward = story.say(story.administrator, act);
    EXPECT_TRUE(story.of(steward).stands());
    story.say(story.administrator, Revoke{story.centre, office, {}});
    EXPECT_EQ(story.of(space).reason, Reason::revoked);
    EXPECT_EQ(story.of(steward).reason, Reason::grant_void);
    EXPECT_EQ(story.of(steward).by, space);
}

TEST(Governance, VoidsARootChainFromWhereItForks) {
    Story story;
    const auto first = story.say(story.ana_tablet, JoinHeads{});
    const auto one =
        story.say(story.ana_tablet, story.world.device(story.person, story.person, story.guest));
    const auto two = story.add(
        story.world.act(story.ana_tablet,
                        story.world.device(story.person, story.person, story.stranger),
                        story.governance.heads(),
                        {.incarnation = Incarnation{7}, .after = first, .from_start = false}));
    EXPECT_TRUE(story.of(first).stands());
    EXPECT_EQ(story.of(one).reason, Reason::fork_in_root);
    EXPECT_EQ(story.of(two).reason, Reason::fork_in_root);
}

TEST(Governance, KnowsItsDevicesPersonsAndSpaces) {
    Story story;
    const auto& governance = story.governance;
    EXPECT_EQ(governance.person_of(story.ana_phone.key()), story.id_of_person());
    EXPECT_EQ(governance.person_of(story.administrator.key()), std::nullopt);
    const auto device = governance.device_info(story.ana_phone.key(), story.ana_phone.dh.key());
    ASSERT_TRUE(device);
    EXPECT_EQ(device->key, story.ana_phone.key());
    EXPECT_EQ(device->certificate, story.phone);
    EXPECT_EQ(device->node, NodeRole::replica);
    EXPECT_EQ(governance.nodes().size(), 2U);
    EXPECT_EQ(governance.devices_of(story.id_of_person()).size(), 2U);
    EXPECT_EQ(governance.persons().size(), 1U);
    EXPECT_EQ(governance.spaces().size(), 2U);
    EXPECT_EQ(governance.space_info(same_bytes<SpaceId>(story.open))->policy, JoinPolicy::open);
    EXPECT_THAT(governance.persons_by_key(story.ana.key()),
                testing::ElementsAre(story.id_of_person()));
    EXPECT_THAT(governance.acting_keys(story.person),
                testing::UnorderedElementsAre(
                    story.ana.key(), story.ana_tablet.key(), story.ana_phone.key()));
    EXPECT_EQ(governance.role_of(story.id_of_person(), same_bytes<SpaceId>(story.closed))->role,
              Role::steward);
    EXPECT_FALSE(story.governance.add(story.world.at(story.open)));
}

}  // namespace
}  // namespace praxis::governance
