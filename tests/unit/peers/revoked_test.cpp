#include "tests/unit/peers/peers_world.hpp"

namespace praxis::node::test {
namespace {

// A peer whose certificate was revoked: what it costs, what it is told, and how soon it is out.

/// Little is on its way at a time.
sim::LinkOptions thin_line() {
    sim::LinkOptions line;
    line.bytes_per_second = 2000;
    line.window_bytes = 4096;
    return line;
}

UpdateId some_revocation() {
    UpdateId id;
    id.bytes.fill(std::byte{5});
    return id;
}

TEST(Revoked, GetsAHundredBytesInAllHoweverOftenItCalls) {
    Peers peers{81, 2};
    auto& centre = *peers.replicas[0];
    auto& revoked = *peers.replicas[1];
    for (int i = 0; i < 20; ++i) {
        centre.write(peers.space, "for members only");
        centre.write(centre.root(), "governance");
    }
    centre.revoke(revoked, some_revocation());
    peers.start_all();
    peers.dial(1, 0);
    const auto told = [&] {
        return peers.manager(1).revoked_by(centre.node(), MonoTime{}).has_value();
    };
    ASSERT_TRUE(peers.world.run_until(told, 10s));
    EXPECT_EQ(peers.manager(1).revoked_by(centre.node(), MonoTime{}), some_revocation());
    for (int i = 0; i < 20; ++i) {
        peers.manager(1).on_link_up();  // as somebody who will not believe it
        peers.world.run_for(2min);
    }
    EXPECT_LE(peers.sent[0], 100U);
    EXPECT_GT(peers.sent[0], 0U);
    EXPECT_TRUE(revoked.ids().empty());
    EXPECT_TRUE(peers.manager(0).sessions().value().empty());
}

TEST(Revoked, DoesNotCallAgainForAnHour) {
    Peers peers{82, 2};
    auto& centre = *peers.replicas[0];
    auto& revoked = *peers.replicas[1];
    centre.revoke(revoked, some_revocation());
    peers.start_all();
    peers.dial(1, 0);
    peers.world.run_for(10s);
    const auto once = peers.sent[1];
    peers.world.run_for(59min);
    EXPECT_EQ(peers.sent[1], once);
    // Its right comes back: the next call finds out.
    centre.forgive(revoked);
    centre.write(centre.root(), "you are certified again");
    EXPECT_TRUE(peers.settle(10min));
    EXPECT_EQ(peers.manager(1).revoked_by(centre.node(), MonoTime{}), std::nullopt);
}

// The line is slow and much is on its way: the rest of that stays here.
TEST(Revoked, IsOutWithinFiveSecondsWhateverIsOnItsWay) {
    Peers peers{83, 2};
    auto& centre = *peers.replicas[0];
    auto& revoked = *peers.replicas[1];
    peers.world.network().set_link(peers.machines[0], peers.machines[1], thin_line());
    for (int i = 0; i < 200; ++i)
        centre.write(peers.space, std::string(1000, 'x'));
    peers.start_all();
    peers.dial(1, 0);
    const auto some = [&] { return revoked.ids().size() > 3; };
    ASSERT_TRUE(peers.world.run_until(some, 5min));
    centre.revoke(revoked, some_revocation());
    centre.write(centre.root(), "your certificate is revoked");
    const auto out = [&] { return peers.manager(0).sessions().value().empty(); };
    ASSERT_TRUE(peers.world.run_until(out, 5s));
    const auto sent = peers.sent[0];
    peers.world.run_for(30min);
    EXPECT_LE(peers.sent[0], sent + 100);
    EXPECT_LT(revoked.ids().size(), 100U);
}

TEST(Revoked, IsToldWhyByTheRecordsWhereTheLineAllowsIt) {
    Peers peers{84, 2};
    auto& centre = *peers.replicas[0];
    auto& revoked = *peers.replicas[1];
    centre.write(peers.space, "for members");
    peers.start_all();
    peers.dial(1, 0);
    ASSERT_TRUE(peers.settle(1min));
    centre.revoke(revoked, some_revocation());
    const auto why = centre.write(centre.root(), "your certificate is revoked");
    const auto secret = centre.write(peers.space, "written after that");
    const auto out = [&] { return peers.manager(0).sessions().value().empty(); };
    ASSERT_TRUE(peers.world.run_until(out, 5s));
    peers.world.run_for(1s);
    EXPECT_TRUE(revoked.ids().contains(why));
    EXPECT_FALSE(revoked.ids().contains(secret));
    EXPECT_TRUE(peers.manager(1).dismissed_by(centre.node()));
}

// Nor is it called: an office may be dialling a centre that was revoked.
TEST(Revoked, IsNotCalledByOthers) {
    Peers peers{86, 2};
    auto& office = *peers.replicas[0];
    auto& revoked = *peers.replicas[1];
    office.write(office.root(), "governance");
    office.revoke(revoked, some_revocation());
    peers.start_all();
    peers.dial(0, 1);
    peers.world.run_for(1h);
    EXPECT_EQ(peers.sent[0], 0U);
    EXPECT_TRUE(revoked.ids().empty());
    const auto dials = peers.manager(0).dials();
    ASSERT_EQ(dials.size(), 1U);
    ASSERT_TRUE(dials.front().trouble);
    EXPECT_EQ(dials.front().trouble->error.code, sync::SyncErrc::revoked);
}

// What it sends from now on is neither stored nor acknowledged.
TEST(Revoked, BringsNothingMoreInAnOpenSession) {
    Peers peers{85, 2};
    auto& centre = *peers.replicas[0];
    auto& revoked = *peers.replicas[1];
    peers.start_all();
    peers.dial(1, 0);
    ASSERT_TRUE(peers.settle(1min));
    centre.revoke(revoked, some_revocation());
    const auto why = centre.write(centre.root(), "your certificate is revoked");
    const auto late = revoked.write(peers.space, "backdated");
    peers.world.run_for(1min);
    EXPECT_FALSE(centre.ids().contains(late));
    EXPECT_TRUE(centre.ids().contains(why));
}

}  // namespace
}  // namespace praxis::node::test
