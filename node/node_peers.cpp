#include "node/node.hpp"
#include "node/replica/errc.hpp"

#include <algorithm>

// Whom this node dials: what it was told to and what `praxis peer add` keeps.

namespace praxis::node {
namespace {

using State = community::PeerLine::State;

}  // namespace

std::string words_of(const Endpoint& at, const NodeId& node, const DialTrouble& trouble) {
    const auto& code = trouble.error.code;
    const auto place = at.text();
    if (code == sync::SyncErrc::revoked) {
        return trouble.answered
                   ? "the node at " + place + " says that this node's certificate was revoked " +
                         trouble.error.detail + "; ask whoever runs it"
                   : "the certificate of node " + node.hex().substr(0, 10) + " was revoked " +
                         trouble.error.detail +
                         ", so it is called no more; `praxis peer remove` forgets the address";
    }
    if (trouble.answered && code == RuntimeErrc::timed_out) {
        return "somebody at " + place +
               " takes the connection and says nothing; is praxisd there, "
               "or is the link too slow?";
    }
    if (trouble.answered) {
        return "somebody answers at " + place + ", but not as node " + node.hex().substr(0, 10) +
               " of this network: mend the address, or NODE before it; if both are right, the link "
               "broke, or that node turns this one away";
    }
    if (code == RuntimeErrc::refused) {
        return "nobody listens at " + place +
               "; start praxisd there with --listen, or mend the address";
    }
    if (code == RuntimeErrc::unreachable) {
        return "no host " + at.host + ", or no way to it; is the link up, and the address right?";
    }
    return place + " does not answer; is the link up, and the address right?";
}

Result<void> Node::dial(std::optional<NodeId> node, const Endpoint& endpoint) {
    TRY(const auto known, named({node, endpoint}));
    if (std::ranges::find(wanted_, known) != wanted_.end()) return success();
    wanted_.push_back(known);
    dial_known();
    if (!key_of(known.node)) {
        runtime_.host.log().warning("not dialled until the node's certificate is here",
                                    {{"node", known.node.hex()}, {"at", endpoint.text()}});
    }
    return success();
}

Result<void> Node::go_online() {
    online_ = true;
    TRY(const auto kept, replica_->kept_peers());
    for (const auto& peer : kept) {
        TRY(dial(peer.node, peer.endpoint));
    }
    return success();
}

/// What is kept, and where the inviting node said it is.
Result<std::vector<KeptPeer>> Node::known_addresses() const {
    TRY(auto known, replica_->kept_peers());
    if (!inviter_) return known;
    if (const auto at = Endpoint::parse(inviter_->address)) {
        const KeptPeer inviting{inviter_->node, at.value()};
        if (std::ranges::find(known, inviting) == known.end()) known.push_back(inviting);
    }
    return known;
}

/// With the node that an address without one means.
Result<KeptPeer> Node::named(const PeerAddress& peer) const {
    if (!peer.node && !inviter_) {
        return fail(
            NodeErrc::bad_request,
            "nobody invited this node, so say which one is there: NODE@" + peer.endpoint.text());
    }
    KeptPeer out{peer.node ? *peer.node : inviter_->node, peer.endpoint};
    if (out.node != replica_->node()) return out;
    return fail(NodeErrc::bad_request, "that is this node itself; name another one");
}

void Node::dial_known() {
    for (const auto& wanted : wanted_) {
        if (const auto key = key_of(wanted.node)) {
            sessions_.dial({wanted.node, *key, wanted.endpoint});
        }
    }
}

void Node::hang_up(const KeptPeer& peer) {
    std::erase(wanted_, peer);
    sessions_.hang_up(peer.node, peer.endpoint);
}

Task<Result<community::PeerLine>> Node::keep_peer(PeerAddress peer) {
    CO_TRY(auto known, named(peer));
    CO_TRY(const bool added, co_await replica_->keep_peer(known));
    static_cast<void>(added);  // kept is what was asked for
    if (online_) {
        CO_TRY(dial(known.node, known.endpoint));
    }
    CO_TRY(const auto lines, addresses());
    const auto line = std::ranges::find_if(lines, [&](const community::PeerLine& each) {
        return each.node == known.node && each.address == known.endpoint;
    });
    co_return *line;
}

Task<Result<std::vector<KeptPeer>>> Node::forget_peer(PeerAddress peer) {
    CO_TRY(auto removed, co_await replica_->forget_peer(peer));
    if (removed.empty()) {
        co_return fail(NodeErrc::bad_request,
                       "no such address is kept; praxis peer list shows those that are");
    }
    for (const auto& each : removed)
        hang_up(each);
    co_return removed;
}

Result<std::vector<community::PeerLine>> Node::addresses() const {
    TRY(const auto kept, replica_->kept_peers());
    TRY(const auto running, sessions_.sessions());
    std::vector<community::PeerLine> out;
    const auto add = [&](const NodeId& node, std::optional<Endpoint> at, bool is_kept) {
        const auto same = [&](const auto& line) {
            return line.node == node && (!at || line.address == at);
        };
        if (std::ranges::any_of(out, same)) return;
        community::PeerLine line;
        line.node = node;
        line.address = std::move(at);
        line.kept = is_kept;
        out.push_back(std::move(line));
    };
    for (const auto& peer : kept)
        add(peer.node, peer.endpoint, true);
    for (const auto& peer : wanted_)
        add(peer.node, peer.endpoint, false);
    TRY(const auto known, known_addresses());
    for (const auto& peer : known)
        add(peer.node, peer.endpoint, false);
    for (const auto& device : replica_->governance().nodes()) {
        if (device.key != replica_->node()) add(device.key, std::nullopt, false);
    }
    const auto dials = sessions_.dials();
    for (auto& line : out) {
        line.state = online_ ? State::silent : State::offline;
        for (const auto& dial : dials) {
            if (dial.target.node != line.node || dial.target.endpoint != line.address) continue;
            line.state = State::dialling;
            if (dial.trouble) line.why = words_of(*line.address, line.node, *dial.trouble);
        }
        if (line.address && !key_of(line.node)) {
            line.state = State::unknown;
            line.why =
                "no certificate of this node is here yet, so it is not dialled; sync with "
                "a node that knows it";
        }
        const bool connected = std::ranges::any_of(running, [&](const SessionInfo& session) {
            return session.certified && session.peer == line.node;
        });
        if (connected) line.state = State::connected;
        if (connected) line.why.clear();
        line.not_taken = replica_->refused_of(line.node);
    }
    return out;
}

}  // namespace praxis::node
