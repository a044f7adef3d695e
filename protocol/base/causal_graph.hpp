#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <span>
#include <unordered_map>
#include <vector>

namespace praxis {

/// A local version: the place of an event in one graph's own order of arrival, dense from 0. Means
/// nothing outside the graph that gave it; the caller keeps the map between ids and local versions
/// (an event may be one keystroke or a whole update).
using Lv = std::uint64_t;

/// A version, named by its frontier: ascending, none an ancestor of another. Empty: nothing yet.
using Version = std::vector<Lv>;

/// The local versions from `begin` up to and without `end`.
struct LvRange {
    Lv begin = 0;
    Lv end = 0;
    friend bool operator==(const LvRange&, const LvRange&) = default;
};

/// Which events came after which: a graph of events with their parents, stored as runs in which
/// each event follows the one before. Runs make up *lines*: events of which each but the first has
/// the one before it in the line as its only parent, whatever arrived between the two. Grows only.
/// Every query sees a version as its frontier and answers in local versions. Not thread-safe; const
/// calls may run side by side.
///
/// A local version handed in must be smaller than `next()`; anything else is a bug of the caller
/// and ends the process.
class CausalGraph {
public:
    /// Adds `count` events (at least one), the first with these parents, each next one with the
    /// one before as its only parent. Parents may come in any order; repeated ones and ancestors
    /// of other parents are dropped. Returns the local version of the first.
    Lv add(std::size_t count, std::span<const Lv> parents);

    /// The local version the next event will get: the number of events.
    [[nodiscard]] Lv next() const { return runs_.empty() ? 0 : runs_.back().end; }
    /// The events that no other follows.
    [[nodiscard]] Version heads() const;
    /// The parents of one event.
    [[nodiscard]] Version parents(Lv event) const;

    /// The first event of the line of `event`.
    [[nodiscard]] Lv line_begin(Lv event) const { return runs_[run_of(event).line].begin; }

    /// The past of some events, themselves included, found as far back as it is asked about: a
    /// line at a time, so that questions about one past cost together what the oldest event asked
    /// about costs alone. The graph must outlive it, and may grow meanwhile.
    class Past {
    public:
        explicit Past(const CausalGraph& graph, std::span<const Lv> events = {});
        void add(Lv event);
        [[nodiscard]] bool contains(Lv event);
        /// The work done so far: lines looked at, and questions.
        [[nodiscard]] std::uint64_t steps() const { return steps_; }

    private:
        void expand();

        const CausalGraph* graph_;
        std::vector<Lv> open_;  // a heap, newest first: what is left to look behind
        std::unordered_map<std::size_t, Lv> newest_;  // in it, of each line looked at
        Lv all_below_ = 0;                            // every event older than this one is in it
        std::uint64_t steps_ = 0;
    };

    /// Whether `past` happened before `event`; no event happened before itself.
    [[nodiscard]] bool is_ancestor(Lv past, Lv event) const;
    /// Whether `event` is one of the version's events or happened before one.
    [[nodiscard]] bool version_contains(std::span<const Lv> version, Lv event) const;

    struct Diff {
        std::vector<LvRange> only_a;
        std::vector<LvRange> only_b;
        std::uint64_t runs_visited = 0;  // what finding it took
    };
    /// The events that only one of two versions contains: ascending ranges that do not touch.
    [[nodiscard]] Diff diff(std::span<const Lv> a, std::span<const Lv> b) const;
    /// All events of a version: ascending ranges that do not touch.
    [[nodiscard]] std::vector<LvRange> closure(std::span<const Lv> version) const;
    /// The frontier of all these events together: those that happened before no other of them.
    [[nodiscard]] Version dominators(std::vector<Lv> events) const;

    /// The work that `add` did so far: lines looked at, and questions.
    [[nodiscard]] std::uint64_t steps() const { return steps_; }

    enum class Side : std::uint8_t { a, b, shared };
    struct Conflict {
        /// A version that both sides contain and that every event outside it follows: merging
        /// `a` and `b` need not look further back.
        Version common;
        struct Span {
            LvRange range;
            Side side = Side::shared;
            friend bool operator==(const Span&, const Span&) = default;
        };
        /// What lies between `common` and the two: ascending, glued where one side goes on.
        std::vector<Span> spans;
    };
    [[nodiscard]] Conflict conflicting(std::span<const Lv> a, std::span<const Lv> b) const;

    /// Calls `visit(range, parents of its first event)` for each piece of `range` in which every
    /// event follows the one before, ascending.
    void for_each_run(LvRange range,
                      const std::function<void(LvRange, std::span<const Lv>)>& visit) const;

private:
    struct Run {
        Lv begin = 0;
        Lv end = 0;
        Version parents;           // of `begin`; every later event's parent is the event before it
        bool follows_all = false;  // whether every older event happened before `begin`
        std::size_t line = 0;      // the run that begins it
        Lv line_end = 0;           // of a run that begins a line: its newest event
    };
    [[nodiscard]] std::size_t run_at(Lv event) const;
    [[nodiscard]] const Run& run_of(Lv event) const { return runs_[run_at(event)]; }
    [[nodiscard]] Version dominators(std::vector<Lv> events, std::uint64_t& steps) const;

    std::vector<Run> runs_;     // ascending, without gaps
    std::set<Lv> older_heads_;  // all but the newest event, which always is one
    std::uint64_t steps_ = 0;
};

}  // namespace praxis
