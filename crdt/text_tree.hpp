#pragma once

#include "protocol/base/causal_graph.hpp"

#include <array>
#include <limits>
#include <memory>
#include <optional>

namespace praxis::crdt {

/// No character: the start of a text as left origin, its end as right origin.
inline constexpr Lv no_character = std::numeric_limits<Lv>::max();

/// Characters that were inserted one after the other and now share one state. The first one's left
/// origin is `origin_left`, every other's the character before it; all share the right origin.
struct TextItem {
    Lv first = 0;
    Lv origin_left = no_character;
    Lv origin_right = no_character;
    std::uint32_t length = 0;
    /// In the version the tree is prepared for: 0 not inserted yet, 1 inserted, n + 1 deleted by n.
    std::uint32_t state = 0;

    [[nodiscard]] Lv end() const { return first + length; }
    [[nodiscard]] bool known() const { return state > 0; }
    [[nodiscard]] std::uint64_t visible() const { return state == 1 ? length : 0; }
    [[nodiscard]] Lv origin_left_at(std::uint32_t offset) const {
        return offset == 0 ? origin_left : first + offset - 1;
    }
};

/// Every character a text ever had, in the order all versions agree on, as items in the leaves of
/// a B-tree that counts the characters visible in the prepared version. Every lookup, by position
/// or by character, costs the logarithm of the number of items. Characters are never removed.
class TextTree {
public:
    /// A gap in the order of characters: before character `offset` of an item, or after its last.
    struct Place {
        std::uint32_t leaf = 0;
        std::uint32_t item = 0;
        std::uint32_t offset = 0;
    };

    /// The longest item: moving one to another leaf touches every character of it.
    static constexpr std::uint32_t item_length_max = 4096;

    TextTree();

    /// Visible characters.
    [[nodiscard]] std::uint64_t length() const { return length_; }

    /// The gap right behind the first `position` visible characters; `position` <= length().
    [[nodiscard]] Place behind(std::uint64_t position) const;
    /// The gap right before visible character number `position`; `position` < length().
    [[nodiscard]] Place before(std::uint64_t position) const;
    /// The gap before a character, or nullopt for one this text does not have.
    [[nodiscard]] std::optional<Place> find(Lv character) const;
    /// The first character of this text from `from` on; `end` when there is none before it.
    [[nodiscard]] Lv next_character(Lv from, Lv end) const;

    /// The item that begins or goes on at a gap; nullptr at the end of the text. `place` is moved
    /// to the start of the next item when it stood behind the last character of one.
    [[nodiscard]] const TextItem* item_from(Place& place) const;
    /// The item `place` touches from the left or lies in; nullptr in an empty text.
    [[nodiscard]] const TextItem* item_at(const Place& place) const;
    /// Moves to the start of the following item.
    void skip_item(Place& place) const;

    /// Order of two gaps that `find` or `behind` gave: negative, zero, positive.
    [[nodiscard]] int compare(const Place& a, const Place& b) const;

    /// Puts new characters into a gap, at most `item_length_max`. Places found before are no longer
    /// valid.
    void insert(Place place, const TextItem& item);
    /// Adds `delta` to the state of the characters from `begin` to `end`, all of this text.
    void change_state(Lv begin, Lv end, int delta);

    /// Calls `visit(const TextItem&)` for each item in order.
    template <class Visit>
    void for_each(const Visit& visit) const {
        for (auto leaf = first_leaf; leaf != no_node; leaf = leaves_[leaf].next) {
            for (std::uint32_t i = 0; i < leaves_[leaf].count; ++i)
                visit(leaves_[leaf].items[i]);
        }
    }

private:
    static constexpr std::uint32_t no_node = std::numeric_limits<std::uint32_t>::max();
    static constexpr std::uint32_t leaf_items_max = 32;
    static constexpr std::uint32_t children_max = 32;
    static constexpr std::uint32_t first_leaf = 0;  // splitting keeps the left half in place

    struct Leaf {
        std::uint32_t parent = no_node;
        std::uint32_t next = no_node;
        std::uint32_t count = 0;
        std::array<TextItem, leaf_items_max> items;
    };
    struct Inner {
        std::uint32_t parent = no_node;
        std::uint32_t count = 0;
        bool above_leaves = true;
        std::array<std::uint32_t, children_max> children{};
        std::array<std::uint64_t, children_max> visible{};  // of each child
    };

    /// The leaf that holds a character, `no_node` for what is none of this text. In pages, so that
    /// the many events of a document that belong to other fields cost nothing.
    class LeafTable {
    public:
        [[nodiscard]] std::uint32_t get(Lv character) const;
        void set(Lv begin, Lv end, std::uint32_t leaf);

    private:
        static constexpr std::uint64_t page_size = 512;
        using Page = std::array<std::uint32_t, page_size>;
        std::vector<std::unique_ptr<Page>> pages_;
    };

    [[nodiscard]] Place descend(std::uint64_t position) const;
    [[nodiscard]] std::uint32_t slot_in_parent(std::uint32_t parent, std::uint32_t child) const;
    void add_visible(std::uint32_t leaf, std::uint64_t plus, std::uint64_t minus);
    /// Makes room for two more items in the leaf of `place`, and keeps `place` true.
    void reserve(Place& place);
    void split_leaf(std::uint32_t leaf);
    void add_child(std::uint32_t parent,
                   std::uint32_t left,
                   std::uint32_t right,
                   std::uint64_t right_visible);
    std::uint32_t split_inner(std::uint32_t inner);
    void put(std::uint32_t leaf, std::uint32_t at, const TextItem& item);
    /// Makes the gap fall between two items and returns it as the start of the right one. Needs
    /// room for one item in the leaf.
    Place cut(Place place);
    /// Joins an item with the one before it in the same leaf where they are one run.
    void join(std::uint32_t leaf, std::uint32_t at);

    std::vector<Leaf> leaves_;
    std::vector<Inner> inners_;
    std::uint32_t root_ = no_node;  // an inner node; none while one leaf holds all
    LeafTable leaf_of_;
    std::uint64_t length_ = 0;
};

}  // namespace praxis::crdt
