#include "protocol/sync/outgoing.hpp"

#include "protocol/base/check.hpp"

namespace praxis::sync {

void Outgoing::want(Arrival line, const UpdateId& id, Turn turn) {
    const auto [entry, is_new] = wanted_.try_emplace(line, Wanted{id, turn});
    if (!is_new) {
        turns_.erase({entry->second.turn, line});
        entry->second = {id, turn};
    }
    turns_.emplace(turn, line);
}

bool Outgoing::is_on_its_way(Arrival line) const {
    return wanted_.contains(line) ||
           std::ranges::find(in_flight_, line, &Flight::line) != in_flight_.end();
}

void Outgoing::hold_back(const ChainName& chain, Arrival line) {
    const auto [entry, first] = held_back_.try_emplace(chain, line);
    if (!first) entry->second = std::min(entry->second, line);
}

std::optional<Arrival> Outgoing::look_again(const ChainName& chain) {
    const auto found = held_back_.find(chain);
    if (found == held_back_.end()) return std::nullopt;
    const auto first = found->second;
    held_back_.erase(found);
    return first;
}

std::optional<Outgoing::Next> Outgoing::next() const {
    if (turns_.empty()) return std::nullopt;
    const auto [turn, line] = *turns_.begin();
    return Next{line, wanted_.at(line).id, turn};
}

void Outgoing::take_next() {
    const auto now = next();
    PRAXIS_CHECK(now.has_value());
    wanted_.erase(now->line);
    turns_.erase({now->turn, now->line});
}

bool Outgoing::sent(std::size_t bytes) {
    const auto line = next()->line;
    take_next();
    const bool gap = line > settled();
    if (!gap) told_ = std::max(told_, line);
    in_flight_.push_back({line, bytes, gap});
    in_flight_bytes_ += bytes;
    return gap;
}

void Outgoing::skipped() {
    take_next();
}

std::optional<Arrival> Outgoing::progress_due() const {
    if (!wanted_.empty() || settled() <= told_) return std::nullopt;
    return settled();
}

void Outgoing::progress_sent() {
    told_ = settled();
    in_flight_.push_back({told_, 0, false});
}

Result<std::size_t> Outgoing::acknowledged(const wire::Ack& ack, Cursor& cursor) {
    const auto last =
        std::ranges::find(in_flight_.rbegin(), in_flight_.rend(), ack.arrival, &Flight::line);
    if (last == in_flight_.rend()) return fail(SyncErrc::bad_ack, "nothing with this number");
    const auto end = last.base();
    std::size_t updates = 0;
    std::size_t exceptions = 0;
    for (auto flight = in_flight_.begin(); flight != end; ++flight) {
        in_flight_bytes_ -= flight->bytes;
        if (flight->bytes == 0) {
            cursor.pass(flight->line);
            continue;
        }
        ++updates;
        const bool later = std::ranges::binary_search(ack.later, flight->line);
        const bool refused = std::ranges::binary_search(ack.refused, flight->line);
        exceptions += static_cast<std::size_t>(later) + static_cast<std::size_t>(refused);
        cursor.deal_with(flight->line, flight->gap, later);
    }
    in_flight_.erase(in_flight_.begin(), end);
    if (exceptions != ack.later.size() + ack.refused.size()) {
        return fail(SyncErrc::bad_ack, "an exception that was not sent");
    }
    return updates - exceptions;
}

Arrival Outgoing::settled() const {
    auto settled = scanned_;
    // Lines at or below what was told are repeats and hold nothing up.
    const auto first = wanted_.upper_bound(told_);
    if (first != wanted_.end()) settled = std::min(settled, Arrival{first->first.value - 1});
    for (const auto& [chain, line] : held_back_)
        settled = std::min(settled, Arrival{line.value - 1});
    return std::max(settled, told_);
}

}  // namespace praxis::sync
