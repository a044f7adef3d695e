#include "node/community/documents.hpp"
#include "node/node.hpp"
#include "protocol/governance/words.hpp"

#include <algorithm>

namespace praxis::node {
namespace {

/// When a node last confirmed anything to us; nullopt: never.
Result<std::optional<WallTime>> last_contact(const Replica& replica, const NodeId& node) {
    TRY(const auto table, load_table(replica, node));
    std::optional<WallTime> latest;
    for (const auto& [space, known] : table) {
        if (known.as_of == WallTime{}) continue;
        latest = std::max(latest.value_or(known.as_of), known.as_of);
    }
    return latest;
}

}  // namespace

Result<http::StatusView> Node::status() const {
    community::Documents documents{*replica_, kinds_};
    TRY(const auto state, replica_->state());
    http::StatusView view;
    view.node = replica_->node();
    TRY(view.node_name, documents.node_name(view.node));
    view.person = replica_->person();
    view.spaces = replica_->governance().spaces().size();
    view.documents = state.documents;
    view.updates = state.updates;
    view.state_words = governance::words_of(state.state);
    for (const auto& device : replica_->governance().nodes()) {
        if (device.key == view.node) continue;
        http::PeerView peer;
        peer.node = device.key;
        TRY(peer.name, documents.node_name(device.key));
        TRY(peer.last_contact, last_contact(*replica_, device.key));
        view.peers.push_back(std::move(peer));
    }
    return view;
}

}  // namespace praxis::node
