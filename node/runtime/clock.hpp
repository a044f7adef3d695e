#pragma once

#include "node/runtime/coroutine.hpp"
#include "protocol/base/time.hpp"

namespace praxis::node {

/// Where time comes from (seam S2). Event-loop thread only.
class Clock {
public:
    virtual ~Clock() = default;

    [[nodiscard]] virtual MonoTime now_mono() const = 0;
    /// May jump either way, and be wrong by years; decides nothing.
    [[nodiscard]] virtual WallTime now_wall() const = 0;
    /// Returns at `deadline` or later; one that has passed still gives others a turn. Cancellable.
    [[nodiscard]] virtual Task<void> sleep_until(MonoTime deadline) = 0;

    [[nodiscard]] Task<void> sleep_for(Duration duration) {
        return sleep_until(now_mono() + duration);
    }
};

}  // namespace praxis::node
