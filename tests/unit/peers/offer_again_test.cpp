#include "tests/unit/peers/peers_world.hpp"

namespace praxis::node::test {
namespace {

// What becomes of updates that the peer answers `later`: it cannot hold them yet.

TEST(OfferAgain, NextTime) {
    Peers peers{8, 2};
    const auto first = peers.replicas[0]->write(peers.space, "not now");
    peers.replicas[1]->postpone.insert(first);
    peers.start_all();
    peers.dial(0, 1);
    peers.world.run_for(1h);
    EXPECT_EQ(peers.replicas[1]->offered[first], 1) << "the peer gained nothing";
    peers.replicas[1]->postpone.clear();
    peers.stop(0);
    peers.start(0);
    peers.dial(0, 1);
    ASSERT_TRUE(peers.settle(1min));
    EXPECT_EQ(peers.replicas[1]->offered[first], 2);
}

TEST(OfferAgain, SessionIsNotInStepMeanwhile) {
    Peers peers{41, 2};
    const auto first = peers.replicas[0]->write(peers.space, "not now");
    peers.replicas[1]->postpone.insert(first);
    peers.start_all();
    peers.dial(0, 1);
    const auto postponed = [&] {
        const auto infos = peers.manager(0).sessions().value();
        return !infos.empty() && infos.front().postponed == 1;
    };
    ASSERT_TRUE(peers.world.run_until(postponed, 1min));
    peers.world.run_for(1min);
    EXPECT_FALSE(peers.in_step(0));
}

// The peer's gains of one space, of root, from us, from itself: each may be what was lacking.
TEST(OfferAgain, OncePeerGainedSomething) {
    enum class Gain { own, own_root, ours, ours_root };
    for (const auto gain : {Gain::own, Gain::own_root, Gain::ours, Gain::ours_root}) {
        Peers peers{42, 2};
        auto& sender = *peers.replicas[0];
        auto& receiver = *peers.replicas[1];
        const auto first = sender.write(peers.space, "not now");
        receiver.postpone.insert(first);
        peers.start_all();
        peers.dial(0, 1);
        peers.world.run_for(1min);
        EXPECT_EQ(receiver.ids().size(), 0U);
        receiver.postpone.clear();
        auto other = peers.space;
        if (gain == Gain::own_root || gain == Gain::ours_root) other = receiver.root();
        if (gain == Gain::own || gain == Gain::own_root) {
            receiver.write(other, "what was lacking");
        } else {
            // Behind `first` in its chain it would wait itself: a chain of its own is needed.
            sender.set_incarnation(77);
            sender.write(other, "what was lacking");
        }
        ASSERT_TRUE(peers.settle(1min)) << "gain " << static_cast<int>(gain);
        EXPECT_EQ(receiver.ids().size(), 2U);
        EXPECT_EQ(receiver.offered[first], 2);
    }
}

// The peer has no room for one and goes on gaining others: the one costs its relay little.
TEST(OfferAgain, SeldomWhenInVain) {
    Peers peers{43, 2};
    auto& receiver = *peers.replicas[1];
    const auto first = peers.replicas[0]->write(peers.space, "never");
    receiver.postpone.insert(first);
    peers.start_all();
    peers.dial(0, 1);
    for (int minute = 0; minute < 60; ++minute) {
        receiver.write(peers.space, "one more of its own");
        peers.world.run_for(1min);
    }
    EXPECT_GE(receiver.offered[first], 6);
    EXPECT_LE(receiver.offered[first], 14) << "after 1, 2, 4, ... seconds at the soonest";
    receiver.postpone.clear();
    receiver.write(peers.space, "the last");
    ASSERT_TRUE(peers.settle(2h));
}

// What waits in vain is no reason to write: neither side's disk is worn by it.
TEST(OfferAgain, WritesNothingWhenInVain) {
    Peers peers{44, 2};
    auto& receiver = *peers.replicas[1];
    const auto first = peers.replicas[0]->write(peers.space, "never");
    receiver.postpone.insert(first);
    peers.start_all();
    peers.dial(0, 1);
    peers.world.run_for(1min);
    receiver.write(peers.space, "its own");
    peers.world.run_for(900ms);
    const auto saved = [&] { return peers.replicas[0]->saved + receiver.saved; };
    const auto offered = receiver.offered[first];
    const auto before = saved();
    receiver.write(receiver.root(), "its own");
    peers.world.run_for(900ms);
    const auto with_a_gain = saved() - before;
    const auto again = [&] { return receiver.offered[first] > offered; };
    ASSERT_TRUE(peers.world.run_until(again, 10s));
    peers.world.run_for(10s);
    EXPECT_EQ(saved() - before, with_a_gain);
}

// In root an act may need what another brought before: its own never goes first.
TEST(OfferAgain, RootGoesInItsOrderOfArrival) {
    Peers peers{45, 3};
    auto& sender = *peers.replicas[0];
    const auto root = sender.root();
    auto& third = *peers.replicas[2];
    std::vector<UpdateId> written;
    for (int i = 0; i < 10; ++i) {
        written.push_back(third.write(root, "another's"));
        ASSERT_EQ(sender.take(third.load(written.back()).value().value()), Outcome::held);
        written.push_back(sender.write(root, "its own"));
    }
    peers.start(0);
    peers.start(1);
    peers.dial(0, 1);
    const auto all = [&] { return peers.replicas[1]->ids().size() == written.size(); };
    ASSERT_TRUE(peers.world.run_until(all, 1min));
    std::vector<UpdateId> arrived;
    const auto lines = peers.replicas[1]->arrivals(root, {}, 100);
    for (const auto& line : lines.value()) {
        if (line.payload) arrived.push_back(line.id);
    }
    EXPECT_EQ(arrived, written);
}

}  // namespace
}  // namespace praxis::node::test
