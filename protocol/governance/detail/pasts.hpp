#pragma once

#include "protocol/base/causal_graph.hpp"

#include <array>
#include <cstdint>
#include <set>
#include <span>
#include <vector>

namespace praxis::governance::detail {

/// Which acts came after which, made to be asked often about any two: whether one happened before
/// another takes a few memory accesses, however far apart they are.
///
/// Acts are strung on *lines*: each act of a line but the first names the one before it. The past
/// of an act is then one number a line, how many of its acts are in it. These numbers stand in a
/// tree of nodes of 16, which acts share as far as they agree (a persistent array): an act with one
/// parent has a node of 64 bytes a storey of its own, one that joins two pasts those in which the
/// two differ. Grows only. Not thread-safe; const calls may run side by side.
class Pasts {
public:
    /// Adds an act that was written after these, which were added before. Returns its local
    /// version, dense from 0.
    Lv add(std::span<const Lv> parents);

    /// Whether `past` happened before `act`; no act happened before itself.
    [[nodiscard]] bool happened_before(Lv past, Lv act) const;
    /// Whether it is one of these acts or happened before one.
    [[nodiscard]] bool contains(std::span<const Lv> version, Lv act) const;
    /// The acts that none names, ascending.
    [[nodiscard]] const std::set<Lv>& heads() const { return heads_; }

private:
    using Node = std::uint32_t;  // index in nodes_; 0 has nothing in it, on every storey
    using Count = std::uint32_t;
    static constexpr std::uint32_t width = 16;

    /// How many acts of each line are in a past.
    struct Counts {
        Node root = 0;
        std::uint32_t storeys = 0;  // 1: the root holds counts; it covers width^storeys lines
    };
    struct Act {
        std::uint32_t line = 0;
        Count place = 0;  // in its line, from 1
        Counts seen;      // itself included
    };

    [[nodiscard]] Count count_of(Counts counts, std::uint32_t line) const;
    [[nodiscard]] Counts raised(Counts counts, std::uint32_t storeys);
    [[nodiscard]] Counts joined(Counts a, Counts b);
    [[nodiscard]] Node joined(Node a, Node b, std::uint32_t storeys);
    [[nodiscard]] Counts with(Counts counts, std::uint32_t line, Count count);
    [[nodiscard]] Node with(Node node, std::uint32_t storeys, std::uint32_t line, Count count);
    [[nodiscard]] Node keep(const std::array<std::uint32_t, width>& node);

    std::vector<std::array<std::uint32_t, width>> nodes_{{}};
    std::vector<Act> acts_;
    std::vector<Count> lines_;  // how many acts each has
    std::set<Lv> heads_;
};

}  // namespace praxis::governance::detail
