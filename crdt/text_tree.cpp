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

TextTree::Place TextTree::descend(std::uint64_t position) const {
    // Finds the item that holds visible character number `position`.
    std::uint32_t leaf = first_leaf;
    if (root_ != no_node) {
        for (auto node = root_;;) {
            const auto& inner = inners_[node];
            std::uint32_t slot = 0;
            while (slot < inner.count && position >= inner.visible[slot]) {
                position -= inner.visible[slot];
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
    for (std::uint32_t item = 0; item < leaves_[leaf].count; ++item) {
        const auto visible = leaves_[leaf].items[item].visible();
        if (position < visible) return {leaf, item, static_cast<std::uint32_t>(position)};
        position -= visible;
    }
    check_failed("the sums of the tree agree with its items", __FILE__, __LINE__);
}

TextTree::Place TextTree::behind(std::uint64_t position) const {
    if (position == 0) return {first_leaf, 0, 0};
    PRAXIS_CHECK(position <= length_);
    auto place = descend(position - 1);
    ++place.offset;
    return place;
}

TextTree::Place TextTree::before(std::uint64_t position) const {
    PRAXIS_CHECK(position < length_);
    return descend(position);
}

std::optional<TextTree::Place> TextTree::find(Lv character) const {
    const auto leaf = leaf_of_.get(character);
    if (leaf == no_node) return std::nullopt;
    const auto& items = leaves_[leaf].items;
    std::uint32_t item = 0;
    while (character < items[item].first || character >= items[item].end())
        ++item;
    return Place{leaf, item, static_cast<std::uint32_t>(character - items[item].first)};
}

Lv TextTree::next_character(Lv from, Lv end) const {
    while (from < end && leaf_of_.get(from) == no_node)
        ++from;
    return from;
}

std::uint32_t TextTree::LeafTable::get(Lv character) const {
    const auto page = character / page_size;
    if (page >= pages_.size() || !pages_[page]) return no_node;
    return (*pages_[page])[character % page_size];
}

void TextTree::LeafTable::set(Lv begin, Lv end, std::uint32_t leaf) {
    if (pages_.size() * page_size < end) pages_.resize((end - 1) / page_size + 1);
    while (begin < end) {
        auto& page = pages_[begin / page_size];
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
    if (a.leaf == b.leaf) {
        if (a.item != b.item) return a.item < b.item ? -1 : 1;
        return a.offset == b.offset ? 0 : a.offset < b.offset ? -1 : 1;
    }
    auto left = a.leaf;
    auto right = b.leaf;
    auto left_parent = leaves_[left].parent;
    auto right_parent = leaves_[right].parent;
    while (left_parent != right_parent) {
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

void TextTree::add_visible(std::uint32_t leaf, std::uint64_t plus, std::uint64_t minus) {
    if (plus == minus) return;
    length_ = length_ + plus - minus;
    auto child = leaf;
    for (auto node = leaves_[leaf].parent; node != no_node; node = inners_[node].parent) {
        auto& visible = inners_[node].visible[slot_in_parent(node, child)];
        visible = visible + plus - minus;
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

void TextTree::split_leaf(std::uint32_t leaf) {
    const auto right = static_cast<std::uint32_t>(leaves_.size());
    leaves_.emplace_back();
    auto& from = leaves_[leaf];
    auto& into = leaves_[right];
    const auto keep = from.count / 2;
    std::uint64_t moved = 0;
    for (auto i = keep; i < from.count; ++i) {
        into.items[into.count++] = from.items[i];
        moved += from.items[i].visible();
        leaf_of_.set(from.items[i].first, from.items[i].end(), right);
    }
    from.count = keep;
    into.next = from.next;
    from.next = right;
    if (from.parent == no_node) {
        root_ = static_cast<std::uint32_t>(inners_.size());
        auto& root = inners_.emplace_back();
        root.count = 1;
        root.children[0] = leaf;
        root.visible[0] = length_;
        from.parent = root_;
    }
    add_child(from.parent, leaf, right, moved);
}

void TextTree::add_child(std::uint32_t parent,
                         std::uint32_t left,
                         std::uint32_t right,
                         std::uint64_t right_visible) {
    if (inners_[parent].count == children_max) {
        const auto sibling = split_inner(parent);
        const auto& children = inners_[parent].children;
        const auto end = children.begin() + inners_[parent].count;
        if (std::find(children.begin(), end, left) == end) parent = sibling;
    }
    auto& inner = inners_[parent];
    const auto slot = slot_in_parent(parent, left);
    for (auto i = inner.count; i > slot + 1; --i) {
        inner.children[i] = inner.children[i - 1];
        inner.visible[i] = inner.visible[i - 1];
    }
    inner.children[slot + 1] = right;
    inner.visible[slot + 1] = right_visible;
    inner.visible[slot] -= right_visible;
    ++inner.count;
    (inner.above_leaves ? leaves_[right].parent : inners_[right].parent) = parent;
}

std::uint32_t TextTree::split_inner(std::uint32_t inner) {
    const auto right = static_cast<std::uint32_t>(inners_.size());
    inners_.emplace_back();
    if (inners_[inner].parent == no_node) {
        root_ = static_cast<std::uint32_t>(inners_.size());
        auto& root = inners_.emplace_back();
        root.above_leaves = false;
        root.count = 1;
        root.children[0] = inner;
        root.visible[0] = length_;
        inners_[inner].parent = root_;
    }
    auto& from = inners_[inner];
    auto& into = inners_[right];
    into.above_leaves = from.above_leaves;
    std::uint64_t moved = 0;
    const auto keep = from.count / 2;
    for (auto i = keep; i < from.count; ++i) {
        const auto child = from.children[i];
        into.children[into.count] = child;
        into.visible[into.count++] = from.visible[i];
        moved += from.visible[i];
        (from.above_leaves ? leaves_[child].parent : inners_[child].parent) = right;
    }
    from.count = keep;
    add_child(from.parent, inner, right, moved);
    return right;
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
    leaf_of_.set(item.first, item.end(), place.leaf);
    add_visible(place.leaf, item.visible(), 0);
    join(place.leaf, place.item);
}

void TextTree::change_state(Lv begin, Lv end, int delta) {
    while (begin < end) {
        const auto found = find(begin);
        PRAXIS_CHECK(found);
        auto place = *found;
        const auto left = item_at(place)->length - place.offset;
        const auto length = static_cast<std::uint32_t>(std::min<std::uint64_t>(left, end - begin));
        if (place.offset > 0 || length < left) {
            reserve(place);
            place = cut(place);
            cut({place.leaf, place.item, length});
        }
        auto& changed = leaves_[place.leaf].items[place.item];
        PRAXIS_CHECK(delta > 0 || changed.state > 0);
        const auto was = changed.visible();
        changed.state += static_cast<std::uint32_t>(delta);
        add_visible(place.leaf, changed.visible(), was);
        join(place.leaf, place.item + 1);
        join(place.leaf, place.item);
        begin += length;
    }
}

}  // namespace praxis::crdt
