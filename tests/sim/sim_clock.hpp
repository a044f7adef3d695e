#pragma once

#include "node/runtime/clock.hpp"
#include "node/runtime/suspend.hpp"

#include <functional>
#include <optional>
#include <vector>

namespace praxis::sim {

/// Virtual time and what is to happen in it: a heap by (time, order of asking). One thread.
class Timeline {
public:
    [[nodiscard]] MonoTime now() const { return now_; }
    /// Calls `event` at `when`, or in the next turn when that has passed.
    void at(MonoTime when, std::function<void()> event);
    void after(Duration delay, std::function<void()> event) { at(now_ + delay, std::move(event)); }

    /// Wakes a coroutine at `when`; forgotten when it no longer waits by then.
    void wake_at(MonoTime when, node::Waker waker);

    /// When the next event is; nullopt when there is none.
    [[nodiscard]] std::optional<MonoTime> next();
    /// Jumps to the next event and calls it. There must be one.
    void step();
    /// Lets time pass up to `when`; no event may lie before it.
    void advance_to(MonoTime when);

private:
    struct Event {
        MonoTime when;
        std::uint64_t order;
        std::function<void()> call;  // or, when empty:
        node::Waker waker;
    };
    void push(Event event);
    [[nodiscard]] Event pop();
    static bool later(const Event& a, const Event& b);
    std::vector<Event> heap_;
    MonoTime now_{};
    std::uint64_t order_ = 0;
};

/// Waits, as the coroutine of a process, until virtual time `when`.
[[nodiscard]] node::Task<void> sleep_until(Timeline& timeline, MonoTime when);

/// The clock of one simulated machine (seam S2). It may run fast or slow, and wall time has an
/// offset of its own, which may be changed while the node runs.
class SimClock final : public node::Clock {
public:
    explicit SimClock(Timeline& timeline) : timeline_{timeline} {}

    [[nodiscard]] MonoTime now_mono() const override;
    [[nodiscard]] WallTime now_wall() const override;
    [[nodiscard]] node::Task<void> sleep_until(MonoTime deadline) override;

    void set_wall_offset(std::chrono::milliseconds offset) { offset_ = offset; }
    [[nodiscard]] std::chrono::milliseconds wall_offset() const { return offset_; }
    /// Millionths by which it runs faster than the world, or slower; set while nobody sleeps by it.
    void set_drift(std::int64_t millionths) { drift_ = millionths; }

private:
    Timeline& timeline_;
    std::chrono::milliseconds offset_{0};
    std::int64_t drift_ = 0;
};

}  // namespace praxis::sim
