#pragma once

#include "node/runtime/clock.hpp"
#include "node/runtime/suspend.hpp"

#include <exception>
#include <optional>

namespace praxis::node {

namespace detail {

/// Runs both; when one returns, cancels the other and waits for its end. Whoever is cancelled
/// itself cancels both.
[[nodiscard]] Task<void> race(Task<void> first, Task<void> second);

/// Whether the exception is that of a cancelled wait.
[[nodiscard]] bool is_cancellation(const std::exception_ptr& failure);

/// What the first task to end left behind. An exception that is a bug is never lost.
template <class T>
struct Winner {
    bool decided = false;
    std::optional<T> value;
    std::exception_ptr failure;

    [[nodiscard]] T take() {
        if (failure) std::rethrow_exception(failure);
        return std::move(*value);
    }
};

template <class T>
Task<void> run_for(Winner<T>& winner, Task<T> task) {
    try {
        co_await yield();  // a task that never waited could not be cancelled properly:
                           // task_group.cpp
        auto value = co_await std::move(task);
        if (!winner.decided) winner.value.emplace(std::move(value));
    } catch (...) {
        auto failure = std::current_exception();
        if (!winner.decided || !is_cancellation(failure)) winner.failure = std::move(failure);
    }
    winner.decided = true;
}

template <class T>
Task<Result<T>> expire(Clock& clock, Duration limit) {
    co_await clock.sleep_for(limit);
    co_return fail(RuntimeErrc::timed_out);
}

}  // namespace detail

/// Runs both; when one ends, the other is cancelled and waited for. The result is that of the one
/// that ended first. What the second had done by then stays done.
template <class T>
[[nodiscard]] Task<T> first_of(Task<T> first, Task<T> second) {
    detail::Winner<T> winner;
    auto one = detail::run_for(winner, std::move(first));
    auto other = detail::run_for(winner, std::move(second));
    co_await detail::race(std::move(one), std::move(other));
    co_return winner.take();
}

/// Runs `task` for at most `limit`, then cancels it and fails with `RuntimeErrc::timed_out`.
template <class T>
[[nodiscard]] Task<Result<T>> with_timeout(Clock& clock, Duration limit, Task<Result<T>> task) {
    detail::Winner<Result<T>> winner;
    auto work = detail::run_for(winner, std::move(task));
    auto expiry = detail::expire<T>(clock, limit);
    auto guard = detail::run_for(winner, std::move(expiry));
    co_await detail::race(std::move(work), std::move(guard));
    co_return winner.take();
}

}  // namespace praxis::node
