#include "crdt/text_tree.hpp"

// Where origins stand: for each node the one furthest left and the one furthest right below it.

namespace praxis::crdt {

bool TextTree::left_is_before(Lv a, Lv b) const {
    if (a == b || b == no_character) return false;
    return a == no_character || compare(a, b) < 0;
}

bool TextTree::right_is_behind(Lv a, Lv b) const {
    if (a == b || b == no_character) return false;
    return a == no_character || compare(a, b) > 0;
}

void TextTree::add_to(Summary& sum, const Summary& more) const {
    sum.visible += more.visible;
    sum.known += more.known;
    if (left_is_before(more.left, sum.left)) sum.left = more.left;
    if (right_is_behind(more.right, sum.right)) sum.right = more.right;
}

TextTree::Summary TextTree::sum_of_leaf(std::uint32_t leaf) const {
    const auto& items = leaves_[leaf].items;
    const auto count = leaves_[leaf].count;
    auto sum = summary(items[0]);
    for (std::uint32_t i = 1; i < count; ++i) {
        ++steps_;
        auto more = summary(items[i]);
        // An origin in this leaf says nothing its own item does not: the origins of that one stand
        // further out.
        if (leaf_of_.get(more.left) == leaf) more.left = sum.left;
        if (leaf_of_.get(more.right) == leaf) more.right = sum.right;
        add_to(sum, more);
    }
    return sum;
}

TextTree::Summary TextTree::sum_of_inner(const Inner& inner) const {
    auto sum = summary(inner, 0);
    for (std::uint32_t slot = 1; slot < inner.count; ++slot) {
        ++steps_;
        add_to(sum, summary(inner, slot));
    }
    return sum;
}

void TextTree::summarize(Inner& inner, std::uint32_t slot) const {
    const auto child = inner.children[slot];
    const auto sum = inner.above_leaves ? sum_of_leaf(child) : sum_of_inner(inners_[child]);
    inner.visible[slot] = sum.visible;
    inner.known[slot] = sum.known;
    inner.left[slot] = sum.left;
    inner.right[slot] = sum.right;
}

void TextTree::add_origins(const Place& place) {
    const auto& leaf = leaves_[place.leaf];
    const auto& item = leaf.items[place.item];
    // As in a sum: right behind its left origin it says nothing that one does not.
    if (place.item > 0 && item.origin_left + 1 == leaf.items[place.item - 1].end()) return;
    bool left = true;
    bool right =
        place.item + 1 == leaf.count || leaf.items[place.item + 1].first != item.origin_right;
    auto child = place.leaf;
    for (auto node = leaf.parent; node != no_node && (left || right);) {
        ++steps_;
        auto& inner = inners_[node];
        const auto slot = slot_in_parent(node, child);
        left = left && left_is_before(item.origin_left, inner.left[slot]);
        right = right && right_is_behind(item.origin_right, inner.right[slot]);
        if (left) inner.left[slot] = item.origin_left;
        if (right) inner.right[slot] = item.origin_right;
        child = node;
        node = inner.parent;
    }
}

template <TextTree::Direction direction, class Fits>
std::optional<std::uint32_t> TextTree::scan(std::uint32_t from,
                                            std::uint32_t count,
                                            const Fits& fits) const {
    if constexpr (direction == Direction::forward) {
        for (auto i = from; i < count; ++i) {
            ++steps_;
            if (fits(i)) return i;
        }
    } else {
        for (auto i = from; i-- > 0;) {
            ++steps_;
            if (fits(i)) return i;
        }
    }
    return std::nullopt;
}

/// The next item from `from` on, or the last before it, with a summary that fits. A node above
/// fits when an item below it does.
template <TextTree::Direction direction, class Fits>
std::optional<TextTree::Place> TextTree::search(const Place& from, const Fits& fits) const {
    constexpr bool forward = direction == Direction::forward;
    const auto in_leaf = [&](std::uint32_t leaf, std::uint32_t begin) {
        const auto& items = leaves_[leaf].items;
        return scan<direction>(
            begin, leaves_[leaf].count, [&](auto i) { return fits(summary(items[i])); });
    };
    const auto in_inner = [&](const Inner& inner, std::uint32_t begin) {
        return scan<direction>(begin, inner.count, [&](auto i) { return fits(summary(inner, i)); });
    };
    if (const auto item = in_leaf(from.leaf, from.item)) return Place{from.leaf, *item, 0};
    auto child = from.leaf;
    for (auto node = leaves_[from.leaf].parent; node != no_node; node = inners_[node].parent) {
        auto slot = in_inner(inners_[node], slot_in_parent(node, child) + (forward ? 1 : 0));
        if (!slot) {
            child = node;
            continue;
        }
        while (!inners_[node].above_leaves) {
            node = inners_[node].children[*slot];
            slot = in_inner(inners_[node], forward ? 0 : inners_[node].count);
        }
        const auto leaf = inners_[node].children[*slot];
        return Place{leaf, *in_leaf(leaf, forward ? 0 : leaves_[leaf].count), 0};
    }
    return std::nullopt;
}

TextTree::Place TextTree::end() const {
    auto leaf = first_leaf;
    for (auto node = root_; node != no_node;) {
        ++steps_;
        const auto last = inners_[node].children[inners_[node].count - 1];
        if (inners_[node].above_leaves) {
            leaf = last;
            break;
        }
        node = last;
    }
    return {leaf, leaves_[leaf].count, 0};
}

TextTree::Place TextTree::first_known(const Place& from) const {
    const auto fits = [](const Summary& sum) { return sum.known > 0; };
    const auto found = search<Direction::forward>(from, fits);
    return found ? *found : end();
}

/// Whether an origin stands before or behind a character; what has no place stands at the text's
/// start as a left origin and at its end as a right one.
class TextTree::Bound {
public:
    Bound(const TextTree& tree, Lv character, Reach reach)
        : tree_{tree}, character_{character}, place_{tree.find(character)}, reach_{reach} {}

    [[nodiscard]] bool left_fits(const Summary& sum) const {
        if (sum.left == character_) return reach_ == Reach::at_or_beyond;
        if (!place_ || sum.left == no_character) return place_.has_value();
        return tree_.compare(*tree_.find(sum.left), *place_) < 0;
    }
    [[nodiscard]] bool right_fits(const Summary& sum) const {
        if (sum.right == character_) return reach_ == Reach::at_or_beyond;
        if (!place_ || sum.right == no_character) return place_.has_value();
        return tree_.compare(*tree_.find(sum.right), *place_) > 0;
    }

private:
    const TextTree& tree_;
    Lv character_;
    std::optional<Place> place_;
    Reach reach_;
};

TextTree::Place TextTree::first_with_left(const Place& from, Lv character, Reach reach) const {
    const Bound bound{*this, character, reach};
    const auto found =
        search<Direction::forward>(from, [&](const Summary& sum) { return bound.left_fits(sum); });
    return found ? *found : end();
}

std::optional<TextTree::Place> TextTree::last_with_left(const Place& end, Lv character) const {
    const Bound bound{*this, character, Reach::at_or_beyond};
    return search<Direction::back>(end, [&](const Summary& sum) { return bound.left_fits(sum); });
}

std::optional<TextTree::Place> TextTree::last_with_right(const Place& end,
                                                         Lv character,
                                                         Reach reach) const {
    const Bound bound{*this, character, reach};
    return search<Direction::back>(end, [&](const Summary& sum) { return bound.right_fits(sum); });
}

}  // namespace praxis::crdt
