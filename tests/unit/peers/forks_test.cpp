#include "tests/unit/peers/peers_world.hpp"

namespace praxis::node::test {
namespace {

// What proves that a chain forked goes before everything else of its space, over a thin line.

/// A sender with much to send and a receiver behind 1,200 bytes a second; devices that forked are
/// machines without power, whose chains the sender holds.
struct ForkedPeers : Peers {
    explicit ForkedPeers(std::uint64_t seed, std::size_t devices = 1) : Peers{seed, 2 + devices} {
        world.network().set_default_link(thin());
    }
    /// What the line has not taken stays with the sender, as over TCP (node/README.md, Net).
    static sim::LinkOptions thin() {
        sim::LinkOptions out;
        out.delay = 350ms;
        out.bytes_per_second = 1200;
        out.window_bytes = 4 * 1024;
        return out;
    }
    FakeReplica& sender() { return *replicas[0]; }
    FakeReplica& receiver() { return *replicas[1]; }
    FakeReplica& device(std::size_t i = 0) { return *replicas[2 + i]; }
    /// Own text of the sender.
    void write_content(std::size_t updates, std::size_t bytes = 1000) {
        for (std::size_t i = 0; i < updates; ++i)
            content.insert(sender().write(space, std::string(bytes, 'c')));
    }
    /// So many updates of a device's chain come to the sender.
    std::vector<UpdateId> bring_run(std::size_t updates, std::size_t i = 0, std::size_t bytes = 9) {
        std::vector<UpdateId> out;
        for (std::size_t n = 0; n < updates; ++n) {
            out.push_back(device(i).write(space, std::string(bytes, 'a')));
            EXPECT_EQ(sender().take(device(i).load(out.back()).value().value()), Outcome::held);
        }
        return out;
    }
    /// Another update at a place of a device's chain, which comes to the sender alone.
    UpdateId bring_other(std::uint64_t seq, std::size_t i = 0, std::size_t bytes = 9) {
        return sender().fork_from(device(i), space, Seq{seq}, std::string(bytes, 'b'));
    }
    void connect() {
        start(0);
        start(1);
        dial(1, 0);
    }
    bool receiver_has(const UpdateId& id) { return receiver().load(id).value().has_value(); }
    std::size_t content_received() {
        const auto ids = receiver().ids();
        return static_cast<std::size_t>(
            std::ranges::count_if(content, [&](const UpdateId& id) { return ids.contains(id); }));
    }
    /// Looks seldom: it reads all.
    bool all_received(Duration limit) {
        for (Duration passed{0}; passed < limit; passed += 30s) {
            if (receiver().ids() == sender().ids()) return true;
            world.run_for(30s);
        }
        return receiver().ids() == sender().ids();
    }
    int most_received() {
        int most = 0;
        for (const auto& [id, times] : receiver().offered)
            most = std::max(most, times);
        return most;
    }

    std::set<UpdateId> content;
};

TEST(Forks, AreProvedBeforeContentThatIsOlder) {
    ForkedPeers peers{81};
    peers.write_content(150);
    const auto run = peers.bring_run(5);
    const auto other = peers.bring_other(3);
    peers.write_content(10);
    peers.connect();
    const auto proved = [&] { return peers.receiver_has(run[2]) && peers.receiver_has(other); };
    ASSERT_TRUE(peers.world.run_until(proved, 10s)) << peers.world.report();
    EXPECT_LE(peers.content_received(), 2U);
    EXPECT_LE(peers.sent[0], 6U * 1024) << "of 170 KiB";
    EXPECT_FALSE(peers.receiver_has(run[3])) << "the rest of a branch proves nothing more";
    ASSERT_TRUE(peers.all_received(2h));
    peers.world.run_for(1min);
    EXPECT_EQ(peers.most_received(), 1);
    EXPECT_TRUE(peers.in_step(0));
    EXPECT_TRUE(peers.in_step(1));
}

// The receiver holds one branch to its end; the other is found while content is on its way.
TEST(Forks, AreProvedInASessionThatIsBusy) {
    ForkedPeers peers{82};
    const auto run = peers.bring_run(5);
    peers.connect();
    ASSERT_TRUE(peers.all_received(1min));
    peers.write_content(150);
    peers.world.run_for(30s);
    const auto before = peers.content_received();
    ASSERT_GT(before, 10U);
    const auto sent = peers.sent[0];
    const auto other = peers.bring_other(2);
    ASSERT_TRUE(peers.world.run_until([&] { return peers.receiver_has(other); }, 20s));
    EXPECT_LE(peers.sent[0] - sent, 12U * 1024) << "what the line had taken goes before";
    ASSERT_TRUE(peers.all_received(2h));
    EXPECT_EQ(peers.most_received(), 1);
}

TEST(Forks, AreProvedOnceHoweverOftenTheLineIsCut) {
    ForkedPeers peers{83};
    peers.write_content(60);
    const auto run = peers.bring_run(40);
    const auto other = peers.bring_other(40);
    auto cut = ForkedPeers::thin();
    cut.cut_every_bytes = 4000;
    peers.world.network().set_default_link(cut);
    peers.connect();
    const auto proved = [&] { return peers.receiver_has(run[39]) && peers.receiver_has(other); };
    ASSERT_TRUE(peers.world.run_until(proved, 1h)) << peers.world.report();
    EXPECT_LE(peers.content_received(), 2U);
    ASSERT_TRUE(peers.all_received(2h));
    EXPECT_LE(peers.most_received(), 2) << "sent and stored, cut before the acknowledgement";
}

// A longer run goes in its order; when little of it is lacking, the proof goes first.
TEST(Forks, BehindALongRunAreProvedOnceLittleOfItIsLacking) {
    ForkedPeers peers{84, 2};
    const auto run = peers.bring_run(limits::fork_run_max + 40);
    const auto content = peers.bring_run(200, 1, 1000);
    const auto other = peers.bring_other(limits::fork_run_max + 40);
    peers.connect();
    const auto proved = [&] { return peers.receiver_has(other); };
    ASSERT_TRUE(peers.world.run_until(proved, 1h));
    EXPECT_FALSE(peers.receiver_has(content[4]));
    ASSERT_TRUE(peers.all_received(2h));
    EXPECT_EQ(peers.most_received(), 1);
}

// Whoever forks at will, with the largest updates, on many chains of many devices, delays others by
// what the limits say.
TEST(Forks, AtWillDoNotKeepContentWaiting) {
    constexpr std::size_t devices = 12;
    ForkedPeers peers{85, devices};
    peers.write_content(1);
    for (std::size_t i = 0; i < devices; ++i) {
        for (std::uint64_t incarnation = 1; incarnation <= 2; ++incarnation) {
            peers.device(i).set_incarnation(incarnation);
            static_cast<void>(peers.bring_run(1, i, 12'000));
            static_cast<void>(peers.bring_other(1, i, 12'000));
        }
    }
    peers.connect();
    const auto content = *peers.content.begin();
    ASSERT_TRUE(peers.world.run_until([&] { return peers.receiver_has(content); }, 1h));
    const auto before = peers.receiver().ids().size() - 1;
    EXPECT_GE(before, 2U) << "a proof";
    EXPECT_LE(before * 12'000, limits::fork_proofs_bytes_max);
    ASSERT_TRUE(peers.all_received(2h));
    EXPECT_EQ(peers.most_received(), 1);
}

TEST(Forks, AreProvedWhenAQuotaLetsThemGoInTheSameSession) {
    ForkedPeers peers{87};
    const auto run = peers.bring_run(2);
    const auto other = peers.bring_other(2);
    peers.sender().passed[peers.device().node()] = peers.sender().line_of(run[0]).value()->arrival;
    peers.write_content(150);
    peers.connect();
    peers.world.run_for(30s);
    EXPECT_FALSE(peers.receiver_has(run[1]));
    EXPECT_FALSE(peers.receiver_has(other));
    peers.sender().passed.clear();
    peers.write_content(1);  // a commit
    const auto before = peers.content_received();
    const auto proved = [&] { return peers.receiver_has(run[1]) && peers.receiver_has(other); };
    ASSERT_TRUE(peers.world.run_until(proved, 20s)) << peers.world.report();
    EXPECT_LE(peers.content_received(), before + 12);
    ASSERT_TRUE(peers.all_received(2h));
    EXPECT_EQ(peers.most_received(), 1);
}

// Forty updates of two thousand bytes are more than a proof may have; when some have come, it goes.
TEST(Forks, BehindARunOfManyBytesAreProvedOnceLittleOfItIsLacking) {
    ForkedPeers peers{88, 2};
    const auto run = peers.bring_run(40, 0, 2000);
    const auto content = peers.bring_run(150, 1, 1000);
    const auto other = peers.bring_other(40);
    peers.connect();
    ASSERT_TRUE(peers.world.run_until([&] { return peers.receiver_has(other); }, 1h));
    EXPECT_FALSE(peers.receiver_has(content[20]));
    ASSERT_TRUE(peers.all_received(2h));
    EXPECT_EQ(peers.most_received(), 1);
}

TEST(Forks, AreNotProvedToWhoHasNoRightToTheSpaceOrByWhatAQuotaWithholds) {
    ForkedPeers peers{86};
    peers.write_content(1);
    const auto run = peers.bring_run(2);
    const auto other = peers.bring_other(2);
    const auto first = peers.sender().line_of(run[0]).value()->arrival;
    peers.sender().passed[peers.device().node()] = first;
    peers.connect();
    peers.world.run_for(5min);
    EXPECT_EQ(peers.receiver().ids().size(), 2U);
    EXPECT_TRUE(peers.receiver_has(run[0]));
    peers.stop(0);
    peers.sender().passed.clear();
    peers.sender().kept_from.insert({peers.space, peers.receiver().node()});
    peers.start(0);
    peers.world.run_for(5min);
    EXPECT_FALSE(peers.receiver_has(run[1]));
    EXPECT_FALSE(peers.receiver_has(other));
    peers.stop(0);
    peers.sender().kept_from.clear();
    peers.start(0);
    ASSERT_TRUE(peers.all_received(5min));
}

}  // namespace
}  // namespace praxis::node::test
