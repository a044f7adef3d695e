#include "tests/sim/scenarios/node_world.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace praxis::sim {

using namespace std::chrono_literals;

namespace {

/// In step, both ends still tell each other how far their cursors came, and dials under way cross
/// each other.
constexpr auto settling = 10s;

}  // namespace

NodeMachine& NodeWorld::add(test::NodeKeys keys) {
    machines_.push_back(std::make_unique<NodeMachine>(network.genesis(), std::move(keys)));
    certified_with_.push_back(network.root().size());
    machines_.back()->join(world);
    return *machines_.back();
}

NodeMachine& NodeWorld::add_centre() {
    return add(network.add_centre());
}

NodeMachine& NodeWorld::add_office(const NodeMachine& under) {
    return add(network.add_office(under.keys()));
}

void NodeWorld::found(NodeMachine& machine, bool all) {
    machine.boot();
    const auto& root = network.root();
    const auto count = all ? root.size() : certified_with_.at(machine.index());
    machine.take({root.begin(), root.begin() + static_cast<std::ptrdiff_t>(count)});
}

/// Whether every session that is to be kept is up at both ends, and has nothing left to say. Of a
/// session with a machine that died in silence the other end does not know yet that it is over.
bool NodeWorld::in_step_now() const {
    std::set<std::pair<NodeId, NodeId>> up;
    for (const auto& machine : machines_) {
        if (!machine->runs()) return false;
        const auto sessions = machine->node().sessions().sessions().value();
        for (const auto& session : sessions) {
            if (!session.certified || !session.in_step) return false;
            up.insert({machine->id(), session.peer});
        }
        for (const auto* other : machine->keeps_sessions_with()) {
            const auto with = [&](const node::SessionInfo& session) {
                return session.peer == other->id();
            };
            if (std::ranges::count_if(sessions, with) != 1) return false;
        }
    }
    return std::ranges::all_of(up, [&](const auto& ends) {
        return up.contains({ends.second, ends.first});
    });
}

bool NodeWorld::converges(Duration limit) {
    const auto deadline = world.now() + limit;
    while (world.now() < deadline) {
        world.run_for(1s);
        if (!in_step_now()) continue;
        const auto state = machines_.front()->state();
        const auto same = [&](const auto& machine) { return machine->state() == state; };
        if (std::ranges::all_of(machines_, same)) return true;
    }
    return false;
}

void NodeWorld::expect_whole() {
    const auto exported = machines_.front()->exported();
    for (const auto& machine : machines_) {
        EXPECT_EQ(machine->exported(), exported) << "machine " << machine->index();
        const auto verified = machine->replica().verify();
        ASSERT_TRUE(verified) << verified.error().text();
        EXPECT_EQ(verified.value().bad, std::vector<std::string>{});
        const auto here = machine->log();
        EXPECT_EQ(verified.value().updates, here.size());
        for (const auto& author : machines_) {
            for (const auto& id : author->acknowledged()) {
                EXPECT_TRUE(here.contains(id) && machine->stores(id))
                    << "acknowledged by " << author->index() << ", missing at " << machine->index()
                    << ": " << id.hex();
            }
        }
    }
    for (const auto& id : documents())
        expect_honest_about(id);
}

std::string NodeWorld::differences() const {
    std::ostringstream out;
    for (const auto& machine : machines_) {
        out << "machine " << machine->index();
        if (!machine->runs()) {
            out << " is off\n";
            continue;
        }
        out << " holds " << machine->log().size() << ", state "
            << machine->state().hex().substr(0, 8) << ", certified with";
        const auto sessions = machine->node().sessions().sessions().value();
        for (const auto& session : sessions) {
            const auto other = std::ranges::find_if(
                machines_, [&](const auto& each) { return each->id() == session.peer; });
            out << ' ' << (*other)->index() << (session.certified ? "" : " (as a stranger)")
                << (session.in_step ? "" : " (not in step)");
        }
        out << '\n';
    }
    return out.str();
}

std::uint64_t NodeWorld::delivered_bytes() {
    std::uint64_t sum = 0;
    for (const auto& from : machines_) {
        for (const auto& to : machines_)
            sum += world.network().delivered_bytes(from->index(), to->index());
    }
    return sum;
}

void NodeWorld::expect_quiet(std::chrono::minutes duration) {
    world.run_for(settling);
    std::vector<std::uint64_t> written;
    for (const auto& machine : machines_)
        written.push_back(machine->transactions());
    const auto before = delivered_bytes();
    world.run_for(duration);
    for (const auto& machine : machines_)
        EXPECT_EQ(machine->transactions(), written.at(machine->index())) << machine->index();
    // A ping and a pong from each end every half minute, under 64 bytes each.
    const auto pairs = machines_.size() * (machines_.size() - 1) / 2;
    const auto pings = pairs * 4 * 64 * 2 * (static_cast<std::uint64_t>(duration.count()) + 1);
    EXPECT_LE(delivered_bytes() - before, pings);
}

void NodeWorld::expect_honest_about(const DocumentId& id) {
    for (const auto& viewer : machines_) {
        if (!viewer->runs() || !viewer->has(id)) continue;
        const auto state = viewer->replica().document(id).value();
        const auto lines = viewer->node().where(id);
        ASSERT_TRUE(lines) << lines.error().text();
        for (const auto& line : lines.value()) {
            if (line.state != node::Whereabouts::State::holds) continue;
            const auto other = std::ranges::find_if(
                machines_, [&](const auto& machine) { return machine->id() == line.node; });
            ASSERT_NE(other, machines_.end());
            for (const auto& [update, author] : state->authorship) {
                EXPECT_TRUE((*other)->stores(update))
                    << "machine " << viewer->index() << " says that " << (*other)->index()
                    << " holds " << id.hex() << ", but not " << update.hex();
            }
        }
    }
}

std::set<DocumentId> NodeWorld::documents() const {
    std::set<DocumentId> out;
    for (const auto& machine : machines_) {
        if (!machine->runs()) continue;
        const auto held = machine->replica().documents({}, {}).value();
        for (const auto& document : held)
            out.insert(document.id);
    }
    return out;
}

}  // namespace praxis::sim
