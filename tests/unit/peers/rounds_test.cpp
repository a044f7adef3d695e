#include "tests/unit/peers/peers_world.hpp"

namespace praxis::node::test {
namespace {

// A node that is asked whether it holds more answers for the moment it was asked in.

class Rounds : public testing::Test {
public:
    Rounds() {
        peers.start_all();
        peers.dial(0, 1);
        EXPECT_TRUE(
            peers.world.run_until([&] { return peers.in_step(0) && peers.in_step(1); }, 1min));
    }
    /// The other side writes, and nobody has told its sessions.
    UpdateId write_unnoticed(std::string_view text) {
        const auto notice = std::exchange(peers.replicas[1]->on_commit, {});
        const auto id = peers.replicas[1]->write(peers.space, text);
        peers.replicas[1]->on_commit = notice;
        return id;
    }
    void ask() { asked = peers.manager(0).ask(peers.replicas[1]->node()); }
    [[nodiscard]] bool is_answered() {
        const auto infos = peers.manager(0).sessions().value();
        return std::ranges::any_of(infos, [&](const SessionInfo& info) {
            return asked.contains(info.number) && info.rounds >= asked.at(info.number).rounds;
        });
    }
    [[nodiscard]] bool is_over() { return is_answered() && peers.in_step(0); }
    [[nodiscard]] bool is_over_within(Duration limit) {
        return peers.world.run_until([&] { return is_over(); }, limit);
    }
    [[nodiscard]] bool is_here(const UpdateId& id) const {
        return peers.replicas[0]->ids().contains(id);
    }

    Peers peers{51, 2};
    std::map<std::uint64_t, Asked> asked;
};

TEST_F(Rounds, EndBehindWhatWasWrittenAMomentBefore) {
    for (int i = 0; i < 100; ++i) {
        const auto noticed = peers.replicas[1]->write(peers.space, "a moment ago");
        peers.world.run_for(1ms * (i % 40));
        const auto unnoticed = write_unnoticed("just now");
        ask();
        EXPECT_FALSE(is_over());
        ASSERT_TRUE(is_over_within(1min));
        ASSERT_TRUE(is_here(noticed));
        ASSERT_TRUE(is_here(unnoticed)) << "round " << i;
    }
}

// More than may be unacknowledged at a time, of a chain that is known, so that no head of it is
// told before; and more than one look takes. Once the answer has come nothing more is needed.
TEST_F(Rounds, AreAnsweredBehindAllThatIsToBeSent) {
    auto& network = peers.world.network();
    peers.replicas[1]->write(peers.space, "the chain is known");
    ASSERT_TRUE(peers.settle());
    for (const int updates : {100, 1000}) {
        UpdateId last;
        for (int i = 0; i < updates; ++i)
            last = write_unnoticed(std::string(12'000, 'x'));
        ask();
        ASSERT_TRUE(peers.world.run_until([&] { return is_answered(); }, 1h));
        network.block(peers.machines[1], peers.machines[0]);
        peers.world.run_for(30s);
        EXPECT_TRUE(is_here(last));
        EXPECT_TRUE(peers.equal());
        network.unblock(peers.machines[1], peers.machines[0]);
        ASSERT_TRUE(is_over_within(1min));
    }
}

TEST_F(Rounds, DoNotEndWhileTheLineIsSilent) {
    auto& network = peers.world.network();
    network.block(peers.machines[1], peers.machines[0]);
    const auto missed = peers.replicas[1]->write(peers.space, "not heard");
    ask();
    EXPECT_FALSE(is_over_within(80s));
    EXPECT_TRUE(peers.in_step(0)) << "as far as it knows";
    network.unblock(peers.machines[1], peers.machines[0]);
    ASSERT_TRUE(is_over_within(1min));
    EXPECT_TRUE(is_here(missed));
}

// Those of a quiet session are answered too: what was asked before is not what is asked now.
TEST_F(Rounds, AreNotEndedByTheAnswerToAnother) {
    peers.world.run_for(10min);
    const auto before = peers.manager(0).sessions().value().front().rounds;
    EXPECT_GE(before, 5U);
    const auto unnoticed = write_unnoticed("just now");
    ask();
    ask();
    EXPECT_EQ(asked.begin()->second.rounds, before + 2);
    ASSERT_TRUE(is_over_within(1min));
    EXPECT_TRUE(is_here(unnoticed));
}

}  // namespace
}  // namespace praxis::node::test
