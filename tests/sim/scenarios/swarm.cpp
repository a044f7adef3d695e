#include "tests/sim/scenarios/swarm.hpp"

#include "tests/sim/draw.hpp"

namespace praxis::sim {

using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t swarm_stream = 3;  // of the seed
constexpr std::uint64_t half = 50;

constexpr std::array<std::string_view, fault_count> names{"partition",
                                                          "one-way",
                                                          "isolate",
                                                          "bridge",
                                                          "flap",
                                                          "swizzle",
                                                          "black hole",
                                                          "deaf",
                                                          "refuse",
                                                          "reset",
                                                          "crash",
                                                          "crash after commit",
                                                          "crash in recovery",
                                                          "pause",
                                                          "disk full",
                                                          "failing commit",
                                                          "slow disk",
                                                          "clock jump"};

LinkOptions slow_lines(Entropy& random) {
    LinkOptions link;
    link.delay = log_uniform(random, Duration{1ms}, Duration{800ms});
    if (chance(random, half)) link.delay_spread = log_uniform(random, 2, 32);
    if (chance(random, half)) link.jitter = log_uniform(random, Duration{1ms}, Duration{500ms});
    if (chance(random, half)) link.bytes_per_second = log_uniform(random, 2'000, 10'000'000);
    return link;
}

LinkOptions bad_lines(Entropy& random) {
    auto link = slow_lines(random);
    if (chance(random, half)) link.cut_every_bytes = log_uniform(random, 800, 200'000);
    if (chance(random, half)) link.stall_every_bytes = log_uniform(random, 2'000, 500'000);
    if (chance(random, half)) link.half_close_every_bytes = log_uniform(random, 4'000, 1'000'000);
    if (chance(random, half)) link.twice_percent = log_uniform(random, 1, 60);
    link.short_reads = chance(random, half);
    link.short_writes = chance(random, half);
    return link;
}

}  // namespace

std::string_view name_of(Fault fault) {
    return names[static_cast<std::size_t>(fault)];
}

Swarm Swarm::draw(std::uint64_t seed) {
    SeededEntropy root{seed};
    auto random = root.fork(swarm_stream);
    Swarm swarm;
    const auto kind = random.below(10);
    if (kind == 0) {
        swarm.kind = Kind::calm_but_huge;
        swarm.centres = 2 + random.below(2);
        swarm.offices = 3 + random.below(3);
        swarm.acts = log_uniform(random, 200, 600);
        swarm.link = slow_lines(random);
        return swarm;
    }
    if (kind == 1) swarm.kind = Kind::tiny_queues;
    swarm.offices = 1 + random.below(3);
    swarm.acts = log_uniform(random, 30, 200);
    swarm.hostile = chance(random, half);
    swarm.skew = chance(random, half);
    swarm.drift = chance(random, half);
    swarm.link = bad_lines(random);
    for (auto& every : swarm.every) {
        if (chance(random, half)) every = log_uniform(random, Duration{3min}, Duration{60min});
    }
    return swarm;
}

std::string Swarm::text() const {
    std::string out = kind == Kind::ordinary        ? "ordinary"
                      : kind == Kind::calm_but_huge ? "calm but huge"
                                                    : "tiny queues";
    const auto add = [&out](std::string_view name, std::uint64_t value) {
        if (value != 0) out += ", " + std::string{name} + ' ' + std::to_string(value);
    };
    add("nodes", nodes());
    add("acts", acts);
    add("hostile", hostile ? 1 : 0);
    add("skew", skew ? 1 : 0);
    add("drift", drift ? 1 : 0);
    add("delay us", static_cast<std::uint64_t>(link.delay.count()));
    add("spread", link.delay_spread);
    add("jitter us", static_cast<std::uint64_t>(link.jitter.count()));
    add("bytes/s", link.bytes_per_second);
    add("cut every", link.cut_every_bytes);
    add("stall every", link.stall_every_bytes);
    add("half-close every", link.half_close_every_bytes);
    add("twice %", link.twice_percent);
    add("short reads", link.short_reads ? 1 : 0);
    add("short writes", link.short_writes ? 1 : 0);
    for (std::size_t i = 0; i < fault_count; ++i) {
        const auto minutes = std::chrono::ceil<std::chrono::minutes>(every.at(i));
        add(names.at(i), static_cast<std::uint64_t>(minutes.count()));
    }
    return out;
}

}  // namespace praxis::sim
