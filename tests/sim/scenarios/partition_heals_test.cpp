#include "tests/sim/scenarios/node_world.hpp"

#include <gtest/gtest.h>

// Two centres and a country office hold one case study. The line between Bratislava and Bangkok
// goes down; people on both sides change different sentences of one section, and each side gives
// it another title. The line comes back: every node shows one text with both changes, and the two
// titles as a conflict for people to settle.

namespace praxis::sim {
namespace {

using namespace std::chrono_literals;

TEST(PartitionHeals, OneTextWithBothEditsAndBothTitlesAsAConflict) {
    NodeWorld town{1};
    auto& bratislava = town.add_centre();
    auto& bangkok = town.add_centre();
    auto& office = town.add_office(bangkok);
    const auto space = town.network.found_space(bratislava.keys(), governance::JoinPolicy::open);
    bangkok.keep_session_with(bratislava);
    office.keep_session_with(bangkok);
    office.keep_session_with(bratislava);
    for (const auto& machine : town.machines())
        town.found(*machine, true);

    const auto id = bratislava.create(
        space, {{"title", "One window"}, {"problem", "Queues are long. Forms are many."}});
    ASSERT_TRUE(town.converges(1min)) << town.world.report();
    EXPECT_EQ(office.text(id, "problem"), "Queues are long. Forms are many.");

    town.world.network().partition(bratislava.index(), bangkok.index());
    town.world.network().partition(bratislava.index(), office.index());
    bratislava.edit(
        id,
        {{"title", "One window for all"}, {"problem", "Queues are very long. Forms are many."}});
    office.edit(
        id,
        {{"title", "The single window"}, {"problem", "Queues are long. Forms are many and old."}});
    town.world.run_for(1h);
    EXPECT_EQ(bangkok.text(id, "problem"), "Queues are long. Forms are many and old.");
    EXPECT_EQ(bratislava.text(id, "problem"), "Queues are very long. Forms are many.");
    town.require_honest_about(id);

    town.world.network().heal_all();
    ASSERT_TRUE(town.converges(2min)) << town.world.report();
    for (const auto& machine : town.machines()) {
        EXPECT_EQ(machine->text(id, "problem"), "Queues are very long. Forms are many and old.");
        EXPECT_EQ(machine->values(id, "title"),
                  (std::set<std::string>{"One window for all", "The single window"}));
    }
    town.require_whole();
    town.require_quiet(10min);
}

}  // namespace
}  // namespace praxis::sim
