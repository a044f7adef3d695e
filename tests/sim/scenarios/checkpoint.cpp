#include "tests/sim/scenarios/checkpoint.hpp"

#include "tests/sim/draw.hpp"

#include <algorithm>

namespace praxis::sim {

using Verdict = node::LogEntry::Verdict;

void Checkpoint::look(SeededEntropy& random) {
    std::map<NodeIndex, Memory> now;
    for (const auto* machine : town_.honest()) {
        if (!machine->runs()) continue;
        const auto index = machine->index();
        auto seen = remember(*machine);
        if (const auto before = memory_.find(index); before != memory_.end())
            require_grown(before->second, seen, "machine " + std::to_string(index));
        now.emplace(index, std::move(seen));
    }
    for (auto one = now.begin(); one != now.end(); ++one) {
        for (auto other = std::next(one); other != now.end(); ++other)
            require_alike(*town_.machines().at(one->first),
                          one->second,
                          *town_.machines().at(other->first),
                          other->second);
    }
    if (!now.empty() && chance(random, 20)) {
        auto any = now.begin();
        std::advance(any, static_cast<std::ptrdiff_t>(random.below(now.size())));
        town_.require_sound(*town_.machines().at(any->first));
    }
    for (auto& [index, seen] : now)
        memory_.insert_or_assign(index, std::move(seen));

    const auto documents = town_.documents();
    if (documents.empty()) return;
    auto one = documents.begin();
    std::advance(one, static_cast<std::ptrdiff_t>(random.below(documents.size())));
    town_.require_honest_about(*one);
}

/// What a machine's log says; I11 on the way: what it shows, it shows after all that it names.
Checkpoint::Memory Checkpoint::remember(const NodeMachine& machine) const {
    Memory out;
    std::vector<std::pair<UpdateId, UpdateId>> names;  // what is shown, what it names
    const auto root = same_bytes<SpaceId>(town_.network.id());
    const auto read = machine.replica().log({}, [&](const node::LogEntry& entry) -> Result<void> {
        out.updates.emplace(entry.id, Seen{entry.content_here, entry.verdict});
        const bool applied = entry.verdict != Verdict::waiting;
        if (entry.chain.space == root && applied) out.root.insert(entry.id);
        if (entry.verdict != Verdict::waiting) {
            for (const auto& dep : entry.deps)
                names.emplace_back(entry.id, dep);
        }
        return success();
    });
    require(read.has_value(), Invariant::service, "the log cannot be read");
    for (const auto& [id, dep] : names) {
        const auto found = out.updates.find(dep);
        require(found != out.updates.end() && found->second.verdict != Verdict::waiting,
                Invariant::causality,
                "machine " + std::to_string(machine.index()) + " applied " + id.hex() +
                    " before what it names, " + dep.hex());
    }
    return out;
}

void Checkpoint::require_grown(const Memory& before, const Memory& now, const std::string& who) {
    for (const auto& [id, seen] : before.updates) {
        const auto found = now.updates.find(id);
        require(found != now.updates.end(), Invariant::monotony, who + " lost " + id.hex());
        require(!seen.content_here || found->second.content_here,
                Invariant::monotony,
                who + " lost the content of " + id.hex());
        // Whether a chain leads up to the cut of a revocation shows when it is here so far: until
        // then what it holds is void. What stood may fall by governance alone.
        const bool stands_now = found->second.verdict == Verdict::standing;
        const bool may_change = seen.verdict == Verdict::waiting || before.root != now.root ||
                                (seen.verdict == Verdict::void_ && stands_now);
        require(may_change || seen.verdict == found->second.verdict,
                Invariant::monotony,
                who + " judges " + id.hex() + " otherwise, and governance is the same");
    }
}

/// I1 and I2 of two machines, if they hold the same.
void Checkpoint::require_alike(const NodeMachine& one,
                               const Memory& of_one,
                               const NodeMachine& other,
                               const Memory& of_other) const {
    const auto same = [](const auto& a, const auto& b) {
        return a.first == b.first && a.second.content_here == b.second.content_here;
    };
    if (!std::ranges::equal(of_one.updates, of_other.updates, same)) return;
    const auto who = "machines " + std::to_string(one.index()) + " and " +
                     std::to_string(other.index()) + " hold the same and ";
    const auto verdicts = [](const auto& a, const auto& b) {
        return a.second.verdict == b.second.verdict;
    };
    require(std::ranges::equal(of_one.updates, of_other.updates, verdicts),
            Invariant::convergence,
            who + "judge otherwise");
    require(one.state() == other.state(), Invariant::convergence, who + "have other states");
    require(one.exported() == other.exported(), Invariant::rendering, who + "export otherwise");
}

}  // namespace praxis::sim
