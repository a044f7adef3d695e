#include "tests/sim/scenarios/storm.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <csignal>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <iostream>
#include <unistd.h>

// Storms by seed, one line of JSON each; README.md says how to use it.

namespace praxis::sim {
namespace {

constexpr const char* usage =
    "usage: sim_run --first-seed S --seeds N [--stop]\n"
    "One line of JSON a seed; exit 0 when every invariant held, 1 when not, 2 for wrong usage.\n"
    "--stop: not a seed more after the first violation.\n";

struct Options {
    std::uint64_t first_seed = 1;
    std::uint64_t seeds = 1;
    bool stop = false;
};

std::optional<Options> parse(std::span<char*> words) {
    Options out;
    for (std::size_t i = 1; i < words.size(); ++i) {
        const std::string_view word{words[i]};
        if (word == "--stop") {
            out.stop = true;
            continue;
        }
        if (++i == words.size()) return std::nullopt;
        char* end = nullptr;
        const auto number = std::strtoull(words[i], &end, 10);
        if (*end != '\0' || end == words[i]) return std::nullopt;
        if (word == "--first-seed")
            out.first_seed = number;
        else if (word == "--seeds")
            out.seeds = number;
        else
            return std::nullopt;
    }
    return out;
}

std::string hex_of(std::uint64_t number) {
    std::array<char, 17> text{};
    std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(number));
    return text.data();
}

std::array<char, 160> abort_line{};

/// A check of the product itself ended this process: say of which seed. Only what a signal handler
/// may do.
extern "C" void on_abort(int /*signal*/) {
    if (::write(STDOUT_FILENO, abort_line.data(), std::strlen(abort_line.data())) < 0) ::_exit(2);
    ::_exit(1);
}

void expect_abort_in(std::uint64_t seed) {
    std::snprintf(abort_line.data(),
                  abort_line.size(),
                  "{\"seed\":%llu,\"violation\":\"I22: the process aborted; standard error says "
                  "why\"}\n",
                  static_cast<unsigned long long>(seed));
}

/// Whether all invariants held.
bool run(std::uint64_t seed, test::Oracle& oracle) {
    expect_abort_in(seed);
    const auto begin = ::clock();
    auto outcome = Storm{seed, {}, &oracle}.run();
    constexpr std::uint64_t again_every = 20;
    const bool again = seed % again_every == 0 && outcome.violation.empty();
    if (again && Storm{seed, {}, &oracle}.run() != outcome)
        outcome.violation = name_of(Invariant::determinism) + ": another trace the second time";
    const auto seconds = static_cast<double>(::clock() - begin) / CLOCKS_PER_SEC;
    const auto hours = std::chrono::duration<double, std::ratio<3600>>{outcome.simulated}.count();
    const double runs = again ? 2 : 1;
    boost::json::object line;
    line["seed"] = seed;
    line["violation"] = nullptr;
    if (!outcome.violation.empty()) line["violation"] = outcome.violation;
    line["nodes"] = outcome.nodes;
    line["hours"] = hours;
    line["node_hours"] = runs * hours * static_cast<double>(outcome.nodes);
    line["seconds"] = seconds;
    line["trace"] = hex_of(outcome.trace);
    line["acknowledged"] = outcome.acknowledged;
    line["refused"] = outcome.refused;
    line["crashes"] = outcome.crashes;
    line["void"] = outcome.void_updates;
    line["merged"] = outcome.merged;
    line["boards"] = outcome.boards;
    line["quarantines"] = outcome.quarantines;
    line["delayed"] = outcome.delayed;
    line["pages"] = outcome.pages;
    line["pages_signed_in"] = outcome.pages_signed_in;
    line["void_visible"] = outcome.void_visible;
    boost::json::object strategies;
    for (std::size_t i = 0; i < strategy_count; ++i)
        strategies[strategy_names.at(i)] = outcome.strategies.at(i);
    line["strategies"] = std::move(strategies);
    std::cout << boost::json::serialize(line) << std::endl;
    if (outcome.violation.empty()) return true;
    std::cerr << outcome.report << "swarm: " << outcome.swarm << "\nseed " << seed << ": "
              << outcome.violation << "\nto see it again: sim_run --first-seed " << seed
              << " --seeds 1\n";
    return false;
}

int run_all(const Options& options) {
    std::signal(SIGABRT, on_abort);
    test::Oracle oracle;
    bool all_held = true;
    for (std::uint64_t i = 0; i < options.seeds; ++i) {
        if (run(options.first_seed + i, oracle)) continue;
        all_held = false;
        if (options.stop) break;
    }
    return all_held ? 0 : 1;
}

}  // namespace
}  // namespace praxis::sim

int main(int count, char** words) {
    const auto options = praxis::sim::parse({words, static_cast<std::size_t>(count)});
    if (!options) {
        std::cerr << praxis::sim::usage;
        return 2;
    }
    return praxis::sim::run_all(*options);
}
