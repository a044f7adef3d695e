#pragma once

#include "node/runtime/clock.hpp"

namespace praxis::node {

/// The system's clocks and timers. Monotonic time stands still while the machine sleeps.
class SystemClock final : public Clock {
public:
    explicit SystemClock(asio::any_io_executor loop) : loop_{std::move(loop)} {}

    [[nodiscard]] MonoTime now_mono() const override;
    [[nodiscard]] WallTime now_wall() const override;
    [[nodiscard]] Task<void> sleep_until(MonoTime deadline) override;

private:
    asio::any_io_executor loop_;
};

}  // namespace praxis::node
