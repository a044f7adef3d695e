#pragma once

#include "crdt/text_tree.hpp"

#include <map>

namespace praxis::crdt {

/// Which of two events has the smaller name (agent bytes, then seq): the last word between
/// concurrent insertions at one place.
class EventOrder {
public:
    virtual ~EventOrder() = default;
    [[nodiscard]] virtual bool name_is_less(Lv a, Lv b) const = 0;
};

/// One text of a causal graph: an event-graph walker (Gentle and Kleppmann, EuroSys 2025). Events
/// are kept as they happened, a position in the version they were made on, in runs. To integrate
/// one the walker goes to that version by undoing and redoing others, then applies it as a plain
/// positional edit; only insertions beside concurrent ones compare origins, by the rule of
/// Fugue-Max (Weidner and Kleppmann, 2023), which YjsMod also follows. A linear history therefore
/// costs one edit of a B-tree an event run. The state stays from one call to the next: characters
/// keep their places for ever, for standing may bring any of them back.
class TextWalker {
public:
    /// Both must outlive the walker; every event given to the walker must be in the graph.
    TextWalker(const CausalGraph& graph, const EventOrder& order)
        : graph_{&graph}, order_{&order} {}

    /// The events of this text, each call with local versions above those before it. Positions
    /// count in the version the event was made on, out-of-range ones are clamped: an insertion
    /// goes to the end, a deletion behind the end deletes nothing.
    void add_insertion(Lv first, std::uint64_t position, std::uint64_t length);
    void add_deletion(Lv first, std::uint64_t position, std::uint64_t length);
    /// Event `first` + i deletes character `target` + i if it is one of this text. The caller
    /// knows that all of them happened before.
    void add_deletion_of(Lv first, Lv target, std::uint64_t length);

    /// Integrates what was added, and undoes and redoes until exactly the events of `version`
    /// are in effect.
    void go_to(const Version& version);

    /// Every character ever inserted, in order; states are those of the version gone to.
    [[nodiscard]] const TextTree& tree() const { return tree_; }

    /// A run of deletions that hit something: event `first` + i deleted `target` + i, or
    /// `target` - i when backward.
    struct Deletion {
        Lv first = 0;
        Lv target = 0;
        std::uint64_t length = 0;
        bool backward = false;
        /// The characters hit by the events from `begin` to `end`, both within the run.
        [[nodiscard]] LvRange hit(Lv begin, Lv end) const;
    };
    /// Calls `visit(const Deletion&)` for each one that was integrated, in order of events.
    template <class Visit>
    void for_each_deletion(const Visit& visit) const {
        for (const auto& [first, deletion] : deletions_)
            visit(deletion);
    }

    enum class Kind : std::uint8_t { insert, delete_forward, delete_backward, delete_ids };
    /// Event i of a run: inserts at position + i; deletes at position; deletes at position - i;
    /// deletes character position + i.
    struct Run {
        Lv first = 0;
        std::uint64_t length = 0;
        std::uint64_t position = 0;
        Kind kind = Kind::insert;
        [[nodiscard]] Lv end() const { return first + length; }
        /// Where whoever goes on writing or deleting does so; of positions alone.
        [[nodiscard]] std::uint64_t position_after() const {
            if (kind == Kind::insert) return position + length;
            return kind == Kind::delete_backward ? position - length : position;
        }
    };
    /// What was added, ascending; as few runs as say it.
    [[nodiscard]] const std::vector<Run>& runs() const { return runs_; }
    /// Adds what `runs` of another walker gave: no position that only some of its events have.
    void add_run(const Run& run);

private:
    void integrate_new();
    void integrate(LvRange range, std::span<const Lv> parents);
    void apply(const Run& run, LvRange range);
    void insert(Lv first, std::uint64_t position, std::uint64_t length);
    [[nodiscard]] std::uint64_t behind_end(std::uint64_t position, std::uint64_t length) const;
    void erase(Lv first, std::uint64_t position, std::uint64_t length);
    void erase_ids(Lv first, Lv target, std::uint64_t length);
    [[nodiscard]] TextTree::Place gap_for(TextItem& item, TextTree::Place place) const;
    void record(Deletion deletion);
    void move_to(std::span<const Lv> version);
    void redo(LvRange range, int direction);
    void redo_deletions(LvRange range, int delta);
    [[nodiscard]] std::vector<Run>::const_iterator first_run_in(LvRange range) const;

    const CausalGraph* graph_;
    const EventOrder* order_;
    std::vector<Run> runs_;             // ascending
    std::map<Lv, Deletion> deletions_;  // by first event
    TextTree tree_;
    Version version_;    // of the tree's states
    Lv integrated_ = 0;  // every event below is in the tree
};

}  // namespace praxis::crdt
