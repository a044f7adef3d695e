// Who has to agree before what somebody wrote is erased.
#include "tests/unit/governance/story.hpp"

#include <gtest/gtest.h>

namespace praxis::governance {
namespace {

/// Two stewards, and what one of them asks to erase: an update that need not be here.
struct ErasureStory : Story {
    ErasureStory() {
        other = say(administrator, world.person(centre, guest));
        other_device = say(guest, world.device(other, other, stranger));
        second = say(administrator, role(centre, Role::steward, other));
    }
    GrantRole role(const UpdateId& under, Role as, const UpdateId& who) const {
        return {.under = under, .space = space(), .role = as, .holder = same_bytes<PersonId>(who)};
    }
    SpaceId space() const { return same_bytes<SpaceId>(closed); }
    UpdateId agree(const Actor& by, const UpdateId& under) {
        return say(by, AgreeErasure{under, space(), target});
    }
    bool agreed() const { return governance.erasure(space(), target).agreed; }

    UpdateId target = tablet;  // any id: what it names is not looked at
    UpdateId other, other_device, second;
};

TEST(Erasures, NeedTwoStewards) {
    ErasureStory story;
    const auto first = story.agree(story.ana_tablet, story.closed);
    EXPECT_TRUE(story.of(first).stands());
    EXPECT_FALSE(story.agreed());
    EXPECT_EQ(story.governance.erasure(story.space(), story.target).stewards,
              std::set{story.id_of_person()});
    // The same steward by another device.
    EXPECT_TRUE(story.of(story.agree(story.ana_phone, story.closed)).stands());
    EXPECT_FALSE(story.agreed());
    EXPECT_TRUE(story.governance.agreed_erasures().empty());

    EXPECT_TRUE(story.of(story.agree(story.stranger, story.second)).stands());
    EXPECT_TRUE(story.agreed());
    const auto all = story.governance.agreed_erasures();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all.front().target, story.target);
    const auto said = story.governance.erasure_agreements(story.space());
    EXPECT_EQ(said.size(), 3U);
    for (const auto& each : said)
        EXPECT_EQ(each.target, story.target);
    EXPECT_TRUE(story.governance.erasure_agreements(same_bytes<SpaceId>(story.open)).empty());
    EXPECT_FALSE(all.front().from_above);
}

TEST(Erasures, AreNotOneStewardsByTwoGrants) {
    ErasureStory story;
    const auto again =
        story.say(story.administrator, story.role(story.centre, Role::steward, story.person));
    EXPECT_TRUE(story.of(story.agree(story.ana_tablet, story.closed)).stands());
    EXPECT_TRUE(story.of(story.agree(story.ana_phone, again)).stands());
    EXPECT_FALSE(story.agreed());
}

TEST(Erasures, NeedAStewardBesideWhoIsAbove) {
    ErasureStory story;
    EXPECT_TRUE(story.of(story.agree(story.administrator, story.centre)).stands());
    EXPECT_TRUE(story.of(story.agree(story.board, {})).stands());
    EXPECT_FALSE(story.agreed());
    EXPECT_TRUE(story.of(story.agree(story.stranger, story.second)).stands());
    EXPECT_TRUE(story.agreed());
}

TEST(Erasures, AreAgreedByABoardKeyToo) {
    ErasureStory story;
    EXPECT_TRUE(story.of(story.agree(story.board, {})).stands());
    EXPECT_TRUE(story.of(story.agree(story.ana_tablet, story.closed)).stands());
    EXPECT_TRUE(story.agreed());
    const auto by_nobody = story.agree(story.ana, {});
    EXPECT_EQ(story.of(by_nobody).reason, Reason::not_the_board);
}

TEST(Erasures, AreNoBusinessOfOthers) {
    ErasureStory story;
    EXPECT_TRUE(story.of(story.agree(story.ana_tablet, story.closed)).stands());
    const auto moderator =
        story.say(story.ana_tablet, story.role(story.closed, Role::moderator, story.other));
    EXPECT_TRUE(story.of(moderator).stands());
    EXPECT_EQ(story.of(story.agree(story.stranger, moderator)).reason, Reason::beyond_reach);
    // A steward of another space; an office; another centre.
    EXPECT_EQ(story.of(story.agree(story.ana_tablet, story.open)).reason, Reason::beyond_reach);
    const auto office = story.say(
        story.administrator,
        GrantAdministrator{Level::office, story.centre, story.other_administrator.key(), false});
    EXPECT_EQ(story.of(story.agree(story.other_administrator, office)).reason,
              Reason::beyond_reach);
    const auto elsewhere = story.say(
        story.board, GrantAdministrator{Level::centre, {}, story.other_administrator.key(), false});
    EXPECT_EQ(story.of(story.agree(story.other_administrator, elsewhere)).reason,
              Reason::beyond_reach);
    // By somebody else's grant.
    EXPECT_EQ(story.of(story.agree(story.ana_tablet, story.second)).reason, Reason::not_the_holder);
    EXPECT_FALSE(story.agreed());
}

TEST(Erasures, EndWithTheRightOfWhoAgreed) {
    ErasureStory story;
    story.agree(story.ana_tablet, story.closed);
    const auto agreement = story.agree(story.stranger, story.second);
    EXPECT_TRUE(story.agreed());
    const auto kept = story.say(
        story.administrator, Revoke{story.centre, story.second, {story.world.cut_at(agreement)}});
    EXPECT_TRUE(story.of(kept).stands());
    EXPECT_TRUE(story.agreed());
    story.say(story.administrator, Revoke{story.centre, story.second, {}});
    EXPECT_FALSE(story.agreed());
}

TEST(Erasures, SpeakOfOneSpaceAndOneTarget) {
    ErasureStory story;
    story.agree(story.ana_tablet, story.closed);
    story.agree(story.stranger, story.second);
    EXPECT_FALSE(story.governance.erasure(same_bytes<SpaceId>(story.open), story.target).agreed);
    EXPECT_FALSE(story.governance.erasure(story.space(), story.phone).agreed);
}

}  // namespace
}  // namespace praxis::governance
