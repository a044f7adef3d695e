#include "node/replica/causal_order.hpp"

#include <functional>
#include <queue>
#include <unordered_map>

namespace praxis::node {

std::vector<std::size_t> causal_order(std::span<const Named> updates) {
    std::unordered_map<UpdateId, std::size_t> index;  // looked up only, never iterated
    for (std::size_t i = 0; i < updates.size(); ++i)
        index.emplace(updates[i].id, i);
    std::vector<std::size_t> waits(updates.size(), 0);
    std::vector<std::vector<std::size_t>> followers(updates.size());
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
    for (std::size_t i = 0; i < updates.size(); ++i) {
        for (const auto& dep : updates[i].deps) {
            const auto found = index.find(dep);
            if (found == index.end()) continue;
            ++waits[i];
            followers[found->second].push_back(i);
        }
        if (waits[i] == 0) ready.push(i);
    }
    std::vector<std::size_t> out;
    out.reserve(updates.size());
    while (!ready.empty()) {
        const auto next = ready.top();
        ready.pop();
        out.push_back(next);
        for (const auto follower : followers[next]) {
            if (--waits[follower] == 0) ready.push(follower);
        }
    }
    return out;
}

}  // namespace praxis::node
