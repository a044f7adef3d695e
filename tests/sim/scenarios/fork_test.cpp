#include "tests/sim/scenarios/node_world.hpp"
#include "tests/support/hand_chain.hpp"

#include <gtest/gtest.h>

// What proves that a chain forked overtakes what is older, from whole node to whole node.

namespace praxis::sim {
namespace {

using namespace std::chrono_literals;

/// A centre with a full shelf, an office on a thin line that has read nothing of it, and a device
/// whose key is in two hands.
struct ForkedTown {
    explicit ForkedTown(std::uint64_t seed) : town{seed} {
        office.keep_session_with(centre);
        for (const auto& [from, to] : {std::pair{centre.index(), office.index()},
                                       std::pair{office.index(), centre.index()}}) {
            LinkOptions thin;
            thin.delay = 350ms;
            thin.bytes_per_second = 1200;
            thin.window_bytes = 4 * 1024;  // as over TCP (node/README.md, Net)
            town.world.network().set_link(from, to, thin);
        }
        town.found(centre, true);
    }
    void fill_shelf(std::size_t updates) {
        for (std::size_t i = 0; i < updates; ++i)
            centre.create(
                space,
                {{"title", "Number " + std::to_string(i)}, {"problem", std::string(1000, 'x')}});
    }
    wire::SignedUpdate write(test::HandChain& chain, const std::string& title) {
        const std::vector<Setting> fields{{"title", title}};
        return chain.write(
            community::compose_new(*kinds().by_name("case_study").value(), fields).value(),
            {{}, {}, centre.replica().governance().heads()});
    }
    bool is_told(const NodeMachine& machine) {
        return !machine.replica().forked_chains(space).value().empty();
    }
    std::size_t shown(const NodeMachine& machine) {
        return machine.replica().documents(space, {}).value().size();
    }

    NodeWorld town;
    NodeMachine& centre = town.add_centre();
    NodeMachine& office = town.add_office(centre);
    test::NodeKeys device = town.network.add_office(centre.keys());
    SpaceId space = town.network.found_space(centre.keys(), governance::JoinPolicy::open);
};

TEST(Fork, IsToldOfBeforeTheShelf) {
    ForkedTown town{91};
    town.fill_shelf(300);
    test::HandChain one{town.device.device, town.town.network.id(), town.space, Incarnation{5}};
    ASSERT_TRUE(
        town.centre.ingest({town.write(one, "Both wrote this"), town.write(one, "And this")}));
    auto other = one;
    ASSERT_TRUE(town.centre.ingest({town.write(one, "One wrote this")}));
    ASSERT_TRUE(town.centre.ingest({town.write(other, "The other wrote this")}));
    ASSERT_TRUE(town.is_told(town.centre));

    town.town.found(town.office, true);
    const auto told = [&] { return town.is_told(town.office); };
    ASSERT_TRUE(town.town.world.run_until(told, 20s)) << town.town.differences();
    EXPECT_LE(town.shown(town.office), 6U) << "its four, and what was in one frame with them";
    ASSERT_TRUE(town.town.converges(2h)) << town.town.differences();
    EXPECT_EQ(town.shown(town.office), 304U);
    town.town.require_whole();
}

// The centre learns of the fork while the office reads, and after a restart of the centre too.
TEST(Fork, IsToldOfWhileTheShelfIsOnItsWay) {
    for (const bool restarts : {false, true}) {
        ForkedTown town{92};
        test::HandChain one{town.device.device, town.town.network.id(), town.space, Incarnation{5}};
        ASSERT_TRUE(town.centre.ingest({town.write(one, "Both wrote this")}));
        auto other = one;
        ASSERT_TRUE(town.centre.ingest({town.write(one, "One wrote this")}));
        town.town.found(town.office, true);
        ASSERT_TRUE(town.town.converges(5min)) << town.town.differences();
        town.fill_shelf(300);
        town.town.world.run_for(1min);
        const auto before = town.shown(town.office);
        ASSERT_LT(before, 200U);
        ASSERT_TRUE(town.centre.ingest({town.write(other, "The other wrote this")}));
        if (restarts) {
            town.centre.crash();
            ASSERT_TRUE(town.centre.boot());
        }
        const auto told = [&] { return town.is_told(town.office); };
        ASSERT_TRUE(town.town.world.run_until(told, restarts ? 3min : 30s))
            << town.town.differences();
        EXPECT_LE(town.shown(town.office), before + 60) << restarts;
        ASSERT_TRUE(town.town.converges(2h)) << town.town.differences();
        town.town.require_whole();
    }
}

}  // namespace
}  // namespace praxis::sim
