#pragma once

#include "crdt/text.hpp"

#include <boost/json/value.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace praxis::testing {

/// A recorded editing session of `tests/vectors/traces`.
struct Trace {
    struct Transaction {
        crdt::EventName name;
        std::vector<crdt::EventName> parents;
        std::vector<crdt::Patch> patches;  ///< texts point into `texts`
    };
    std::vector<Transaction> transactions;
    std::u32string end;
    std::u32string texts;
};

/// Reads either format of the traces, sequential or concurrent. Throws what `boost::json` throws
/// when it is neither.
[[nodiscard]] Trace trace_of(const boost::json::value& source);
/// One of those below.
[[nodiscard]] Trace read_trace(std::string_view name);

/// The names of all traces.
[[nodiscard]] std::vector<std::string> trace_names();

}  // namespace praxis::testing
