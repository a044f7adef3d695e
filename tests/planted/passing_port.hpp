#pragma once

#include "node/peers/replica_port.hpp"

namespace praxis::planted {

/// A ReplicaPort that passes everything on; a planted fault overrides one function.
class PassingPort : public node::ReplicaPort {
public:
    explicit PassingPort(node::ReplicaPort& replica) : replica_{replica} {}

    NetworkId network() const override { return replica_.network(); }
    NodeId node() const override { return replica_.node(); }
    const crypto::DhPair& dh_pair() const override { return replica_.dh_pair(); }
    Incarnation incarnation() const override { return replica_.incarnation(); }
    bool is_certified(const NodeId& peer, const DhKey& key) const override {
        return replica_.is_certified(peer, key);
    }
    bool is_dismissed(const NodeId& peer, const DhKey& key) const override {
        return replica_.is_dismissed(peer, key);
    }
    std::optional<UpdateId> revocation_of(const NodeId& peer, const DhKey& key) const override {
        return replica_.revocation_of(peer, key);
    }
    Result<std::set<SpaceId>> spaces_for(const NodeId& peer) const override {
        return replica_.spaces_for(peer);
    }
    Result<Arrival> last_arrival(const SpaceId& space) const override {
        return replica_.last_arrival(space);
    }
    Result<std::vector<node::Gained>> arrivals(const SpaceId& space,
                                               Arrival after,
                                               std::size_t count) const override {
        return replica_.arrivals(space, after, count);
    }
    Result<std::vector<node::ChainHead>> heads(const SpaceId& space) const override {
        return replica_.heads(space);
    }
    Result<std::vector<node::ChainHead>> heads_of(const ChainId& chain) const override {
        return replica_.heads_of(chain);
    }
    Result<std::vector<node::ChainHead>> payload_heads_of(const ChainId& chain) const override {
        return replica_.payload_heads_of(chain);
    }
    Result<std::vector<UpdateId>> updates_at(const ChainId& chain, Seq seq) const override {
        return replica_.updates_at(chain, seq);
    }
    Result<std::vector<node::Fork>> forks_to_prove(const SpaceId& space) const override {
        return replica_.forks_to_prove(space);
    }
    Result<std::optional<node::Gained>> line_of(const UpdateId& id) const override {
        return replica_.line_of(id);
    }
    Result<std::optional<wire::SignedUpdate>> load(const UpdateId& id) const override {
        return replica_.load(id);
    }
    bool is_limited(const SpaceId& space) const override { return replica_.is_limited(space); }
    Result<bool> is_withheld(const ChainId& chain, Arrival line) const override {
        return replica_.is_withheld(chain, line);
    }
    node::Task<Result<std::vector<node::Outcome>>> ingest(std::vector<wire::SignedUpdate> updates,
                                                          NodeId from) override {
        return replica_.ingest(std::move(updates), from);
    }
    Result<PeerState> load_peer(const NodeId& peer) const override {
        return replica_.load_peer(peer);
    }
    node::Task<Result<void>> save_peer(NodeId peer, PeerState state) override {
        return replica_.save_peer(peer, std::move(state));
    }

private:
    node::ReplicaPort& replica_;
};

}  // namespace praxis::planted
