#include "tests/property/history_shape.hpp"

#include <algorithm>

namespace praxis::governance {
namespace {

const std::vector<Cut>* cuts_of(const Act& act) {
    if (const auto* revoke = std::get_if<Revoke>(&act)) return &revoke->cuts;
    if (const auto* ratify = std::get_if<Ratify>(&act)) return &ratify->cuts;
    return nullptr;
}

std::size_t branches_of(const test::GovernanceWorld& world) {
    std::size_t most = 0;
    std::unordered_set<UpdateId> ends;
    for (const auto& update : world.updates()) {
        if (update.header.space != world.root()) continue;
        for (const auto& dep : update.header.deps)
            ends.erase(dep);
        ends.insert(update.id);
        most = std::max(most, ends.size());
    }
    return most;
}

}  // namespace

HistoryShape shape_of(const test::GovernanceWorld& world,
                      const Acts& acts,
                      const Governance& governance) {
    HistoryShape out;
    out.branches = branches_of(world);
    std::set<Cut> places;
    std::map<std::pair<ChainId, Seq>, std::size_t> updates_at;
    for (const auto& update : world.updates()) {
        places.insert(world.cut_at(update.id));
        out.forks += ++updates_at[{update.header.chain(), update.header.seq}] == 2 ? 1 : 0;
    }
    for (const auto& [id, act] : acts) {
        if (!act) continue;
        const bool stands = governance.verdict_of_root(id).stands();
        if (std::holds_alternative<GrantPerson>(act.value())) {
            ++out.persons;
            out.standing_persons += stands ? 1 : 0;
        }
        if (!stands) continue;
        ++out.acts.at(act.value().index());
        if (const auto* cuts = cuts_of(act.value())) {
            out.cuts += static_cast<std::uint64_t>(
                std::ranges::count_if(*cuts, [&](const Cut& cut) { return places.contains(cut); }));
        }
    }
    return out;
}

}  // namespace praxis::governance
