#include "tests/sim/scenarios/node_world.hpp"

#include <gtest/gtest.h>

// A bit flips on the disk of a centre. An office that comes later gets everything else from it, and
// the lost text from another centre, which has it whole.

namespace praxis::sim {
namespace {

using namespace std::chrono_literals;

TEST(DamagedRecord, StopsNothingElseAndComesFromWhoHasItWhole) {
    NodeWorld town{3};
    auto& spoiled = town.add_centre();
    auto& whole = town.add_centre();
    auto& office = town.add_office(spoiled);
    const auto space = town.network.found_space(spoiled.keys(), governance::JoinPolicy::open);
    whole.keep_session_with(spoiled);
    office.keep_session_with(spoiled);
    town.found(spoiled, true);
    town.found(whole);

    const auto lost = spoiled.create(space, {{"title", "Spoiled"}, {"problem", "A bit flips."}});
    const auto next = spoiled.create(space, {{"title", "After it"}, {"problem", "Goes on."}});
    ASSERT_TRUE(town.world.run_until([&] { return whole.has(next); }, 1min));
    const auto id = same_bytes<UpdateId>(lost);
    ASSERT_TRUE(spoiled.disk().damage(store::Table::content, id.view(), 20));

    town.found(office);
    ASSERT_TRUE(town.world.run_until([&] { return office.has(next); }, 2min))
        << town.world.report();
    EXPECT_EQ(office.text(next, "problem"), "Goes on.");
    town.world.run_for(5min);
    EXPECT_FALSE(office.stores(id));
    EXPECT_EQ(office.text(lost, "problem"), "") << "the content is absent, not another";

    office.crash();
    office.keep_session_with(whole);
    office.boot();
    ASSERT_TRUE(town.world.run_until([&] { return office.stores(id); }, 2min))
        << town.world.report();
    EXPECT_EQ(office.text(lost, "problem"), "A bit flips.");
}

}  // namespace
}  // namespace praxis::sim
