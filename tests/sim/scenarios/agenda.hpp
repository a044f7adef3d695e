#pragma once

#include "tests/sim/world.hpp"

#include <map>

namespace praxis::sim {

/// What a storm is going to do and when. Its items run between two steps of the world, so they may
/// step it themselves. Of two at one time, the one added first comes first.
class Agenda {
public:
    explicit Agenda(World& world) : world_{world} {}

    void after(Duration delay, std::function<void()> item) {
        items_.emplace(world_.now() + delay, std::move(item));
    }
    /// Lets time pass and does what is due, up to `end`.
    void run_until(MonoTime end) {
        while (!items_.empty() && items_.begin()->first <= end) {
            const auto first = items_.begin();
            const auto item = std::move(first->second);
            const auto when = std::max(first->first, world_.now());
            items_.erase(first);
            world_.run_for(when - world_.now());
            item();
        }
        if (world_.now() < end) world_.run_for(end - world_.now());
    }
    void clear() { items_.clear(); }

private:
    World& world_;
    std::multimap<MonoTime, std::function<void()>> items_;
};

}  // namespace praxis::sim
