#include "tests/sim/scenarios/deep_check.hpp"

#include <algorithm>

namespace praxis::sim {
namespace {

using Verdict = node::LogEntry::Verdict;

/// Every update that a machine holds, in the order of its log.
std::vector<wire::SignedUpdate> updates_of(const NodeMachine& machine) {
    std::vector<UpdateId> ids;
    const auto read = machine.replica().log({}, [&](const node::LogEntry& entry) -> Result<void> {
        ids.push_back(entry.id);
        return success();
    });
    require(read.has_value(), Invariant::service, "the log cannot be read");
    std::vector<wire::SignedUpdate> out;
    for (const auto& id : ids) {
        auto loaded = machine.replica().load(id);
        require(loaded && loaded.value(), Invariant::soundness, "held and not whole: " + id.hex());
        out.push_back(std::move(*loaded.value()));
    }
    return out;
}

std::map<UpdateId, Verdict> verdicts_of(const NodeMachine& machine) {
    std::map<UpdateId, Verdict> out;
    const auto read = machine.replica().log({}, [&](const node::LogEntry& entry) -> Result<void> {
        out.emplace(entry.id, entry.verdict);
        return success();
    });
    require(read.has_value(), Invariant::service, "the log cannot be read");
    return out;
}

std::string_view word_of(Verdict verdict) {
    return verdict == Verdict::standing  ? "standing"
           : verdict == Verdict::waiting ? "waiting"
                                         : "void";
}

/// Gives them all, in batches, each as soon as its predecessor was given; what cannot be held yet
/// (its certificate is not here) comes again later.
void give_in_random_order(std::vector<wire::SignedUpdate> updates,
                          NodeMachine& to,
                          SeededEntropy& random) {
    constexpr std::size_t batch_max = 64;
    while (!updates.empty()) {
        for (std::size_t i = updates.size(); i > 1; --i)
            std::swap(updates[i - 1], updates[random.below(i)]);
        std::vector<wire::SignedUpdate> rest;
        for (std::size_t from = 0; from < updates.size();) {
            const auto size = std::min(updates.size() - from, 1 + random.below(batch_max));
            const auto first = updates.begin() + static_cast<std::ptrdiff_t>(from);
            const std::vector<wire::SignedUpdate> batch{first,
                                                        first + static_cast<std::ptrdiff_t>(size)};
            const auto outcomes = to.deal_with(batch);
            require(outcomes.size() == batch.size(), Invariant::service, "no answer");
            for (std::size_t i = 0; i < batch.size(); ++i) {
                if (outcomes[i] == node::Outcome::later) rest.push_back(batch[i]);
            }
            from += size;
        }
        require(rest.size() < updates.size(), Invariant::order_free, "some can never be held");
        updates = std::move(rest);
    }
}

}  // namespace

void require_authorised(NodeMachine& machine,
                        const governance::Genesis& genesis,
                        test::Oracle& oracle) {
    const auto updates = updates_of(machine);
    std::vector<test::OracleUpdate> given;
    for (const auto& update : updates) {
        auto& line = given.emplace_back(
            test::OracleUpdate{update.header, update.signature.view(), update.skeleton, {}});
        if (update.content) line.content = *update.content;
    }
    oracle.ask(governance::encode(genesis), given, {}, test::OracleShows::verdicts_and_states);
    const auto answer = oracle.answer();
    const auto& verdicts = answer.at("verdicts").as_object();
    for (const auto& [id, verdict] : verdicts_of(machine)) {
        const auto* expected = verdicts.if_contains(id.hex());
        require(expected != nullptr && expected->as_string() == word_of(verdict),
                Invariant::authorisation,
                id.hex() + " is " + std::string{word_of(verdict)} + ", the oracle says " +
                    (expected == nullptr ? "nothing" : std::string{expected->as_string()}));
    }
    const auto state = machine.replica().state().value();
    const auto& states = answer.at("states").as_object();
    require(states.size() == state.spaces.size(), Invariant::authorisation, "other spaces");
    for (const auto& [space, hash] : state.spaces) {
        const auto* expected = states.if_contains(space.hex());
        require(expected != nullptr && expected->as_string() == hash.hex(),
                Invariant::authorisation,
                "the state of space " + space.hex() + " is not the oracle's");
    }
}

void require_idempotent(const NodeMachine& one, NodeMachine& other) {
    auto updates = updates_of(one);
    const auto writes = other.transactions();
    const auto state = other.state();
    const auto outcomes = other.deal_with(std::move(updates));
    require(!outcomes.empty(), Invariant::service, "no answer");
    const auto is_duplicate = [](node::Outcome outcome) {
        return outcome == node::Outcome::duplicate;
    };
    require(std::ranges::all_of(outcomes, is_duplicate),
            Invariant::idempotence,
            "an update that was held is new when it comes again");
    require(other.transactions() == writes,
            Invariant::idempotence,
            "updates that were held cost a write when they come again");
    require(other.state() == state, Invariant::idempotence, "and another state");
}

void require_order_free(const NodeMachine& machine,
                        const governance::Genesis& genesis,
                        SeededEntropy& random,
                        std::size_t orders) {
    const auto updates = updates_of(machine);
    const auto state = machine.state();
    const auto exported = machine.exported();
    const auto verdicts = verdicts_of(machine);
    for (std::size_t order = 0; order < orders; ++order) {
        test::Network elsewhere{random.u64()};  // for keys; what a node is changes no verdict
        NodeMachine reader{genesis, elsewhere.add_centre(), make_memory_disk()};
        World world{random.u64()};
        reader.join(world);
        require(reader.boot(), Invariant::service, "a fresh disk cannot be opened");
        give_in_random_order(updates, reader, random);
        require(verdicts_of(reader) == verdicts,
                Invariant::order_free,
                "other verdicts in another order of arrival");
        require(reader.state() == state, Invariant::order_free, "another state in another order");
        require(reader.exported() == exported,
                Invariant::order_free,
                "another export in another order of arrival");
    }
}

}  // namespace praxis::sim
