#pragma once

#include "crdt/text.hpp"
#include "protocol/base/entropy.hpp"

#include <boost/json/value.hpp>

#include <string>
#include <vector>

namespace praxis::testing {

/// A history of one text, in the format of `tests/vectors/text_conformance.json.gz`: what several
/// agents did, and the text that all of them must come to.
struct TextHistory {
    struct Transaction {
        crdt::EventName name;
        std::vector<crdt::EventName> parents;
        std::vector<std::size_t> needs;    ///< transactions that hold a parent
        std::vector<crdt::Patch> patches;  ///< texts point into `texts`
        std::vector<std::u32string> texts;
    };
    std::vector<Transaction> transactions;  ///< in a causal order
    std::string text;
};

/// Throws what `boost::json` throws when it is none.
[[nodiscard]] TextHistory text_history_of(const boost::json::value& source);

/// The text a replica comes to that gets the history in a random causal order, some transactions a
/// second time, and is read on the way now and then. Equal seeds give equal deliveries.
[[nodiscard]] std::string delivered(const TextHistory& history, std::uint64_t seed);

}  // namespace praxis::testing
