#pragma once

#include "protocol/base/causal_graph.hpp"

#include <cstddef>

namespace praxis {

/// The order to take in new events: one branch after the other as far as the graph allows, and
/// what joins branches when nothing else is left, so that branches which arrived interleaved are
/// not undone and redone for every piece.
class BranchOrder {
public:
    struct Piece {
        LvRange range;
        std::vector<Lv> parents;
    };

    /// Orders the events of `fresh`; everything before it was taken in. Only when `empty()`.
    void plan(const CausalGraph& graph, LvRange fresh);

    [[nodiscard]] bool empty() const { return left_ == 0; }
    /// The piece whose turn it is.
    [[nodiscard]] const Piece& front() const { return nodes_[ready_.back()].piece; }
    /// It was taken in.
    void pop();

    /// Pieces and parents looked at so far.
    [[nodiscard]] std::uint64_t steps() const { return steps_; }

private:
    struct Node {
        Piece piece;
        std::size_t waits = 0;
        std::vector<std::size_t> followers;
    };
    void make_ready(std::size_t node);
    void refill();

    std::vector<Node> nodes_;
    std::vector<std::size_t> ready_;  // the last one is next
    std::vector<std::size_t> joins_;  // ready as well, the first one is next
    std::size_t joins_begun_ = 0;
    std::size_t left_ = 0;
    std::uint64_t steps_ = 0;
};

}  // namespace praxis
