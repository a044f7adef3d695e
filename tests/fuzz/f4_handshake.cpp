// F4: hello, handshake and session of a real SessionManager in the simulator, against whatever a
// caller does. Input: what the caller does, thing by thing. Without a proven, certified key nothing
// is remembered about a peer, nothing outside root is told or stored, little of root is taken.
// What is acknowledged is held, whoever sent it, and then a certified node finds everything as it
// was.
#include "node/peers/session_manager.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/peer_attack.hpp"

namespace praxis::fuzz {
namespace {

using namespace std::chrono_literals;
using node::test::FakeReplica;

constexpr std::uint16_t port = 9000;
constexpr std::size_t acts_max = 24;
constexpr std::size_t text_bytes = 8 * 1024;

class NodeProgram final : public sim::Program {
public:
    NodeProgram(node::Runtime& runtime, FakeReplica& over) : replica{over}, manager{runtime, over} {
        replica.clock = &runtime.clock;
        replica.on_commit = [this] { manager.on_commit(); };
    }
    ~NodeProgram() override {
        replica.on_commit = {};
        replica.clock = nullptr;
    }

    FakeReplica& replica;
    node::SessionManager manager;
};

SpaceId private_space() {
    SpaceId space;
    space.bytes.fill(std::byte{7});
    return space;
}

/// What the node holds before anything happens: more root than a stranger may get unproven, and a
/// space of its own. Made once; verified by each replica that takes it.
struct Held {
    std::vector<wire::SignedUpdate> updates;
    Held() {
        FakeReplica writer{1, fuzz_network()};
        std::vector<UpdateId> ids;
        for (int i = 0; i < 3; ++i)
            ids.push_back(writer.write(writer.root(), std::string(text_bytes, 'r')));
        ids.push_back(writer.write(private_space(), "for members"));
        for (const auto& id : ids)
            updates.push_back(*writer.load(id).value());
    }
};

class Scene {
public:
    Scene() {
        static const Held held;
        for (const auto& update : held.updates)
            (void)node.take(update);
        node.trust(member);
        node.trust(other);
        other.trust(node);
        for (auto& machine : machines)
            machine = world.add_machine();
        start(machines[0], node);
        const auto listening = manager(machines[0]).listen({"0.0.0.0", port});
        expect(listening.has_value(), "a node listens");
    }
    ~Scene() {
        for (const auto machine : machines) {
            if (world.runs(machine)) world.crash(machine);
        }
    }

    void start(sim::NodeIndex machine, FakeReplica& replica) {
        world.start(machine, [&](node::Runtime& runtime) {
            return std::make_unique<NodeProgram>(runtime, replica);
        });
    }
    node::SessionManager& manager(sim::NodeIndex machine) {
        return world.program<NodeProgram>(machine).manager;
    }
    [[nodiscard]] node::Endpoint address() const {
        return {sim::SimNetwork::host_of(machines[0]), port};
    }
    /// A certified node calls, and soon holds all that was held before.
    void expect_service() {
        start(machines[2], other);
        manager(machines[2]).dial({node.node(), node.dh_pair().key(), address()});
        const auto served = [&] { return std::ranges::includes(other.ids(), at_first); };
        expect(world.run_until(served, 10min), "a certified node is served after any attack");
    }
    void expect_no_state_of_others(const PeerAttack& attack) {
        for (const auto& claimed : attack.claimed()) {
            if (attack.member_proven() && claimed == member.node()) continue;
            expect(node.load_peer(claimed).value().empty(),
                   "nothing is remembered under an id that was claimed");
        }
        if (attack.member_proven()) return;
        std::size_t taken = 0;
        for (const auto& id : node.ids()) {
            if (at_first.contains(id)) continue;
            const auto update = *node.load(id).value();
            const auto prefix = wire::decode_prefix(update.header).value();
            expect(prefix.space == node.root(), "nothing outside root is taken from a stranger");
            taken += update.header.size() + update.skeleton.size() +
                     (update.content ? update.content->size() : 0);
        }
        expect(taken <= attack.calls() * limits::stranger_bytes_max,
               "little is taken from a stranger");
    }

    FakeReplica node{1, fuzz_network()};
    FakeReplica member{2, fuzz_network()};
    FakeReplica stranger{3, fuzz_network()};
    FakeReplica other{4, fuzz_network()};
    std::set<UpdateId> at_first;
    sim::World world{1};
    std::array<sim::NodeIndex, 3> machines{};
};

}  // namespace

void one_input(ByteView input) {
    Scene scene;
    scene.at_first = scene.node.ids();
    PeerAttack attack{
        scene.world,
        scene.machines[1],
        {scene.address(),
         scene.node.node(),
         scene.node.dh_pair().key(),
         &scene.member,
         &scene.stranger,
         scene.node.root(),
         [&](const UpdateId& id) { return scene.node.load(id).value().has_value(); }}};
    Choices choices{input};
    for (std::size_t i = 0; i < acts_max && choices.any(); ++i)
        attack.act(choices);
    scene.expect_no_state_of_others(attack);
    scene.expect_service();
}

}  // namespace praxis::fuzz
