#pragma once

#include "node/replica/replica.hpp"
#include "node/runtime/network.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace praxis::community {

/// What to sync with whom.
struct SyncRequest {
    std::optional<NodeId> node;              ///< nullopt: whoever the address or invitation names
    std::optional<node::Endpoint> endpoint;  ///< nullopt: the inviting node's, or a known one
    std::optional<std::chrono::seconds> until_equal;  ///< go on until both hold the same, at most
};

/// One finished sync, as `praxis sync` prints it.
struct SyncReport {
    NodeId peer;
    std::uint64_t sent_updates = 0;
    std::uint64_t received_updates = 0;
    std::uint64_t sent_bytes = 0;
    std::uint64_t received_bytes = 0;
    std::uint64_t turns = 0;     ///< changes of direction of the link
    std::uint64_t withheld = 0;  ///< updates that a quota keeps here for other days
    std::uint64_t not_come = 0;  ///< that the peer told, and a quota keeps there
    Duration duration{};
};

/// What is known of another node.
struct PeerStatus {
    NodeId node;
    bool connected = false;                ///< a session runs now
    std::optional<WallTime> last_contact;  ///< when it last confirmed anything; nullopt: never
    /// Updates here that it may have and has not confirmed; nullopt while nothing is known of it.
    std::optional<std::uint64_t> waiting;
};

/// One address of another node, or a node of which no address is known here.
struct PeerLine {
    enum class State {
        connected,  ///< a session with that node runs
        dialling,   ///< no session; this node goes on trying there
        silent,     ///< no session, and this node does not dial it
        unknown,    ///< the address is kept, and no certificate of the node is here to dial it by
        offline,    ///< this node is not running: nobody is dialled
    };
    NodeId node;
    std::optional<node::Endpoint> address;
    State state = State::offline;
    bool kept = false;          ///< by `keep_peer`; else told to this run, or no address
    std::string why;            ///< what is wrong and what to do; empty when nothing is
    node::RefusedOf not_taken;  ///< of what the node sent, since this one started
};

/// What a node's requests need of its sessions with others. The node assembly implements it;
/// tests fake it. Event-loop thread only.
class Links {
public:
    virtual ~Links() = default;

    /// One sync with one peer; the report when it is done. Fails with `NodeErrc::unreachable` and
    /// words that say what was tried, and when `until_equal` passes without equality.
    [[nodiscard]] virtual node::Task<Result<SyncReport>> sync(SyncRequest request) = 0;

    /// Every node known that may have this document's space or once confirmed something of it, by
    /// what it confirmed itself about the document.
    [[nodiscard]] virtual Result<std::vector<node::Whereabouts>> where(
        const DocumentId& id) const = 0;

    /// The nodes that may have a space and have not confirmed everything of every one of these
    /// documents of it, as `where` has it. A node that is in step costs one look at each chain of
    /// the space; of any other one document after the other is looked at, from the last on, until
    /// it lacks one.
    [[nodiscard]] virtual Result<std::set<NodeId>> lacking(
        const SpaceId& space, const std::vector<DocumentId>& documents) const = 0;

    /// Every other node of the network, by id.
    [[nodiscard]] virtual Result<std::vector<PeerStatus>> peers() const = 0;

    /// Bytes on the wire since the node started, both directions, by class: handshake, reconcile,
    /// updates, acks, other.
    [[nodiscard]] virtual std::map<std::string, std::uint64_t> bytes_by_class() const = 0;

    /// Every address this node keeps or dials, then every other node of the network.
    [[nodiscard]] virtual Result<std::vector<PeerLine>> addresses() const = 0;
    /// Keeps an address, and dials it when this node runs; once more changes nothing.
    [[nodiscard]] virtual node::Task<Result<PeerLine>> keep_peer(node::PeerAddress peer) = 0;
    /// Keeps it no more, and ends what was dialled there; of whichever node when none is named.
    /// Fails with `NodeErrc::bad_request` when it was not kept.
    [[nodiscard]] virtual node::Task<Result<std::vector<node::KeptPeer>>> forget_peer(
        node::PeerAddress peer) = 0;
};

}  // namespace praxis::community
