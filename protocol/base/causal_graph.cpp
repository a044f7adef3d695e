#include "protocol/base/causal_graph.hpp"

#include "protocol/base/check.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <optional>
#include <queue>

namespace praxis {
namespace {

using Side = CausalGraph::Side;

Side joined(Side a, Side b) {
    return a == b ? a : Side::shared;
}

/// Ranges found from the newest to the oldest, glued where they touch.
class DescendingRanges {
public:
    void push(LvRange range) {
        if (!ranges_.empty() && ranges_.back().begin == range.end) {
            ranges_.back().begin = range.begin;
        } else {
            ranges_.push_back(range);
        }
    }
    std::vector<LvRange> ascending() && {
        std::ranges::reverse(ranges_);
        return std::move(ranges_);
    }

private:
    std::vector<LvRange> ranges_;
};

/// Events still to look at, newest first, each once, with the side that reaches it.
class Frontier {
public:
    struct Entry {
        Lv event;
        Side side;
    };
    void push(Lv event, Side side) {
        if (!old_.empty() && event <= std::prev(old_.end())->first) {
            const auto [at, fresh] = old_.try_emplace(event, side);
            return note(at->second, side, fresh);
        }
        auto at = std::ranges::lower_bound(entries_, event, {}, &Entry::event);
        const bool fresh = at == entries_.end() || at->event != event;
        if (fresh) at = entries_.insert(at, {event, side});
        note(at->side, side, fresh);
        if (entries_.size() > entries_max) put_away();
    }
    Entry pop() {
        const auto entry = entries_.back();
        entries_.pop_back();
        if (entry.side == Side::shared) --shared_;
        if (entries_.empty()) fetch();
        return entry;
    }
    [[nodiscard]] bool empty() const { return entries_.empty(); }
    [[nodiscard]] Lv newest() const { return entries_.back().event; }
    [[nodiscard]] bool all_shared() const { return shared_ == entries_.size() + old_.size(); }

private:
    static constexpr std::ptrdiff_t batch = 128;
    static constexpr std::size_t entries_max = 2 * batch;

    void note(Side& side, Side also, bool fresh) {
        const auto both = fresh ? also : joined(side, also);
        if (both == Side::shared && (fresh || side != Side::shared)) ++shared_;
        side = both;
    }
    void put_away() {
        for (auto at = entries_.begin(); at != entries_.begin() + batch; ++at)
            old_.emplace(at->event, at->side);
        entries_.erase(entries_.begin(), entries_.begin() + batch);
    }
    void fetch() {
        for (std::ptrdiff_t i = 0; i < batch && !old_.empty(); ++i) {
            const auto newest = std::prev(old_.end());
            entries_.push_back({newest->first, newest->second});
            old_.erase(newest);
        }
        std::ranges::reverse(entries_);
    }

    std::vector<Entry> entries_;  // ascending; few, for something is put in anywhere
    std::map<Lv, Side> old_;      // the rest where the graph is wide, all older
    std::size_t shared_ = 0;
};

}  // namespace

std::size_t CausalGraph::run_at(Lv event) const {
    PRAXIS_CHECK(event < next());
    const auto after = std::ranges::upper_bound(runs_, event, {}, &Run::begin);
    return static_cast<std::size_t>(std::distance(runs_.begin(), after)) - 1;
}

Lv CausalGraph::add(std::size_t count, std::span<const Lv> parents) {
    PRAXIS_CHECK(count > 0);
    const Lv first = next();
    const Lv end = first + count;
    auto frontier = dominators({parents.begin(), parents.end()}, steps_);
    bool newest_stays = first > 0;
    for (const auto parent : frontier) {
        if (parent == first - 1) {
            newest_stays = false;
        } else if (!older_heads_.empty()) {
            older_heads_.erase(parent);
        }
    }
    if (newest_stays) older_heads_.insert(older_heads_.end(), first - 1);
    auto line = runs_.size();
    if (frontier.size() == 1) {
        const auto before = run_of(frontier.front()).line;
        if (runs_[before].line_end == frontier.front()) line = before;
    }
    if (line < runs_.size()) runs_[line].line_end = end - 1;
    if (line < runs_.size() && frontier.front() == first - 1) {
        runs_.back().end = end;
    } else {
        runs_.push_back({first, end, std::move(frontier), older_heads_.empty(), line, end - 1});
    }
    return first;
}

Version CausalGraph::heads() const {
    Version out{older_heads_.begin(), older_heads_.end()};
    if (next() > 0) out.push_back(next() - 1);
    return out;
}

Version CausalGraph::parents(Lv event) const {
    const auto& run = run_of(event);
    return event == run.begin ? run.parents : Version{event - 1};
}

CausalGraph::Past::Past(const CausalGraph& graph, std::span<const Lv> events) : graph_{&graph} {
    for (const auto event : events)
        add(event);
}

void CausalGraph::Past::add(Lv event) {
    open_.push_back(event);
    std::ranges::push_heap(open_);
}

/// Looks behind the newest event that is left: at its whole line, for a line is entered by its
/// newest event first.
void CausalGraph::Past::expand() {
    ++steps_;
    std::ranges::pop_heap(open_);
    const auto event = open_.back();
    open_.pop_back();
    if (event < all_below_) return;
    const auto line = graph_->run_of(event).line;
    const auto [newest, fresh] = newest_.try_emplace(line, event);
    newest->second = std::max(newest->second, event);
    if (!fresh) return;
    const auto& first = graph_->runs_[line];
    if (first.follows_all) {
        all_below_ = std::max(all_below_, first.begin);
    } else {
        for (const auto parent : first.parents)
            add(parent);
    }
}

bool CausalGraph::Past::contains(Lv event) {
    ++steps_;
    while (!open_.empty() && open_.front() >= event)
        expand();
    if (event < all_below_) return true;
    const auto newest = newest_.find(graph_->run_of(event).line);
    return newest != newest_.end() && event <= newest->second;
}

bool CausalGraph::is_ancestor(Lv past, Lv event) const {
    return past < event && version_contains(std::array{event}, past);
}

bool CausalGraph::version_contains(std::span<const Lv> version, Lv event) const {
    return Past{*this, version}.contains(event);
}

CausalGraph::Diff CausalGraph::diff(std::span<const Lv> a, std::span<const Lv> b) const {
    if (std::ranges::equal(a, b)) return {};
    Frontier open;
    for (const auto event : a)
        open.push(event, Side::a);
    for (const auto event : b)
        open.push(event, Side::b);
    DescendingRanges only_a;
    DescendingRanges only_b;
    const auto emit = [&](LvRange range, Side side) {
        if (range.begin == range.end || side == Side::shared) return;
        (side == Side::a ? only_a : only_b).push(range);
    };
    std::uint64_t visited = 0;
    while (!open.all_shared()) {
        ++visited;
        auto [event, side] = open.pop();
        const auto& run = run_of(event);
        Lv end = event + 1;
        while (!open.empty() && open.newest() >= run.begin) {
            const auto inner = open.pop();
            if (inner.side == side) continue;
            emit({inner.event + 1, end}, side);
            end = inner.event + 1;
            side = Side::shared;
        }
        emit({run.begin, end}, side);
        for (const auto parent : run.parents)
            open.push(parent, side);
    }
    return {std::move(only_a).ascending(), std::move(only_b).ascending(), visited};
}

std::vector<LvRange> CausalGraph::closure(std::span<const Lv> version) const {
    return diff(version, {}).only_a;
}

Version CausalGraph::dominators(std::vector<Lv> events) const {
    std::uint64_t steps = 0;
    return dominators(std::move(events), steps);
}

Version CausalGraph::dominators(std::vector<Lv> events, std::uint64_t& steps) const {
    if (events.size() == 1) {
        PRAXIS_CHECK(events.front() < next());
        return events;
    }
    std::ranges::sort(events, std::greater{});
    Past past{*this};
    Version found;
    for (const auto event : events) {
        if (past.contains(event)) continue;
        past.add(event);
        found.push_back(event);
    }
    steps += past.steps();
    std::ranges::reverse(found);
    return found;
}

CausalGraph::Conflict CausalGraph::conflicting(std::span<const Lv> a, std::span<const Lv> b) const {
    // A point is a frontier that one side, or both, must still explain; the newest comes first.
    // A frontier of several events is one point as long as it stands alone, so that a version
    // which both sides share is found even when it is a merge.
    struct Point {
        Version newest_first;
        Side side;
        bool operator<(const Point& other) const {
            if (newest_first != other.newest_first) return newest_first < other.newest_first;
            return side < other.side;
        }
    };
    std::priority_queue<Point> open;
    const auto push = [&](std::span<const Lv> version, Side side) {
        open.push({Version{version.rbegin(), version.rend()}, side});
    };
    const auto pop = [&] {
        auto point = open.top();
        open.pop();
        return point;
    };
    const auto push_rest = [&](const Point& point) {
        for (std::size_t i = 1; i < point.newest_first.size(); ++i) {
            open.push({{point.newest_first[i]}, point.side});
        }
    };
    Conflict out;
    const auto emit = [&](LvRange range, Side side) {  // newest first; glued where they touch
        auto& spans = out.spans;
        if (!spans.empty() && spans.back().range.begin == range.end && spans.back().side == side) {
            spans.back().range.begin = range.begin;
        } else {
            spans.push_back({range, side});
        }
    };
    const auto finish = [&](Version common) {
        std::ranges::reverse(out.spans);
        out.common = std::move(common);
        return out;
    };
    push(a, Side::a);
    push(b, Side::b);
    for (;;) {
        auto point = pop();
        if (point.newest_first.empty()) return finish({});
        while (!open.empty() && open.top().newest_first == point.newest_first) {
            point.side = joined(point.side, pop().side);
        }
        if (open.empty()) {
            return finish({point.newest_first.rbegin(), point.newest_first.rend()});
        }
        push_rest(point);
        const auto& run = run_of(point.newest_first.front());
        Lv end = point.newest_first.front() + 1;
        while (!open.empty() && !open.top().newest_first.empty() &&
               open.top().newest_first.front() >= run.begin) {
            const auto inner = pop();
            const Lv inner_end = inner.newest_first.front() + 1;
            if (inner_end < end) emit({inner_end, end}, point.side);
            end = inner_end;
            point.side = joined(point.side, inner.side);
            push_rest(inner);
        }
        if (open.empty()) return finish({end - 1});
        emit({run.begin, end}, point.side);
        push(run.parents, point.side);
    }
}

void CausalGraph::for_each_run(
    LvRange range, const std::function<void(LvRange, std::span<const Lv>)>& visit) const {
    while (range.begin < range.end) {
        const auto& run = run_of(range.begin);
        const auto end = std::min(range.end, run.end);
        const Lv before = range.begin - 1;
        if (range.begin == run.begin) {
            visit({range.begin, end}, run.parents);
        } else {
            visit({range.begin, end}, std::span{&before, 1});
        }
        range.begin = end;
    }
}

}  // namespace praxis
