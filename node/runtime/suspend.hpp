#pragma once

#include "node/runtime/coroutine.hpp"

#include <functional>
#include <memory>

namespace praxis::node {

namespace detail {
class Parked;
}

/// The one way to wake a coroutine that waits in `suspend`. Copies share it; waking twice, or
/// waking one that was cancelled or destroyed, does nothing. Same thread as the coroutine.
class Waker {
public:
    Waker() = default;
    explicit Waker(std::weak_ptr<detail::Parked> parked) : parked_{std::move(parked)} {}

    /// Lets the coroutine go on, in a later turn of its executor, never inside this call.
    void wake() const;
    /// Whether the coroutine still waits.
    [[nodiscard]] bool waits() const;

private:
    std::weak_ptr<detail::Parked> parked_;
};

/// Calls `start` with the Waker, then waits until it is used. Throws `operation_aborted` when
/// cancelled. Every wait of ours is built on this.
///
/// A waiting coroutine belongs to the execution context of its executor: it is destroyed, where
/// it stands, when that context shuts down, whoever still holds its Waker. That is how the
/// simulator crashes a node and how a loop ends with coroutines left.
[[nodiscard]] Task<void> suspend(std::function<void(Waker)> start);

/// Gives others a turn: goes on after all that is ready now. Cancellable.
[[nodiscard]] Task<void> yield();

/// Destroys every coroutine of `context` that waits in `suspend`; returns how many there were.
/// Destroying posts the unwinding to their executors, which the caller drains; repeat until 0.
std::size_t destroy_suspended(asio::execution_context& context);

/// Whether `destroy_suspended` was called for the context of `executor`, or it is shutting down.
[[nodiscard]] bool torn_down(const asio::any_io_executor& executor);

/// Continues on `executor`; the hop out to the workers and the hop home are two visible lines:
///
///     co_await hop_to(runtime.workers);
///     const bool valid = crypto::verify(key, bytes, signature);
///     co_await hop_to(runtime.loop);
///
/// Between the two hops the coroutine is on another thread: it touches only its own values, waits
/// for nothing else, and must not be cancelled. A task that may be cancelled uses `offload`.
[[nodiscard]] Task<void> hop_to(asio::any_io_executor executor);

}  // namespace praxis::node
