#include "tests/unit/peers/peers_world.hpp"

namespace praxis::node::test {
namespace {

// A space goes to peers that have a right to it, as governance is known here and now.

constexpr std::size_t text_bytes = 1000;
constexpr std::size_t window_bytes = 4096;

struct PrivateSpace {
    explicit PrivateSpace(std::uint64_t seed) : peers{seed, 2} { closed.bytes.fill(std::byte{8}); }
    FakeReplica& one() { return *peers.replicas[0]; }
    FakeReplica& two() { return *peers.replicas[1]; }
    void write(int count) {
        for (int i = 0; i < count; ++i)
            ids.push_back(one().write(closed, std::string(text_bytes, 'x')));
    }
    void end_right() { one().kept_from.insert({closed, two().node()}); }
    void give_right() {
        one().kept_from.erase({closed, two().node()});
        one().on_commit();
    }
    std::size_t gone_over() {
        const auto theirs = two().ids();
        return static_cast<std::size_t>(
            std::ranges::count_if(ids, [&](const UpdateId& id) { return theirs.contains(id); }));
    }

    Peers peers;
    SpaceId closed;
    std::vector<UpdateId> ids;
};

TEST(PrivateSpaces, DoNotGoToAPeerWithoutTheRight) {
    PrivateSpace world{71};
    world.write(3);
    const auto open = world.one().write(world.peers.space, "for everybody");
    world.end_right();
    world.peers.start_all();
    world.peers.dial(1, 0);
    const auto came = [&] { return world.two().ids().contains(open); };
    ASSERT_TRUE(world.peers.world.run_until(came, 1min));
    const auto later = world.one().write(world.closed, "written while they talk");
    world.peers.world.run_for(5min);
    EXPECT_EQ(world.gone_over(), 0U);
    EXPECT_FALSE(world.two().ids().contains(later));
    EXPECT_TRUE(world.peers.in_step(0)) << "nothing is owed";
    // Not even what chains there are.
    const auto table = load_table(world.two(), world.one().node()).value();
    EXPECT_FALSE(table.contains(world.closed));
}

TEST(PrivateSpaces, TakeWhatAPeerWithoutTheRightWroteThere) {
    PrivateSpace world{72};
    const auto theirs = world.two().write(world.closed, "mine, written when I had the right");
    world.write(2);
    world.end_right();
    world.peers.start_all();
    world.peers.dial(1, 0);
    const auto came = [&] { return world.one().ids().contains(theirs); };
    ASSERT_TRUE(world.peers.world.run_until(came, 1min));
    EXPECT_EQ(world.gone_over(), 0U);
}

TEST(PrivateSpaces, StopGoingWhenTheRightEndsAndGoOnWithANewOne) {
    PrivateSpace world{73};
    sim::LinkOptions line;
    line.bytes_per_second = 4000;
    line.window_bytes = window_bytes;
    world.peers.world.network().set_link(world.peers.machines[0], world.peers.machines[1], line);
    world.write(60);
    world.peers.start_all();
    world.peers.dial(1, 0);
    const auto some = [&] { return world.gone_over() >= 5; };
    ASSERT_TRUE(world.peers.world.run_until(some, 5min));
    world.end_right();
    const auto known = world.one().write(world.one().root(), "the right ends");
    const auto at_once = world.gone_over();
    ASSERT_LT(at_once, 50U);
    world.peers.world.run_for(10min);
    EXPECT_TRUE(world.two().ids().contains(known)) << "the session goes on";
    const auto on_its_way = 1 + (window_bytes + limits::frame_target_bytes) / text_bytes;
    EXPECT_LE(world.gone_over(), at_once + on_its_way);
    EXPECT_LT(world.gone_over(), 60U);

    world.give_right();
    const auto all = [&] { return world.gone_over() == 60; };
    EXPECT_TRUE(world.peers.world.run_until(all, 10min)) << world.gone_over();
    EXPECT_EQ(world.peers.most_offered(), 1) << "what was there already did not go again";
}

}  // namespace
}  // namespace praxis::node::test
