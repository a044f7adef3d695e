#pragma once

#include "node/runtime/coroutine.hpp"

#include <functional>
#include <memory>

namespace praxis::node {

/// The coroutines one owner has started; nothing else starts one. To stop: stop accepting,
/// `cancel_all()`, `co_await wait_empty()`, then destroy. Event-loop thread only.
class TaskGroup {
public:
    explicit TaskGroup(asio::any_io_executor loop);
    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;
    /// Must be empty, unless the loop itself is being torn down with coroutines left in it.
    ~TaskGroup();

    /// Starts `task` in a later turn of the loop. `on_done` gets its result, still inside the group
    /// (`empty()` is false), unless the task was cancelled. An exception other than cancellation is
    /// a bug and leaves through whoever runs the loop. What the task refers to outlives the group.
    void spawn(Task<Result<void>> task, std::function<void(Result<void>)> on_done = {});

    /// Asks every task to stop at the place where it waits. Tasks spawned later are not concerned.
    void cancel_all();

    /// Waits until no task is left.
    [[nodiscard]] Task<void> wait_empty();

    [[nodiscard]] bool empty() const { return size() == 0; }
    [[nodiscard]] std::size_t size() const;

private:
    struct State;
    std::shared_ptr<State> state_;  // shared with the ends of the tasks
};

}  // namespace praxis::node
