#pragma once

#include "node/peers/replica_port.hpp"
#include "node/runtime/clock.hpp"

#include <functional>
#include <map>
#include <set>

namespace praxis::node::test {

/// A replica that is a few maps: lives with the test, so it survives the process it serves.
/// A root update whose skeleton is `certify` + X25519 key + node id certifies that node.
class FakeReplica final : public ReplicaPort {
public:
    FakeReplica(std::uint64_t seed, NetworkId network);

    /// Signs and stores an update of this store's chain in `space`.
    UpdateId write(const SpaceId& space, std::string_view text);
    /// The same by a newer version: a header whose payload nobody here can read.
    UpdateId write_newer(const SpaceId& space);
    /// As a restored copy would: another update at a place of `other`'s chain.
    UpdateId fork_from(const FakeReplica& other,
                       const SpaceId& space,
                       Seq seq,
                       std::string_view text);
    /// Stores what another made, without a session.
    Outcome take(wire::SignedUpdate update) { return store(std::move(update)); }
    UpdateId certify(const FakeReplica& other);
    void trust(const FakeReplica& other) { certified_.insert(key_of(other)); }
    /// From now on its certificate gives no right here.
    void dismiss(const FakeReplica& other) {
        certified_.erase(key_of(other));
        dismissed_.insert(key_of(other));
    }
    /// The same, by this revocation.
    void revoke(const FakeReplica& other, const UpdateId& by) {
        dismiss(other);
        revoked_[key_of(other)] = by;
    }
    /// Its certificate stands again.
    void forgive(const FakeReplica& other) {
        dismissed_.erase(key_of(other));
        revoked_.erase(key_of(other));
        trust(other);
    }
    void set_incarnation(std::uint64_t value) { incarnation_ = Incarnation{value}; }

    [[nodiscard]] std::set<UpdateId> ids() const;
    [[nodiscard]] SpaceId root() const { return same_bytes<SpaceId>(network_); }
    /// How often each update was given to `ingest`.
    std::map<UpdateId, int> offered;
    /// How often `save_peer` was called.
    int saved = 0;
    /// Gives a payload with headers of a newer version, as one that can read them does.
    bool gives_newer_payloads = false;
    /// Which space which peer has no right to.
    std::set<std::pair<SpaceId, NodeId>> kept_from;
    /// Up to which line what is of a device may be passed on, in every space but root.
    std::map<SigningKey, Arrival> passed;
    std::set<UpdateId> refuse;
    std::set<UpdateId> postpone;
    std::function<void()> on_commit;
    Clock* clock = nullptr;

    [[nodiscard]] NetworkId network() const override { return network_; }
    [[nodiscard]] NodeId node() const override { return signing_.key(); }
    [[nodiscard]] const crypto::DhPair& dh_pair() const override { return dh_; }
    [[nodiscard]] Incarnation incarnation() const override { return incarnation_; }
    [[nodiscard]] bool is_certified(const NodeId& peer, const DhKey& key) const override {
        return certified_.contains({peer, key});
    }
    [[nodiscard]] bool is_dismissed(const NodeId& peer, const DhKey& key) const override {
        return dismissed_.contains({peer, key});
    }
    [[nodiscard]] std::optional<UpdateId> revocation_of(const NodeId& peer,
                                                        const DhKey& key) const override {
        const auto at = revoked_.find({peer, key});
        return at == revoked_.end() ? std::nullopt : std::optional{at->second};
    }
    [[nodiscard]] Result<std::set<SpaceId>> spaces_for(const NodeId& peer) const override;
    [[nodiscard]] Result<Arrival> last_arrival(const SpaceId& space) const override;
    [[nodiscard]] Result<std::vector<Gained>> arrivals(const SpaceId& space,
                                                       Arrival after,
                                                       std::size_t count) const override;
    [[nodiscard]] Result<std::vector<ChainHead>> heads(const SpaceId& space) const override;
    [[nodiscard]] Result<std::vector<ChainHead>> heads_of(const ChainId& chain) const override;
    [[nodiscard]] Result<std::vector<ChainHead>> payload_heads_of(
        const ChainId& chain) const override;
    [[nodiscard]] Result<std::vector<UpdateId>> updates_at(const ChainId& chain,
                                                           Seq seq) const override;
    [[nodiscard]] Result<std::vector<Fork>> forks_to_prove(const SpaceId& space) const override;
    [[nodiscard]] Result<std::optional<Gained>> line_of(const UpdateId& id) const override;
    [[nodiscard]] Result<std::optional<wire::SignedUpdate>> load(const UpdateId& id) const override;
    [[nodiscard]] bool is_limited(const SpaceId& space) const override {
        return !passed.empty() && space != root();
    }
    [[nodiscard]] Result<bool> is_withheld(const ChainId& chain, Arrival line) const override {
        const auto at = passed.find(chain.device);
        return is_limited(chain.space) && at != passed.end() && line > at->second;
    }
    [[nodiscard]] Task<Result<std::vector<Outcome>>> ingest(std::vector<wire::SignedUpdate> updates,
                                                            NodeId from) override;
    [[nodiscard]] Result<PeerState> load_peer(const NodeId& peer) const override;
    [[nodiscard]] Task<Result<void>> save_peer(NodeId peer, PeerState state) override;

private:
    using NodeKey = std::pair<NodeId, DhKey>;
    static NodeKey key_of(const FakeReplica& other) {
        return {other.node(), other.dh_pair().key()};
    }
    struct Stored {
        wire::Prefix header;
        wire::SignedUpdate raw;
        [[nodiscard]] bool complete() const { return raw.content || header.is_newer(); }
    };
    [[nodiscard]] Gained gained(Arrival line, const UpdateId& id, bool payload) const;
    [[nodiscard]] Outcome store_newer(wire::NewerUpdate update);
    /// Whether it is known, or why it cannot be held now.
    [[nodiscard]] std::optional<Outcome> hindrance(const UpdateId& id, const wire::Prefix& prefix);
    void link(const UpdateId& id, const wire::Prefix& prefix);
    [[nodiscard]] Outcome store(wire::SignedUpdate update);
    UpdateId sign_and_store(const crypto::SigningPair& author,
                            wire::Header header,
                            Bytes skeleton,
                            std::string_view text);

    NetworkId network_;
    SeededEntropy entropy_;
    crypto::SigningPair signing_;
    crypto::DhPair dh_;
    Incarnation incarnation_;
    std::uint64_t last_arrival_ = 0;
    std::size_t absent_ = 0;  // updates whose content is not here
    std::map<UpdateId, Stored> updates_;
    std::map<SpaceId, std::map<Arrival, std::pair<UpdateId, bool>>> lines_;
    std::map<std::pair<ChainId, Seq>, std::vector<UpdateId>> places_;
    std::map<ChainId, std::set<UpdateId>> heads_;
    std::set<NodeKey> certified_;
    std::set<NodeKey> dismissed_;
    std::map<NodeKey, UpdateId> revoked_;
    std::map<NodeId, std::map<SpaceId, Bytes>> peers_;
};

}  // namespace praxis::node::test
