#include "node/node.hpp"

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

/// How many updates of the spaces that a node may have it has not confirmed, chain by chain: what
/// lies behind the furthest place it told.
Result<std::uint64_t> waiting_for(const Replica& replica, const NodeId& node) {
    TRY(const auto table, load_table(replica, node));
    TRY(auto spaces, replica.spaces_for(node));
    spaces.push_back(same_bytes<SpaceId>(replica.network()));
    std::uint64_t out = 0;
    for (const auto& space : spaces) {
        const auto known = table.find(space);
        TRY(const auto heads, replica.heads(space));
        std::map<ChainId, std::uint64_t> furthest;
        for (const auto& head : heads)
            furthest[head.chain] = std::max(furthest[head.chain], head.seq.value);
        for (const auto& [chain, seq] : furthest) {
            std::uint64_t confirmed = 0;
            const auto* tips = known == table.end()
                                   ? nullptr
                                   : known->second.holds.find({chain.device, chain.incarnation});
            if (tips != nullptr) {
                for (const auto& tip : tips->payloads)
                    confirmed = std::max(confirmed, tip.seq.value);
            }
            out += seq > confirmed ? seq - confirmed : 0;
        }
    }
    return out;
}

}  // namespace

Result<std::vector<community::PeerStatus>> Node::peers() const {
    TRY(const auto running, sessions_.sessions());
    std::vector<community::PeerStatus> out;
    for (const auto& device : replica_->governance().nodes()) {
        if (device.key == replica_->node()) continue;
        community::PeerStatus peer;
        peer.node = device.key;
        peer.connected = std::ranges::any_of(running, [&](const SessionInfo& session) {
            return session.certified && session.peer == device.key;
        });
        TRY(peer.last_contact, last_contact(*replica_, device.key));
        if (peer.last_contact) {
            TRY(peer.waiting, waiting_for(*replica_, device.key));
        }
        out.push_back(std::move(peer));
    }
    return out;
}

}  // namespace praxis::node
