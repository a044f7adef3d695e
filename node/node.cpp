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

Task<Result<void>> Node::watch_beginning() {
    std::string told;  // the same trouble is told once
    for (;;) {
        const auto written = co_await handler_.first_document().write_if_due();
        auto trouble = written ? std::string{} : written.error().text();
        if (!trouble.empty() && trouble != told) {
            runtime_.host.log().warning("what this node begins with could not be written",
                                        {{"why", trouble}});
        }
        told = std::move(trouble);
        co_await replica_->committed().wait();
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

Task<void> Node::stop() {
    tasks_.cancel_all();
    co_await tasks_.wait_empty();
    co_await sessions_.stop();
    co_await replica_->stop();
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
