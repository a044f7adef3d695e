#include "tests/sim/scenarios/hostile.hpp"

#include "store/records.hpp"

#include <gtest/gtest.h>

// A hostile node among three honest ones in calm weather: each of its strategies is tried, all
// comes to what it must, and the judge of it is seen to fail.

namespace praxis::sim {
namespace {

using namespace std::chrono_literals;

class HostileNode : public testing::Test {
protected:
    HostileNode() {
        for (const auto* to : {&one, &two, &three}) {
            town.network.grant_role(two.keys(),
                                    closed,
                                    to->keys().person_id,
                                    governance::Role::member,
                                    same_bytes<UpdateId>(closed));
        }
        device.turn_hostile([](node::ReplicaPort& replica) {
            return make_hostile_port(replica, SeededEntropy{1});
        });
        hostile.emplace(town, faults, device, open, closed);
        two.keep_session_with(one);
        three.keep_session_with(one);
        device.keep_session_with(two);
        for (const auto& machine : town.machines())
            town.found(*machine, true);
        first = one.create(open, {{"title", "One"}, {"problem", "Queues."}});
        EXPECT_TRUE(town.converges(2min));
    }
    void write(int letters) {
        for (int i = 0; i < letters; ++i) {
            hostile->write();
            town.world.run_for(10s);
        }
    }
    /// Some update that is void on a machine.
    static UpdateId some_void(const NodeMachine& machine) {
        UpdateId out;
        EXPECT_TRUE(machine.replica().log({}, [&](const node::LogEntry& entry) -> Result<void> {
            const auto root = same_bytes<SpaceId>(machine.replica().network());
            const bool is_void = entry.verdict == node::LogEntry::Verdict::void_;
            if (is_void && entry.chain.space != root) out = entry.id;
            return success();
        }));
        return out;
    }
    /// What the judge says; empty: all is well.
    std::string violation() {
        try {
            hostile->require_ends();
        } catch (const Violation& violation) {
            return violation.what();
        }
        return {};
    }

    NodeWorld town{3};
    Agenda agenda{town.world};
    Faults faults{town, agenda, Swarm{}};
    NodeMachine& one = town.add_centre();
    NodeMachine& two = town.add_centre();
    NodeMachine& three = town.add_office(one);
    SpaceId open = town.network.found_space(one.keys(), governance::JoinPolicy::open);
    SpaceId closed = town.network.found_space(two.keys(), governance::JoinPolicy::invite);
    NodeMachine& device = town.add_office(one);
    std::optional<Hostile> hostile;
    DocumentId first;
};

TEST_F(HostileNode, TriesEachStrategyAndGetsNothing) {
    write(30);
    hostile->end_rights();
    town.world.run_for(1min);
    ASSERT_TRUE(hostile->rights_ended());
    write(120);
    for (std::size_t i = 0; i < strategy_count; ++i)
        EXPECT_GT(hostile->sent().at(i), 0U) << strategy_names.at(i);
    ASSERT_TRUE(town.converges(5min));
    town.require_whole();
    EXPECT_EQ(violation(), "");
    hostile->require_kept_out();
    EXPECT_EQ(two.values(first, "title"), std::set<std::string>{"One"});
}

TEST_F(HostileNode, IsFoundOutWhereSomethingVoidStands) {
    write(60);
    hostile->end_rights();
    town.world.run_for(1min);
    ASSERT_TRUE(town.converges(5min));
    ASSERT_EQ(violation(), "");
    const auto id = some_void(two);
    const auto opened = two.disk().open();
    ASSERT_TRUE(opened.value().store.write([&](store::Writer& writer) {
        return store::set_verdict(writer, id, store::Applied::yes, store::Standing::stands, "");
    }));
    EXPECT_EQ(violation().substr(0, 3), "I5:") << violation();
}

TEST_F(HostileNode, IsFoundOutWhereARightDoesNotEnd) {
    write(10);
    ASSERT_TRUE(town.converges(5min));
    EXPECT_EQ(violation().substr(0, 3), "I5:") << violation();
}

}  // namespace
}  // namespace praxis::sim
