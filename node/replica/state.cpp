#include "node/replica/state.hpp"

#include "protocol/governance/state_hash.hpp"

#include <set>

namespace praxis::node {
namespace {

/// What the state hash of a space is made of.
struct SpaceUpdates {
    std::map<UpdateId, std::vector<UpdateId>> deps;  ///< of every applied update
    std::map<UpdateId, bool> stands;
};

/// Applied updates that stand, and void ones that a standing one reaches.
std::set<UpdateId> hashed(const SpaceUpdates& space) {
    std::set<UpdateId> reached;
    std::vector<UpdateId> todo;
    for (const auto& [id, stands] : space.stands) {
        if (stands && reached.insert(id).second) todo.push_back(id);
    }
    while (!todo.empty()) {
        const auto id = todo.back();
        todo.pop_back();
        const auto found = space.deps.find(id);
        if (found == space.deps.end()) continue;
        for (const auto& dep : found->second) {
            if (space.stands.contains(dep) && reached.insert(dep).second) todo.push_back(dep);
        }
    }
    return reached;
}

Result<std::map<SpaceId, SpaceUpdates>> applied_by_space(const store::Reader& reader) {
    std::map<SpaceId, SpaceUpdates> out;
    TRY(store::scan_updates(
        reader, [&](const UpdateId& id, const store::Columns& columns) -> Result<store::Scan> {
            if (columns.applied == store::Applied::waiting) return store::Scan::go_on;
            TRY(auto update, load_update(reader, id));
            auto& space = out[update.header.space];
            space.deps[id] = std::move(update.header.deps);
            space.stands[id] = columns.standing == store::Standing::stands;
            return store::Scan::go_on;
        }));
    return out;
}

}  // namespace

Result<StateSummary> state_of(const store::Reader& reader, const NetworkId& network) {
    const auto root = same_bytes<SpaceId>(network);
    TRY(const auto spaces, applied_by_space(reader));
    StateSummary out;
    for (const auto& [id, updates] : spaces) {
        governance::StateHash hash;
        for (const auto& update : hashed(updates)) {
            hash.add(update, updates.stands.at(update));
            ++out.updates;
        }
        out.spaces[id] = hash.digest();
        for (const auto& [update, deps] : updates.deps) {
            if (deps.empty() && id != root && updates.stands.at(update)) ++out.documents;
        }
    }
    out.state = governance::combined(out.spaces);
    return out;
}

}  // namespace praxis::node
