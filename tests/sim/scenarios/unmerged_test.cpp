#include "node/replica/errc.hpp"
#include "tests/sim/scenarios/node_world.hpp"
#include "tests/support/shreds.hpp"

#include <gtest/gtest.h>

// A document that no node can merge travels as any other, is acknowledged as any other, and nobody
// says of another node that it has all of it.

namespace praxis::sim {
namespace {

using namespace std::chrono_literals;

TEST(Unmerged, TravelsAndNobodySaysThatOthersHaveIt) {
    NodeWorld town{9};
    auto& author = town.add_centre();
    auto& other = town.add_centre();
    const auto space = town.network.found_space(author.keys(), governance::JoinPolicy::open);
    other.keep_session_with(author);
    for (const auto& machine : town.machines())
        town.found(*machine, true);
    ASSERT_TRUE(town.converges(1min)) << town.world.report();
    const auto whole = author.create(space, {{"title", "Portal"}});
    ASSERT_TRUE(town.converges(1min)) << town.world.report();

    test::HandChain chain{author.keys().device, town.network.id(), space, Incarnation{4242}};
    const auto updates = test::in_shreds(chain, {wire::id_of(town.network.root().back().header)});
    const auto id = same_bytes<DocumentId>(wire::id_of(updates.front().header));
    ASSERT_TRUE(author.ingest(updates));
    ASSERT_TRUE(town.world.run_until([&] { return other.stores(chain.id()); }, 10min))
        << town.world.report();
    const auto same = [&] { return author.state() == other.state(); };
    EXPECT_TRUE(town.world.run_until(same, 1s)) << "what is on the disk is in the state at once";

    const auto lacking = [&](const DocumentId& document) {
        return author.node().lacking(space, {document}).value();
    };
    const std::set<NodeId> it{other.id()};
    EXPECT_EQ(lacking(id), it);
    auto asked = author.replica().document(id);
    while (!asked && asked.error().code == node::NodeErrc::merging)
        asked = author.replica().document(id);
    ASSERT_FALSE(asked);
    EXPECT_EQ(asked.error().code, node::NodeErrc::in_shreds);
    EXPECT_EQ(lacking(id), it);
    EXPECT_TRUE(lacking(whole).empty());
}

}  // namespace
}  // namespace praxis::sim
