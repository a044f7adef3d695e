// Which spaces a node may be given, and by which revocation it is given none.
#include "tests/unit/governance/story.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace praxis::governance {
namespace {

using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

GrantRole role_in(const UpdateId& space, Role role, const UpdateId& person) {
    return {.under = space,
            .space = same_bytes<SpaceId>(space),
            .role = role,
            .holder = same_bytes<PersonId>(person)};
}

struct Access : ::testing::Test {
    UpdateId certify(const UpdateId& of, const Actor& key, NodeRole node) {
        auto device = story.world.device(story.centre, of, key);
        device.node = node;
        return story.say(story.administrator, device);
    }
    std::set<SpaceId> spaces_of(const Actor& node) const {
        return story.governance.spaces_of_node(node.key());
    }

    Story story;
    SpaceId open = same_bytes<SpaceId>(story.open);
    SpaceId closed = same_bytes<SpaceId>(story.closed);
};

TEST_F(Access, IsOfTheOpenSpacesAndThoseWhereTheOperatorHasARole) {
    EXPECT_THAT(spaces_of(story.ana_phone), UnorderedElementsAre(open, closed));
    EXPECT_THAT(spaces_of(story.stranger), IsEmpty());
    const auto guest =
        story.say(story.administrator, story.world.person(story.centre, story.guest));
    certify(guest, story.stranger, NodeRole::replica);
    EXPECT_THAT(spaces_of(story.stranger), UnorderedElementsAre(open));
    const auto role = story.say(story.ana_tablet, role_in(story.closed, Role::reader, guest));
    EXPECT_THAT(spaces_of(story.stranger), UnorderedElementsAre(open, closed));
    story.say(story.ana_tablet, Revoke{story.closed, role, {}});
    EXPECT_THAT(spaces_of(story.stranger), UnorderedElementsAre(open));
}

TEST_F(Access, OfACentreIsAlsoThatOfWhomItsAdministratorHosts) {
    const auto operator_of =
        story.say(story.administrator, story.world.person(story.centre, story.guest));
    const auto two = story.say(
        story.board, GrantAdministrator{Level::centre, {}, story.other_administrator.key(), false});
    SeededEntropy entropy{9};
    const Actor here{entropy}, elsewhere{entropy}, replica{entropy};
    const auto hosted = story.say(story.administrator, story.world.hosted(story.centre, here));
    const auto other = story.say(story.other_administrator, story.world.hosted(two, elsewhere));
    certify(operator_of, story.stranger, NodeRole::centre);
    certify(operator_of, replica, NodeRole::replica);
    story.say(story.ana_tablet, role_in(story.closed, Role::member, other));
    EXPECT_THAT(spaces_of(story.stranger), UnorderedElementsAre(open));
    story.say(story.ana_tablet, role_in(story.closed, Role::member, hosted));
    EXPECT_THAT(spaces_of(story.stranger), UnorderedElementsAre(open, closed));
    EXPECT_THAT(spaces_of(replica), UnorderedElementsAre(open)) << "it hosts nobody";
    // Who was invited under the same administrator certifies a device of theirs as a centre.
    auto invited = story.world.person(story.centre, story.invitation);
    invited.form = Holder::invitation;
    const auto person = story.say(story.administrator, invited);
    const Actor own{entropy}, claims{entropy};
    story.take_up(story.invitation, {{{person, own.key()}}});
    auto claim = story.world.device(person, person, claims);
    claim.node = NodeRole::centre;
    EXPECT_TRUE(story.of(story.say(own, claim)).stands());
    EXPECT_THAT(spaces_of(claims), UnorderedElementsAre(open)) << "it says so itself";
    story.say(story.administrator, Revoke{story.centre, hosted, {}});
    EXPECT_THAT(spaces_of(story.stranger), UnorderedElementsAre(open));
}

TEST_F(Access, EndsWithTheCertificate) {
    const auto end = story.say(story.ana, Revoke{story.person, story.phone, {}});
    EXPECT_THAT(spaces_of(story.ana_phone), IsEmpty());
    EXPECT_EQ(story.governance.revocation_of(story.ana_phone.key(), story.ana_phone.dh.key()), end);
    EXPECT_EQ(story.governance.revocation_of(story.ana_tablet.key(), story.ana_tablet.dh.key()),
              std::nullopt);
    EXPECT_EQ(story.governance.revocation_of(story.stranger.key(), story.stranger.dh.key()),
              std::nullopt);
}

TEST_F(Access, EndsWithAnythingTheCertificateRestsOn) {
    // Her certificates stay inside the cut, herself is revoked; then all under the centre is void.
    const auto end = story.say(
        story.administrator, Revoke{story.centre, story.person, {story.world.cut_at(story.phone)}});
    EXPECT_TRUE(story.of(story.phone).stands());
    EXPECT_EQ(story.governance.revocation_of(story.ana_phone.key(), story.ana_phone.dh.key()), end);
    const auto all = story.say(story.board, Revoke{{}, story.centre, {}});
    EXPECT_EQ(story.of(story.phone).reason, Reason::grant_void);
    EXPECT_EQ(story.governance.revocation_of(story.ana_phone.key(), story.ana_phone.dh.key()), all);
}

// A possession proves the signing key alone: whoever certifies a device may name another's Noise
// key.
TEST_F(Access, AnothersCertificateForTheSameNoiseKeyTakesNothing) {
    const auto dh = story.ana_phone.dh.key();
    SeededEntropy entropy{11};
    auto sibling = std::make_unique<Actor>(entropy);
    while (sibling->key() > story.ana_phone.key())
        sibling = std::make_unique<Actor>(entropy);
    sibling->dh = crypto::DhPair{story.ana_phone.dh.secret().duplicate()};
    const auto claim =
        story.say(story.ana, story.world.device(story.person, story.person, *sibling));
    ASSERT_TRUE(story.of(claim).stands());
    const auto own = story.governance.device_info(story.ana_phone.key(), dh);
    ASSERT_TRUE(own);
    EXPECT_EQ(own->certificate, story.phone);
    EXPECT_FALSE(story.governance.device_info(story.ana_tablet.key(), dh));
    // Nor does its end end the other.
    story.say(story.ana, Revoke{story.person, claim, {}});
    EXPECT_TRUE(story.governance.device_info(story.ana_phone.key(), dh)->stands_now);
    EXPECT_EQ(story.governance.revocation_of(story.ana_phone.key(), dh), std::nullopt);
}

// Void, but nobody revoked it: its owner is to read why.
TEST_F(Access, OfAForkedCertificateEndsByNoRevocation) {
    story.add(story.world.act(story.ana,
                              story.world.device(story.person, story.person, story.guest),
                              story.governance.heads(),
                              {.incarnation = Incarnation{7}, .after = story.tablet}));
    EXPECT_FALSE(story.of(story.phone).stands());
    EXPECT_THAT(spaces_of(story.ana_phone), IsEmpty());
    EXPECT_EQ(story.governance.revocation_of(story.ana_phone.key(), story.ana_phone.dh.key()),
              std::nullopt);
}

}  // namespace
}  // namespace praxis::governance
