#include "node/community/reports.hpp"
#include "tests/sim/scenarios/node_world.hpp"
#include "tests/support/hand_chain.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

// A device wrote with this version, then with a newer one, then with this one again. Nodes that
// know only this version carry all three to each other byte by byte, through one in the middle,
// show what they can read, and say of the rest that it waits for a newer program.

namespace praxis::sim {
namespace {

using namespace std::chrono_literals;

/// What `praxis log` prints, by id.
std::map<std::string, boost::json::object> log_of(NodeMachine& machine) {
    const community::Documents documents{machine.replica(), kinds()};
    const community::Reports reports{machine.replica(), kinds(), documents, machine.node()};
    std::map<std::string, boost::json::object> out;
    const auto lines = reports.log({}).value();
    for (const auto& line : lines)
        out[std::string{line.at("id").as_string()}] = line;
    return out;
}

class NewerVersion : public testing::Test {
protected:
    NewerVersion() {
        relay.keep_session_with(author);
        far.keep_session_with(relay);
        town.world.network().partition(author.index(), far.index());
        for (const auto& machine : town.machines())
            town.found(*machine, true);
        EXPECT_TRUE(town.converges(1min));

        // The device of the first node, by another program on another disk.
        test::HandChain chain{author.keys().device, town.network.id(), space, Incarnation{4242}};
        const std::vector<UpdateId> heads{wire::id_of(town.network.root().back().header)};
        const auto& kind = *kinds().by_name("case_study").value();
        const auto compose = [&](const char* title) {
            const std::vector<Setting> fields{{"title", title}};
            return community::compose_new(kind, fields).value();
        };
        const auto keep = [&](wire::SignedUpdate update) {
            updates.push_back(std::move(update));
            ids.push_back(chain.id());
        };
        keep(chain.write(compose("Before the upgrade"), {{}, {}, heads}));
        keep(chain.write_newer());
        keep(chain.write(compose("After it"), {{}, {}, heads}));
    }

    void expect_carried_and_told() {
        for (const auto& machine : town.machines()) {
            SCOPED_TRACE(machine->index());
            for (std::size_t i = 0; i < 3; ++i) {
                const auto held = machine->replica().load(ids[i]).value();
                ASSERT_TRUE(held);
                EXPECT_EQ(held->header, updates[i].header);
                EXPECT_EQ(held->signature, updates[i].signature);
                EXPECT_EQ(held->skeleton, updates[i].skeleton);
                EXPECT_EQ(held->content, updates[i].content);
            }
            for (const std::size_t i : {0U, 2U}) {
                const auto title = i == 0 ? "Before the upgrade" : "After it";
                const auto document = same_bytes<DocumentId>(ids[i]);
                EXPECT_EQ(machine->values(document, "title"), std::set<std::string>{title});
                EXPECT_NE(machine->exported().find(title), std::string::npos);
                EXPECT_TRUE(machine->stores(ids[i]));
            }
            auto log = log_of(*machine);
            EXPECT_EQ(log.at(ids[0].hex()).at("verdict"), "standing");
            EXPECT_EQ(log.at(ids[2].hex()).at("verdict"), "standing");
            const auto& line = log.at(ids[1].hex());
            EXPECT_EQ(line.at("verdict"), "waiting");
            EXPECT_EQ(line.at("reason"), "needs a newer version of praxis");
            EXPECT_EQ(line.at("content"), "absent");
            EXPECT_TRUE(line.at("kind").is_null());
            EXPECT_TRUE(line.at("document").is_null());
            EXPECT_EQ(line.at("seq"), 2);
        }
        town.require_whole();
    }
    /// Of both documents, everybody knows by now that everybody holds them.
    void expect_held_everywhere() {
        for (const std::size_t i : {0U, 2U}) {
            const auto lines = relay.node().where(same_bytes<DocumentId>(ids[i])).value();
            for (const auto& line : lines)
                EXPECT_EQ(line.state, node::Whereabouts::State::holds);
        }
    }

    NodeWorld town{5};
    NodeMachine& author = town.add_centre();
    NodeMachine& relay = town.add_centre();
    NodeMachine& far = town.add_office(relay);
    SpaceId space = town.network.found_space(author.keys(), governance::JoinPolicy::open);
    std::vector<wire::SignedUpdate> updates;
    std::vector<UpdateId> ids;
};

TEST_F(NewerVersion, ItsHeadersReachEverybodyInsideTheirChain) {
    ASSERT_TRUE(author.ingest(updates));
    ASSERT_TRUE(town.converges(1min)) << town.world.report();
    expect_carried_and_told();
    expect_held_everywhere();
    town.require_quiet(10min);

    for (const auto& machine : town.machines())
        machine->crash(Death::machine);
    for (const auto& machine : town.machines())
        machine->boot();
    ASSERT_TRUE(town.converges(2min)) << town.world.report();
    expect_carried_and_told();
    town.require_quiet(10min);
}

// The payload comes along from a node that can read it; here nobody can check it, and nobody keeps
// a byte of it.
TEST_F(NewerVersion, APayloadThatNobodyCanCheckIsNotKept) {
    auto given = updates;
    given[1].skeleton = copy(bytes_of("a skeleton of version 2"));
    given[1].content = copy(bytes_of("a content of version 2"));
    ASSERT_TRUE(author.ingest(given));
    ASSERT_TRUE(town.converges(1min)) << town.world.report();
    expect_carried_and_told();
    town.require_quiet(10min);
}

}  // namespace
}  // namespace praxis::sim
