#include "protocol/governance/detail/pasts.hpp"

#include "protocol/base/check.hpp"

#include <algorithm>

namespace praxis::governance::detail {
namespace {

constexpr std::uint32_t width_bits = 4;

/// Where a line stands in a node of a storey; the lowest is 1.
std::uint32_t slot_of(std::uint32_t line, std::uint32_t storey) {
    return (line >> (width_bits * (storey - 1))) & ((1U << width_bits) - 1);
}

std::uint32_t storeys_for(std::uint32_t line) {
    std::uint32_t storeys = 1;
    while ((line >>= width_bits) != 0)
        ++storeys;
    return storeys;
}

}  // namespace

Lv Pasts::add(std::span<const Lv> parents) {
    Counts seen;
    std::uint32_t line = 0;
    Count place = 0;
    for (const auto parent : parents) {
        PRAXIS_CHECK(parent < acts_.size());
        const auto& act = acts_[parent];
        seen = joined(seen, act.seen);
        const bool is_last = lines_[act.line] == act.place;
        if (is_last && act.place > place) {  // the longest, so that lines are few
            line = act.line;
            place = act.place;
        }
        heads_.erase(parent);
    }
    if (place == 0) {
        line = static_cast<std::uint32_t>(lines_.size());
        lines_.push_back(0);
    }
    lines_[line] = ++place;
    const Lv lv = acts_.size();
    acts_.push_back({line, place, with(seen, line, place)});
    heads_.insert(heads_.end(), lv);
    return lv;
}

bool Pasts::happened_before(Lv past, Lv act) const {
    PRAXIS_CHECK(past < acts_.size() && act < acts_.size());
    const auto& earlier = acts_[past];
    return past < act && count_of(acts_[act].seen, earlier.line) >= earlier.place;
}

bool Pasts::contains(std::span<const Lv> version, Lv act) const {
    return std::ranges::any_of(
        version, [&](Lv member) { return member == act || happened_before(act, member); });
}

Pasts::Count Pasts::count_of(Counts counts, std::uint32_t line) const {
    if (storeys_for(line) > counts.storeys) return 0;
    auto at = counts.root;
    for (auto storey = counts.storeys; storey > 0; --storey)
        at = nodes_[at][slot_of(line, storey)];
    return at;
}

Pasts::Counts Pasts::raised(Counts counts, std::uint32_t storeys) {
    while (counts.storeys < storeys) {
        if (counts.root != 0) {
            std::array<std::uint32_t, width> above{};
            above.front() = counts.root;
            counts.root = keep(above);
        }
        ++counts.storeys;
    }
    return counts;
}

Pasts::Counts Pasts::joined(Counts a, Counts b) {
    const auto storeys = std::max(a.storeys, b.storeys);
    a = raised(a, storeys);
    b = raised(b, storeys);
    return {joined(a.root, b.root, storeys), storeys};
}

Pasts::Node Pasts::joined(Node a, Node b, std::uint32_t storeys) {
    if (a == b || b == 0) return a;
    if (a == 0) return b;
    auto node = nodes_[a];
    const auto other = nodes_[b];
    for (std::uint32_t slot = 0; slot < width; ++slot) {
        node[slot] = storeys > 1 ? joined(node[slot], other[slot], storeys - 1)
                                 : std::max(node[slot], other[slot]);
    }
    if (node == nodes_[a]) return a;
    return node == other ? b : keep(node);
}

Pasts::Counts Pasts::with(Counts counts, std::uint32_t line, Count count) {
    const auto storeys = std::max(counts.storeys, storeys_for(line));
    counts = raised(counts, storeys);
    return {with(counts.root, storeys, line, count), storeys};
}

Pasts::Node Pasts::with(Node node, std::uint32_t storeys, std::uint32_t line, Count count) {
    auto copy = nodes_[node];
    auto& slot = copy[slot_of(line, storeys)];
    slot = storeys > 1 ? with(slot, storeys - 1, line, count) : count;
    return keep(copy);
}

Pasts::Node Pasts::keep(const std::array<std::uint32_t, width>& node) {
    nodes_.push_back(node);
    return static_cast<Node>(nodes_.size() - 1);
}

}  // namespace praxis::governance::detail
