#pragma once

#include "node/replica/ledger.hpp"
#include "node/runtime/event.hpp"
#include "node/runtime/runtime.hpp"
#include "store/store.hpp"

#include <deque>
#include <functional>

namespace praxis::node {

/// Gathers what is to be written into group commits: one transaction, one sync of the disk, then
/// everybody who waited is told.
///
/// Called on the loop; the jobs and the commit run on the runtime's writer, one group at a time,
/// so the ledger and the store's write side have one owner at any moment.
class Committer {
public:
    /// What one request does in the shared transaction. A job that fails must have written
    /// nothing, unless it failed with a store error, which fails the whole group.
    using Job = std::function<Result<void>(store::Writer&, Ledger&)>;

    Committer(Runtime& runtime, store::Store& store, Ledger ledger);

    /// Runs `job` in the next group; returns after the commit is durable. Fails with the job's own
    /// error, with `NodeErrc::read_only` when the disk is full (nothing changed), with
    /// `NodeErrc::stopping` after `stop`, or with the store's error, which also breaks the
    /// committer: see `broken`.
    [[nodiscard]] Task<Result<void>> submit(Job job);

    /// The loop that commits; returns after `stop` when the queue is empty, or when the store
    /// broke. Spawn it once.
    [[nodiscard]] Task<Result<void>> run();

    /// Lets the queue run empty, then ends `run`.
    void stop();

    /// The store's error after which nothing more can be promised; the process must end.
    [[nodiscard]] const std::optional<Error>& broken() const { return broken_; }

    /// What a commit changed, beside the store.
    struct News {
        std::vector<wire::CheckedUpdate> new_root;  ///< applied in it, in causal order
        Touched touched;
    };
    /// Called on the loop after each commit, before those who waited are told; the next one has not
    /// begun, so the store is as this one left it.
    void on_commit(std::function<void(const News&)> told) { on_commit_ = std::move(told); }

private:
    struct Request {
        Job job;
        std::optional<Result<void>> result;
        Event done;
    };
    using Group = std::deque<std::shared_ptr<Request>>;

    [[nodiscard]] Result<void> commit(Group& group, WallTime now);
    void answer(Group& group, const Result<void>& committed);

    Runtime& runtime_;
    store::Store& store_;
    Ledger ledger_;
    Group queue_;
    Event wake_;
    bool stopping_ = false;
    std::optional<Error> broken_;
    News news_;
    std::function<void(const News&)> on_commit_;
};

}  // namespace praxis::node
