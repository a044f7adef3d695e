#include "node/replica/replica.hpp"

#include "node/replica/errc.hpp"
#include "node/runtime/offload.hpp"

#include <algorithm>

namespace praxis::node {
namespace {

Result<governance::Genesis> genesis_of(const store::Reader& reader) {
    TRY(const auto bytes, store::find_genesis(reader));
    if (!bytes) return fail(NodeErrc::no_node, "the store holds no network");
    return governance::decode_genesis(*bytes);
}

}  // namespace

Replica::Replica(Runtime& runtime,
                 store::Store& store,
                 Identity identity,
                 Incarnation incarnation,
                 Ledger ledger)
    : runtime_{runtime},
      store_{store},
      identity_{std::move(identity)},
      incarnation_{incarnation},
      governance_{ledger.governance().genesis()},
      committer_{runtime, store, std::move(ledger)},
      tasks_{runtime.loop} {}

Result<std::unique_ptr<Replica>> Replica::open(Runtime& runtime,
                                               store::Store& store,
                                               Identity identity,
                                               Incarnation incarnation,
                                               std::optional<std::pair<NodeId, DhKey>> inviter) {
    TRY(auto ledger, store.read([](const store::Reader& reader) -> Result<Ledger> {
        TRY(const auto genesis, genesis_of(reader));
        return Ledger::load(reader, genesis);
    }));
    TRY(store.write([&](store::Writer& writer) -> Result<void> {
        TRY(const auto taken_over, ledger.take_over(writer));
        TRY(begin_as_stranger(writer, taken_over));
        ledger.doubt_everything();
        return ledger.settle(writer);
    }));
    const auto known = ledger.take_new_root();
    auto replica = std::make_unique<Replica>(
        runtime, store, std::move(identity), incarnation, std::move(ledger));
    replica->inviter_ = std::move(inviter);
    replica->learn(known);
    auto* self = replica.get();
    replica->committer_.on_commit([self](const Committer::News& news) {
        self->learn(news.new_root);
        self->follow(news.touched);
        self->state_.reset();
        self->committed_.notify();
    });
    replica->tasks_.spawn(replica->committer_.run());
    return replica;
}

void Replica::learn(const std::vector<wire::CheckedUpdate>& new_root) {
    for (const auto& update : new_root) {
        governance_.add(update);
        if (commons_) continue;
        const auto act = governance::act_of(update);
        if (act && std::holds_alternative<governance::FoundSpace>(act.value())) {
            commons_ = same_bytes<SpaceId>(update.id);
        }
    }
}

void Replica::follow(const Touched& touched) {
    if (touched.empty()) return;
    const auto read = store_.read([&](const store::Reader& reader) -> Result<void> {
        live_.advance(reader, touched);
        return success();
    });
    if (!read) live_ = {};
}

Task<void> Replica::stop() {
    committer_.stop();
    co_await tasks_.wait_empty();
}

Task<Result<Written>> Replica::author(Draft draft) {
    struct Shared {
        Draft draft;
        Written written;
    };
    auto shared = std::make_shared<Shared>();
    shared->draft = std::move(draft);
    const auto now = runtime_.clock.now_wall();
    Committer::Job job = [this, shared, now](store::Writer& writer, Ledger& ledger) {
        const auto& key = shared->draft.as ? *shared->draft.as : identity_.device;
        const Author author{key, incarnation_, runtime_.entropy, now};
        auto written = write_draft(writer, ledger, author, shared->draft);
        if (!written) return Result<void>{fail(written.error())};
        shared->written = std::move(written.value());
        return Result<void>{success()};
    };
    auto submitted = co_await committer_.submit(std::move(job));
    if (!submitted) co_return fail(submitted.error());
    co_return std::move(shared->written);
}

Task<std::vector<Result<wire::AnyUpdate>>> Replica::check_all(
    std::vector<wire::SignedUpdate> updates) const {
    auto check = [network = governance_.network(), todo = std::move(updates)]() mutable {
        std::vector<Result<wire::AnyUpdate>> out;
        out.reserve(todo.size());
        for (auto& update : todo)
            out.push_back(wire::check_any(std::move(update), network));
        return out;
    };
    co_return co_await offload(runtime_.loop, runtime_.workers, std::move(check));
}

Task<Result<UpdateId>> Replica::submit(wire::SignedUpdate update) {
    struct Shared {
        wire::CheckedUpdate update;
        Admission admission;
    };
    std::vector<wire::SignedUpdate> one;
    one.push_back(std::move(update));
    auto checked = co_await check_all(std::move(one));
    if (!checked.front()) co_return fail(checked.front().error());
    auto shared = std::make_shared<Shared>();
    auto* update_read = std::get_if<wire::CheckedUpdate>(&checked.front().value());
    if (update_read == nullptr) co_return fail(Errc::unknown_version, "header");
    shared->update = std::move(*update_read);
    Committer::Job job = [shared](store::Writer& writer, Ledger& ledger) {
        auto admission = ledger.admit(writer, shared->update);
        if (!admission) return Result<void>{fail(admission.error())};
        shared->admission = std::move(admission.value());
        return Result<void>{success()};
    };
    auto submitted = co_await committer_.submit(std::move(job));
    if (!submitted) co_return fail(submitted.error());
    if (shared->admission.outcome == Outcome::later) {
        co_return fail(NodeErrc::stale_position, shared->admission.reason);
    }
    co_return shared->update.id;
}

Task<Result<std::vector<Outcome>>> Replica::ingest(std::vector<wire::SignedUpdate> updates,
                                                   NodeId /*from*/) {
    struct Shared {
        std::vector<Result<wire::AnyUpdate>> updates;
        std::vector<Outcome> outcomes;
    };
    auto shared = std::make_shared<Shared>();
    shared->updates = co_await check_all(std::move(updates));
    Committer::Job job = [shared](store::Writer& writer, Ledger& ledger) {
        shared->outcomes.clear();
        for (const auto& update : shared->updates) {
            if (!update) {
                shared->outcomes.push_back(Outcome::refused);
                continue;
            }
            auto admission = ledger.admit(writer, update.value());
            if (!admission) return Result<void>{fail(admission.error())};
            shared->outcomes.push_back(admission.value().outcome);
        }
        return Result<void>{success()};
    };
    auto submitted = co_await committer_.submit(std::move(job));
    if (!submitted && submitted.error().code == NodeErrc::read_only) {
        co_return std::vector<Outcome>(shared->updates.size(), Outcome::later);
    }
    if (!submitted) co_return fail(submitted.error());
    co_return std::move(shared->outcomes);
}

std::optional<PersonId> Replica::person() const {
    return governance_.person_of(node());
}

}  // namespace praxis::node
