#include "node/replica/committer.hpp"

#include "node/replica/errc.hpp"
#include "node/runtime/offload.hpp"

namespace praxis::node {
namespace {

bool is_store_error(const Error& error) {
    return error.code.category() == store::store_category();
}

}  // namespace

Committer::Committer(Runtime& runtime, store::Store& store, Ledger ledger)
    : runtime_{runtime}, store_{store}, ledger_{std::move(ledger)} {}

Task<Result<void>> Committer::submit(Job job) {
    if (broken_) co_return fail(*broken_);
    if (stopping_) co_return fail(NodeErrc::stopping);
    auto request = std::make_shared<Request>();
    request->job = std::move(job);
    queue_.push_back(request);
    wake_.notify();
    while (!request->result)
        co_await request->done.wait();
    co_return *request->result;
}

Task<Result<void>> Committer::run() {
    for (;;) {
        while (queue_.empty() && !stopping_)
            co_await wake_.wait();
        if (queue_.empty()) co_return success();
        if (!stopping_) co_await runtime_.clock.sleep_for(limits::group_commit_time_max);
        Group group = std::exchange(queue_, {});
        const auto now = runtime_.clock.now_wall();
        auto work = [this, &group, now] { return commit(group, now); };
        auto committed = co_await offload(runtime_.loop, runtime_.writer, std::move(work));
        if (!committed && is_store_error(committed.error()) &&
            committed.error().code != store::StoreErrc::full) {
            broken_ = committed.error();
        }
        answer(group, committed);
        if (broken_) {
            Group late = std::exchange(queue_, {});
            answer(late, fail(*broken_));
            co_return fail(*broken_);
        }
    }
}

Result<void> Committer::commit(Group& group, WallTime now) {
    ledger_.set_time(now);
    auto committed = store_.write([&](store::Writer& writer) -> Result<void> {
        for (auto& request : group) {
            request->result = request->job(writer, ledger_);
            if (!*request->result && is_store_error(request->result->error())) {
                return fail(request->result->error());
            }
        }
        return ledger_.settle(writer);
    });
    if (committed) {
        news_ = {ledger_.take_new_root(), ledger_.take_touched()};
        return success();
    }
    // The ledger ran ahead of a disk that did not follow: begin again from what is stored.
    const auto genesis = ledger_.governance().genesis();
    auto reloaded =
        store_.read([&](const store::Reader& reader) { return Ledger::load(reader, genesis); });
    if (!reloaded) return fail(reloaded.error());
    ledger_ = std::move(reloaded.value());
    static_cast<void>(ledger_.take_new_root());
    return committed;
}

void Committer::answer(Group& group, const Result<void>& committed) {
    if (committed && on_commit_) on_commit_(std::exchange(news_, {}));
    for (auto& request : group) {
        if (!committed) {
            const bool full = committed.error().code == store::StoreErrc::full;
            request->result = full ? Result<void>{fail(NodeErrc::read_only)}
                                   : Result<void>{fail(committed.error())};
        }
        request->done.notify();
    }
}

void Committer::stop() {
    stopping_ = true;
    wake_.notify();
}

}  // namespace praxis::node
