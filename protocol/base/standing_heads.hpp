#pragma once

#include "protocol/base/causal_graph.hpp"

namespace praxis {

/// The heads of the events of a graph that stand: those that no other standing one follows. Kept
/// up as events come, and found anew when asked for after a verdict changed.
class StandingHeads {
public:
    /// `event`, the newest of the graph, stands. `parents_stand`: so do all of its parents.
    void add(Lv event, std::span<const Lv> parents, bool parents_stand);
    /// An older event came to stand, or stands no more.
    void forget() { stale_ = true; }

    /// Calls `standing()` for all events that stand when they must be looked at.
    template <class Standing>
    [[nodiscard]] const Version& of(const CausalGraph& graph, const Standing& standing) {
        if (stale_) heads_ = graph.dominators(standing());
        stale_ = false;
        return heads_;
    }

private:
    Version heads_;
    bool stale_ = false;
};

}  // namespace praxis
