// Who may keep more than a revocation kept, and which branch of a fork in root counts.
#include "tests/unit/governance/story.hpp"

#include <gtest/gtest.h>

namespace praxis::governance {
namespace {

TEST(Ratification, LetsTheRevokerAndThoseAboveRatifyMore) {
    for (const bool by_maker : {true, false}) {
        Story story;
        const ChainId chain{story.ana_phone.key(), same_bytes<SpaceId>(story.open), Incarnation{7}};
        const std::vector<Cut> more{{chain, Seq{1}, UpdateId{}}};
        const auto end = story.say(story.ana, Revoke{story.person, story.phone, {}});
        EXPECT_EQ(story.written(story.ana_phone, story.open, true).by, end);
        const auto own = story.say(story.ana_phone, Ratify{story.phone, end, more});
        EXPECT_EQ(story.of(own).reason, Reason::revoked);
        EXPECT_FALSE(story.written(story.ana_phone, story.open, true).stands());

        const auto id = by_maker ? story.say(story.ana, Ratify{story.person, end, more})
                                 : story.say(story.administrator, Ratify{story.centre, end, more});
        EXPECT_TRUE(story.of(id).stands());
        EXPECT_TRUE(story.written(story.ana_phone, story.open, true).stands());
        EXPECT_EQ(story.written(story.ana_phone, story.open).by, end);  // what comes after it
        EXPECT_EQ(story.written(story.ana_phone, story.closed, true).by, end);  // another chain
    }
}

TEST(Ratification, IsOfTheRevocationThatTheWordsOfAVerdictName) {
    Verdict verdict;
    verdict.by.bytes[0] = std::byte{7};
    for (int reason = 0; reason <= static_cast<int>(Reason::no_requests); ++reason) {
        verdict.reason = static_cast<Reason>(reason);
        const auto named = revocation_in(text_of(verdict));
        EXPECT_EQ(named.has_value(), verdict.reason == Reason::revoked) << text_of(verdict);
        if (named) EXPECT_EQ(*named, verdict.by);
    }
    for (const auto* other : {"", "revoked by ", "revoked by somebody, outside its cut"})
        EXPECT_FALSE(revocation_in(other)) << other;
}

TEST(Ratification, KeepsOthersFromRatifying) {
    Story story;
    const auto two = story.say(
        story.board, GrantAdministrator{Level::centre, {}, story.other_administrator.key(), false});
    const ChainId chain{story.ana_phone.key(), same_bytes<SpaceId>(story.open), Incarnation{7}};
    const std::vector<Cut> more{{chain, Seq{1}, UpdateId{}}};
    const auto end = story.say(story.administrator, Revoke{story.centre, story.phone, {}});
    const auto below = story.say(story.ana, Ratify{story.person, end, more});
    EXPECT_EQ(story.of(below).reason, Reason::beyond_reach);
    const auto beside = story.say(story.other_administrator, Ratify{two, end, more});
    EXPECT_EQ(story.of(beside).reason, Reason::beyond_reach);
    const auto of_nothing = story.say(story.administrator, Ratify{story.centre, below, more});
    EXPECT_EQ(story.of(of_nothing).reason, Reason::target_not_in_past);
    EXPECT_FALSE(story.written(story.ana_phone, story.open, true).stands());
}

TEST(Ratification, LetsAStewardRatifyForTheChainsOfTheSpaceOnly) {
    Story story;
    const auto end = story.say(story.administrator, Revoke{story.centre, story.phone, {}});
    const auto cut = [&](const UpdateId& space) {
        const ChainId chain{story.ana_phone.key(), same_bytes<SpaceId>(space), Incarnation{7}};
        return Cut{chain, Seq{1}, UpdateId{}};
    };
    std::vector both{cut(story.open), cut(story.closed)};
    std::ranges::sort(both);
    const auto wide = story.say(story.ana_tablet, Ratify{story.closed, end, both});
    EXPECT_EQ(story.of(wide).reason, Reason::beyond_reach);
    const auto there = story.say(story.ana_tablet, Ratify{story.closed, end, {cut(story.closed)}});
    EXPECT_TRUE(story.of(there).stands());
    EXPECT_TRUE(story.written(story.ana_phone, story.closed, true).stands());
    EXPECT_FALSE(story.written(story.ana_phone, story.open, true).stands());
}

// The founding lay outside the cut of a revoked centre, and with it all that was written there.
TEST(Ratification, BringsBackWhatTheBoardRatifies) {
    Story story;
    const auto end = story.say(story.board, Revoke{{}, story.centre, {}});
    EXPECT_EQ(story.of(story.open).reason, Reason::revoked);
    const auto kept = story.world.cut_at(story.open);
    const auto id = story.say(story.board, Ratify{{}, end, {kept}});
    EXPECT_TRUE(story.of(id).stands());
    EXPECT_TRUE(story.of(story.open).stands());
    EXPECT_TRUE(story.written(story.ana_tablet, story.open).stands());
    EXPECT_EQ(story.of(story.closed).reason, Reason::revoked);
}

// Who gave up a right may not ratify what they did after: whether they may would rest on itself.
TEST(Ratification, LetsNobodyTakeBackThatTheyGaveUp) {
    Story story;
    const auto leave = story.say(story.ana, Revoke{story.person, story.person, {}});
    const auto back =
        story.say(story.ana, Ratify{story.person, leave, {story.world.cut_at(leave)}});
    EXPECT_EQ(story.of(back).reason, Reason::revoked);
    const auto above =
        story.say(story.administrator, Ratify{story.centre, leave, {story.world.cut_at(back)}});
    EXPECT_TRUE(story.of(above).stands());
    EXPECT_EQ(story.of(back).reason, Reason::beyond_reach);
}

TEST(Ratification, CountsTheBranchOfAForkThatIsRatified) {
    Story story;
    const auto first = story.say(story.ana_tablet, JoinHeads{});
    const auto one =
        story.say(story.ana_tablet, story.world.device(story.person, story.person, story.guest));
    const auto next = story.say(story.ana_tablet,
                                story.world.device(story.person, story.person, story.invitation));
    const auto two = story.add(
        story.world.act(story.ana_tablet,
                        story.world.device(story.person, story.person, story.stranger),
                        story.governance.heads(),
                        {.incarnation = Incarnation{7}, .after = first, .from_start = false}));
    const auto pick = [&](const Actor& by, const UpdateId& under, const UpdateId& branch) {
        return story.of(story.say(by, Ratify{under, story.tablet, {story.world.cut_at(branch)}}));
    };
    EXPECT_EQ(pick(story.ana_phone, story.phone, one).reason, Reason::beyond_reach);
    EXPECT_EQ(story.of(one).reason, Reason::fork_in_root);
    EXPECT_TRUE(pick(story.ana, story.person, one).stands());
    EXPECT_TRUE(story.of(one).stands());
    EXPECT_EQ(story.of(next).reason, Reason::fork_in_root);  // further along that branch
    EXPECT_EQ(story.of(two).reason, Reason::fork_in_root);
    EXPECT_TRUE(pick(story.administrator, story.centre, next).stands());  // the same branch
    EXPECT_TRUE(story.of(next).stands());

    EXPECT_TRUE(pick(story.administrator, story.centre, two).stands());  // the other: then none
    for (const auto& id : {one, next, two})
        EXPECT_EQ(story.of(id).reason, Reason::fork_in_root);
}

TEST(Ratification, PicksBranchesOutsideRoot) {
    Story story;
    const ChainId chain{story.ana_phone.key(), same_bytes<SpaceId>(story.open), Incarnation{7}};
    const Cut one{chain, Seq{3}, UpdateId{}};
    const Cut other{chain, Seq{4}, UpdateId{}};
    const auto seen = [&](CutSide of_one, CutSide of_other = CutSide::unknown) {
        return story.seen_from(story.ana_phone, story.open, false, [=](const Cut& cut) {
            return cut == one ? of_one : of_other;
        });
    };
    for (const auto side : {CutSide::unknown, CutSide::inside, CutSide::beyond, CutSide::beside}) {
        EXPECT_TRUE(seen(side).stands());  // while nobody picks, all stand
    }
    const auto sibling = story.say(story.ana_tablet, Ratify{story.tablet, story.phone, {one}});
    EXPECT_EQ(story.of(sibling).reason, Reason::beyond_reach);
    const auto of_another = story.say(story.ana, Ratify{story.person, story.tablet, {one}});
    EXPECT_TRUE(story.of(of_another).stands());
    EXPECT_TRUE(seen(CutSide::beside).stands());

    const auto pick = story.say(story.ana, Ratify{story.person, story.phone, {one}});
    EXPECT_EQ(seen(CutSide::beside).reason, Reason::other_branch);
    EXPECT_EQ(seen(CutSide::beside).by, pick);
    EXPECT_TRUE(seen(CutSide::inside).stands());
    EXPECT_TRUE(seen(CutSide::beyond).stands());
    EXPECT_TRUE(seen(CutSide::unknown).stands());  // what it names is not here
    EXPECT_TRUE(
        story
            .seen_from(
                story.ana_phone, story.closed, false, [](const Cut&) { return CutSide::beside; })
            .stands());  // another chain

    story.say(story.administrator, Ratify{story.centre, story.phone, {other}});
    EXPECT_TRUE(seen(CutSide::beside, CutSide::beyond).stands());
    EXPECT_EQ(seen(CutSide::beside, CutSide::beside).reason, Reason::other_branch);
}

TEST(Ratification, TellsWhoseUpdatesAPickConcerns) {
    Story story;
    const ChainId chain{story.ana_phone.key(), same_bytes<SpaceId>(story.open), Incarnation{7}};
    static_cast<void>(story.governance.take_changes());
    story.say(story.ana, Ratify{story.person, story.phone, {{chain, Seq{1}, UpdateId{}}}});
    EXPECT_TRUE(story.governance.take_changes().devices.contains(story.ana_phone.key()));
}

}  // namespace
}  // namespace praxis::governance
