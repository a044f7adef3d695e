#include "protocol/governance/kept_state.hpp"

#include "protocol/base/check.hpp"

namespace praxis::governance {

Result<void> KeptState::judge(const UpdateId& id, bool stands, const DepsOf& deps_of) {
    const auto at = entries_.find(id);
    PRAXIS_CHECK(at != entries_.end());
    auto& entry = at->second;
    if (entry.stands == stands) return success();
    const bool was_counted = entry.is_counted();
    if (was_counted) discount(id, entry);
    entry.stands = stands;
    const bool is_counted = entry.is_counted();
    if (is_counted) count(id, entry);
    return was_counted == is_counted ? success() : follow(id, is_counted, deps_of);
}

bool KeptState::stands(const UpdateId& id) const {
    const auto at = entries_.find(id);
    return at != entries_.end() && at->second.stands;
}

/// Tells what an update reaches that it is in the hash now, or no more.
Result<void> KeptState::follow(const UpdateId& id, bool counted, const DepsOf& deps_of) {
    std::vector<UpdateId> todo{id};
    while (!todo.empty()) {
        TRY(const auto deps, deps_of(todo.back()));
        todo.pop_back();
        for (const auto& dep : deps) {
            const auto at = entries_.find(dep);
            if (at == entries_.end()) continue;  // of another space
            auto& entry = at->second;
            const bool was_counted = entry.is_counted();
            entry.followers = counted ? entry.followers + 1 : entry.followers - 1;
            if (entry.is_counted() == was_counted) continue;
            counted ? count(dep, entry) : discount(dep, entry);  // void either way
            todo.push_back(dep);
        }
    }
    return success();
}

void KeptState::count(const UpdateId& id, const Entry& entry) {
    hash_.add(id, entry.stands);
    ++size_;
}

void KeptState::discount(const UpdateId& id, const Entry& entry) {
    hash_.remove(id, entry.stands);
    --size_;
}

}  // namespace praxis::governance
