#include "tests/sim/sim_executor.hpp"

#include "node/runtime/suspend.hpp"
#include "protocol/base/check.hpp"

#include <algorithm>
#include <vector>

namespace praxis::sim {

SimProcess::~SimProcess() {
    kill();
}

void SimProcess::kill() {
    PRAXIS_CHECK(loop_.running() != this);
    alive_ = false;
    resume();  // what was put aside is dropped with the rest
    let_disk_go();
    // Dropping a handler destroys the coroutine behind it, and Asio posts that unwinding; what a
    // frame held may in turn hold up others. So again, until a round finds nothing.
    do {
        loop_.drop(*this);
    } while (node::destroy_suspended(*this) > 0);
    loop_.drop(*this);
}

void SimProcess::pause() {
    PRAXIS_CHECK(loop_.running() != this);
    paused_ = true;
}

void SimProcess::resume() {
    paused_ = false;
    for (auto& [op, writes] : std::exchange(parked_, {}))
        loop_.push(*this, std::move(op), writes);
}

void SimProcess::let_disk_go() {
    disk_hangs_ = false;
    for (auto& op : std::exchange(stuck_, {}))
        loop_.push(*this, std::move(op), true);
}

void SimLoop::push(SimProcess& process, std::unique_ptr<Op> op, bool writes) {
    queue_.push_back({&process, std::move(op), writes});
}

bool SimLoop::run_one() {
    if (queue_.empty()) return false;
    auto entry = std::move(queue_.front());
    queue_.pop_front();
    if (!entry.process->alive()) return true;
    if (entry.process->paused()) {
        entry.process->parked_.emplace_back(std::move(entry.op), entry.writes);
        return true;
    }
    if (entry.writes && entry.process->disk_hangs()) {
        entry.process->stuck_.push_back(std::move(entry.op));
        return true;
    }
    ++steps_;
    struct Running {
        const SimProcess*& slot;
        ~Running() { slot = nullptr; }
    } running{running_};
    running_ = entry.process;
    entry.op->run();
    return true;
}

void SimLoop::drop(const SimProcess& process) {
    for (;;) {
        const auto first =
            std::stable_partition(queue_.begin(), queue_.end(), [&process](const Entry& entry) {
                return entry.process != &process;
            });
        std::vector<Entry> dropped{std::move_iterator{first}, std::move_iterator{queue_.end()}};
        queue_.erase(first, queue_.end());
        if (dropped.empty()) return;
    }
}

}  // namespace praxis::sim
