#include "protocol/base/branch_order.hpp"

#include "protocol/base/check.hpp"

#include <algorithm>

namespace praxis {

void BranchOrder::plan(const CausalGraph& graph, LvRange fresh) {
    PRAXIS_CHECK(empty());
    nodes_.clear();
    ready_.clear();
    joins_.clear();
    joins_begun_ = 0;
    graph.for_each_run(fresh, [&](LvRange range, std::span<const Lv> parents) {
        nodes_.push_back({{range, {parents.begin(), parents.end()}}, 0, {}});
    });
    left_ = nodes_.size();
    const auto node_of = [&](Lv event) {
        const auto after = std::ranges::upper_bound(
            nodes_, event, {}, [](const Node& node) { return node.piece.range.begin; });
        return static_cast<std::size_t>(std::distance(nodes_.begin(), after)) - 1;
    };
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        ++steps_;
        for (const auto parent : nodes_[i].piece.parents) {
            ++steps_;
            if (parent < fresh.begin) continue;
            ++nodes_[i].waits;
            nodes_[node_of(parent)].followers.push_back(i);
        }
        if (nodes_[i].waits == 0) make_ready(i);
    }
    std::ranges::reverse(ready_);
    refill();
}

void BranchOrder::pop() {
    PRAXIS_CHECK(!empty());
    const auto done = ready_.back();
    ready_.pop_back();
    --left_;
    const auto& followers = nodes_[done].followers;
    for (auto follower = followers.rbegin(); follower != followers.rend(); ++follower) {
        ++steps_;
        if (--nodes_[*follower].waits == 0) make_ready(*follower);
    }
    refill();
}

void BranchOrder::make_ready(std::size_t node) {
    (nodes_[node].piece.parents.size() > 1 ? joins_ : ready_).push_back(node);
}

void BranchOrder::refill() {
    if (ready_.empty() && joins_begun_ < joins_.size()) ready_.push_back(joins_[joins_begun_++]);
}

}  // namespace praxis
