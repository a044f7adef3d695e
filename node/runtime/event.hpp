#pragma once

#include "node/runtime/suspend.hpp"

#include <vector>

namespace praxis::node {

/// A condition that coroutines of one loop wait for. The condition itself is the owner's state:
/// change it, then notify. Event-loop thread only.
class Event {
public:
    /// Wakes everybody who waits now. With nobody waiting it is forgotten.
    void notify();

    /// Waits for the next `notify`. Cancellable. The event must outlive the wait, or never be
    /// notified again.
    [[nodiscard]] Task<void> wait();

    /// Waits until `condition()` holds; returns at once when it already does.
    template <class Condition>
    [[nodiscard]] Task<void> wait_until(Condition condition) {
        while (!condition())
            co_await wait();
    }

private:
    std::vector<Waker> waiting_;  // in the order they came; some may have been cancelled
};

}  // namespace praxis::node
