#pragma once

#include "node/runtime/runtime.hpp"
#include "tests/sim/sim_network.hpp"

#include <functional>

namespace praxis::sim {

/// What runs on a machine, from boot to crash. Built with the machine's Runtime, which outlives
/// it. What must survive a crash (a disk) belongs to the test, not to the program.
class Program {
public:
    virtual ~Program() = default;
};
using Boot = std::function<std::unique_ptr<Program>(node::Runtime&)>;

/// Machines, a network between them, and a virtual clock: everything that happens follows from the
/// seed and from what the test does. Hours pass in milliseconds. One thread.
///
///     World world{seed};
///     const auto a = world.add_machine();
///     world.start(a, [&](Runtime& runtime) { return std::make_unique<Node>(runtime, disk_a); });
///     EXPECT_TRUE(world.run_until([&] { return equal(a, b); }, 10min)) << world.report();
class World {
public:
    explicit World(std::uint64_t seed);
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    /// Crashes what still runs; programs may refer to what the test declared before the world.
    ~World();

    [[nodiscard]] NodeIndex add_machine();
    /// Boots a process on a machine where none runs. Its randomness differs from boot to boot.
    void start(NodeIndex machine, const Boot& boot);
    /// Ends the process at once: its I/O fails, its coroutines are destroyed where they stand, then
    /// its program. Not from inside the process: use `at`.
    void crash(NodeIndex machine, Death death = Death::process);
    [[nodiscard]] bool runs(NodeIndex machine) const;
    /// How often it was started: one life differs from the next.
    [[nodiscard]] std::uint64_t boots(NodeIndex machine) const;
    /// A running machine sleeps, as a laptop with its lid closed: nothing on it happens, while what
    /// others send it piles up. Its clocks go on. A crash ends the sleep too.
    void pause(NodeIndex machine);
    void resume(NodeIndex machine);
    [[nodiscard]] bool paused(NodeIndex machine) const;
    /// The disk of a running machine takes no write to its end until it is let go, or a crash.
    void hang_disk(NodeIndex machine);
    void let_disk_go(NodeIndex machine);

    /// The program of a running machine, as what the test knows it to be.
    template <class T>
    [[nodiscard]] T& program(NodeIndex machine) {
        return dynamic_cast<T&>(program_of(machine));
    }
    [[nodiscard]] node::Runtime& runtime(NodeIndex machine);
    [[nodiscard]] SimClock& clock(NodeIndex machine);
    void set_disk_free(NodeIndex machine, std::uint64_t bytes);

    /// Calls `event` between two steps, `delay` from now: faults and the acts of users.
    void after(Duration delay, std::function<void()> event);

    /// Calls `look` after every step, between processes: for what must hold always.
    void watch(std::function<void()> look) { watch_ = std::move(look); }

    /// One handler, or one jump to the next thing that happens; false when nothing ever will.
    bool step();
    /// Steps until `done()` holds (asked before every step) or `limit` passed; whether it held.
    [[nodiscard]] bool run_until(const std::function<bool()>& done, Duration limit);
    /// Lets exactly `duration` pass.
    void run_for(Duration duration);

    [[nodiscard]] MonoTime now() const { return timeline_.now(); }
    [[nodiscard]] SimNetwork& network() { return network_; }
    [[nodiscard]] Trace& trace() { return trace_; }
    /// Randomness for the test's own choices: faults, workload.
    [[nodiscard]] SeededEntropy& chaos() { return chaos_; }
    [[nodiscard]] std::uint64_t seed() const { return seed_; }
    /// For failures: seed, virtual time, steps, trace hash, the last events.
    [[nodiscard]] std::string report() const;

private:
    struct Machine;
    [[nodiscard]] Machine& at(NodeIndex machine);
    [[nodiscard]] Program& program_of(NodeIndex machine);
    [[nodiscard]] bool step_before(MonoTime limit);
    [[nodiscard]] bool advance(MonoTime limit);

    std::uint64_t seed_;
    Trace trace_;
    Timeline timeline_;
    SimLoop loop_;
    SeededEntropy chaos_;
    SimNetwork network_;
    std::vector<std::unique_ptr<Machine>> machines_;
    MonoTime instant_{};                  // the instant of the last step
    std::uint64_t steps_in_instant_ = 0;  // how much happened in it
    std::function<void()> watch_;
};

}  // namespace praxis::sim
