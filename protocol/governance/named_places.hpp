#pragma once

#include "protocol/governance/chain_place.hpp"

#include <span>
#include <vector>

namespace praxis::governance {

/// Where an update lies, seen from those that cuts of its own chain name.
enum class CutSide : std::uint8_t {
    unknown,  ///< none of what they name is held in that chain
    inside,   ///< it is one of them, or prev links lead from one to it
    beyond,   ///< not inside; prev links lead from it to one
    beside,   ///< on other branches of a fork than all of them
};

/// The places of one chain that the cuts of one act name, made to be asked about everything that a
/// key wrote: where a place lies takes a few steps, however many cuts there are. Kept are only the
/// last of them on each branch, and the first: one each while the chain does not fork.
///
/// The places outlive it, at their addresses.
class NamedPlaces {
public:
    void add(const ChainPlace& place);

    [[nodiscard]] bool empty() const { return first_.empty(); }
    /// Whether a place is one of them, or prev links lead from one to it. This and `are_led_to`
    /// compare with about log2 of the cuts.
    [[nodiscard]] bool lead_to(const ChainPlace& place) const;
    /// Whether a place is one of them, or prev links lead from it to one.
    [[nodiscard]] bool are_led_to(const ChainPlace& place) const;
    [[nodiscard]] CutSide side_of(const ChainPlace& place) const;
    /// Those to which no other of them leads; several: they lie on several branches.
    [[nodiscard]] std::span<const ChainPlace* const> last() const { return last_; }

private:
    // In the order of `ChainPlace::comes_before`, in which those that lead to a place follow it
    // without a gap: so one neighbour tells what all of them would.
    std::vector<const ChainPlace*> last_;   // no other leads to them
    std::vector<const ChainPlace*> first_;  // they lead to no other
};

}  // namespace praxis::governance
