#pragma once

#include "crdt/text_walker.hpp"

#include <optional>
#include <string>

namespace praxis::crdt {

/// The name of an event outside this process: opaque agent bytes and a number.
struct EventName {
    std::string agent;
    std::uint64_t seq = 0;
    friend auto operator<=>(const EventName&, const EventName&) = default;
};

/// Names of the events of a causal graph, in runs: (agent, seq) to local version and back.
class EventNames final : public EventOrder {
public:
    /// Events `first` .. `first` + `count` are `name` and those that follow it by seq. Local
    /// versions ascend without gaps from call to call; no name may be here already.
    void add(Lv first, const EventName& name, std::uint64_t count);

    /// Whether any of `name` and the `count` - 1 that follow it is here; `count` is at least 1.
    [[nodiscard]] bool has_any(const EventName& name, std::uint64_t count) const;
    /// Calls `visit(name of the first event, count)` for runs of events that follow one another,
    /// ascending.
    template <class Visit>
    void for_each_run(const Visit& visit) const {
        for (const auto& run : runs_) {
            const auto& agent = agents_[run.agent];
            visit(EventName{agent.bytes, run.seq}, agent.spans.at(run.seq).count);
        }
    }
    [[nodiscard]] EventName name(Lv event) const;
    [[nodiscard]] std::optional<Lv> find(const EventName& name) const;
    [[nodiscard]] bool name_is_less(Lv a, Lv b) const override;

private:
    struct Run {
        Lv first = 0;
        std::uint64_t seq = 0;
        std::size_t agent = 0;
    };
    struct Span {
        Lv first = 0;
        std::uint64_t count = 0;
    };
    struct Agent {
        std::string bytes;
        std::map<std::uint64_t, Span> spans;  // by first seq
    };
    [[nodiscard]] const Run& run_of(Lv event) const;

    std::vector<Run> runs_;  // ascending by first
    std::vector<Agent> agents_;
    std::map<std::string, std::size_t, std::less<>> agent_numbers_;
};

}  // namespace praxis::crdt
