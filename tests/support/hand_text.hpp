#pragma once

#include "crdt/text_walker.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace praxis::testing {

/// A text written event by event, on versions and under names of one's choice.
class HandText final : crdt::EventOrder {
public:
    HandText() : walker{graph, *this} {}

    /// Of two updates the one with the smaller `name` has the smaller name. Returns the version
    /// that ends with the update; its events are the last `length` ones.
    Version insert(const Version& on,
                   std::uint64_t position,
                   std::uint64_t name,
                   std::uint64_t length = 1) {
        const auto first = add(on, name, length);
        walker.add_insertion(first, position, length);
        return {graph.next() - 1};
    }
    Version erase(const Version& on, std::uint64_t position, std::uint64_t length = 1) {
        const auto first = add(on, 0, length);
        walker.add_deletion(first, position, length);
        return {graph.next() - 1};
    }
    Version erase_ids(const Version& on, Lv target, std::uint64_t length = 1) {
        const auto first = add(on, 0, length);
        walker.add_deletion_of(first, target, length);
        return {graph.next() - 1};
    }
    /// An update that leaves the text alone.
    Version join(const Version& on) {
        add(on, 0, 1);
        return {graph.next() - 1};
    }

    /// The characters ever inserted, in order, with their states.
    [[nodiscard]] std::vector<std::pair<Lv, std::uint32_t>> characters() const {
        std::vector<std::pair<Lv, std::uint32_t>> out;
        walker.tree().for_each([&](const crdt::TextItem& item) {
            for (auto at = item.first; at < item.end(); ++at)
                out.emplace_back(at, item.state);
        });
        return out;
    }

    CausalGraph graph;
    crdt::TextWalker walker;

private:
    Lv add(const Version& on, std::uint64_t name, std::uint64_t length) {
        const auto first = graph.add(length, on);
        names_.emplace_back(first, name);
        return first;
    }
    [[nodiscard]] std::uint64_t name(Lv event) const {
        const auto after = std::ranges::upper_bound(names_, event, {}, &Named::first);
        return std::prev(after)->second;
    }
    [[nodiscard]] bool name_is_less(Lv a, Lv b) const override {
        return name(a) != name(b) ? name(a) < name(b) : a < b;
    }

    using Named = std::pair<Lv, std::uint64_t>;  // an update's first event
    std::vector<Named> names_;
};

}  // namespace praxis::testing
