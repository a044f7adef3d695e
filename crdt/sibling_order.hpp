#pragma once

#include "crdt/text_tree.hpp"

#include <set>

namespace praxis::crdt {

/// Which of two events has the smaller name (agent bytes, then seq): the last word between
/// concurrent insertions at one place.
class EventOrder {
public:
    virtual ~EventOrder() = default;
    [[nodiscard]] virtual bool name_is_less(Lv a, Lv b) const = 0;
};

/// The gap an insertion goes to among those its author did not know, by the rule of Fugue-Max
/// (Weidner and Kleppmann, 2023), which YjsMod also follows. In that rule characters are a tree:
/// one is a right child of its left origin or, when its right origin came to stand right behind
/// that one (has the same left origin), a left child of its right origin. In order stand the left
/// children, the character, the right children; left children by name; right children by right
/// origin, the one further right first, then by name.
///
/// The tree is not kept. What it decides is found by origins, in the squared logarithm of the text:
/// - What stands below a character on its right ends before the first one behind it whose left
///   origin stands before that character.
/// - What stands below it on its left has right origins up to that character, and begins with the
///   first such left origin as its own behind the last one before it of which that is not so.
/// - Siblings with the same two origins are kept by name. The first of them may have come while
///   nothing stood in its way, unnoticed; it is found when the second comes.
class SiblingOrder {
public:
    explicit SiblingOrder(const EventOrder& order) : siblings_{ByName{&order, &steps_}} {}
    SiblingOrder(const SiblingOrder&) = delete;
    SiblingOrder& operator=(const SiblingOrder&) = delete;

    /// The gap of an insertion whose left origin is set; sets its right origin. `place` is right
    /// behind the left origin; states are those of the version the insertion was made on.
    [[nodiscard]] TextTree::Place gap_for(const TextTree& tree,
                                          TextItem& item,
                                          const TextTree::Place& place);

    /// Names compared so far.
    [[nodiscard]] std::uint64_t steps() const { return steps_; }

private:
    struct Sibling {
        Lv left = no_character;
        Lv right = no_character;
        Lv character = 0;
    };
    struct ByName {
        const EventOrder* order;
        std::uint64_t* steps;
        bool operator()(const Sibling& a, const Sibling& b) const;
    };
    struct Search;

    std::uint64_t steps_ = 0;
    std::set<Sibling, ByName> siblings_;
};

}  // namespace praxis::crdt
