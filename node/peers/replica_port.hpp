#pragma once

#include "node/runtime/coroutine.hpp"
#include "protocol/crypto/keys.hpp"
#include "protocol/wire/header.hpp"

#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace praxis::node {

/// What became of an update that a peer sent; told only after the commit that made it true.
enum class Outcome : std::uint8_t {
    held = 1,   ///< durable now, and was not before, or gained content it lacked
    duplicate,  ///< was held already and gained nothing
    refused,    ///< not well-formed: never wanted again from anybody
    later,      ///< could not be held now (predecessor or certificate missing, quota, disk full)
};

/// One line of a space's order of arrival: an update gained its header, or its payload.
struct Gained {
    Arrival arrival;
    UpdateId id;
    ChainId chain;
    Seq seq;
    UpdateId prev;         ///< zero when seq is 1
    bool payload = false;  ///< gained its payload; else its header
    bool content_here =
        false;  ///< now, not when it was gained; true also for a content of length 0
    /// Its header is of a newer version: held and given to peers without payload, by the line of
    /// its header.
    bool newer = false;
};

/// A chain that forked: two updates at one place, which with their signatures prove it.
struct Fork {
    ChainId chain;
    Seq parted;  ///< the smallest seq of which two updates are here
    friend bool operator==(const Fork&, const Fork&) = default;
};

/// The last update of a branch of a chain. A chain that forked has several.
struct ChainHead {
    ChainId chain;
    Seq seq;
    UpdateId id;
};

/// What peers need of the replica, and all of it; the replica implements it, tests fake it.
/// Event-loop thread only. Reads are short and see what is durable; an Error from one means that
/// the store is broken, and the session ends with it.
class ReplicaPort {
public:
    virtual ~ReplicaPort() = default;

    // --- who we are; constant while the port lives ---
    [[nodiscard]] virtual NetworkId network() const = 0;
    [[nodiscard]] virtual NodeId node() const = 0;
    [[nodiscard]] virtual const crypto::DhPair& dh_pair() const = 0;
    /// The base of our arrival numbers.
    [[nodiscard]] virtual Incarnation incarnation() const = 0;

    // --- whom we trust ---
    // A Noise key means something beside the node that claims it, and never alone: anybody's
    // certificate may name another's key.
    /// Whether a certificate of this node that *stands* names this Noise key; also for the inviting
    /// node of an invitation that was used here, before its certificate arrived. False: a stranger.
    [[nodiscard]] virtual bool is_certified(const NodeId& peer, const DhKey& key) const = 0;
    /// Whether one is held and gives no right now: revoked, or void. False for one that stands, and
    /// for a stranger whose certificate is not held.
    [[nodiscard]] virtual bool is_dismissed(const NodeId& peer, const DhKey& key) const = 0;
    /// The revocation by which it gives none any more; nullopt when there is none, also of one that
    /// is void for another reason.
    [[nodiscard]] virtual std::optional<UpdateId> revocation_of(const NodeId& peer,
                                                                const DhKey& key) const = 0;

    // --- what we hold ---
    /// The spaces whose updates may go to this certified peer now, without root.
    [[nodiscard]] virtual Result<std::set<SpaceId>> spaces_for(const NodeId& peer) const = 0;
    /// The last number of this space's order of arrival; zero when the space has none.
    [[nodiscard]] virtual Result<Arrival> last_arrival(const SpaceId& space) const = 0;
    /// Lines above `after` in ascending order, at most `count`. An update that arrived whole has
    /// two, header first; updates travel whole, by the line of their payload, those of a newer
    /// version by that of their header.
    [[nodiscard]] virtual Result<std::vector<Gained>> arrivals(const SpaceId& space,
                                                               Arrival after,
                                                               std::size_t count) const = 0;
    /// Every chain's heads, in ascending order of chain and seq.
    [[nodiscard]] virtual Result<std::vector<ChainHead>> heads(const SpaceId& space) const = 0;
    /// The heads of one chain; empty when it is unknown.
    [[nodiscard]] virtual Result<std::vector<ChainHead>> heads_of(const ChainId& chain) const = 0;
    /// For each branch the last update up to which every update of the branch has its content (or
    /// never had one, or is of a newer version, whose content nobody here could keep); a branch
    /// without a first such update has none.
    [[nodiscard]] virtual Result<std::vector<ChainHead>> payload_heads_of(
        const ChainId& chain) const = 0;
    /// The updates at one place of a chain: none, one, or the sides of a fork.
    [[nodiscard]] virtual Result<std::vector<UpdateId>> updates_at(const ChainId& chain,
                                                                   Seq seq) const = 0;
    /// Chains of this space that forked, one of each device (the first seen), first seen first.
    [[nodiscard]] virtual Result<std::vector<Fork>> forks_to_prove(const SpaceId& space) const = 0;
    /// The line by which an update travels; nullopt when it is not held whole.
    [[nodiscard]] virtual Result<std::optional<Gained>> line_of(const UpdateId& id) const = 0;
    /// The exact bytes; nullopt when it is not held whole. Of a newer version the header alone.
    [[nodiscard]] virtual Result<std::optional<wire::SignedUpdate>> load(
        const UpdateId& id) const = 0;

    // --- what may not be passed on yet ---
    /// Whether governance gives the space a quota: what is beyond it comes on later days.
    [[nodiscard]] virtual bool is_limited(const SpaceId& space) const = 0;
    /// Whether the update of this line of a chain is beyond it, today. So is then every later line
    /// of the chain.
    [[nodiscard]] virtual Result<bool> is_withheld(const ChainId& chain, Arrival line) const = 0;

    // --- what changes ---
    /// Checks and stores; returns one outcome an update, in order, after the commit. An Error means
    /// that the store failed and nothing may be acknowledged. `from` is zero for a stranger, whose
    /// word about itself proves nothing.
    [[nodiscard]] virtual Task<Result<std::vector<Outcome>>> ingest(
        std::vector<wire::SignedUpdate> updates, NodeId from) = 0;

    /// What `save_peer` kept about a peer: opaque bytes, one a space.
    using PeerState = std::vector<std::pair<SpaceId, Bytes>>;
    [[nodiscard]] virtual Result<PeerState> load_peer(const NodeId& peer) const = 0;
    /// Replaces the bytes of the spaces named, leaves the others; returns after the commit.
    [[nodiscard]] virtual Task<Result<void>> save_peer(NodeId peer, PeerState state) = 0;
};

}  // namespace praxis::node
