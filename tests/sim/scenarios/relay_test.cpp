#include "tests/sim/scenarios/node_world.hpp"

#include <gtest/gtest.h>

// Nodes pass on what others wrote, so its author need not be there when it arrives.

namespace praxis::sim {
namespace {

using namespace std::chrono_literals;

TEST(Relay, AnUpdateReachesAnOfficeThatNeverMetItsAuthorWhoIsGone) {
    NodeWorld town{2};
    auto& author = town.add_centre();
    auto& relay = town.add_centre();
    auto& office = town.add_office(relay);
    const auto space = town.network.found_space(author.keys(), governance::JoinPolicy::open);
    relay.keep_session_with(author);
    office.keep_session_with(relay);
    town.world.network().partition(author.index(), office.index());
    town.found(author, true);
    town.found(relay);

    const auto id = author.create(space, {{"title", "Passed on"}, {"problem", "Nobody calls."}});
    ASSERT_TRUE(town.world.run_until([&] { return relay.has(id); }, 1min)) << town.world.report();
    author.crash(Death::machine);
    town.found(office);
    ASSERT_TRUE(town.world.run_until([&] { return office.has(id); }, 2min)) << town.world.report();

    EXPECT_EQ(office.text(id, "problem"), "Nobody calls.");
    EXPECT_EQ(town.world.network().delivered_bytes(author.index(), office.index()), 0U);
    for (const auto& update : author.acknowledged())
        EXPECT_TRUE(office.stores(update)) << update.hex();
    town.require_honest_about(id);

    author.boot();
    ASSERT_TRUE(town.converges(5min)) << town.world.report();
    town.require_whole();
}

}  // namespace
}  // namespace praxis::sim
