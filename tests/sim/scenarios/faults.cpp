#include "tests/sim/scenarios/faults.hpp"

#include "tests/sim/draw.hpp"

namespace praxis::sim {

using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t faults_stream = 4;  // of the seed
constexpr std::uint64_t steps_max = 100;    // of the world, until a crash comes

SeededEntropy stream_of(std::uint64_t seed) {
    SeededEntropy root{seed};
    return root.fork(faults_stream);
}

}  // namespace

Faults::Faults(NodeWorld& town, Agenda& agenda, Swarm swarm)
    : town_{town},
      agenda_{agenda},
      swarm_{std::move(swarm)},
      random_{stream_of(town.world.seed())} {}

void Faults::begin() {
    constexpr std::int64_t drift_max = 10'000;  // millionths: 1 %
    constexpr std::chrono::milliseconds skew_max = 24h;
    town_.world.network().set_default_link(swarm_.link);
    for (const auto& machine : town_.machines()) {
        auto& clock = town_.world.clock(machine->index());
        if (swarm_.drift) {
            const auto drawn = static_cast<std::int64_t>(random_.below(2 * drift_max + 1));
            clock.set_drift(drawn - drift_max);
        }
        if (swarm_.skew) {
            const auto span = static_cast<std::uint64_t>(2 * skew_max.count());
            const auto drawn = static_cast<std::chrono::milliseconds::rep>(random_.below(span));
            clock.set_wall_offset(std::chrono::milliseconds{drawn} - skew_max);
        }
    }
}

void Faults::rage() {
    for (std::size_t i = 0; i < fault_count; ++i) {
        if (swarm_.every.at(i) != Duration{0}) schedule(static_cast<Fault>(i));
    }
}

void Faults::schedule(Fault fault) {
    const auto mean = swarm_.every_of(fault);
    const auto wait = Duration{
        static_cast<Duration::rep>(random_.below(static_cast<std::uint64_t>(2 * mean.count())))};
    agenda_.after(wait, [this, fault] {
        town_.world.trace().add(name_of(fault), {});
        strike(fault);
        schedule(fault);
    });
}

void Faults::strike(Fault fault) {
    switch (fault) {
        case Fault::partition:
            return partition();
        case Fault::one_way:
            return one_way();
        case Fault::isolate:
            return isolate();
        case Fault::bridge:
            return bridge();
        case Fault::flap:
            return flap();
        case Fault::swizzle:
            return swizzle();
        case Fault::black_hole:
            return black_hole();
        case Fault::deaf:
            return deaf();
        case Fault::refuse:
            return refuse();
        case Fault::reset:
            return reset();
        case Fault::crash:
            return crash();
        case Fault::crash_after_commit:
            return crash_after_commit();
        case Fault::crash_in_recovery:
            return crash_in_recovery();
        case Fault::pause:
            return pause();
        case Fault::disk_full:
            return disk_full();
        case Fault::failing_commit:
            return failing_commit();
        case Fault::slow_disk:
            return slow_disk();
        case Fault::clock_jump:
            return clock_jump();
    }
}

// --- links and topology ---

/// The town falls into two parts.
void Faults::partition() {
    std::vector<bool> side;
    for (std::size_t i = 0; i < town_.machines().size(); ++i)
        side.push_back(chance(random_, 50));
    const auto lasting = outage();
    for (NodeIndex a = 0; a < side.size(); ++a) {
        for (NodeIndex b = a + 1; b < side.size(); ++b) {
            if (side[a] == side[b]) continue;
            town_.world.network().partition(a, b);
            heal_later(a, b, lasting);
        }
    }
}

void Faults::one_way() {
    const auto [a, b] = any_pair();
    town_.world.network().block(a, b);
    heal_later(a, b);
}

/// One machine alone.
void Faults::isolate() {
    const auto one = any().index();
    const auto lasting = outage();
    for (NodeIndex other = 0; other < town_.machines().size(); ++other) {
        if (other == one) continue;
        town_.world.network().partition(one, other);
        heal_later(one, other, lasting);
    }
}

/// All talk to one machine only.
void Faults::bridge() {
    const auto hub = any().index();
    const auto lasting = outage();
    for (NodeIndex a = 0; a < town_.machines().size(); ++a) {
        for (NodeIndex b = a + 1; b < town_.machines().size(); ++b) {
            if (a == hub || b == hub) continue;
            town_.world.network().partition(a, b);
            heal_later(a, b, lasting);
        }
    }
}

/// A line that comes and goes.
void Faults::flap() {
    const auto [a, b] = any_pair();
    flap_again(a, b, 4 + random_.below(12));
}

void Faults::flap_again(NodeIndex a, NodeIndex b, std::size_t times) {
    auto& network = town_.world.network();
    if (times % 2 == 0)
        network.partition(a, b);
    else
        network.heal(a, b);
    if (times == 1) return;
    agenda_.after(log_uniform(random_, Duration{1s}, Duration{90s}),
                  [this, a, b, times] { flap_again(a, b, times - 1); });
}

/// Lines stop one by one, and come back in another order.
void Faults::swizzle() {
    std::vector<std::pair<NodeIndex, NodeIndex>> lines;
    for (NodeIndex a = 0; a < town_.machines().size(); ++a) {
        for (NodeIndex b = a + 1; b < town_.machines().size(); ++b)
            lines.emplace_back(a, b);
    }
    auto lasting = Duration{0};
    for (const auto& [a, b] : lines) {
        lasting += log_uniform(random_, Duration{1s}, Duration{60s});
        agenda_.after(lasting, [this, a = a, b = b] { town_.world.network().partition(a, b); });
    }
    for (std::size_t i = lines.size(); i > 1; --i)
        std::swap(lines[i - 1], lines[random_.below(i)]);
    for (const auto& [a, b] : lines) {
        lasting += log_uniform(random_, Duration{1s}, Duration{60s});
        agenda_.after(lasting, [this, a = a, b = b] { town_.world.network().heal(a, b); });
    }
}

/// One line takes everything in and lets nothing out, for long.
void Faults::black_hole() {
    const auto [a, b] = any_pair();
    town_.world.network().partition(a, b);
    heal_later(a, b, log_uniform(random_, Duration{30s}, Duration{60min}));
}

/// One machine reads nothing of what another sends.
void Faults::deaf() {
    const auto [a, b] = any_pair();
    auto& network = town_.world.network();
    auto link = network.options(a, b);
    link.drains = false;
    network.set_link(a, b, link);
    agenda_.after(outage(),
                  [this, a = a, b = b] { town_.world.network().set_link(a, b, swarm_.link); });
}

void Faults::refuse() {
    const auto one = any().index();
    town_.world.network().set_refusing(one, true);
    agenda_.after(outage(), [this, one] { town_.world.network().set_refusing(one, false); });
}

void Faults::reset() {
    const auto [a, b] = any_pair();
    town_.world.network().reset_streams(a, b);
}

void Faults::heal_later(NodeIndex a, NodeIndex b) {
    heal_later(a, b, outage());
}

void Faults::heal_later(NodeIndex a, NodeIndex b, Duration after) {
    agenda_.after(after, [this, a, b] { town_.world.network().heal(a, b); });
}

Duration Faults::outage() {
    return log_uniform(random_, Duration{10s}, Duration{30min});
}

// --- machines ---

void Faults::crash() {
    if (auto* machine = any_running()) crash(*machine, random_.below(steps_max));
}

/// In the middle of whatever it does, so many steps of the world from now.
void Faults::crash(NodeMachine& machine, std::uint64_t steps) {
    for (std::uint64_t i = 0; i < steps; ++i)
        town_.world.step();
    if (!machine.runs()) return;
    machine.crash(chance(random_, 50) ? Death::process : Death::machine);
    ++crashes_;
    boot_later(machine);
}

/// Something is on the disk, and nobody was told yet. Every second time nothing else was done
/// since, so that the process dies between two commits that follow each other at once.
void Faults::crash_after_commit() {
    auto* machine = any_running();
    if (machine == nullptr) return;
    const auto before = machine->transactions();
    const auto written = [&] { return !machine->runs() || machine->transactions() > before; };
    if (!town_.world.run_until(written, 30s) || !machine->runs()) return;
    crash(*machine, chance(random_, 50) ? 0 : random_.below(steps_max));
}

/// Again and again, before it is well up.
void Faults::crash_in_recovery() {
    auto* machine = any_running();
    if (machine == nullptr) return;
    for (std::size_t i = 0, n = 1 + random_.below(3); i < n && machine->runs(); ++i) {
        machine->crash(chance(random_, 50) ? Death::process : Death::machine);
        ++crashes_;
        if (!machine->boot()) return boot_later(*machine);
        for (std::size_t step = 0, steps = random_.below(40); step < steps; ++step)
            town_.world.step();
    }
}

void Faults::pause() {
    auto* machine = any_running();
    if (machine == nullptr || town_.world.paused(machine->index())) return;
    town_.world.pause(machine->index());
    agenda_.after(log_uniform(random_, Duration{1s}, Duration{60min}), [this, machine] {
        if (town_.world.paused(machine->index())) town_.world.resume(machine->index());
    });
}

void Faults::boot_later(NodeMachine& machine) {
    agenda_.after(log_uniform(random_, Duration{100ms}, Duration{20min}),
                  [this, &machine] { boot(machine); });
}

void Faults::boot(NodeMachine& machine) {
    if (!machine.runs() && !machine.boot()) boot_later(machine);
}

// --- disks and clocks ---

void Faults::disk_full() {
    auto& machine = any();
    machine.disk().set_full(true);
    full_.insert(machine.index());
    agenda_.after(outage(), [this, &machine] {
        full_.erase(full_.find(machine.index()));
        machine.disk().set_full(full_.contains(machine.index()));
    });
}

void Faults::failing_commit() {
    auto* machine = any_running();
    if (machine == nullptr) return;
    machine->disk().fail_next_commit(chance(random_, 50) ? store::StoreErrc::io
                                                         : store::StoreErrc::full);
    failing_.insert(machine->index());
    boot_later(*machine);  // an error of `io` ends the process
}

/// The longest that a disk may take is less than a peer waits for a sign of life.
void Faults::slow_disk() {
    auto* machine = any_running();
    if (machine == nullptr || !slow_.insert(machine->index()).second) return;
    town_.world.hang_disk(machine->index());
    agenda_.after(log_uniform(random_, Duration{1s}, Duration{60s}), [this, machine] {
        slow_.erase(machine->index());
        if (machine->runs()) town_.world.let_disk_go(machine->index());
    });
}

void Faults::clock_jump() {
    constexpr std::chrono::milliseconds ten_years = 24h * 3650;
    constexpr std::chrono::milliseconds one_hour = 1h;
    auto& clock = town_.world.clock(any().index());
    const auto jump = chance(random_, 25) ? ten_years : chance(random_, 50) ? one_hour : -one_hour;
    clock.set_wall_offset(clock.wall_offset() + jump);
}

// --- the end ---

void Faults::heal() {
    agenda_.clear();
    auto& network = town_.world.network();
    network.heal_all();
    network.set_default_link({});
    for (const auto& one : town_.machines()) {
        network.set_refusing(one->index(), false);
        for (const auto& other : town_.machines())
            network.set_link(one->index(), other->index(), {});
        one->disk().set_full(false);
        full_.clear();
        if (one->runs()) town_.world.let_disk_go(one->index());
        if (town_.world.paused(one->index())) town_.world.resume(one->index());
    }
    for (const auto& machine : town_.machines()) {
        // A fault that did not come yet goes with the process.
        if (machine->runs() && failing_.contains(machine->index())) machine->crash();
    }
    town_.world.run_for(5s);
    for (const auto& machine : town_.machines()) {
        if (machine->runs()) continue;
        require(machine->boot(), Invariant::service, "healed, and cannot be opened");
    }
}

NodeMachine& Faults::any() {
    return *town_.machines().at(random_.below(town_.machines().size()));
}

NodeMachine* Faults::any_running() {
    auto& machine = any();
    return machine.runs() ? &machine : nullptr;
}

std::pair<NodeIndex, NodeIndex> Faults::any_pair() {
    const auto count = town_.machines().size();
    const auto a = random_.below(count);
    const auto b = (a + 1 + random_.below(count - 1)) % count;
    return {static_cast<NodeIndex>(a), static_cast<NodeIndex>(b)};
}

}  // namespace praxis::sim
