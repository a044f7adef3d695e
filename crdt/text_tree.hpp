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
/// or by character, costs the logarithm of the number of items, one by origins its square.
/// Characters are never removed.
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
    /// The item that begins or goes on at a gap; nullptr at the end of the text. `place` is moved
    /// to the start of the next item when it stood behind the last character of one.
    [[nodiscard]] const TextItem* item_from(Place& place) const;
    /// The item `place` touches from the left or lies in; nullptr in an empty text.
    [[nodiscard]] const TextItem* item_at(const Place& place) const;
    /// Moves to the start of the following item.
    void skip_item(Place& place) const;

    /// Order of two gaps that `find` or `behind` gave: negative, zero, positive.
    [[nodiscard]] int compare(const Place& a, const Place& b) const;

    /// The searches below go by whole items, from or up to the start of one. Not found is the end
    /// of the text when they go forward, nullopt when back.
    ///
    /// The first item from `from` on that is known.
    [[nodiscard]] Place first_known(const Place& from) const;
    enum class Reach : std::uint8_t { beyond, at_or_beyond };
    /// The first item from `from` on whose left origin stands before a character, or is that one.
    [[nodiscard]] Place first_with_left(const Place& from, Lv character, Reach reach) const;
    /// The last item before `end` whose left origin is a character or stands before it.
    [[nodiscard]] std::optional<Place> last_with_left(const Place& end, Lv character) const;
    /// The last item before `end` whose right origin stands behind a character, or is that one.
    [[nodiscard]] std::optional<Place> last_with_right(const Place& end,
                                                       Lv character,
                                                       Reach reach) const;

    /// Puts new characters into a gap, at most `item_length_max`, between their origins, and if
    /// right behind the left one, then not before a right origin that stands behind that one's.
    /// Places found before are no longer valid.
    void insert(Place place, const TextItem& item);
    /// Adds `delta` to the state of the first, or last, of these characters, all of this text, and
    /// of those beside them that are in the same item; how many.
    std::uint64_t change_first(LvRange characters, int delta);
    std::uint64_t change_last(LvRange characters, int delta);

    /// The work done so far, lookups too: nodes and items looked at or changed.
    [[nodiscard]] std::uint64_t steps() const { return steps_; }

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
    static constexpr std::uint32_t characters_per_step = 32;  // whose leaf is noted together
    static constexpr std::uint32_t first_leaf = 0;  // splitting keeps the left half in place

    /// Of items: how many characters, and the left origin that stands furthest left and the right
    /// origin that stands furthest right.
    struct Summary {
        std::uint64_t visible = 0;
        std::uint64_t known = 0;
        Lv left = no_character;
        Lv right = no_character;
    };
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
        std::array<Summary, children_max> sums{};  // of each child
    };

    /// The leaf that holds a character, `no_node` for what is none of this text. In pages, and
    /// these in blocks, so that the many events of a document that belong to other fields, or to
    /// deletions, cost nothing.
    class LeafTable {
    public:
        [[nodiscard]] std::uint32_t get(Lv character) const {
            const auto block = character / block_size;
            if (block >= blocks_.size() || !blocks_[block]) return no_node;
            const auto& page = (*blocks_[block])[character % block_size / page_size];
            return page ? (*page)[character % page_size] : no_node;
        }
        void set(Lv begin, Lv end, std::uint32_t leaf);

    private:
        static constexpr std::uint64_t page_size = 512;
        static constexpr std::uint64_t block_size = 64 * page_size;
        using Page = std::array<std::uint32_t, page_size>;
        using Block = std::array<std::unique_ptr<Page>, block_size / page_size>;
        std::vector<std::unique_ptr<Block>> blocks_;
    };

    [[nodiscard]] std::uint32_t slot_in_parent(std::uint32_t parent, std::uint32_t child) const;
    /// Like `compare`, of characters.
    [[nodiscard]] int compare(Lv a, Lv b) const { return compare(*find(a), *find(b)); }
    /// Which way an origin stands from its character: before it, or behind it.
    enum class Side : std::uint8_t { left, right };
    /// Whether one origin stands further out than another.
    [[nodiscard]] bool is_further(Side side, Lv a, Lv b) const;

    [[nodiscard]] static Summary summary(const TextItem& item) {
        return {
            item.visible(), item.known() ? item.length : 0U, item.origin_left, item.origin_right};
    }
    void add_to(Summary& sum, const Summary& more) const;
    [[nodiscard]] Summary sum_of_leaf(std::uint32_t leaf) const;
    class Bound;
    enum class Direction : std::uint8_t { forward, back };
    template <Direction direction, class Fits>
    [[nodiscard]] std::optional<Place> search(const Place& from, const Fits& fits) const;
    template <Direction direction, class Fits>
    [[nodiscard]] std::optional<std::uint32_t> scan(std::uint32_t from,
                                                    std::uint32_t count,
                                                    const Fits& fits) const;
    [[nodiscard]] Place end() const { return {last_leaf_, leaves_[last_leaf_].count, 0}; }

    /// Adds `delta` to the state of characters of one item.
    void change_state(Place place, std::uint32_t length, int delta);
    /// Adds the change of an item from one state to another to the sums above it.
    void add_sums(std::uint32_t leaf, const Summary& now, const Summary& was);
    /// Adds the origins of a new item to the sums above it.
    void add_origins(const Place& place);
    void set_leaf(const TextItem& item, std::uint32_t leaf);
    /// Makes room for two more items in the leaf of `place`, and keeps `place` true.
    void reserve(Place& place);
    void split_leaf(std::uint32_t leaf);
    void split_inner(std::uint32_t inner);
    /// Makes the parent of a node, or room in it for one more child; its number.
    std::uint32_t parent_with_room(std::uint32_t node, bool is_leaf);
    /// Hangs `right` behind `left`, out of which it was split.
    void add_child(std::uint32_t parent, std::uint32_t left, std::uint32_t right);
    [[nodiscard]] Summary sum_below(const Inner& inner, std::uint32_t slot) const;
    void put(std::uint32_t leaf, std::uint32_t at, const TextItem& item);
    /// Makes the gap fall between two items and returns it as the start of the right one. Needs
    /// room for one item in the leaf.
    Place cut(Place place);
    /// Joins an item with the one before it in the same leaf where they are one run.
    void join(std::uint32_t leaf, std::uint32_t at);

    std::vector<Leaf> leaves_;
    std::uint32_t last_leaf_ = first_leaf;
    std::vector<Inner> inners_;
    std::uint32_t root_ = no_node;  // an inner node; none while one leaf holds all
    LeafTable leaf_of_;
    std::uint64_t length_ = 0;
    mutable std::uint64_t steps_ = 0;
};

}  // namespace praxis::crdt
