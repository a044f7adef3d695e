#pragma once

#include <cstdint>
#include <set>
#include <string>

namespace praxis::testing {

struct TrialOptions {
    std::uint64_t deliveries = 20;
    std::uint64_t versions = 2;        ///< looked at beside the newest
    std::uint64_t versions_every = 4;  ///< in one of so many deliveries
};

struct Trial {
    std::uint64_t deliveries = 0;
    std::uint64_t differing = 0;  ///< deliveries after which the document and the oracle differ
    std::set<std::string> names;  ///< of what differs (`differences`), also `merged`,
                                  ///< `applied`, `archive`, `changes`
};

/// Delivers the random history of this seed again and again, each time to a new document, in a
/// random causal order and some of it twice. Verdicts, persons and contents are wrong at first and
/// change again and again, what is read in between too; in the end all are right, and the document
/// must answer as the oracle does. A function of its arguments.
[[nodiscard]] Trial try_history(std::uint64_t seed, const TrialOptions& options);

}  // namespace praxis::testing
