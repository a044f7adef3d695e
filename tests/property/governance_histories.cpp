// Random histories of governance against the oracle, by seed:
//     governance_histories --first-seed S --histories N [--orders 20] [--stop]
// Progress goes to standard error, a line of JSON now and then; the last line, to standard output,
// is the result, with what the histories are made of: how many have so many persons or branches,
// how many acts of each sort stand, and so on. `--stop` ends at the first history that differs.
// Exit 0 when none did, 1 when one did, 2 for wrong usage. A history that takes half a minute of
// the processor, where others take a thirtieth of a second, is judged round and round: it differs,
// by the name `time`, and is the last.
#include "tests/property/governance_trial.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <array>
#include <charconv>
#include <csignal>
#include <cstring>
#include <iostream>
#include <span>
#include <string_view>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

namespace praxis::governance {
namespace {

constexpr std::uint64_t progress_every = 100;
constexpr std::size_t told_max = 10;
constexpr int history_seconds_max = 30;

struct Options {
    std::uint64_t first_seed = 1;
    std::uint64_t histories = 0;
    std::uint64_t orders = 20;
    bool stop = false;
};

std::optional<Options> read_options(std::span<char*> words) {
    Options out;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string_view name{words[i]};
        if (name == "--stop") {
            out.stop = true;
            continue;
        }
        auto* into = name == "--first-seed"  ? &out.first_seed
                     : name == "--histories" ? &out.histories
                     : name == "--orders"    ? &out.orders
                                             : nullptr;
        if (into == nullptr || ++i == words.size()) return std::nullopt;
        const std::string_view number{words[i]};
        const auto end = number.data() + number.size();
        if (std::from_chars(number.data(), end, *into) != std::from_chars_result{end, {}}) {
            return std::nullopt;
        }
    }
    if (out.histories == 0 || out.orders == 0) return std::nullopt;
    return out;
}

/// What the process says when the history it is in does not end: written before that begins, since
/// a handler of a signal may do no more than send it.
std::array<char, 4096> last_words;
volatile std::sig_atomic_t last_words_size = 0;

extern "C" void say_last_words(int) {
    const auto size = static_cast<std::size_t>(last_words_size);
    const bool is_said = ::write(STDOUT_FILENO, last_words.data(), size) >= 0;
    ::_exit(is_said ? 1 : 2);
}

/// From now on a history has this long; `result` is what is said when it takes longer.
void give_time(const boost::json::object& result) {
    const auto words = boost::json::serialize(result) + '\n';
    const auto size = std::min(words.size(), last_words.size());
    std::memcpy(last_words.data(), words.data(), size);
    last_words_size = static_cast<std::sig_atomic_t>(size);
    const itimerval limit{{}, {history_seconds_max, 0}};
    ::setitimer(ITIMER_VIRTUAL, &limit, nullptr);
}

double cpu_seconds(int whose) {
    rusage used{};
    ::getrusage(whose, &used);
    const auto of = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return of(used.ru_utime) + of(used.ru_stime);
}

/// What all of them are made of.
class Tally {
public:
    void add(const HistoryShape& shape, const Outcome& outcome) {
        ++persons_[shape.persons];
        ++standing_persons_[shape.standing_persons];
        ++branches_[shape.branches];
        for (std::size_t i = 0; i < acts_.size(); ++i)
            acts_.at(i) += shape.acts.at(i);
        forks_ += shape.forks;
        cuts_ += shape.cuts;
        erasures_ += outcome.agreed;
    }
    void say(boost::json::object& result) const {
        result["persons"] = counts_of(persons_);
        result["standing_persons"] = counts_of(standing_persons_);
        result["branches"] = counts_of(branches_);
        auto& acts = result["acts"].emplace_object();
        for (std::size_t i = 0; i < acts_.size(); ++i)
            acts[act_names.at(i)] = acts_.at(i);
        result["forks"] = forks_;
        result["cuts"] = cuts_;
        result["ratifications"] = acts.at("ratify");
        result["erasures"] = erasures_;
    }

private:
    using Counts = std::map<std::size_t, std::uint64_t>;  // of histories, by how many they have
    static boost::json::object counts_of(const Counts& counts) {
        boost::json::object out;
        for (const auto& [number, histories] : counts)
            out[std::to_string(number)] = histories;
        return out;
    }

    Counts persons_, standing_persons_, branches_;
    std::array<std::uint64_t, act_names.size()> acts_{};
    std::uint64_t forks_ = 0, cuts_ = 0;
    int erasures_ = 0;
};

/// Runs them all; how many orders differed.
std::uint64_t run(const Options& options) {
    std::optional<test::Oracle> oracle{std::in_place};
    std::uint64_t histories = 0;
    std::uint64_t orders = 0;
    std::uint64_t differences = 0;
    boost::json::array differing;
    Tally tally;
    static_cast<void>(std::signal(SIGVTALRM, say_last_words));
    const auto told = [&] {
        return boost::json::object{
            {"histories", histories}, {"orders", orders}, {"differences", differences}};
    };
    std::optional<GovernanceTrial> next{std::in_place, options.first_seed, options.orders};
    for (auto seed = options.first_seed; histories < options.histories; ++seed) {
        auto trial = std::move(*next);
        give_time({{"histories", histories + 1},
                   {"orders", orders + options.orders},
                   {"differences", differences + 1},
                   {"differing", {{{"seed", seed}, {"names", {"time"}}}}},
                   {"first_seed", options.first_seed},
                   {"cpu_seconds", cpu_seconds(RUSAGE_SELF)},
                   {"oracle_cpu_seconds", nullptr}});
        trial.ask(*oracle);
        trial.deliver();
        next.emplace(seed + 1, options.orders);
        const auto outcome = trial.outcome(*oracle);
        ++histories;
        orders += outcome.orders;
        differences += outcome.differing;
        tally.add(trial.shape(), outcome);
        if (outcome.differing > 0 && differing.size() < told_max) {
            differing.push_back(
                {{"seed", seed},
                 {"names", boost::json::array(outcome.names.begin(), outcome.names.end())}});
            for (const auto& words : outcome.words)
                std::cerr << words << '\n';
            std::cerr << "again: governance_histories --first-seed " << seed
                      << " --histories 1 --orders " << options.orders << '\n';
        }
        if (outcome.differing > 0 && options.stop) break;
        if (histories % progress_every == 0) std::cerr << boost::json::serialize(told()) << '\n';
    }
    oracle.reset();  // only of a process that has ended one is told what it used
    auto result = told();
    tally.say(result);
    result["cpu_seconds"] = cpu_seconds(RUSAGE_SELF);
    result["oracle_cpu_seconds"] = cpu_seconds(RUSAGE_CHILDREN);
    result["first_seed"] = options.first_seed;
    result["differing"] = std::move(differing);
    std::cout << boost::json::serialize(result) << std::endl;
    return differences;
}

}  // namespace
}  // namespace praxis::governance

int main(int argc, char** argv) {
    const auto options = praxis::governance::read_options(
        std::span{argv, static_cast<std::size_t>(argc)}.subspan(1));
    if (!options) {
        std::cerr << "usage: governance_histories --first-seed S --histories N [--orders 20] "
                     "[--stop]\n";
        return 2;
    }
    return praxis::governance::run(*options) == 0 ? 0 : 1;
}
