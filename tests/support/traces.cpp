#include "tests/support/traces.hpp"

#include "protocol/base/utf8.hpp"
#include "tests/support/vectors.hpp"

namespace praxis::testing {
namespace {

namespace json = boost::json;

std::u32string text_of(const json::value& value) {
    return decode_utf8(value.as_string()).value();
}

/// Where each transaction's patches lie in the common text, until that stops moving.
struct Lengths {
    std::uint64_t position;
    std::uint64_t removed;
    std::uint64_t inserted;
};

class Reader {
public:
    explicit Reader(const json::value& source) : source_{source} {}

    Trace read() {
        const auto* kind = source_.as_object().if_contains("kind");
        const bool by_transaction = kind != nullptr;
        for (const auto& one : source_.at("txns").as_array()) {
            if (one.as_object().contains("span")) {
                add_run(one);
            } else {
                add_transaction(one, by_transaction);
            }
        }
        std::size_t at = 0;
        auto lengths = lengths_.begin();
        for (auto& transaction : trace_.transactions) {
            for (std::size_t i = 0; i < counts_[at_]; ++i, ++lengths) {
                transaction.patches.push_back(
                    {lengths->position,
                     lengths->removed,
                     std::u32string_view{trace_.texts}.substr(at, lengths->inserted)});
                at += lengths->inserted;
            }
            ++at_;
        }
        trace_.end = text_of(source_.at("endContent"));
        return std::move(trace_);
    }

private:
    // Runs: parents are numbers of events.
    void add_run(const json::value& one) {
        Trace::Transaction transaction;
        transaction.name = {json::value_to<std::string>(one.at("agent")),
                            one.at("seqStart").to_number<std::uint64_t>()};
        for (const auto& parent : one.at("parents").as_array()) {
            transaction.parents.push_back(events_.name(parent.to_number<Lv>()));
        }
        const auto count = add_patches(one.at("ops"));
        events_.add(next_, transaction.name, count);
        next_ += count;
        trace_.transactions.push_back(std::move(transaction));
    }

    // Parents are numbers of transactions; without any the one before is meant. Transactions
    // without edits pass their parents on.
    void add_transaction(const json::value& one, bool has_parents) {
        std::vector<crdt::EventName> parents = last_;
        if (has_parents) {
            parents.clear();
            for (const auto& parent : one.at("parents").as_array()) {
                const auto& ends = ends_[parent.to_number<std::size_t>()];
                parents.insert(parents.end(), ends.begin(), ends.end());
            }
        }
        const auto* agent = one.as_object().if_contains("agent");
        const auto name =
            agent != nullptr ? std::to_string(agent->to_number<std::uint64_t>()) : std::string{"0"};
        const auto seq = seqs_[name];
        const auto count = add_patches(one.at("patches"));
        seqs_[name] += count;
        auto end = parents;
        if (count > 0) end = {{name, seq + count - 1}};
        ends_.push_back(end);
        last_ = end;
        trace_.transactions.push_back({{name, seq}, std::move(parents), {}});
    }

    std::uint64_t add_patches(const json::value& patches) {
        std::uint64_t count = 0;
        for (const auto& patch : patches.as_array()) {
            const auto text = text_of(patch.at(2));
            const auto removed = patch.at(1).to_number<std::uint64_t>();
            lengths_.push_back({patch.at(0).to_number<std::uint64_t>(), removed, text.size()});
            trace_.texts += text;
            count += removed + text.size();
        }
        counts_.push_back(patches.as_array().size());
        return count;
    }

    const json::value& source_;
    Trace trace_;
    std::vector<Lengths> lengths_;
    std::vector<std::size_t> counts_;
    std::size_t at_ = 0;
    crdt::EventNames events_;
    Lv next_ = 0;
    std::vector<std::vector<crdt::EventName>> ends_;
    std::vector<crdt::EventName> last_;
    std::map<std::string, std::uint64_t> seqs_;
};

}  // namespace

Trace trace_of(const json::value& source) {
    return Reader{source}.read();
}

Trace read_trace(std::string_view name) {
    return trace_of(json_vector("traces/" + std::string{name} + ".json.gz"));
}

std::vector<std::string> trace_names() {
    return {"sequential-automerge-paper",
            "sequential-friendsforever_flat",
            "sequential-sveltecomponent",
            "concurrent-friendsforever",
            "concurrent-git-makefile"};
}

}  // namespace praxis::testing
