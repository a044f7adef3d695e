#include "protocol/governance/named_places.hpp"

#include "protocol/base/entropy.hpp"
#include "tests/unit/governance/story.hpp"

#include <gtest/gtest.h>

#include <deque>

// What many cuts of many acts cost, counted. On which side a place lies is held against an oracle
// in tests/unit/node/replica/branches_test.cpp.

namespace praxis::governance {
namespace {

constexpr std::size_t cuts_of_an_act = 145;
constexpr std::size_t acts = 200;
constexpr std::size_t updates = 2'000;

TEST(NamedPlaces, KeepOneOfALineAndOneOfEachBranch) {
    std::deque<ChainPlace> line;
    for (std::size_t seq = 1; seq <= updates; ++seq)
        line.emplace_back(Seq{seq}, line.empty() ? nullptr : &line.back());
    std::deque<ChainPlace> ends;  // a branch each
    for (std::size_t i = 0; i < cuts_of_an_act; ++i)
        ends.emplace_back(Seq{updates + 1}, &line.back());
    SeededEntropy random{7};
    NamedPlaces named;
    std::size_t first = updates;
    std::size_t last = 0;
    for (std::size_t i = 0; i < cuts_of_an_act; ++i) {
        const auto at = random.below(updates);
        named.add(line[at]);
        first = std::min(first, at);
        last = std::max(last, at);
        ASSERT_EQ(named.last().size(), 1U);
        ASSERT_EQ(named.last().front(), &line[last]);
        ASSERT_TRUE(named.are_led_to(line[first]));
        ASSERT_FALSE(first > 0 && named.are_led_to(line[first - 1]));
    }
    for (const auto& end : ends)
        named.add(end);
    EXPECT_EQ(named.last().size(), cuts_of_an_act);
    const ChainPlace other{Seq{updates + 1}, &line.back()};
    const ChainPlace apart{Seq{1}, nullptr};
    EXPECT_EQ(named.side_of(line.back()), CutSide::inside);
    EXPECT_EQ(named.side_of(other), CutSide::beyond);
    EXPECT_EQ(named.side_of(apart), CutSide::beside);
}

/// Acts with as many cuts each as they have room for, all of one chain, and a count of what is
/// asked about them while all updates of that chain are judged.
struct ManyCuts : Story {
    template <class Make>
    void make(const Make& act_with) {
        std::vector<Cut> cuts;
        for (std::size_t i = 0; i < cuts_of_an_act; ++i)
            cuts.push_back({chain, Seq{updates + i}, UpdateId{}});
        for (std::size_t i = 0; i < acts; ++i)
            last = act_with(cuts);
        EXPECT_TRUE(of(last).stands());
    }
    void judge_all(CutSide side, Reason reason) {
        const auto heads = governance.heads();
        for (std::size_t seq = 1; seq <= updates; ++seq) {
            ContentFacts facts;
            facts.chain = chain;
            facts.seq = Seq{seq};
            facts.governance = heads;
            facts.kind = 4;
            facts.side_of = [&](const CutsOfAct& cuts) {
                EXPECT_EQ(cuts.cuts.size(), cuts_of_an_act);
                ++asked;
                return side;
            };
            ASSERT_EQ(governance.verdict(facts).reason, reason);
        }
    }

    ChainId chain{ana_phone.key(), same_bytes<SpaceId>(open), Incarnation{7}};
    UpdateId last;
    std::size_t asked = 0;
};

// A device gives itself up again and again, each time with every cut that there is room for: each
// update that it wrote lies inside all of them.
TEST(NamedPlaces, AreAskedAboutOnceForEachRevocation) {
    ManyCuts story;
    story.make([&](const std::vector<Cut>& cuts) {
        return story.say(story.ana_phone, Revoke{story.phone, story.phone, cuts});
    });
    story.judge_all(CutSide::inside, Reason::none);
    EXPECT_EQ(story.asked, acts * updates);
}

TEST(NamedPlaces, AreAskedAboutOnceForEachRatification) {
    ManyCuts story;
    story.make([&](const std::vector<Cut>& cuts) {
        return story.say(story.ana, Ratify{story.person, story.phone, cuts});
    });
    story.judge_all(CutSide::beside, Reason::other_branch);
    EXPECT_EQ(story.asked, acts * updates);
}

}  // namespace
}  // namespace praxis::governance
