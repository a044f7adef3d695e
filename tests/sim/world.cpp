#include "tests/sim/world.hpp"

#include "protocol/base/check.hpp"

#include <stdexcept>

namespace praxis::sim {
namespace {

/// More than this without time going on is a loop that never waits.
constexpr std::uint64_t steps_in_instant_max = 1'000'000;
constexpr std::uint64_t disk_free_default = 1ULL << 40U;

// The sub-streams of the world's seed.
constexpr std::uint64_t network_stream = 1;
constexpr std::uint64_t chaos_stream = 2;
constexpr std::uint64_t first_machine_stream = 16;

SeededEntropy stream_of(std::uint64_t seed, std::uint64_t number) {
    SeededEntropy root{seed};
    return root.fork(number);
}

/// Log lines become events of the trace.
class SimHost final : public node::Host, public node::Log {
public:
    SimHost(Trace& trace, NodeIndex machine) : trace_{trace}, machine_{machine} {}

    node::Log& log() override { return *this; }
    std::uint64_t disk_free_bytes() const override { return disk_free; }
    void write(node::LogLevel level,
               std::string_view event,
               std::span<const node::LogField> fields) noexcept override {
        const auto line = node::format_line(event, fields);
        trace_.add("log " + line, {machine_, static_cast<std::uint64_t>(level)});
    }

    std::uint64_t disk_free = disk_free_default;

private:
    Trace& trace_;
    NodeIndex machine_;
};

/// One life of a machine, from boot to crash; what is above dies after what is below.
struct Life {
    Life(SimLoop& loop,
         NodeIndex machine,
         SimNetwork& net,
         SimClock& clock,
         SimHost& host,
         SeededEntropy random)
        : process{loop, machine},
          entropy{random},
          network{net.attach(process)},
          runtime{SimExecutor{process},
                  SimExecutor{process},
                  SimExecutor::writer_of(process),
                  clock,
                  entropy,
                  *network,
                  host} {}

    SimProcess process;
    SeededEntropy entropy;
    std::unique_ptr<node::Network> network;
    node::Runtime runtime;
    std::unique_ptr<Program> program;
};

}  // namespace

struct World::Machine {
    Machine(Timeline& timeline, Trace& trace, NodeIndex number, SeededEntropy random)
        : clock{timeline}, host{trace, number}, entropy{random} {}

    SimClock clock;
    SimHost host;
    SeededEntropy entropy;
    std::uint64_t boots = 0;
    std::unique_ptr<Life> life;  // null: not running
};

World::World(std::uint64_t seed)
    : seed_{seed},
      chaos_{stream_of(seed, chaos_stream)},
      network_{timeline_, trace_, stream_of(seed, network_stream)} {}

World::~World() {
    for (NodeIndex machine = 0; machine < machines_.size(); ++machine) {
        if (runs(machine)) crash(machine);
    }
}

NodeIndex World::add_machine() {
    const auto number = static_cast<NodeIndex>(machines_.size());
    const auto random = stream_of(seed_, first_machine_stream + number);
    machines_.push_back(std::make_unique<Machine>(timeline_, trace_, number, random));
    return number;
}

void World::start(NodeIndex machine, const Boot& boot) {
    auto& where = at(machine);
    PRAXIS_CHECK(!where.life);
    trace_.add("boot", {machine});
    where.life = std::make_unique<Life>(
        loop_, machine, network_, where.clock, where.host, where.entropy.fork(where.boots++));
    where.life->program = boot(where.life->runtime);
}

void World::crash(NodeIndex machine, Death death) {
    auto& where = at(machine);
    PRAXIS_CHECK(where.life);
    trace_.add("crash", {machine, static_cast<std::uint64_t>(death)});
    network_.detach(where.life->process, death);
    where.life->process.kill();
    where.life->program.reset();
    where.life.reset();
}

bool World::runs(NodeIndex machine) const {
    PRAXIS_CHECK(machine < machines_.size());
    return machines_[machine]->life != nullptr;
}

std::uint64_t World::boots(NodeIndex machine) const {
    PRAXIS_CHECK(machine < machines_.size());
    return machines_[machine]->boots;
}

void World::pause(NodeIndex machine) {
    PRAXIS_CHECK(runs(machine));
    trace_.add("pause", {machine});
    at(machine).life->process.pause();
}

void World::resume(NodeIndex machine) {
    PRAXIS_CHECK(runs(machine));
    trace_.add("resume", {machine});
    at(machine).life->process.resume();
}

bool World::paused(NodeIndex machine) const {
    return runs(machine) && machines_[machine]->life->process.paused();
}

void World::hang_disk(NodeIndex machine) {
    PRAXIS_CHECK(runs(machine));
    at(machine).life->process.hang_disk();
}

void World::let_disk_go(NodeIndex machine) {
    PRAXIS_CHECK(runs(machine));
    at(machine).life->process.let_disk_go();
}

node::Runtime& World::runtime(NodeIndex machine) {
    PRAXIS_CHECK(runs(machine));
    return at(machine).life->runtime;
}

SimClock& World::clock(NodeIndex machine) {
    return at(machine).clock;
}

void World::set_disk_free(NodeIndex machine, std::uint64_t bytes) {
    at(machine).host.disk_free = bytes;
}

void World::after(Duration delay, std::function<void()> event) {
    timeline_.after(delay, std::move(event));
}

bool World::step() {
    return step_before(MonoTime::max());
}

bool World::run_until(const std::function<bool()>& done, Duration limit) {
    const auto end = now() + limit;
    while (!done()) {
        if (!step_before(end)) return done();
    }
    return true;
}

void World::run_for(Duration duration) {
    const auto end = now() + duration;
    while (step_before(end)) {
    }
    timeline_.advance_to(end);
}

bool World::step_before(MonoTime limit) {
    if (!advance(limit)) return false;
    if (watch_) watch_();
    return true;
}

bool World::advance(MonoTime limit) {
    if (timeline_.now() != instant_) {
        instant_ = timeline_.now();
        steps_in_instant_ = 0;
    }
    if (++steps_in_instant_ > steps_in_instant_max)
        throw std::runtime_error{"time stands still\n" + report()};

    if (loop_.run_one()) return true;
    const auto next = timeline_.next();
    if (!next || *next > limit) return false;
    timeline_.step();
    trace_.tick(timeline_.now(), loop_.steps());
    return true;
}

std::string World::report() const {
    return "PRAXIS_SEED=" + std::to_string(seed_) + ", virtual time " +
           std::to_string(timeline_.now().time_since_epoch().count()) + " us, " +
           std::to_string(loop_.steps()) + " handlers, trace " + std::to_string(trace_.hash()) +
           " after " + std::to_string(trace_.events()) + " events:\n" + trace_.tail();
}

World::Machine& World::at(NodeIndex machine) {
    PRAXIS_CHECK(machine < machines_.size());
    return *machines_[machine];
}

Program& World::program_of(NodeIndex machine) {
    PRAXIS_CHECK(runs(machine));
    return *at(machine).life->program;
}

}  // namespace praxis::sim
