// Who decides together, one board after another, and what those who left can still do.
#include "tests/unit/governance/story.hpp"

#include <gtest/gtest.h>

namespace praxis::governance {
namespace {

/// Three keys of which two decide, a fourth and a fifth that are not among them.
struct Boards {
    UpdateId say(const Actor& by, const Act& act) { return say(by, act, governance.heads()); }
    UpdateId say(const Actor& by, const Act& act, std::vector<UpdateId> deps) {
        return add(world.act(by, act, std::move(deps)));
    }
    UpdateId add(const UpdateId& id) {
        governance.add(world.at(id));
        return id;
    }
    UpdateId centre(const Actor& by) {
        return say(by, GrantAdministrator{Level::centre, {}, administrator.key(), false});
    }
    static RotateBoard to(const UpdateId& after,
                          std::uint8_t k,
                          const std::vector<const Actor*>& actors) {
        RotateBoard out{after, k, {}};
        for (const auto* actor : actors)
            out.board.push_back(actor->key());
        std::ranges::sort(out.board);
        return out;
    }
    [[nodiscard]] Verdict of(const UpdateId& id) const { return governance.verdict_of_root(id); }

    SeededEntropy entropy{1};
    Actor ann{entropy}, bo{entropy}, cy{entropy}, dee{entropy}, eve{entropy},
        administrator{entropy};
    GovernanceWorld world{{&ann, &bo, &cy}, 2};
    Governance governance{world.genesis()};
};

TEST(Boards, FollowWhenEnoughOfTheOneBeforeAgree) {
    Boards net;
    const auto rotation = net.say(net.ann, Boards::to({}, 1, {&net.dee, &net.eve}));
    EXPECT_EQ(net.of(rotation).reason, Reason::not_endorsed);
    ASSERT_EQ(net.governance.proposals().size(), 1U);
    EXPECT_EQ(net.governance.proposals().front().agreed, std::vector{net.ann.key()});
    EXPECT_EQ(net.governance.proposals().front().needed, 2U);
    const auto by_a_stranger = net.say(net.dee, Endorse{rotation});
    EXPECT_EQ(net.of(by_a_stranger).reason, Reason::not_the_board);
    EXPECT_FALSE(net.of(rotation).stands());
    EXPECT_FALSE(net.governance.board().rotation);

    EXPECT_TRUE(net.of(net.say(net.bo, Endorse{rotation})).stands());
    EXPECT_TRUE(net.of(rotation).stands());
    EXPECT_EQ(net.governance.board().rotation, rotation);
    EXPECT_EQ(net.governance.board().k, 1);
    EXPECT_TRUE(net.governance.proposals().empty());
    EXPECT_TRUE(net.governance.is_certificate_known(net.eve.key()));

    EXPECT_TRUE(net.of(net.centre(net.dee)).stands());
    const auto late = net.centre(net.ann);
    EXPECT_EQ(net.of(late).reason, Reason::not_the_board);
    const auto again = net.say(net.ann, Boards::to(rotation, 1, {&net.ann}));
    EXPECT_EQ(net.of(again).reason, Reason::not_endorsed);  // whoever proposes it
    EXPECT_TRUE(net.governance.proposals().empty());
}

TEST(Boards, KeepWhatWasDecidedAndVoidWhatIsBackdated) {
    Boards net;
    const auto before = net.governance.heads();
    const auto centre = net.centre(net.ann);
    net.say(net.bo, Endorse{centre});
    const auto rotation = net.say(net.ann, Boards::to({}, 2, {&net.ann, &net.bo}));
    net.say(net.bo, Endorse{rotation});
    EXPECT_TRUE(net.of(centre).stands());
    EXPECT_TRUE(net.of(net.say(net.administrator, net.world.person(centre, net.eve))).stands());

    // Cy left. What she says now counts for nothing, whatever she claims to have known.
    const auto backdated =
        net.say(net.cy, GrantAdministrator{Level::centre, {}, net.eve.key(), false}, before);
    EXPECT_EQ(net.of(backdated).reason, Reason::not_the_board);
    net.say(net.bo, Endorse{backdated});
    EXPECT_FALSE(net.of(backdated).stands());
}

// Whoever is on both boards may still agree to what was proposed before; who left may not.
TEST(Boards, LetThoseWhoStayedEndorseWhatWasProposedBefore) {
    Boards net;
    const auto centre = net.centre(net.ann);
    const auto rotation = net.say(net.ann, Boards::to({}, 2, {&net.ann, &net.bo, &net.dee}));
    net.say(net.bo, Endorse{rotation});
    ASSERT_TRUE(net.of(rotation).stands());
    for (const auto* by : {&net.cy, &net.dee}) {
        EXPECT_EQ(net.of(net.say(*by, Endorse{centre})).reason, Reason::not_the_board);
        EXPECT_FALSE(net.of(centre).stands());
    }
    net.say(net.bo, Endorse{centre});
    EXPECT_TRUE(net.of(centre).stands());
}

TEST(Boards, AreNotUndoneByAForkOfWhoLeft) {
    Boards net;
    const auto centre = net.centre(net.cy);
    net.say(net.bo, Endorse{centre});
    const auto rotation = net.say(net.cy, Boards::to({}, 2, {&net.ann, &net.bo}));
    net.say(net.ann, Endorse{rotation});
    const auto fork = [&](const Actor& by, const Act& act) {
        return net.add(
            net.world.act(by,
                          act,
                          net.governance.heads(),
                          {.incarnation = Incarnation{7}, .after = {}, .from_start = true}));
    };
    fork(net.cy, JoinHeads{});  // a second update in place of the first of her chain
    EXPECT_TRUE(net.of(centre).stands());
    EXPECT_TRUE(net.of(rotation).stands());

    // Of a board that is not replaced a fork voids what comes after it, as of everybody.
    const auto later = net.centre(net.bo);
    net.say(net.ann, Endorse{later});
    EXPECT_TRUE(net.of(later).stands());
    fork(net.bo, JoinHeads{});
    EXPECT_EQ(net.of(later).reason, Reason::fork_in_root);
    EXPECT_TRUE(net.of(centre).stands());  // her endorsement of it was seen whole
}

TEST(Boards, FollowByTheLargerNumberThenByTheId) {
    Boards net;
    const auto heads = net.governance.heads();
    const auto one = net.say(net.ann, Boards::to({}, 1, {&net.dee}), heads);
    const auto two = net.say(net.bo, Boards::to({}, 1, {&net.eve}), heads);
    net.say(net.cy, Endorse{one});
    EXPECT_TRUE(net.of(one).stands());
    net.say(net.cy, Endorse{two});
    const auto smaller = std::min(one, two);
    const auto larger = std::max(one, two);
    EXPECT_TRUE(net.of(smaller).stands());
    EXPECT_EQ(net.of(larger).reason, Reason::other_board);
    net.say(larger == one ? net.bo : net.ann, Endorse{larger});  // three of three
    EXPECT_TRUE(net.of(larger).stands());
    EXPECT_EQ(net.of(smaller).reason, Reason::other_board);

    // And on from there.
    const auto next = net.say(larger == one ? net.dee : net.eve, Boards::to(larger, 1, {&net.ann}));
    EXPECT_TRUE(net.of(next).stands());
    const auto stray = net.say(net.dee, Boards::to(next, 1, {&net.dee}), {larger});
    EXPECT_EQ(net.of(stray).reason, Reason::target_not_in_past);
}

// Whoever wrote the rotation had not heard of what the others decided; one of them who stays had.
TEST(Boards, KeepWhatThoseWhoStayedHadSeen) {
    Boards net;
    const auto start = net.governance.heads();
    const auto centre = net.say(
        net.cy, GrantAdministrator{Level::centre, {}, net.administrator.key(), false}, start);
    const auto agreed = net.say(net.bo, Endorse{centre}, {centre});
    EXPECT_TRUE(net.of(centre).stands());
    const auto rotation = net.say(net.ann, Boards::to({}, 2, {&net.ann, &net.bo}), start);
    const auto late = net.say(
        net.cy, GrantAdministrator{Level::centre, {}, net.eve.key(), false}, {agreed, rotation});
    const auto closing = net.say(net.bo, Endorse{rotation}, {agreed, rotation});
    EXPECT_TRUE(net.of(rotation).stands());
    EXPECT_TRUE(net.of(centre).stands());
    EXPECT_TRUE(net.of(net.say(net.administrator, net.world.person(centre, net.eve))).stands());
    EXPECT_EQ(net.of(late).reason, Reason::not_the_board);  // nobody who stays had seen it

    // Who leaves closes nothing, whatever they name as seen.
    net.say(net.cy, Endorse{rotation}, {closing, late});
    EXPECT_EQ(net.of(late).reason, Reason::not_the_board);
}

}  // namespace
}  // namespace praxis::governance
