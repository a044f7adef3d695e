#include "tests/support/histories.hpp"

#include "protocol/base/check.hpp"
#include "protocol/base/utf8.hpp"

#include <boost/json/value_to.hpp>

#include <algorithm>

namespace praxis::testing {
namespace {

namespace json = boost::json;

/// Any order in which everything comes after what it needs.
std::vector<std::size_t> causal_order(const TextHistory& history, SeededEntropy& rng) {
    std::vector<std::size_t> order;
    std::vector<bool> done(history.transactions.size());
    while (order.size() < done.size()) {
        std::vector<std::size_t> ready;
        for (std::size_t i = 0; i < done.size(); ++i) {
            const auto& needs = history.transactions[i].needs;
            const bool can = std::ranges::all_of(needs, [&](std::size_t n) { return done[n]; });
            if (!done[i] && can) ready.push_back(i);
        }
        order.push_back(ready[rng.below(ready.size())]);
        done[order.back()] = true;
    }
    return order;
}

}  // namespace

TextHistory text_history_of(const json::value& source) {
    TextHistory out;
    std::vector<crdt::EventName> names;       // of the file's own numbers
    std::vector<std::size_t> transaction_of;  // the same
    for (const auto& one : source.at("txns").as_array()) {
        TextHistory::Transaction transaction;
        transaction.name = {json::value_to<std::string>(one.at("agent")),
                            one.at("seqStart").to_number<std::uint64_t>()};
        for (const auto& parent : one.at("parents").as_array()) {
            transaction.parents.push_back(names.at(parent.to_number<std::size_t>()));
            transaction.needs.push_back(transaction_of.at(parent.to_number<std::size_t>()));
        }
        for (const auto& op : one.at("ops").as_array()) {
            transaction.texts.push_back(decode_utf8(op.at(2).as_string()).value());
        }
        auto text = transaction.texts.begin();
        for (const auto& op : one.at("ops").as_array()) {
            transaction.patches.push_back({op.at(0).to_number<std::uint64_t>(),
                                           op.at(1).to_number<std::uint64_t>(),
                                           *text++});
        }
        const auto count = one.at("span").at(1).to_number<std::uint64_t>() - names.size();
        for (std::uint64_t i = 0; i < count; ++i) {
            names.push_back({transaction.name.agent, transaction.name.seq + i});
            transaction_of.push_back(out.transactions.size());
        }
        out.transactions.push_back(std::move(transaction));
    }
    out.text = json::value_to<std::string>(source.at("endContent"));
    return out;
}

std::string delivered(const TextHistory& history, std::uint64_t seed) {
    SeededEntropy rng{seed};
    crdt::Text text;
    std::vector<std::size_t> seen;
    for (const auto i : causal_order(history, rng)) {
        seen.push_back(i);
        for (const auto next : {i, seen[rng.below(seen.size())]}) {
            const auto& t = history.transactions[next];
            const auto applied = text.apply(t.name, t.parents, t.patches);
            PRAXIS_CHECK(applied.has_value());
            if (rng.below(8) == 0) (void)text.length();
        }
    }
    return encode_utf8(text.text());
}

}  // namespace praxis::testing
