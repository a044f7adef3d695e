#include "node/peers/session.hpp"

#include <algorithm>

// What proves that a chain forked goes before all else of its space.
//
// Rationale: two devices write with one key, or a disk was copied, or somebody lies. Whoever is
// behind a thin line should know so before they believe what such a key wrote, not when everything
// older has come.

namespace praxis::node {

/// Gives their turn to what proves forks that the peer does not know of, within the limits of a
/// session. What a quota withholds proves nothing yet. Root has none: it goes before all of this,
/// in the order in which an act needs others.
Result<void> Session::want_proofs(const SpaceId& space, Lane& lane) {
    if (!std::exchange(lane.look_for_forks, false) || space == root()) return success();
    TRY(const auto forks, replica_.forks_to_prove(space));
    std::vector<sync::ChainName> told;
    for (const auto& fork : forks) {
        if (proof_bytes_ >= limits::fork_proofs_bytes_max) break;
        if (lane.proved.contains(fork.chain.device)) continue;
        TRY(const auto lines, lines_that_prove(fork, lane));
        if (!lines) continue;
        TRY(const auto bytes, bytes_of(*lines));
        if (bytes > limits::fork_proof_bytes_max) continue;  // until less of the run is lacking
        lane.proved.insert(fork.chain.device);
        if (proof_bytes_ + bytes > limits::fork_proofs_bytes_max) continue;
        proof_bytes_ += bytes;
        for (const auto& line : *lines) {
            lane.out.want(line.arrival, line.id, sync::Turn::proof);
            lane.early.insert(line.arrival);
        }
        told.push_back({fork.chain.device, fork.chain.incarnation});
    }
    return tell(space, lane, std::move(told));
}

/// The run up to where it parts, and an update of each of two branches; they go by arrival, without
/// what the peer holds or what is on its way. nullopt: the peer knows, or it cannot be proved now.
Result<std::optional<std::vector<Gained>>> Session::lines_that_prove(const Fork& fork,
                                                                     const Lane& lane) {
    using None = std::optional<std::vector<Gained>>;
    std::vector<sync::Tip> tips;
    if (const auto* held =
            table_[fork.chain.space].holds.find({fork.chain.device, fork.chain.incarnation})) {
        tips = held->heads;
    }
    if (tips.size() > 1) return None{};
    // With a tip it holds all before it; on a branch unknown here it answers `later`, and no harm
    // is done.
    const auto held = tips.empty() ? Seq{} : tips.front().seq;
    const auto from = std::min(held.next(), fork.parted);
    if (fork.parted.value - from.value > limits::fork_run_max) return None{};
    std::vector<Gained> out;
    for (auto seq = from; seq <= fork.parted; seq = seq.next()) {
        TRY(const auto lines, lines_at(fork, seq));
        if (lines.size() < (seq == fork.parted ? 2U : 1U)) return None{};
        for (const auto& line : lines) {
            const sync::Tip self{line.seq, wire::check_of(line.id)};
            if (std::ranges::find(tips, self) != tips.end()) continue;
            const auto open =
                lane.out.held_back().find({fork.chain.device, fork.chain.incarnation});
            if (open != lane.out.held_back().end() && open->second <= line.arrival) return None{};
            const bool waits = lane.out.is_waiting(line.arrival);
            if (!waits && line.arrival <= lane.out.scanned()) continue;  // sent, or with the peer
            if (line.chain.device != peer_) {
                TRY(const bool withheld, replica_.is_withheld(line.chain, line.arrival));
                if (withheld) return None{};
            }
            out.push_back(line);
        }
    }
    return std::optional{std::move(out)};
}

/// The lines of the updates at one place, those that came first, at most two.
Result<std::vector<Gained>> Session::lines_at(const Fork& fork, Seq seq) const {
    TRY(const auto ids, replica_.updates_at(fork.chain, seq));
    std::vector<Gained> out;
    for (const auto& id : ids) {
        TRY(auto line, replica_.line_of(id));
        if (line) out.push_back(*line);
    }
    std::ranges::sort(out, {}, &Gained::arrival);
    if (out.size() > 2) out.resize(2);
    return out;
}

Result<std::size_t> Session::bytes_of(const std::vector<Gained>& lines) const {
    std::size_t out = 0;
    for (const auto& line : lines) {
        TRY(auto update, replica_.load(line.id));
        if (!update) continue;
        const wire::Update message{line.chain.space, line.arrival, true, std::move(*update)};
        out += wire::encoded_bytes(wire::Message{message}, root());
        if (out > limits::fork_proof_bytes_max) break;  // more is not asked
    }
    return out;
}

}  // namespace praxis::node
