#include "tests/sim/scenarios/storm.hpp"

#include "tests/sim/draw.hpp"

namespace praxis::sim {

using namespace std::chrono_literals;

namespace {

constexpr auto warm_up = 2min;
constexpr auto chaos = 2h;
constexpr auto looks_every = 10min;
/// From the end of all faults until everybody has everything: a minute, and ten times the longest
/// pause between two dials.
constexpr auto delivery = 60s + 10 * limits::redial_max;
constexpr auto quiet = 60min;

}  // namespace

Storm::Storm(std::uint64_t seed, MakeDisk make_disk)
    : swarm_{Swarm::draw(seed)}, town_{seed, std::move(make_disk)} {}

/// Each machine begins with root as its own certificate saw it.
void Storm::set_up() {
    auto& random = town_.world.chaos();
    for (std::size_t i = 0; i < swarm_.centres; ++i)
        static_cast<void>(town_.add_centre());
    auto& one = *town_.machines().at(0);
    auto& two = *town_.machines().at(1);
    const auto open = town_.network.found_space(one.keys(), governance::JoinPolicy::open);
    const auto closed = town_.network.found_space(two.keys(), governance::JoinPolicy::invite);
    for (std::size_t i = 0; i < swarm_.offices; ++i)
        static_cast<void>(town_.add_office(i % 2 == 0 ? one : two));
    for (const auto& machine : town_.machines()) {
        const auto role =
            chance(random, 50) ? governance::Role::moderator : governance::Role::member;
        town_.network.grant_role(
            two.keys(), closed, machine->keys().person_id, role, same_bytes<UpdateId>(closed));
    }
    two.keep_session_with(one);
    if (chance(random, 50)) one.keep_session_with(two);
    for (std::size_t i = 2; i < town_.machines().size(); ++i) {
        auto& machine = *town_.machines().at(i);
        machine.keep_session_with(one);
        if (chance(random, 70)) machine.keep_session_with(two);
    }
    people_.emplace(town_, std::vector<SpaceId>{open, closed});
    faults_.begin();
    for (const auto& machine : town_.machines())
        town_.found(*machine, machine->index() == 0);
    agenda_.run_until(town_.world.now() + warm_up);
}

void Storm::rage() {
    faults_.rage();
    act_later();
    look_later();
    agenda_.run_until(town_.world.now() + chaos);
}

void Storm::act_later() {
    const auto mean =
        std::chrono::duration_cast<Duration>(chaos) / static_cast<Duration::rep>(swarm_.acts);
    const auto wait = Duration{static_cast<Duration::rep>(
        town_.world.chaos().below(static_cast<std::uint64_t>(2 * mean.count())))};
    agenda_.after(wait, [this] {
        people_->act();
        act_later();
    });
}

void Storm::look_later() {
    agenda_.after(looks_every, [this] {
        checkpoint_.look(town_.world.chaos());
        look_later();
    });
}

void Storm::end() {
    faults_.heal();
    require(town_.converges(delivery), Invariant::delivery, "healed, and not equal in time");
    checkpoint_.look(town_.world.chaos());
    town_.require_whole();
    town_.require_quiet(quiet);
}

StormOutcome Storm::run() {
    StormOutcome out;
    try {
        set_up();
        rage();
        end();
        count(out);
    } catch (const Violation& violation) {
        out.violation = violation.what();
    } catch (const std::exception& other) {
        out.violation = Violation{Invariant::service, other.what()}.what();
    }
    out.swarm = swarm_.text();
    if (!out.violation.empty()) out.report = town_.differences() + town_.world.report();
    out.nodes = town_.machines().size();
    out.simulated = town_.world.now() - MonoTime{};
    out.crashes = faults_.crashes() + town_.ended();
    out.trace = town_.world.trace().hash();
    for (const auto& machine : town_.machines()) {
        out.acknowledged += machine->acknowledged().size();
        out.refused += machine->refused();
    }
    return out;
}

void Storm::count(StormOutcome& out) {
    out.state = town_.machines().front()->state();
    auto& replica = town_.machines().front()->replica();
    const auto read = replica.log({}, [&](const node::LogEntry& entry) -> Result<void> {
        require(entry.verdict != node::LogEntry::Verdict::waiting,
                Invariant::delivery,
                "still waits: " + entry.reason);
        out.void_updates += entry.verdict == node::LogEntry::Verdict::void_ ? 1 : 0;
        return success();
    });
    require(read.has_value(), Invariant::service, "the log cannot be read");
    for (const auto& id : town_.documents())
        out.merged += replica.document(id).value()->document.merged_from() > 1 ? 1 : 0;
}

}  // namespace praxis::sim
