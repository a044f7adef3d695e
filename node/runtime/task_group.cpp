#include "node/runtime/task_group.hpp"

#include "node/runtime/event.hpp"
#include "node/runtime/timeout.hpp"
#include "protocol/base/check.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>

#include <list>

namespace praxis::node {

struct TaskGroup::State {
    asio::any_io_executor loop;
    std::list<asio::cancellation_signal> running;  // one signal a task
    Event emptied;

    explicit State(asio::any_io_executor executor) : loop{std::move(executor)} {}
};

namespace {

/// A task's place in its group: given up when the task ends, also when it is destroyed.
template <class State>
class Place {
public:
    explicit Place(std::shared_ptr<State> state)
        : state_{std::move(state)}, signal_{state_->running.emplace(state_->running.end())} {}
    Place(Place&&) noexcept = default;
    Place& operator=(Place&&) = delete;
    ~Place() {
        if (!state_) return;
        state_->running.erase(signal_);
        if (state_->running.empty()) state_->emptied.notify();
    }
    [[nodiscard]] asio::cancellation_slot slot() { return signal_->slot(); }

private:
    std::shared_ptr<State> state_;
    std::list<asio::cancellation_signal>::iterator signal_;
};

Task<void> report(Task<Result<void>> task, std::function<void(Result<void>)> on_done) {
    auto result = co_await std::move(task);
    if (on_done) on_done(std::move(result));
}

}  // namespace

TaskGroup::TaskGroup(asio::any_io_executor loop) : state_{std::make_shared<State>(loop)} {}

TaskGroup::~TaskGroup() {
    PRAXIS_CHECK(empty() || torn_down(state_->loop));
}

void TaskGroup::spawn(Task<Result<void>> task, std::function<void(Result<void>)> on_done) {
    Place place{state_};
    const auto slot = place.slot();
    auto finish = [place = std::move(place)](std::exception_ptr failure) {
        if (failure && !detail::is_cancellation(failure)) std::rethrow_exception(failure);
    };
    asio::co_spawn(state_->loop,
                   report(std::move(task), std::move(on_done)),
                   asio::bind_cancellation_slot(slot, std::move(finish)));
}

void TaskGroup::cancel_all() {
    for (auto& signal : state_->running)
        signal.emit(asio::cancellation_type::terminal);
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
