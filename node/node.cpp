#include "node/node.hpp"

#include "node/replica/errc.hpp"
#include "node/runtime/timeout.hpp"

#include <algorithm>

namespace praxis::node {
namespace {

std::optional<std::pair<NodeId, DhKey>> trusted(const std::optional<Inviter>& inviter) {
    if (!inviter) return std::nullopt;
    return std::pair{inviter->node, inviter->dh};
}

/// What came about between two readings of one peer's counters.
community::SyncReport report(const NodeId& peer,
                             const SessionCounts& before,
                             const SessionCounts& after,
                             Duration duration) {
    community::SyncReport out;
    out.peer = peer;
    out.sent_updates = after.sent_updates - before.sent_updates;
    out.received_updates = after.received_updates - before.received_updates;
    out.sent_bytes = after.sent.total() - before.sent.total();
    out.received_bytes = after.received.total() - before.received.total();
    out.turns = after.turns - before.turns;
    out.duration = duration;
    return out;
}

}  // namespace

Node::Node(Parts& parts, std::unique_ptr<Replica> replica)
    : runtime_{parts.runtime},
      kinds_{parts.kinds},
      inviter_{std::move(parts.inviter)},
      replica_{std::move(replica)},
      between_{parts.between ? parts.between(*replica_) : nullptr},
      sessions_{parts.runtime, between_ ? *between_ : *replica_, parts.bounds},
      handler_{*replica_, parts.kinds, *this},
      tasks_{parts.runtime.loop} {}

Result<std::unique_ptr<Node>> Node::open(Parts parts) {
    TRY(auto replica,
        Replica::open(parts.runtime,
                      parts.store,
                      std::move(parts.identity),
                      parts.incarnation,
                      trusted(parts.inviter)));
    auto node = std::make_unique<Node>(parts, std::move(replica));
    node->tasks_.spawn(node->watch_commits());
    return node;
}

Task<Result<void>> Node::watch_commits() {
    for (;;) {
        co_await replica_->committed().wait();
        sessions_.on_commit();
        dial_known();
    }
}

Result<Endpoint> Node::listen(const Endpoint& at) {
    return sessions_.listen(at);
}

std::optional<DhKey> Node::key_of(const NodeId& node) const {
    if (const auto device = replica_->governance().device_info(node)) return device->dh;
    if (inviter_ && inviter_->node == node) return inviter_->dh;
    return std::nullopt;
}

Result<void> Node::dial(std::optional<NodeId> node, const Endpoint& endpoint) {
    if (!node) {
        if (!inviter_) {
            return fail(NodeErrc::bad_request,
                        "nobody invited this node; name the other one: NODE@" + endpoint.text());
        }
        node = inviter_->node;
    }
    dialled_.emplace(*node, endpoint);
    wanted_.push_back({*node, endpoint});
    dial_known();
    if (!key_of(*node)) {
        runtime_.host.log().warning("not dialled until the node's certificate is here",
                                    {{"node", node->hex()}, {"at", endpoint.text()}});
    }
    return success();
}

void Node::dial_known() {
    std::erase_if(wanted_, [&](const Wanted& wanted) {
        const auto key = key_of(wanted.node);
        if (!key) return false;
        sessions_.dial({wanted.node, *key, wanted.endpoint});
        return true;
    });
}

Task<void> Node::stop() {
    tasks_.cancel_all();
    co_await tasks_.wait_empty();
    co_await sessions_.stop();
    co_await replica_->stop();
}

bool Node::is_dialled(const NodeId& node) const {
    return std::ranges::any_of(dialled_, [&](const auto& each) { return each.first == node; });
}

Result<NodeId> Node::peer_of(const community::SyncRequest& request) const {
    if (request.node) return *request.node;
    if (request.endpoint && inviter_) return inviter_->node;
    TRY(const auto running, sessions_.sessions());
    const auto in_session = [&](const NodeId& node) {
        return std::ranges::any_of(running, [&](const SessionInfo& session) {
            return session.certified && session.peer == node;
        });
    };
    if (inviter_ && in_session(inviter_->node)) return inviter_->node;
    for (const auto& session : running) {
        if (session.certified) return session.peer;
    }
    if (inviter_) return inviter_->node;
    if (!dialled_.empty()) return dialled_.begin()->first;
    return fail(NodeErrc::bad_request, "no peer is known; give --peer NODE@HOST:PORT");
}

Task<Result<community::SyncReport>> Node::sync(community::SyncRequest request) {
    CO_TRY(const auto peer, peer_of(request));
    const auto began = runtime_.clock.now_mono();
    const auto before = sessions_.counts_with(peer);
    CO_TRY(const auto running, sessions_.sessions());
    const bool connected = std::ranges::any_of(running, [&](const SessionInfo& session) {
        return session.certified && session.peer == peer;
    });
    if (!connected) {
        if (!request.endpoint && inviter_ && inviter_->node == peer) {
            if (auto known = Endpoint::parse(inviter_->address)) request.endpoint = known.value();
        }
        if (!request.endpoint && !is_dialled(peer)) {
            co_return fail(NodeErrc::bad_request,
                           "no address of that node is known; give --peer NODE@HOST:PORT");
        }
        if (!key_of(peer)) {
            co_return fail(NodeErrc::not_found,
                           "no certificate of node " + peer.hex() + " is here yet");
        }
        if (request.endpoint && !dialled_.contains({peer, *request.endpoint})) {
            CO_TRY(dial(peer, *request.endpoint));
        }
    }
    constexpr std::chrono::seconds patience{60};
    auto waiting = wait_in_step(peer);
    const Duration limit = request.until_equal ? Duration{*request.until_equal} : patience;
    auto done = co_await with_timeout(runtime_.clock, limit, std::move(waiting));
    if (!done) {
        if (done.error().code == NodeErrc::not_member) co_return fail(std::move(done).error());
        co_return fail(why_not_in_step(peer, request.until_equal.has_value()));
    }
    co_return report(peer, before, sessions_.counts_with(peer), runtime_.clock.now_mono() - began);
}

Task<Result<void>> Node::wait_in_step(NodeId peer) {
    constexpr std::chrono::milliseconds look_every{50};
    for (;;) {
        CO_TRY(const auto running, sessions_.sessions());
        for (const auto& session : running) {
            if (session.peer != peer || !session.certified) continue;
            if (session.holds_their_root) {
                CO_TRY(check_member());
            }
            if (session.in_step) co_return success();
        }
        if (sessions_.dismissed_by(peer)) {
            CO_TRY(check_member());
        }
        co_await runtime_.clock.sleep_for(look_every);
    }
}

/// Fails when this node knows, by the records it holds, that it is no member.
Result<void> Node::check_member() const {
    const auto self = replica_->governance().device_info(replica_->node());
    if (!self || self->stands_now) return success();
    const community::Documents documents{*replica_, kinds_};
    TRY(const auto membership, documents.membership());
    return fail(NodeErrc::not_member, membership.why);
}

/// What is known when the time is over. A peer's word alone about our certificate is told as that.
Error Node::why_not_in_step(const NodeId& peer, bool until_equal) const {
    const auto member = check_member();
    if (!member) return member.error();
    const auto words = [&]() -> std::string {
        if (sessions_.dismissed_by(peer)) {
            return "the other side says that this node's certificate gives no right there; no "
                   "record here says so, so ask its operator";
        }
        const auto running = sessions_.sessions();
        const bool connected =
            running && std::ranges::any_of(running.value(), [&](const SessionInfo& session) {
                return session.peer == peer && session.certified;
            });
        if (until_equal && connected) return "both do not hold the same yet; sync again";
        if (connected) return "not all was exchanged within a minute; sync again to go on";
        return "no answer from node " + peer.hex().substr(0, 10) +
               "; is it running and its address right?";
    };
    return {make_error_code(NodeErrc::unreachable), words()};
}

Result<std::vector<Whereabouts>> Node::where(const DocumentId& id) const {
    TRY(const auto document, replica_->document(id));
    std::vector<Whereabouts> out;
    for (const auto& device : replica_->governance().nodes()) {
        TRY(auto line, whereabouts(device.key, *document));
        out.push_back(std::move(line));
    }
    return out;
}

Result<Whereabouts> Node::whereabouts(const NodeId& node, const DocumentState& document) const {
    if (node == replica_->node()) {
        return Whereabouts{node, Whereabouts::State::holds, runtime_.clock.now_wall()};
    }
    TRY(const auto table, load_table(*replica_, node));
    const auto space = table.find(document.space);
    if (space == table.end() || space->second.as_of == WallTime{}) {
        return Whereabouts{node, Whereabouts::State::unknown, std::nullopt};
    }
    Whereabouts out{node, Whereabouts::State::holds, space->second.as_of};
    for (const auto& [id, author] : document.authorship) {
        const auto* tips = space->second.holds.find({author.device, author.incarnation});
        const ChainId chain{author.device, document.space, author.incarnation};
        TRY(const auto heads, replica_->heads_of(chain));
        const sync::UpdatesAt at = [&](Seq seq) { return replica_->updates_at(chain, seq); };
        auto verdict = sync::Verdict::lacking;
        if (tips != nullptr) {
            TRY(verdict, sync::judge(tips->payloads, author.seq, id, heads.size() > 1, at));
        }
        if (verdict != sync::Verdict::held) out.state = Whereabouts::State::behind;
    }
    return out;
}

std::map<std::string, std::uint64_t> Node::bytes_by_class() const {
    const auto all = sessions_.counts();
    auto sum = all.sent;
    sum += all.received;
    return {{"handshake", sum.handshake},
            {"reconcile", sum.reconcile},
            {"updates", sum.updates},
            {"acks", sum.acks},
            {"other", sum.other}};
}

}  // namespace praxis::node
