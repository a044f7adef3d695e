#include "crdt/text_tree.hpp"

// Where origins stand: for each node the one furthest left and the one furthest right below it.

namespace praxis::crdt {

bool TextTree::is_further(Side side, Lv a, Lv b) const {
    if (a == b || b == no_character) return false;
    if (a == no_character) return true;
    return side == Side::left ? compare(a, b) < 0 : compare(a, b) > 0;
}

void TextTree::add_to(Summary& sum, const Summary& more) const {
    sum.visible += more.visible;
    sum.known += more.known;
    if (is_further(Side::left, more.left, sum.left)) sum.left = more.left;
    if (is_further(Side::right, more.right, sum.right)) sum.right = more.right;
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

TextTree::Summary TextTree::sum_below(const Inner& inner, std::uint32_t slot) const {
    if (inner.above_leaves) return sum_of_leaf(inner.children[slot]);
    const auto& child = inners_[inner.children[slot]];
    auto sum = child.sums[0];
    for (std::uint32_t i = 1; i < child.count; ++i) {
        ++steps_;
        add_to(sum, child.sums[i]);
    }
    return sum;
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
        auto& sum = inners_[node].sums[slot_in_parent(node, child)];
        left = left && is_further(Side::left, item.origin_left, sum.left);
        right = right && is_further(Side::right, item.origin_right, sum.right);
        if (left) sum.left = item.origin_left;
        if (right) sum.right = item.origin_right;
        child = node;
        node = inners_[node].parent;
    }
}

template <TextTree::Direction direction, class Fits>
std::optional<std::uint32_t> TextTree::scan(std::uint32_t from,
                                            std::uint32_t count,
                                            const Fits& fits) const {
    constexpr bool forward = direction == Direction::forward;
    for (auto i = from; forward ? i < count : i > 0; forward ? ++i : --i) {
        ++steps_;
        if (const auto slot = forward ? i : i - 1; fits(slot)) return slot;
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
        return scan<direction>(begin, inner.count, [&](auto i) { return fits(inner.sums[i]); });
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

TextTree::Place TextTree::first_known(const Place& from) const {
    const auto fits = [](const Summary& sum) { return sum.known > 0; };
    const auto found = search<Direction::forward>(from, fits);
    return found ? *found : end();
}

/// Whether an origin stands further out than a character; what has no place stands at the text's
/// start as a left origin and at its end as a right one.
class TextTree::Bound {
public:
    Bound(const TextTree& tree, Lv character, Reach reach)
        : tree_{tree}, character_{character}, place_{tree.find(character)}, reach_{reach} {}

    [[nodiscard]] bool fits(Side side, Lv origin) const {
        if (origin == character_) return reach_ == Reach::at_or_beyond;
        if (!place_ || origin == no_character) return place_.has_value();
        const auto order = tree_.compare(*tree_.find(origin), *place_);
        return side == Side::left ? order < 0 : order > 0;
    }

private:
    const TextTree& tree_;
    Lv character_;
    std::optional<Place> place_;
    Reach reach_;
};

TextTree::Place TextTree::first_with_left(const Place& from, Lv character, Reach reach) const {
    const Bound bound{*this, character, reach};
    const auto fits = [&](const Summary& sum) { return bound.fits(Side::left, sum.left); };
    const auto found = search<Direction::forward>(from, fits);
    return found ? *found : end();
}

std::optional<TextTree::Place> TextTree::last_with_left(const Place& end, Lv character) const {
    const Bound bound{*this, character, Reach::at_or_beyond};
    return search<Direction::back>(
        end, [&](const Summary& sum) { return bound.fits(Side::left, sum.left); });
}

std::optional<TextTree::Place> TextTree::last_with_right(const Place& end,
                                                         Lv character,
                                                         Reach reach) const {
    const Bound bound{*this, character, reach};
    return search<Direction::back>(
        end, [&](const Summary& sum) { return bound.fits(Side::right, sum.right); });
}

}  // namespace praxis::crdt
