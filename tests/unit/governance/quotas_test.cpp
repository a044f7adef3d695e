// Who sets the quota of a space, and which of several is in force.
#include "tests/unit/governance/story.hpp"

#include <gtest/gtest.h>

namespace praxis::governance {
namespace {

constexpr Quota some{limits::quota_updates_min, limits::quota_bytes_min};
constexpr Quota more{10 * limits::quota_updates_min, 0};

/// Ana's closed space has a second steward, who has a device of their own.
struct QuotaStory : Story {
    QuotaStory() {
        other = say(administrator, world.person(centre, guest));
        say(guest, world.device(other, other, stranger));
        second = say(administrator, role(centre, Role::steward));
    }
    GrantRole role(const UpdateId& under, Role as) const {
        return {
            .under = under, .space = space(), .role = as, .holder = same_bytes<PersonId>(other)};
    }
    SpaceId space() const { return same_bytes<SpaceId>(closed); }
    UpdateId set(const Actor& by, const UpdateId& under, const Quota& quota) {
        return say(by, SetQuota{under, space(), quota});
    }
    std::optional<Quota> in_force() const {
        const auto info = governance.quota(space());
        return info ? std::optional{info->quota} : std::nullopt;
    }

    UpdateId other, second;
};

TEST(Quotas, AreSetByAStewardOrWhoIsAboveTheSpace) {
    QuotaStory story;
    EXPECT_FALSE(story.in_force());
    const auto first = story.set(story.ana_tablet, story.closed, some);
    EXPECT_TRUE(story.of(first).stands());
    EXPECT_EQ(story.governance.quota(story.space()), (QuotaInfo{first, some}));
    EXPECT_TRUE(story.of(story.set(story.stranger, story.second, more)).stands());
    EXPECT_EQ(story.in_force(), more);
    EXPECT_TRUE(story.of(story.set(story.administrator, story.centre, some)).stands());
    EXPECT_EQ(story.in_force(), some);
    // No bound is a quota like any other, and ends the one before.
    EXPECT_TRUE(story.of(story.set(story.ana_phone, story.closed, {})).stands());
    EXPECT_EQ(story.in_force(), Quota{});
    EXPECT_FALSE(story.governance.quota(same_bytes<SpaceId>(story.Story::open)));
}

TEST(Quotas, AreSetByAnOfficeForWhatItFounded) {
    QuotaStory story;
    const auto& clerk = story.other_administrator;
    const auto office = story.say(
        story.administrator, GrantAdministrator{Level::office, story.centre, clerk.key(), false});
    const auto hall = story.say(clerk, FoundSpace{office, story.id_of_person(), JoinPolicy::open});
    const auto its = story.say(clerk, SetQuota{office, same_bytes<SpaceId>(hall), some});
    EXPECT_TRUE(story.of(its).stands());
    EXPECT_EQ(story.of(story.set(clerk, office, some)).reason, Reason::beyond_reach);
}

TEST(Quotas, AreNoBusinessOfOthers) {
    QuotaStory story;
    const auto moderator = story.say(story.ana_tablet, story.role(story.closed, Role::moderator));
    EXPECT_EQ(story.of(story.set(story.stranger, moderator, some)).reason, Reason::beyond_reach);
    // A steward of another space; a person's own grant; the board.
    EXPECT_EQ(story.of(story.set(story.ana_tablet, story.Story::open, some)).reason,
              Reason::beyond_reach);
    EXPECT_EQ(story.of(story.set(story.ana, story.person, some)).reason, Reason::beyond_reach);
    EXPECT_EQ(story.of(story.set(story.board, {}, some)).reason, Reason::not_the_board);
    // By somebody else's grant, and of what is no space.
    EXPECT_EQ(story.of(story.set(story.ana_tablet, story.second, some)).reason,
              Reason::not_the_holder);
    const auto of_none = story.say(story.ana_tablet,
                                   SetQuota{story.closed, same_bytes<SpaceId>(story.person), some});
    EXPECT_EQ(story.of(of_none).reason, Reason::target_not_in_past);
    EXPECT_FALSE(story.in_force());
}

TEST(Quotas, OfTwoAtOnceAreOneEverywhere) {
    QuotaStory story;
    const auto before = story.governance.heads();
    const auto one =
        story.say(story.ana_tablet, SetQuota{story.closed, story.space(), some}, before);
    const auto two = story.say(story.stranger, SetQuota{story.second, story.space(), more}, before);
    EXPECT_EQ(story.governance.quota(story.space())->act, std::min(one, two));
    // What comes after both counts, whatever its id.
    const auto last = story.set(story.ana_phone, story.closed, {});
    EXPECT_EQ(story.governance.quota(story.space())->act, last);
}

TEST(Quotas, EndWithTheRightOfWhoSetThem) {
    QuotaStory story;
    const auto first = story.set(story.ana_tablet, story.closed, some);
    const auto second = story.set(story.stranger, story.second, more);
    EXPECT_EQ(story.in_force(), more);
    const auto kept = story.say(story.administrator,
                                Revoke{story.centre, story.second, {story.world.cut_at(second)}});
    EXPECT_TRUE(story.of(kept).stands());
    EXPECT_EQ(story.in_force(), more);
    story.say(story.administrator, Revoke{story.centre, story.second, {}});
    EXPECT_EQ(story.governance.quota(story.space())->act, first);
}

TEST(Quotas, AreForAStewardToSet) {
    QuotaStory story;
    EXPECT_EQ(story.governance.steward_grant(story.id_of_person(), story.space()), story.closed);
    EXPECT_EQ(story.governance.steward_grant(same_bytes<PersonId>(story.other), story.space()),
              story.second);
    story.say(story.administrator, Revoke{story.centre, story.second, {}});
    EXPECT_FALSE(story.governance.steward_grant(same_bytes<PersonId>(story.other), story.space()));
}

}  // namespace
}  // namespace praxis::governance
