#include "node/replica/replica.hpp"

#include "node/replica/errc.hpp"
#include "node/runtime/offload.hpp"
#include "protocol/wire/limits.hpp"

#include <algorithm>

namespace praxis::node {
namespace {

Result<governance::Genesis> genesis_of(const store::Reader& reader) {
    TRY(const auto bytes, store::find_genesis(reader));
    if (!bytes) return fail(NodeErrc::no_node, "the store holds no network");
    return governance::decode_genesis(*bytes);
}

std::string note_record(const std::string& name) {
    return "note/" + name;
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
        ledger.set_time(runtime.clock.now_wall());
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
        self->committed_.notify();
    });
    replica->tasks_.spawn(replica->committer_.run());
    return replica;
}

void Replica::learn(const std::vector<wire::CheckedUpdate>& new_root) {
    if (new_root.empty()) return;
    spaces_for_.clear();
    for (const auto& update : new_root) {
        governance_.add(update);
        if (commons_) continue;
        const auto act = governance::act_of(update);
        if (act && std::holds_alternative<governance::FoundSpace>(act.value())) {
            commons_ = same_bytes<SpaceId>(update.id);
        }
    }
    static_cast<void>(governance_.take_changes());  // the ledger's are those that count
}

void Replica::follow(const Touched& touched) {
    if (touched.empty()) return;
    const auto read = store_.read([&](const store::Reader& reader) -> Result<void> {
        live_.advance(reader, touched);
        return state_ ? state_->advance(reader, touched) : success();
    });
    if (read) return;
    live_ = LiveDocuments{};
    state_.reset();
}

Task<void> Replica::stop() {
    committer_.stop();
    co_await tasks_.wait_empty();
}

Task<Result<Written>> Replica::write_as(Acting as, WriteDrafts write) {
    struct Shared {
        Acting as;
        WriteDrafts write;
        Written written;
    };
    auto shared = std::make_shared<Shared>(Shared{std::move(as), std::move(write), {}});
    const auto now = runtime_.clock.now_wall();
    Committer::Job job = [this, shared, now](store::Writer& writer, Ledger& ledger) {
        const auto& key = shared->as ? *shared->as : identity_.device;
        const Author author{key, incarnation_, runtime_.entropy, now};
        auto written = shared->write(writer, ledger, author);
        if (!written) return Result<void>{fail(written.error())};
        shared->written = std::move(written.value());
        return Result<void>{success()};
    };
    auto submitted = co_await committer_.submit(std::move(job));
    if (!submitted) co_return fail(submitted.error());
    co_return std::move(shared->written);
}

Task<Result<Written>> Replica::author(Draft draft) {
    auto as = draft.as;
    WriteDrafts write = [draft = std::move(draft)](
                            store::Writer& writer, Ledger& ledger, const Author& author) {
        return write_draft(writer, ledger, author, draft);
    };
    co_return co_await write_as(std::move(as), std::move(write));
}

Task<Result<Written>> Replica::author_both(Draft first, Draft second, crdt::Address names_first) {
    auto as = first.as;
    WriteDrafts write = [first = std::move(first), second = std::move(second), names_first](
                            store::Writer& writer, Ledger& ledger, const Author& author) {
        return write_both(writer, ledger, author, first, second, names_first);
    };
    co_return co_await write_as(std::move(as), std::move(write));
}

Task<Result<UpdateId>> Replica::act(governance::Act act,
                                    std::string reason,
                                    std::shared_ptr<const crypto::SigningPair> as,
                                    Before before) {
    struct Shared {
        governance::Act act;
        std::string reason;
        std::shared_ptr<const crypto::SigningPair> as;
        Before before;
        UpdateId id;
    };
    auto shared = std::make_shared<Shared>(
        Shared{std::move(act), std::move(reason), std::move(as), std::move(before), {}});
    const auto now = runtime_.clock.now_wall();
    Committer::Job job = [this, shared, now](store::Writer& writer, Ledger& ledger) {
        if (shared->before) {
            if (const auto done = shared->before(ledger.governance())) {
                shared->id = *done;
                return Result<void>{success()};
            }
        }
        const auto& key = shared->as ? *shared->as : identity_.device;
        const Author author{key, incarnation_, runtime_.entropy, now};
        auto written = write_act(writer, ledger, author, shared->act, shared->reason);
        if (!written) return Result<void>{fail(written.error())};
        shared->id = written.value();
        return Result<void>{success()};
    };
    auto submitted = co_await committer_.submit(std::move(job));
    if (!submitted) co_return fail(submitted.error());
    co_return shared->id;
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
                                                   NodeId from) {
    struct Shared {
        std::vector<Result<wire::AnyUpdate>> updates;
        std::vector<Outcome> outcomes;
        std::vector<Refusal> refusals;
    };
    auto shared = std::make_shared<Shared>();
    shared->updates = co_await check_all(std::move(updates));
    Committer::Job job = [shared, from](store::Writer& writer, Ledger& ledger) {
        shared->outcomes.clear();
        shared->refusals.clear();
        for (const auto& update : shared->updates) {
            Admission admission{Outcome::refused, {}};
            if (update) {
                auto admitted = ledger.admit(writer, update.value(), from);
                if (!admitted) return Result<void>{fail(admitted.error())};
                admission = std::move(admitted.value());
            } else {
                admission.reason = update.error().text();
            }
            shared->outcomes.push_back(admission.outcome);
            if (admission.outcome == Outcome::refused || admission.outcome == Outcome::later) {
                shared->refusals.push_back({admission.outcome, std::move(admission.reason)});
            }
        }
        return Result<void>{success()};
    };
    auto submitted = co_await committer_.submit(std::move(job));
    if (!submitted && submitted.error().code == NodeErrc::read_only) {
        const std::vector<Outcome> postponed(shared->updates.size(), Outcome::later);
        const Refusal full{Outcome::later, submitted.error().code.message()};
        note_refused(from, std::vector<Refusal>(postponed.size(), full));
        co_return postponed;
    }
    if (!submitted) co_return fail(submitted.error());
    note_refused(from, shared->refusals);
    co_return std::move(shared->outcomes);
}

/// Counts, and tells the operator, who can do something about it where the sender is honest.
void Replica::note_refused(const NodeId& from, const std::vector<Refusal>& refusals) {
    for (const auto& refusal : refusals) {
        const auto told = refusals_.note(from, refusal, runtime_.clock.now_mono());
        if (!told) continue;
        runtime_.host.log().warning(
            "not taken from a peer; the rest of what it sends is",
            {{"peer", from == NodeId{} ? std::string{"stranger"} : from.hex()},
             {"refused", told->refused},
             {"later", told->later},
             {"why", told->last_why}});
    }
}

Task<Result<bool>> Replica::keep_peer(KeptPeer peer) {
    auto added = std::make_shared<bool>(false);
    Committer::Job job = [added, peer = std::move(peer)](store::Writer& writer,
                                                         Ledger&) -> Result<void> {
        TRY(auto kept, node::kept_peers(writer));
        *added = std::ranges::find(kept, peer) == kept.end();
        if (!*added) return success();
        if (kept.size() >= limits::kept_peers_max) {
            return fail(NodeErrc::bad_request,
                        "this node keeps " + std::to_string(kept.size()) +
                            " addresses already, as many as it may; remove one first: praxis peer "
                            "remove [NODE@]HOST:PORT");
        }
        kept.push_back(peer);
        return put_kept_peers(writer, kept);
    };
    auto submitted = co_await committer_.submit(std::move(job));
    if (!submitted) co_return fail(submitted.error());
    co_return *added;
}

Task<Result<std::vector<KeptPeer>>> Replica::forget_peer(PeerAddress peer) {
    auto removed = std::make_shared<std::vector<KeptPeer>>();
    Committer::Job job = [removed, peer = std::move(peer)](store::Writer& writer,
                                                           Ledger&) -> Result<void> {
        removed->clear();
        TRY(auto kept, node::kept_peers(writer));
        std::erase_if(kept, [&](const KeptPeer& each) {
            const bool meant =
                each.endpoint == peer.endpoint && (!peer.node || *peer.node == each.node);
            if (meant) removed->push_back(each);
            return meant;
        });
        if (removed->empty()) return success();
        return put_kept_peers(writer, kept);
    };
    auto submitted = co_await committer_.submit(std::move(job));
    if (!submitted) co_return fail(submitted.error());
    co_return std::move(*removed);
}

Result<std::vector<KeptPeer>> Replica::kept_peers() const {
    return store_.read([](const store::Reader& reader) { return node::kept_peers(reader); });
}

Task<Result<void>> Replica::keep_note(std::string name, std::optional<Bytes> body) {
    Committer::Job job = [record = note_record(name), body = std::move(body)](
                             store::Writer& writer, Ledger&) -> Result<void> {
        if (!body) return store::erase_local(writer, bytes_of(record));
        return store::put_local(writer, bytes_of(record), *body);
    };
    co_return co_await committer_.submit(std::move(job));
}

Result<std::optional<Bytes>> Replica::note(const std::string& name) const {
    return store_.read([record = note_record(name)](const store::Reader& reader) {
        return store::find_local(reader, bytes_of(record));
    });
}

Result<std::vector<Withheld>> Replica::withheld() const {
    return store_.read(
        [&](const store::Reader& reader) { return Quotas::withheld(reader, governance_); });
}

Result<std::uint64_t> Replica::withheld_of(const DocumentId& document) const {
    return store_.read([&](const store::Reader& reader) -> Result<std::uint64_t> {
        std::uint64_t out = 0;
        TRY(const auto updates, store::updates_of(reader, document));
        for (const auto& id : updates) {
            TRY(const auto held, load_readable(reader, id));
            if (!is_limited(held.prefix.space)) return out;
            TRY(const auto columns, store::find_columns(reader, id));
            if (!columns || !columns->payload_arrival) continue;
            TRY(const bool withheld,
                Quotas::is_withheld(reader, held.prefix.chain(), *columns->payload_arrival));
            out += withheld ? 1 : 0;
        }
        return out;
    });
}

Task<Result<void>> Replica::begin_day() {
    Committer::Job nothing = [](store::Writer&, Ledger&) { return Result<void>{success()}; };
    co_return co_await committer_.submit(std::move(nothing));
}

std::optional<PersonId> Replica::person() const {
    return governance_.person_of(node());
}

}  // namespace praxis::node
