#include "node/runtime/task_group.hpp"

#include "node/runtime/event.hpp"
#include "node/runtime/timeout.hpp"
#include "protocol/base/check.hpp"

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>

#include <list>

namespace praxis::node {

// Asio 1.81 mishandles a cancellation that comes before the first turn of a coroutine, or to one
// that never waited: its entry point then throws where nobody catches. So a task begins with a turn
// of its own, and a cancellation before that is only noted.

struct Running {
    asio::cancellation_signal signal;
    bool started = false;
    bool stop_requested = false;
};

struct TaskGroup::State {
    asio::any_io_executor loop;
    std::list<Running> running;
    Event emptied;

    explicit State(asio::any_io_executor executor) : loop{std::move(executor)} {}
};

namespace {

/// What co_spawn calls when a task has ended: the task's place in its group, given up with it, also
/// when the task is destroyed.
///
/// It names its cancellation slot itself, and no executor: with bind_cancellation_slot, Asio 1.81
/// posts each cancellation with a raw pointer into the task, which may have ended by then.
template <class State>
class Ending {
public:
    using cancellation_slot_type = asio::cancellation_slot;

    explicit Ending(std::shared_ptr<State> state)
        : state_{std::move(state)}, place_{state_->running.emplace(state_->running.end())} {}
    Ending(Ending&&) noexcept = default;
    Ending& operator=(Ending&&) = delete;
    ~Ending() {
        if (!state_) return;
        state_->running.erase(place_);
        if (state_->running.empty()) state_->emptied.notify();
    }
    [[nodiscard]] Running& running() const { return *place_; }
    [[nodiscard]] cancellation_slot_type get_cancellation_slot() const noexcept {
        return place_->signal.slot();
    }
    void operator()(const std::exception_ptr& failure) const {
        if (failure && !detail::is_cancellation(failure)) std::rethrow_exception(failure);
    }

private:
    std::shared_ptr<State> state_;
    std::list<Running>::iterator place_;
};

Task<void> run(Running& running,
               Task<Result<void>> task,
               std::function<void(Result<void>)> on_done) {
    co_await yield();
    running.started = true;
    if (running.stop_requested) co_return;
    auto result = co_await std::move(task);
    if (on_done) on_done(std::move(result));
}

}  // namespace

TaskGroup::TaskGroup(asio::any_io_executor loop) : state_{std::make_shared<State>(loop)} {}

TaskGroup::~TaskGroup() {
    PRAXIS_CHECK(empty() || torn_down(state_->loop));
}

void TaskGroup::spawn(Task<Result<void>> task, std::function<void(Result<void>)> on_done) {
    Ending<State> ending{state_};
    auto body = run(ending.running(), std::move(task), std::move(on_done));
    asio::co_spawn(state_->loop, std::move(body), std::move(ending));
}

void TaskGroup::cancel_all() {
    for (auto& running : state_->running) {
        running.stop_requested = true;
        if (running.started) running.signal.emit(asio::cancellation_type::terminal);
    }
}

Task<void> TaskGroup::wait_empty() {
    const auto state = state_;
    while (!state->running.empty())
        co_await state->emptied.wait();
}

std::size_t TaskGroup::size() const {
    return state_->running.size();
}

}  // namespace praxis::node
