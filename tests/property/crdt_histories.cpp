// Random histories of documents against the oracle, by seed:
//     crdt_histories --first-seed S --histories N [--deliveries 20] [--stop]
// Progress goes to standard error, a line of JSON now and then; the last line, to standard output,
// is the result. `--stop` ends at the first history that differs. Exit 0 when none did, 1 when one
// did, 2 for wrong usage.
#include "tests/support/history_trial.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <charconv>
#include <iostream>
#include <optional>
#include <span>
#include <string_view>

namespace praxis::testing {
namespace {

constexpr std::uint64_t progress_every = 1000;
constexpr std::size_t told_max = 10;

struct Options {
    std::uint64_t first_seed = 1;
    std::uint64_t histories = 0;
    TrialOptions trial;
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
        auto* into = name == "--first-seed"   ? &out.first_seed
                     : name == "--histories"  ? &out.histories
                     : name == "--deliveries" ? &out.trial.deliveries
                                              : nullptr;
        if (into == nullptr || ++i == words.size()) return std::nullopt;
        const std::string_view number{words[i]};
        const auto end = number.data() + number.size();
        if (std::from_chars(number.data(), end, *into) != std::from_chars_result{end, {}}) {
            return std::nullopt;
        }
    }
    if (out.histories == 0) return std::nullopt;
    return out;
}

/// Runs them all; how many deliveries differed.
std::uint64_t run(const Options& options) {
    std::uint64_t histories = 0;
    std::uint64_t deliveries = 0;
    std::uint64_t differences = 0;
    boost::json::array differing;
    const auto told = [&] {
        return boost::json::object{
            {"histories", histories}, {"deliveries", deliveries}, {"differences", differences}};
    };
    for (auto seed = options.first_seed; histories < options.histories; ++seed) {
        const auto trial = try_history(seed, options.trial);
        ++histories;
        deliveries += trial.deliveries;
        differences += trial.differing;
        if (trial.differing > 0 && differing.size() < told_max) {
            differing.push_back(
                {{"seed", seed},
                 {"names", boost::json::array(trial.names.begin(), trial.names.end())}});
            std::cerr << "again: crdt_histories --first-seed " << seed
                      << " --histories 1 --deliveries " << options.trial.deliveries << '\n';
        }
        if (trial.differing > 0 && options.stop) break;
        if (histories % progress_every == 0) std::cerr << boost::json::serialize(told()) << '\n';
    }
    auto result = told();
    result["first_seed"] = options.first_seed;
    result["differing"] = std::move(differing);
    std::cout << boost::json::serialize(result) << std::endl;
    return differences;
}

}  // namespace
}  // namespace praxis::testing

int main(int argc, char** argv) {
    const auto options =
        praxis::testing::read_options(std::span{argv, static_cast<std::size_t>(argc)}.subspan(1));
    if (!options) {
        std::cerr
            << "usage: crdt_histories --first-seed S --histories N [--deliveries 20] [--stop]\n";
        return 2;
    }
    return praxis::testing::run(*options) == 0 ? 0 : 1;
}
