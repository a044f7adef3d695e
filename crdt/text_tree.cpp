#include "crdt/text_tree.hpp"

#include "protocol/base/check.hpp"

#include <algorithm>

namespace praxis::crdt {
namespace {

/// Whether `right` goes on where `left` ends, so that one item can say both.
bool is_one_run(const TextItem& left, const TextItem& right) {
    return right.first == left.end() && right.origin_left == right.first - 1 &&
           right.origin_right == left.origin_right && right.state == left.state &&
           left.length + right.length <= TextTree::item_length_max;
}

}  // namespace

TextTree::TextTree() : leaves_(1) {}

TextTree::Place TextTree::before(std::uint64_t position) const {
    PRAXIS_CHECK(position < length_);
    std::uint32_t leaf = first_leaf;
    if (root_ != no_node) {
        for (auto node = root_;;) {
            ++steps_;
            const auto& inner = inners_[node];
            std::uint32_t slot = 0;
            while (slot < inner.count && position >= inner.sums[slot].visible) {
                position -= inner.sums[slot].visible;
                ++slot;
            }
            PRAXIS_CHECK(slot < inner.count);
            if (inner.above_leaves) {
                leaf = inner.children[slot];
                break;
            }
            node = inner.children[slot];
        }
    }
    ++steps_;
    for (std::uint32_t item = 0; item < leaves_[leaf].count; ++item) {
        const auto visible = leaves_[leaf].items[item].visible();
        if (position < visible) return {leaf, item, static_cast<std::uint32_t>(position)};
        position -= visible;
    }
    check_failed("the sums of the tree agree with its items", __FILE__, __LINE__);
}

TextTree::Place TextTree::behind(std::uint64_t position) const {
    if (position == 0) return {first_leaf, 0, 0};
    auto place = before(position - 1);
    ++place.offset;
    return place;
}

std::optional<TextTree::Place> TextTree::find(Lv character) const {
    const auto leaf = leaf_of_.get(character);
    ++steps_;
    if (leaf == no_node) return std::nullopt;
    const auto& items = leaves_[leaf].items;
    std::uint32_t item = 0;
    while (character < items[item].first || character >= items[item].end())
        ++item;
    return Place{leaf, item, static_cast<std::uint32_t>(character - items[item].first)};
}

void TextTree::LeafTable::set(Lv begin, Lv end, std::uint32_t leaf) {
    if (blocks_.size() * block_size < end) blocks_.resize((end - 1) / block_size + 1);
    while (begin < end) {
        auto& block = blocks_[begin / block_size];
        if (!block) block = std::make_unique<Block>();
        auto& page = (*block)[begin % block_size / page_size];
        if (!page) {
            page = std::make_unique<Page>();
            page->fill(no_node);
        }
        const auto stop = std::min(end, (begin / page_size + 1) * page_size);
        const auto at = page->begin() + static_cast<std::ptrdiff_t>(begin % page_size);
        std::fill_n(at, stop - begin, leaf);
        begin = stop;
    }
}

const TextItem* TextTree::item_at(const Place& place) const {
    const auto& leaf = leaves_[place.leaf];
    return place.item < leaf.count ? &leaf.items[place.item] : nullptr;
}

const TextItem* TextTree::item_from(Place& place) const {
    const auto* item = item_at(place);
    if (item != nullptr && place.offset < item->length) return item;
    if (item != nullptr) skip_item(place);
    return item_at(place);
}

void TextTree::skip_item(Place& place) const {
    const auto& leaf = leaves_[place.leaf];
    if (place.item + 1 < leaf.count || leaf.next == no_node) {
        place = {place.leaf, place.item + 1, 0};
    } else {
        place = {leaf.next, 0, 0};
    }
}

int TextTree::compare(const Place& a, const Place& b) const {
    ++steps_;
    if (a.leaf == b.leaf) {
        if (a.item != b.item) return a.item < b.item ? -1 : 1;
        return a.offset == b.offset ? 0 : a.offset < b.offset ? -1 : 1;
    }
    auto left = a.leaf;
    auto right = b.leaf;
    auto left_parent = leaves_[left].parent;
    auto right_parent = leaves_[right].parent;
    while (left_parent != right_parent) {
        ++steps_;
        left = left_parent;
        right = right_parent;
        left_parent = inners_[left].parent;
        right_parent = inners_[right].parent;
    }
    return slot_in_parent(left_parent, left) < slot_in_parent(left_parent, right) ? -1 : 1;
}

std::uint32_t TextTree::slot_in_parent(std::uint32_t parent, std::uint32_t child) const {
    const auto& inner = inners_[parent];
    std::uint32_t slot = 0;
    while (inner.children[slot] != child)
        ++slot;
    return slot;
}

void TextTree::add_sums(std::uint32_t leaf, const Summary& now, const Summary& was) {
    if (now.visible == was.visible && now.known == was.known) return;
    length_ = length_ + now.visible - was.visible;
    auto child = leaf;
    for (auto node = leaves_[leaf].parent; node != no_node; node = inners_[node].parent) {
        ++steps_;
        auto& sum = inners_[node].sums[slot_in_parent(node, child)];
        sum.visible = sum.visible + now.visible - was.visible;
        sum.known = sum.known + now.known - was.known;
        child = node;
    }
}

void TextTree::put(std::uint32_t leaf, std::uint32_t at, const TextItem& item) {
    auto& into = leaves_[leaf];
    PRAXIS_CHECK(into.count < leaf_items_max && at <= into.count);
    const auto begin = into.items.begin();
    std::copy_backward(begin + at, begin + into.count, begin + into.count + 1);
    into.items[at] = item;
    ++into.count;
}

void TextTree::reserve(Place& place) {
    if (leaves_[place.leaf].count + 2 <= leaf_items_max) return;
    split_leaf(place.leaf);
    const auto kept = leaves_[place.leaf].count;
    if (place.item >= kept) place = {leaves_[place.leaf].next, place.item - kept, place.offset};
}

// While a node is split nothing can be compared, so room is made above it first.
void TextTree::split_leaf(std::uint32_t leaf) {
    const auto parent = parent_with_room(leaf, true);
    const auto right = static_cast<std::uint32_t>(leaves_.size());
    leaves_.emplace_back();
    auto& from = leaves_[leaf];
    auto& into = leaves_[right];
    const auto keep = from.count / 2;
    for (auto i = keep; i < from.count; ++i) {
        into.items[into.count++] = from.items[i];
        set_leaf(from.items[i], right);
    }
    from.count = keep;
    into.next = from.next;
    from.next = right;
    if (last_leaf_ == leaf) last_leaf_ = right;
    add_child(parent, leaf, right);
}

void TextTree::split_inner(std::uint32_t inner) {
    const auto parent = parent_with_room(inner, false);
    const auto right = static_cast<std::uint32_t>(inners_.size());
    inners_.emplace_back();
    auto& from = inners_[inner];
    auto& into = inners_[right];
    into.above_leaves = from.above_leaves;
    const auto keep = from.count / 2;
    for (auto i = keep; i < from.count; ++i) {
        const auto child = from.children[i];
        into.children[into.count] = child;
        into.sums[into.count++] = from.sums[i];
        (from.above_leaves ? leaves_[child].parent : inners_[child].parent) = right;
    }
    from.count = keep;
    add_child(parent, inner, right);
}

std::uint32_t TextTree::parent_with_room(std::uint32_t node, bool is_leaf) {
    const auto parent = [&]() -> std::uint32_t& {
        return is_leaf ? leaves_[node].parent : inners_[node].parent;
    };
    if (parent() == no_node) {
        root_ = static_cast<std::uint32_t>(inners_.size());
        auto& root = inners_.emplace_back();
        root.above_leaves = is_leaf;
        root.count = 1;
        root.children[0] = node;
        parent() = root_;
        root.sums[0] = sum_below(root, 0);
    } else if (inners_[parent()].count == children_max) {
        split_inner(parent());
    }
    return parent();
}

void TextTree::add_child(std::uint32_t parent, std::uint32_t left, std::uint32_t right) {
    ++steps_;
    auto& inner = inners_[parent];
    const auto slot = slot_in_parent(parent, left);
    const auto make_room = [&](auto& of_children) {
        const auto begin = of_children.begin();
        std::copy_backward(begin + slot + 1, begin + inner.count, begin + inner.count + 1);
    };
    make_room(inner.children);
    make_room(inner.sums);
    ++inner.count;
    inner.children[slot + 1] = right;
    (inner.above_leaves ? leaves_[right].parent : inners_[right].parent) = parent;
    inner.sums[slot] = sum_below(inner, slot);
    inner.sums[slot + 1] = sum_below(inner, slot + 1);
}

void TextTree::set_leaf(const TextItem& item, std::uint32_t leaf) {
    steps_ += 1 + item.length / characters_per_step;
    leaf_of_.set(item.first, item.end(), leaf);
}

TextTree::Place TextTree::cut(Place place) {
    auto& left = leaves_[place.leaf].items[place.item];
    if (place.offset == 0) return place;
    const Place right_place{place.leaf, place.item + 1, 0};
    if (place.offset == left.length) return right_place;
    auto right = left;
    right.first += place.offset;
    right.origin_left = right.first - 1;
    right.length -= place.offset;
    left.length = place.offset;
    put(place.leaf, place.item + 1, right);
    return right_place;
}

void TextTree::join(std::uint32_t leaf, std::uint32_t at) {
    auto& in = leaves_[leaf];
    if (at == 0 || at >= in.count || !is_one_run(in.items[at - 1], in.items[at])) return;
    in.items[at - 1].length += in.items[at].length;
    const auto begin = in.items.begin();
    std::copy(begin + at + 1, begin + in.count, begin + at);
    --in.count;
}

void TextTree::insert(Place place, const TextItem& item) {
    reserve(place);
    if (leaves_[place.leaf].count > 0 && place.offset > 0) place = cut(place);
    put(place.leaf, place.item, item);
    set_leaf(item, place.leaf);
    add_sums(place.leaf, summary(item), {});
    add_origins(place);
    join(place.leaf, place.item);
}

std::uint64_t TextTree::change_first(LvRange characters, int delta) {
    const auto place = find(characters.begin);
    PRAXIS_CHECK(place);
    const auto left = item_at(*place)->length - place->offset;
    const auto count = std::min<std::uint64_t>(left, characters.end - characters.begin);
    change_state(*place, static_cast<std::uint32_t>(count), delta);
    return count;
}

std::uint64_t TextTree::change_last(LvRange characters, int delta) {
    auto place = find(characters.end - 1);
    PRAXIS_CHECK(place);
    const auto count =
        std::min<std::uint64_t>(place->offset + 1, characters.end - characters.begin);
    place->offset -= static_cast<std::uint32_t>(count) - 1;
    change_state(*place, static_cast<std::uint32_t>(count), delta);
    return count;
}

void TextTree::change_state(Place place, std::uint32_t length, int delta) {
    ++steps_;
    if (place.offset > 0 || length < item_at(place)->length) {
        reserve(place);
        place = cut(place);
        cut({place.leaf, place.item, length});
    }
    auto& changed = leaves_[place.leaf].items[place.item];
    PRAXIS_CHECK(delta > 0 || changed.state > 0);
    const auto was = summary(changed);
    changed.state += static_cast<std::uint32_t>(delta);
    add_sums(place.leaf, summary(changed), was);
    join(place.leaf, place.item + 1);
    join(place.leaf, place.item);
}

}  // namespace praxis::crdt
