#pragma once

#include "node/runtime/coroutine.hpp"

#include <boost/asio/execution.hpp>
#include <boost/asio/execution_context.hpp>

#include <deque>
#include <memory>
#include <utility>

namespace praxis::sim {

namespace asio = boost::asio;

/// One thing to run, move-only; a queue of them is the whole schedule of a simulated world.
class Op {
public:
    virtual ~Op() = default;
    virtual void run() = 0;
};

class SimLoop;

/// One process on a simulated machine, from start to end or crash: the context that its
/// coroutines belong to. A node that starts again is a new process.
class SimProcess final : public asio::execution_context {
public:
    SimProcess(SimLoop& loop, std::uint32_t node) : loop_{loop}, node_{node} {}
    /// The process must have been killed, or nothing of it be left.
    ~SimProcess();

    [[nodiscard]] SimLoop& loop() const { return loop_; }
    [[nodiscard]] std::uint32_t node() const { return node_; }
    [[nodiscard]] bool alive() const { return alive_; }

    /// Ends the process here and now: its queued handlers are dropped, its coroutines destroyed
    /// where they stand (only their destructors run). Never called from inside the process.
    void kill();

    /// Nothing of it runs until `resume`: the machine sleeps. What it would have run waits, in
    /// order.
    void pause();
    void resume();
    [[nodiscard]] bool paused() const { return paused_; }
    /// The writer is stuck in a call until `let_disk_go`; everything else goes on.
    void hang_disk() { disk_hangs_ = true; }
    void let_disk_go();
    [[nodiscard]] bool disk_hangs() const { return disk_hangs_; }

private:
    friend class SimLoop;
    SimLoop& loop_;
    std::uint32_t node_;
    bool alive_ = true;
    bool paused_ = false;
    bool disk_hangs_ = false;
    std::deque<std::pair<std::unique_ptr<Op>, bool>> parked_;  // came up while it was paused
    std::deque<std::unique_ptr<Op>> stuck_;                    // came up while its disk hung
};

/// The executor (seam S1) of one process; loop, workers and writer are all this one. As with an
/// `io_context`, what is dispatched from inside the process runs at once, what is posted later.
class SimExecutor {
public:
    explicit SimExecutor(SimProcess& process) : process_{&process} {}
    /// The one that writes to the disk.
    [[nodiscard]] static SimExecutor writer_of(SimProcess& process) {
        return {&process, false, true};
    }

    [[nodiscard]] asio::execution_context& query(
        asio::execution::context_t /*property*/) const noexcept {
        return *process_;
    }
    [[nodiscard]] asio::execution::blocking_t query(
        asio::execution::blocking_t /*property*/) const noexcept {
        if (may_block_) return asio::execution::blocking.possibly;
        return asio::execution::blocking.never;
    }
    [[nodiscard]] SimExecutor require(
        asio::execution::blocking_t::possibly_t /*property*/) const noexcept {
        return {process_, !writes_, writes_};
    }
    [[nodiscard]] SimExecutor require(
        asio::execution::blocking_t::never_t /*property*/) const noexcept {
        return {process_, false, writes_};
    }
    template <class Function>
    void execute(Function function) const;

    friend bool operator==(const SimExecutor&, const SimExecutor&) noexcept = default;

private:
    SimExecutor(SimProcess* process, bool may_block, bool writes)
        : process_{process}, may_block_{may_block}, writes_{writes} {}

    SimProcess* process_;
    bool may_block_ = true;
    bool writes_ = false;  // then it never runs at once
};

/// The one queue of a world: first in, first out, whatever process it belongs to. One thread.
class SimLoop {
public:
    void push(SimProcess& process, std::unique_ptr<Op> op, bool writes = false);
    /// Runs the oldest op; false when there is none. The op of a dead process is dropped instead,
    /// that of a paused one put aside.
    bool run_one();
    /// Drops all ops of `process`, again and again, until dropping brings no new ones.
    void drop(const SimProcess& process);

    [[nodiscard]] bool idle() const { return queue_.empty(); }
    /// The process whose op runs now, or null.
    [[nodiscard]] const SimProcess* running() const { return running_; }
    /// Ops run so far.
    [[nodiscard]] std::uint64_t steps() const { return steps_; }

private:
    struct Entry {
        SimProcess* process;
        std::unique_ptr<Op> op;
        bool writes;
    };
    std::deque<Entry> queue_;
    const SimProcess* running_ = nullptr;
    std::uint64_t steps_ = 0;
};

template <class Function>
void SimExecutor::execute(Function function) const {
    class Held final : public Op {
    public:
        explicit Held(Function held) : function_{std::move(held)} {}
        void run() override { std::move(function_)(); }

    private:
        Function function_;
    };
    if (may_block_ && process_->loop().running() == process_) return std::move(function)();
    process_->loop().push(*process_, std::make_unique<Held>(std::move(function)), writes_);
}

}  // namespace praxis::sim
