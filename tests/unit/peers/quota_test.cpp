#include "tests/unit/peers/peers_world.hpp"

namespace praxis::node::test {
namespace {

// What a quota withholds is not sent, everything else is, and the rest goes when it may.

struct Withholding : Peers {
    explicit Withholding(std::uint64_t seed, std::size_t count = 2) : Peers{seed, count} {
        first = sender().write(space, "within the quota");
        second = sender().write(space, "beyond it");
        third = sender().write(space, "further beyond");
        pass_up_to(first);
    }
    FakeReplica& sender() { return *replicas[0]; }
    FakeReplica& receiver() { return *replicas[1]; }
    /// Lets go what the sender's device wrote, as far as this.
    void pass_up_to(const UpdateId& id) {
        const auto lines = sender().arrivals(space, {}, 1000).value();
        for (const auto& line : lines) {
            if (line.id == id && line.payload) sender().passed[sender().node()] = line.arrival;
        }
    }
    SessionInfo session(std::size_t i) { return manager(i).sessions().value().front(); }

    UpdateId first, second, third;
};

TEST(Quota, WithholdsWhatIsBeyondItAndNothingElse) {
    Withholding peers{61};
    peers.start_all();
    peers.dial(0, 1);
    peers.world.run_for(5min);
    EXPECT_EQ(peers.receiver().ids(), std::set{peers.first});
    // Others go on, of the same space and of root.
    const auto by_other = peers.receiver().write(peers.space, "of another device");
    const auto act = peers.sender().write(peers.sender().root(), "an act of root");
    peers.world.run_for(1min);
    EXPECT_EQ(peers.receiver().ids(), (std::set{peers.first, by_other, act}));
    EXPECT_TRUE(peers.sender().ids().contains(by_other));
    EXPECT_EQ(peers.most_offered(), 1);
}

TEST(Quota, IsNoSessionInStep) {
    Withholding peers{62};
    peers.receiver().passed[peers.receiver().node()] = Arrival{1000};  // it knows of the quota, too
    peers.start_all();
    peers.dial(0, 1);
    peers.world.run_for(5min);
    for (const std::size_t side : {0U, 1U}) {
        EXPECT_FALSE(peers.in_step(side)) << side;
        EXPECT_TRUE(peers.session(side).exchanged) << side;
    }
    EXPECT_EQ(peers.session(0).not_come, 0U);
    EXPECT_EQ(peers.session(1).not_come, 2U);
}

TEST(Quota, LetsTheRestGoWhenItMayAndTheSessionIsInStep) {
    Withholding peers{63};
    peers.start_all();
    peers.dial(0, 1);
    peers.world.run_for(5min);
    peers.pass_up_to(peers.second);
    peers.manager(0).on_commit();
    peers.world.run_for(1min);
    EXPECT_EQ(peers.receiver().ids(), (std::set{peers.first, peers.second}));
    EXPECT_FALSE(peers.in_step(0));
    peers.pass_up_to(peers.third);
    peers.manager(0).on_commit();
    ASSERT_TRUE(peers.settle(1min));
    EXPECT_EQ(peers.most_offered(), 1) << "each once";
}

// The cursor stays before what is withheld: whoever comes back gets it, and nothing twice.
TEST(Quota, SurvivesTheEndOfASession) {
    Withholding peers{64};
    peers.start_all();
    peers.dial(0, 1);
    peers.world.run_for(5min);
    const auto later = peers.receiver().write(peers.space, "of another device");
    peers.world.run_for(5min);
    peers.stop(0);
    peers.start(0);
    peers.dial(0, 1);
    peers.world.run_for(5min);
    EXPECT_EQ(peers.receiver().ids(), (std::set{peers.first, later}));
    peers.stop(0);
    peers.pass_up_to(peers.third);
    peers.start(0);
    peers.dial(0, 1);
    ASSERT_TRUE(peers.settle(1min));
    EXPECT_EQ(peers.most_offered(), 1) << "each once";
}

// Whoever lost their disk gets back what they wrote, at once.
TEST(Quota, GivesADeviceItsOwn) {
    Withholding peers{65, 3};
    const auto lines = peers.sender().arrivals(peers.space, {}, 1000).value();
    for (const auto& line : lines) {
        if (!line.payload) continue;
        const auto update = peers.sender().load(line.id).value();
        ASSERT_EQ(peers.receiver().take(*update), Outcome::held);
    }
    peers.receiver().passed[peers.sender().node()] = Arrival{0};
    peers.replicas[0] = std::make_unique<FakeReplica>(6500, peers.network);  // the same keys
    for (auto* other : {&peers.receiver(), peers.replicas[2].get()})
        peers.sender().trust(*other);
    peers.sender().set_incarnation(99);
    peers.start_all();
    peers.dial(0, 1);
    peers.dial(1, 2);
    const auto back = [&] { return peers.sender().ids().size() == 3; };
    EXPECT_TRUE(peers.world.run_until(back, 1min));
    peers.world.run_for(1min);
    EXPECT_TRUE(peers.replicas[2]->ids().empty());
}

}  // namespace
}  // namespace praxis::node::test
