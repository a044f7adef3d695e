#include "crdt/sibling_order.hpp"

#include <tuple>

namespace praxis::crdt {
namespace {

using Place = TextTree::Place;
using Reach = TextTree::Reach;

}  // namespace

bool SiblingOrder::ByName::operator()(const Sibling& a, const Sibling& b) const {
    ++*steps;
    if (a.left != b.left) return a.left < b.left;
    if (a.right != b.right) return a.right < b.right;
    return a.character != b.character && order->name_is_less(a.character, b.character);
}

/// What is asked about the unknown characters between a left origin and the next known one.
struct SiblingOrder::Search {
    const TextTree& tree;
    Lv left;
    Lv right;
    Place behind_left;
    Place begin;  // of the unknown items
    Place known;  // the next known one: the right origin

    [[nodiscard]] bool is_left_child() const {
        const auto* next = tree.item_at(known);
        return next != nullptr && next->origin_left == left;
    }
    [[nodiscard]] bool is_between(const std::optional<Place>& place) const {
        return place && tree.compare(*place, begin) >= 0;
    }
    [[nodiscard]] Place behind(const Place& item) const {
        auto next = item;
        tree.skip_item(next);
        return next;
    }
    /// The last right child of the left origin, with what hangs on it, of those that stand before
    /// one with this right origin or beside it.
    [[nodiscard]] std::optional<Place> last_right_child() const {
        const auto end = tree.first_with_left(begin, left, Reach::beyond);
        const auto last = tree.last_with_right(end, right, Reach::at_or_beyond);
        return is_between(last) ? last : std::nullopt;
    }
    /// The one sibling that nothing stood in the way of, if there is one.
    [[nodiscard]] std::optional<Lv> only_sibling(const std::optional<Place>& last) const {
        if (!last && !is_left_child()) return std::nullopt;
        const auto found = tree.last_with_left(last ? behind(*last) : known, left);
        if (!is_between(found)) return std::nullopt;
        const auto& item = *tree.item_at(*found);
        if (item.origin_left != left || item.origin_right != right) return std::nullopt;
        return item.first;
    }
    [[nodiscard]] Place without_siblings(const std::optional<Place>& last) const {
        if (is_left_child()) return known;
        return last ? tree.first_with_left(behind(*last), left, Reach::at_or_beyond) : behind_left;
    }
    [[nodiscard]] Place behind_all_of(Lv sibling) const {
        return tree.first_with_left(behind(*tree.find(sibling)), sibling, Reach::beyond);
    }
    [[nodiscard]] Place before_all_of(Lv sibling) const {
        const auto last = tree.last_with_right(*tree.find(sibling), sibling, Reach::beyond);
        if (!is_between(last)) return behind_left;
        return tree.first_with_left(behind(*last), left, Reach::at_or_beyond);
    }
};

Place SiblingOrder::gap_for(const TextTree& tree, TextItem& item, const Place& place) {
    auto begin = place;
    const auto* next = tree.item_from(begin);
    if (next == nullptr) return place;
    if (next->known()) {
        item.origin_right = next->first + begin.offset;
        return place;
    }
    const auto known = tree.first_known(begin);
    if (const auto* right = tree.item_at(known)) item.origin_right = right->first;
    const Search search{tree, item.origin_left, item.origin_right, place, begin, known};

    const auto is_sibling = [&](auto at) {
        return at->left == item.origin_left && at->right == item.origin_right;
    };
    const auto [self, fresh] = siblings_.insert({item.origin_left, item.origin_right, item.first});
    const auto next_sibling = std::next(self);
    if (self != siblings_.begin() && is_sibling(std::prev(self))) {
        return search.behind_all_of(std::prev(self)->character);
    }
    if (next_sibling != siblings_.end() && is_sibling(next_sibling)) {
        return search.before_all_of(next_sibling->character);
    }
    const auto last = search.is_left_child() ? std::optional<Place>{} : search.last_right_child();
    const auto only = search.only_sibling(last);
    if (!only) return search.without_siblings(last);
    const auto noticed = siblings_.insert({item.origin_left, item.origin_right, *only}).first;
    return std::next(noticed) == self ? search.behind_all_of(*only) : search.before_all_of(*only);
}

}  // namespace praxis::crdt
