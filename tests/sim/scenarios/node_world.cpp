#include "tests/sim/scenarios/node_world.hpp"

#include <algorithm>
#include <map>
#include <sstream>

namespace praxis::sim {

using namespace std::chrono_literals;

namespace {

/// In step, both ends still tell each other how far their cursors came, and dials under way cross
/// each other.
/// A stream that a fault silenced before the network healed is found dead after `idle_max`, and
/// dialled again within `redial_max`; that somebody was reached again is written down.
constexpr auto settling = limits::idle_max + limits::redial_max + limits::handshake_time_max;

}  // namespace

NodeWorld::NodeWorld(std::uint64_t seed, MakeDisk make_disk)
    : network{seed}, make_disk_{std::move(make_disk)}, disk_randomness_{~seed}, world{seed} {
    world.watch([this] { look(); });
}

void NodeWorld::look() {
    constexpr std::uint64_t bounds_every = 16;  // steps
    const bool look_at_bounds = ++steps_ % bounds_every == 0;
    for (const auto& machine : machines_) {
        if (look_at_bounds && machine->runs()) require_bounded(*machine);
        if (!machine->must_end()) continue;
        machine->crash(machine->disk().power_failed() ? Death::machine : Death::process);
        ++ended_;
    }
}

/// One frame may pass a bound, as large as senders make them: it is whole or not there.
void NodeWorld::require_bounded(const NodeMachine& machine) const {
    constexpr auto frame_bytes =
        limits::frame_target_bytes + limits::header_bytes_max + limits::payload_bytes_max;
    const auto load = machine.node().sessions().load();
    const auto& bounds = machine.bounds();
    const auto require_at_most = [&](std::size_t value, std::size_t most, const char* what) {
        if (value <= most) return;  // the words cost more than all the rest
        throw Violation{Invariant::bounds,
                        "machine " + std::to_string(machine.index()) + " has " +
                            std::to_string(value) + ' ' + what + ", at most " +
                            std::to_string(most) + " are allowed"};
    };
    require_at_most(load.sessions, limits::sessions_max, "sessions");
    require_at_most(load.handshakes, limits::handshakes_max, "handshakes");
    require_at_most(
        load.most.inbox_bytes, bounds.inbox_bytes + frame_bytes, "bytes received and not stored");
    require_at_most(load.most.in_flight_bytes,
                    bounds.in_flight_bytes + frame_bytes,
                    "bytes sent and not acknowledged");
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

/// Whether every session that is to be kept among the honest is up at both ends, and has nothing
/// left to say. Of a session with a machine that died in silence the other end does not know yet
/// that it is over.
bool NodeWorld::in_step_now() const {
    std::set<std::pair<NodeId, NodeId>> up;
    const auto all = honest();
    const auto is_honest = [&](const NodeId& id) {
        return std::ranges::any_of(all, [&](const auto* machine) { return machine->id() == id; });
    };
    for (const auto* machine : all) {
        if (!machine->runs()) return false;
        const auto sessions = machine->node().sessions().sessions().value();
        for (const auto& session : sessions) {
            if (!is_honest(session.peer)) continue;
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
    const auto all = honest();
    while (world.now() < deadline) {
        world.run_for(1s);
        if (!in_step_now()) continue;
        const auto state = all.front()->state();
        const auto same = [&](const auto* machine) { return machine->state() == state; };
        if (std::ranges::all_of(all, same)) return true;
    }
    return false;
}

std::vector<NodeMachine*> NodeWorld::honest() const {
    std::vector<NodeMachine*> out;
    for (const auto& machine : machines_) {
        if (!machine->is_hostile()) out.push_back(machine.get());
    }
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
    require_delivered();
    for (const auto& id : documents())
        require_honest_about(id);
}

void NodeWorld::require_delivered() {
    const auto all = honest();
    const auto exported = all.front()->exported();
    for (const auto* machine : all) {
        const auto here = "machine " + std::to_string(machine->index());
        require(machine->exported() == exported, Invariant::rendering, here + " exports otherwise");
        require_sound(*machine);
        const auto log = machine->log();
        for (const auto* author : all) {
            for (const auto& id : author->acknowledged()) {
                require(log.contains(id) && machine->stores(id),
                        Invariant::delivery,
                        "acknowledged by " + std::to_string(author->index()) + ", missing at " +
                            here + ": " + id.hex());
            }
        }
    }
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
    std::map<NodeIndex, std::uint64_t> written;
    for (const auto* machine : honest())
        written.emplace(machine->index(), machine->transactions());
    const auto before = delivered_bytes();
    world.run_for(duration);
    for (const auto* machine : honest())
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
    for (const auto* viewer : honest()) {
        if (!viewer->runs() || !viewer->has(id)) continue;
        const auto state = viewer->replica().document(id).value();
        const auto lines = viewer->node().where(id);
        require(lines.has_value(), Invariant::service, "no answer where a document is");
        for (const auto& line : lines.value()) {
            if (line.state != node::Whereabouts::State::holds) continue;
            const auto other = std::ranges::find_if(
                machines_, [&](const auto& machine) { return machine->id() == line.node; });
            require(other != machines_.end(), Invariant::honesty, "a node that is not there");
            if ((*other)->is_hostile()) continue;
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
    for (const auto* machine : honest()) {
        if (!machine->runs()) continue;
        const auto held = machine->replica().documents({}, {}).value();
        for (const auto& document : held)
            out.insert(document.id);
    }
    return out;
}

}  // namespace praxis::sim
