#include "crdt/event_names.hpp"

#include "protocol/base/check.hpp"

#include <algorithm>
#include <tuple>

namespace praxis::crdt {

void EventNames::add(Lv first, const EventName& name, std::uint64_t count) {
    const auto [number, is_new] = agent_numbers_.try_emplace(name.agent, agents_.size());
    if (is_new) agents_.push_back({name.agent, {}});
    const auto agent = number->second;
    auto& spans = agents_[agent].spans;
    const auto after = spans.upper_bound(name.seq);
    if (after != spans.begin()) {
        auto& [seq, span] = *std::prev(after);
        const bool goes_on = seq + span.count == name.seq && span.first + span.count == first;
        if (goes_on && runs_.back().agent == agent) {
            span.count += count;
            return;
        }
    }
    spans.emplace_hint(after, name.seq, Span{first, count});
    runs_.push_back({first, name.seq, agent});
}

bool EventNames::has_any(const EventName& name, std::uint64_t count) const {
    const auto number = agent_numbers_.find(name.agent);
    if (number == agent_numbers_.end()) return false;
    const auto& spans = agents_[number->second].spans;
    const auto after = spans.lower_bound(name.seq + count);
    if (after == spans.begin()) return false;
    const auto& [seq, span] = *std::prev(after);
    return seq + span.count > name.seq;
}

const EventNames::Run& EventNames::run_of(Lv event) const {
    const auto after = std::ranges::upper_bound(runs_, event, {}, &Run::first);
    PRAXIS_CHECK(after != runs_.begin());
    return *std::prev(after);
}

EventName EventNames::name(Lv event) const {
    const auto& run = run_of(event);
    return {agents_[run.agent].bytes, run.seq + (event - run.first)};
}

std::optional<Lv> EventNames::find(const EventName& name) const {
    const auto number = agent_numbers_.find(name.agent);
    if (number == agent_numbers_.end()) return std::nullopt;
    const auto& spans = agents_[number->second].spans;
    const auto after = spans.upper_bound(name.seq);
    if (after == spans.begin()) return std::nullopt;
    const auto& [seq, span] = *std::prev(after);
    if (name.seq - seq >= span.count) return std::nullopt;
    return span.first + (name.seq - seq);
}

bool EventNames::name_is_less(Lv a, Lv b) const {
    const auto& left = run_of(a);
    const auto& right = run_of(b);
    if (left.agent != right.agent) return agents_[left.agent].bytes < agents_[right.agent].bytes;
    return left.seq + (a - left.first) < right.seq + (b - right.first);
}

}  // namespace praxis::crdt
