#include "tests/sim/sim_clock.hpp"

#include "protocol/base/check.hpp"

#include <algorithm>

namespace praxis::sim {
namespace {

constexpr std::int64_t million = 1'000'000;

}  // namespace

bool Timeline::later(const Event& a, const Event& b) {
    return a.when != b.when ? a.when > b.when : a.order > b.order;
}

void Timeline::push(Event event) {
    heap_.push_back(std::move(event));
    std::push_heap(heap_.begin(), heap_.end(), later);
}

Timeline::Event Timeline::pop() {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    auto event = std::move(heap_.back());
    heap_.pop_back();
    return event;
}

void Timeline::at(MonoTime when, std::function<void()> event) {
    push({std::max(when, now_), order_++, std::move(event), {}});
}

void Timeline::wake_at(MonoTime when, node::Waker waker) {
    push({std::max(when, now_), order_++, {}, std::move(waker)});
}

std::optional<MonoTime> Timeline::next() {
    while (!heap_.empty() && !heap_.front().call && !heap_.front().waker.waits())
        static_cast<void>(pop());
    if (heap_.empty()) return std::nullopt;
    return heap_.front().when;
}

void Timeline::step() {
    PRAXIS_CHECK(next());
    const auto event = pop();
    now_ = event.when;
    if (event.call)
        event.call();
    else
        event.waker.wake();
}

void Timeline::advance_to(MonoTime when) {
    const auto upcoming = next();
    PRAXIS_CHECK(!upcoming || *upcoming >= when);
    now_ = std::max(now_, when);
}

node::Task<void> sleep_until(Timeline& timeline, MonoTime when) {
    return node::suspend(
        [&timeline, when](node::Waker waker) { timeline.wake_at(when, std::move(waker)); });
}

MonoTime SimClock::now_mono() const {
    const auto passed = timeline_.now().time_since_epoch().count();
    return MonoTime{Duration{passed + passed * drift_ / million}};
}

WallTime SimClock::now_wall() const {
    constexpr auto start = from_millis(1'800'000'000'000);  // 2027, so that offsets stay positive
    return start + offset_ +
           std::chrono::floor<std::chrono::milliseconds>(now_mono().time_since_epoch());
}

node::Task<void> SimClock::sleep_until(MonoTime deadline) {
    constexpr auto never = std::chrono::hours{24 * 365 * 100};
    const auto left = deadline - now_mono();
    if (drift_ == 0 || left <= Duration::zero() || left > never)
        return sim::sleep_until(timeline_, std::max(deadline, timeline_.now()));
    // A moment more than needed, so that it never wakes before its own deadline.
    const auto lasting = left.count() * million / (million + drift_) + 2;
    return sim::sleep_until(timeline_, timeline_.now() + Duration{lasting});
}

}  // namespace praxis::sim
