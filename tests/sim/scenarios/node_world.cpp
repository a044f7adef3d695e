#include "tests/sim/scenarios/node_world.hpp"

#include <algorithm>
#include <sstream>

namespace praxis::sim {

using namespace std::chrono_literals;

namespace {

/// In step, both ends still tell each other how far their cursors came, and dials under way cross
/// each other.
constexpr auto settling = 10s;

}  // namespace

NodeWorld::NodeWorld(std::uint64_t seed, MakeDisk make_disk)
    : network{seed}, make_disk_{std::move(make_disk)}, disk_randomness_{~seed}, world{seed} {
    world.watch([this] { end_those_that_must(); });
}

void NodeWorld::end_those_that_must() {
    for (const auto& machine : machines_) {
        if (!machine->must_end()) continue;
        machine->crash(machine->disk().power_failed() ? Death::machine : Death::process);
        ++ended_;
    }
}

NodeMachine& NodeWorld::add(test::NodeKeys keys) {
    const auto number = static_cast<NodeIndex>(machines_.size());
    auto disk = make_disk_ ? make_disk_(number, disk_randomness_.fork(number)) : make_memory_disk();
    machines_.push_back(
        std::make_unique<NodeMachine>(network.genesis(), std::move(keys), std::move(disk)));
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
    require(machine.boot(), Invariant::service, "a fresh disk cannot be opened");
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

std::vector<NodeMachine*> NodeWorld::honest() const {
    std::vector<NodeMachine*> out;
    for (const auto& machine : machines_)
        out.push_back(machine.get());
    return out;
}

void NodeWorld::require_sound(const NodeMachine& machine) const {
    const auto here = "machine " + std::to_string(machine.index());
    const auto verified = machine.replica().verify();
    require(verified.has_value(), Invariant::soundness, here + " cannot verify");
    for (const auto& bad : verified.value().bad)
        throw Violation{Invariant::soundness, here + ": " + bad};
    require(verified.value().updates == machine.log().size(),
            Invariant::soundness,
            here + " verifies another number of updates than its log has");
}

void NodeWorld::require_whole() {
    const auto exported = machines_.front()->exported();
    for (const auto& machine : machines_) {
        const auto here = "machine " + std::to_string(machine->index());
        require(machine->exported() == exported, Invariant::rendering, here + " exports otherwise");
        require_sound(*machine);
        const auto log = machine->log();
        for (const auto& author : machines_) {
            for (const auto& id : author->acknowledged()) {
                require(log.contains(id) && machine->stores(id),
                        Invariant::delivery,
                        "acknowledged by " + std::to_string(author->index()) + ", missing at " +
                            here + ": " + id.hex());
            }
        }
    }
    for (const auto& id : documents())
        require_honest_about(id);
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

void NodeWorld::require_quiet(std::chrono::minutes duration) {
    world.run_for(settling);
    std::vector<std::uint64_t> written;
    for (const auto& machine : machines_)
        written.push_back(machine->transactions());
    const auto before = delivered_bytes();
    world.run_for(duration);
    for (const auto& machine : machines_)
        require(machine->transactions() == written.at(machine->index()),
                Invariant::quiet,
                "machine " + std::to_string(machine->index()) + " writes, and nobody acts");
    // A ping and a pong from each end every half minute, under 64 bytes each.
    const auto pairs = machines_.size() * (machines_.size() - 1) / 2;
    const auto pings = pairs * 4 * 64 * 2 * (static_cast<std::uint64_t>(duration.count()) + 1);
    const auto sent = delivered_bytes() - before;
    require(
        sent <= pings,
        Invariant::quiet,
        std::to_string(sent) + " bytes sent, and nobody acts; pings are " + std::to_string(pings));
}

void NodeWorld::require_honest_about(const DocumentId& id) {
    for (const auto& viewer : machines_) {
        if (!viewer->runs() || !viewer->has(id)) continue;
        const auto state = viewer->replica().document(id).value();
        const auto lines = viewer->node().where(id);
        require(lines.has_value(), Invariant::service, "no answer where a document is");
        for (const auto& line : lines.value()) {
            if (line.state != node::Whereabouts::State::holds) continue;
            const auto other = std::ranges::find_if(
                machines_, [&](const auto& machine) { return machine->id() == line.node; });
            require(other != machines_.end(), Invariant::honesty, "a node that is not there");
            for (const auto& [update, author] : state->authorship) {
                require((*other)->stores(update),
                        Invariant::honesty,
                        "machine " + std::to_string(viewer->index()) + " says that " +
                            std::to_string((*other)->index()) + " holds " + id.hex() +
                            ", but not " + update.hex());
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
