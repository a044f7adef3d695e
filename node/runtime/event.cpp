#include "node/runtime/event.hpp"

#include <utility>

namespace praxis::node {

void Event::notify() {
    for (const auto& waker : std::exchange(waiting_, {}))
        waker.wake();
}

Task<void> Event::wait() {
    return suspend([this](Waker waker) {
        std::erase_if(waiting_, [](const Waker& other) { return !other.waits(); });
        waiting_.push_back(std::move(waker));
    });
}

}  // namespace praxis::node
