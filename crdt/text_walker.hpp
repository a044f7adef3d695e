#pragma once

#include "crdt/sibling_order.hpp"
#include "protocol/base/branch_order.hpp"

#include <map>

namespace praxis::crdt {

/// One text of a causal graph: an event-graph walker (Gentle and Kleppmann, EuroSys 2025). Events
/// are kept as they happened, a position in the version they were made on, in runs. To integrate
/// one the walker goes to that version by undoing and redoing others, then applies it as a plain
/// positional edit; only insertions beside concurrent ones compare origins (`SiblingOrder`). A
/// linear history therefore costs one edit of a B-tree an event run. The state stays from one call
/// to the next: characters keep their places for ever, for standing may bring any of them back.
class TextWalker {
public:
    /// Both must outlive the walker; every event given to the walker must be in the graph.
    TextWalker(const CausalGraph& graph, const EventOrder& order)
        : graph_{&graph}, siblings_{order} {}

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
    /// The same in slices: stops when about `steps_left` steps are done, or when there are
    /// `limits::deletion_runs_max` deletions, lowers that by those it took (a few at least), and
    /// says whether it is there. Call again to go on. Whatever the slices, and whatever is added
    /// between them, the tree comes to be the same. Until it says so
    /// states are of no version in particular. What cannot be cut is one item, one comparison of
    /// versions and the ordering of all that was added meanwhile.
    [[nodiscard]] bool advance(const Version& version, std::uint64_t& steps_left);

    /// The work done so far: nodes and items of the tree, runs of events and of the graph, and
    /// names, looked at or changed.
    [[nodiscard]] std::uint64_t steps() const {
        return steps_ + tree_.steps() + siblings_.steps() + branches_.steps();
    }

    /// Every character ever inserted, in order; states are those of the version gone to.
    [[nodiscard]] const TextTree& tree() const { return tree_; }

    /// A run of deletions that hit something: event `first` + i deleted `target` + i, or
    /// `target` - i when backward.
    struct Deletion {
        Lv first = 0;
        Lv target = 0;
        std::uint64_t length = 0;
        bool backward = false;
        [[nodiscard]] Lv end() const { return first + length; }
        /// The characters hit by the events from `begin` to `end`, both within the run.
        [[nodiscard]] LvRange hit(Lv begin, Lv end) const;
    };
    /// How many there are.
    [[nodiscard]] std::size_t deletion_runs() const { return deletions_.size(); }
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
    /// Adds one of deletions that `runs` of another walker gave.
    void add_deletions(const Run& run);

private:
    [[nodiscard]] bool is_at(const Version& version) const;
    [[nodiscard]] bool spent() const { return steps() >= steps_max_; }
    void go_on(const Version& version);
    [[nodiscard]] Run* run_before(Lv first);

    void plan();
    void integrate();
    /// Applies event `applied_` of a run, and those after it within `part`, what the piece has of
    /// the run, that can be applied together; how many.
    std::uint64_t apply(const Run& run, LvRange part);
    std::uint64_t insert(Lv first, std::uint64_t position, std::uint64_t length);
    std::uint64_t insert_behind(Lv first, std::uint64_t length);
    [[nodiscard]] std::uint64_t behind_end(std::uint64_t position, std::uint64_t length) const;
    std::uint64_t erase(Lv first, std::uint64_t position, std::uint64_t length);
    std::uint64_t erase_id(Lv first, Lv target, std::uint64_t length);
    void record(Deletion deletion);

    void set_out(std::span<const Lv> version);
    void move();
    enum class Direction : std::uint8_t { undo, redo };
    static void take(LvRange& part, std::uint64_t count, Direction direction);
    /// Undoes the newest or redoes the oldest events of a part of one run, as many as the budget
    /// allows, and takes them from `part`.
    void change(const Run& run, LvRange& part, Direction direction);
    void change_characters(const Deletion& all, LvRange& part, Direction direction);
    [[nodiscard]] std::map<Lv, Deletion>::const_iterator deletion_from(Lv event) const;
    [[nodiscard]] std::vector<Run>::const_iterator first_run_in(LvRange range) const;

    const CausalGraph* graph_;
    std::vector<Run> runs_;             // ascending
    std::vector<LvRange> inserted_;     // by runs; ascending, none touches the next
    std::map<Lv, Deletion> deletions_;  // by first event
    TextTree tree_;
    SiblingOrder siblings_;
    BranchOrder branches_;  // new events that are not in the tree, or not whole
    Lv planned_ = 0;        // every event below is in the tree or in `branches_`
    Lv applied_ = 0;        // of the piece whose turn it is, every event below, once begun
    bool begun_ = false;

    Version version_;  // of the tree's states, unless under way
    struct Move {
        std::vector<LvRange> undo;  // the last one is next, its newest event first
        std::vector<LvRange> redo;  // the last one is next, its oldest event first
        Version to;
        [[nodiscard]] bool done() const { return undo.empty() && redo.empty(); }
    };
    Move move_;
    std::uint64_t steps_ = 0;
    std::uint64_t steps_max_ = 0;  // when to stop
};

}  // namespace praxis::crdt
