#pragma once

#include "protocol/base/ids.hpp"

namespace praxis::governance {

/// Where an update stands in its chain: its seq, and a way back along prev links that is short
/// however long the chain is. From each place one link leads to the place before it and one far
/// back, chosen so that about log2(seq) steps lead to any place before it (E. W. Myers, "An
/// applicative random-access stack", 1983). A place at the end of a branch is added without a look
/// at any other.
///
/// A place is what stands at its address: it stays there from when another is made after it.
class ChainPlace {
public:
    ChainPlace() = default;
    /// `before`: of the update that prev names; null at seq 1. It outlives this one.
    ChainPlace(Seq seq, const ChainPlace* before);

    [[nodiscard]] Seq seq() const { return seq_; }
    /// Whether prev links lead from this place to another, or it is that one: at most
    /// 3 * log2(seq + 1) steps.
    [[nodiscard]] bool leads_to(const ChainPlace& other) const;
    /// An order of the places of one chain: each comes before those that lead to it, and these
    /// follow it without another between; which of two branches comes first is decided by where
    /// they stand in memory. Takes as many steps as three ways back.
    [[nodiscard]] bool comes_before(const ChainPlace& other) const;
    /// One step on the way to the place of a smaller seq that prev links lead to; null: to none.
    [[nodiscard]] const ChainPlace* step_to(Seq seq) const;

private:
    Seq seq_;
    const ChainPlace* before_ = nullptr;
    const ChainPlace* jump_ = nullptr;  // null exactly where before_ is
};

}  // namespace praxis::governance
