#pragma once

#include "tests/support/crdt_oracle/values.hpp"

#include <algorithm>
#include <functional>
#include <map>

namespace praxis::testing::oracle {

/// The order of characters as a tree: a character hangs on the right of its left neighbour, or,
/// if the right neighbour already hangs below that one, on the left of the right neighbour.
class Fugue {
public:
    /// `left` and `right`: neighbours in what the author knew; nullopt at the ends.
    void insert(const EventId& id, std::optional<EventId> left, std::optional<EventId> right) {
        Node node;
        node.right_origin = right;
        if (right && hangs_below(*right, left)) {
            node.parent = right;
            nodes_[*right].left_children.push_back(id);
        } else {
            node.parent = left;
            (left ? nodes_[*left].right_children : root_children_).push_back(id);
        }
        nodes_[id] = node;
    }

    [[nodiscard]] std::vector<EventId> order() const {
        std::vector<EventId> out;
        const std::function<void(const EventId&)> visit = [&](const EventId& id) {
            const auto& node = nodes_.at(id);
            auto left = node.left_children;
            std::ranges::sort(left);
            for (const auto& child : left)
                visit(child);
            out.push_back(id);
            for (const auto& child : sorted_right(node.right_children))
                visit(child);
        };
        for (const auto& child : sorted_right(root_children_))
            visit(child);
        return out;
    }

private:
    struct Node {
        std::optional<EventId> parent;
        std::optional<EventId> right_origin;
        std::vector<EventId> left_children;
        std::vector<EventId> right_children;
    };

    [[nodiscard]] bool hangs_below(EventId id, const std::optional<EventId>& ancestor) const {
        for (std::optional<EventId> at = id; at;) {
            at = nodes_.at(*at).parent;
            if (at == ancestor) return true;
        }
        return false;
    }

    /// Right siblings: the one whose right origin stands further right comes first, then by id.
    [[nodiscard]] std::vector<EventId> sorted_right(std::vector<EventId> siblings) const {
        std::ranges::sort(siblings, [&](const EventId& a, const EventId& b) {
            const auto& left = nodes_.at(a).right_origin;
            const auto& right = nodes_.at(b).right_origin;
            if (left == right) return a < b;
            if (!left) return true;
            if (!right) return false;
            return comes_before(*right, *left);
        });
        return siblings;
    }

    [[nodiscard]] std::vector<EventId> path(EventId id) const {
        std::vector<EventId> out{id};
        while (nodes_.at(out.front()).parent)
            out.insert(out.begin(), *nodes_.at(out.front()).parent);
        return out;
    }

    [[nodiscard]] bool comes_before(const EventId& a, const EventId& b) const {
        const auto to_a = path(a);
        const auto to_b = path(b);
        std::size_t same = 0;
        while (same < to_a.size() && same < to_b.size() && to_a[same] == to_b[same])
            ++same;
        const auto side = [&](const EventId& parent, const EventId& child) {
            const auto& children = nodes_.at(parent).left_children;
            return std::ranges::find(children, child) != children.end() ? -1 : 1;
        };
        if (same == to_a.size()) return side(a, to_b[same]) > 0;
        if (same == to_b.size()) return side(b, to_a[same]) < 0;
        const auto& child_a = to_a[same];
        const auto& child_b = to_b[same];
        if (same > 0) {
            const int side_a = side(to_a[same - 1], child_a);
            const int side_b = side(to_a[same - 1], child_b);
            if (side_a != side_b) return side_a < side_b;
            if (side_a < 0) return child_a < child_b;
        }
        return sorted_right({child_a, child_b}).front() == child_a;
    }

    std::map<EventId, Node> nodes_;
    std::vector<EventId> root_children_;
};

}  // namespace praxis::testing::oracle
