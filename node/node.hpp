#pragma once

#include "node/between.hpp"
#include "node/community/handler.hpp"
#include "node/community/links.hpp"
#include "node/http/status_page.hpp"
#include "node/peers/session_manager.hpp"
#include "node/replica/folder.hpp"

#include <set>

namespace praxis::node {

/// One node: its replica, its sessions, and the one door through which everything is asked of it.
/// `praxisd` runs one with listeners; a command without a running node builds the same one without;
/// the simulator runs many. Event-loop thread only; runtime, store and kinds outlive it.
class Node final : public community::Links {
public:
    struct Parts {
        Runtime& runtime;
        store::Store& store;
        Identity identity;
        Incarnation incarnation;
        std::optional<Inviter> inviter;
        const community::Kinds& kinds;
        Between between = {};       ///< empty: sessions see the replica itself
        SessionBounds bounds = {};  ///< of each session; the simulator tries small ones
    };
    /// Opens everything that reads and writes; connects to nobody.
    [[nodiscard]] static Result<std::unique_ptr<Node>> open(Parts parts);
    Node(Parts& parts, std::unique_ptr<Replica> replica);

    /// Accepts peers at `at`; returns where, with the port that port 0 became.
    [[nodiscard]] Result<Endpoint> listen(const Endpoint& at);
    /// Keeps a session with this node from now on, as soon as its certificate is known here.
    /// nullopt: the inviting node, at `endpoint`; fails with `bad_request` when nobody invited.
    [[nodiscard]] Result<void> dial(std::optional<NodeId> node, const Endpoint& endpoint);
    /// Ends sessions, finishes what is being written; then destroy.
    [[nodiscard]] Task<void> stop();
    /// The store's error after which the process must end.
    [[nodiscard]] const std::optional<Error>& broken() const { return replica_->broken(); }

    /// What the status page says, from the store.
    [[nodiscard]] Result<http::StatusView> status() const;

    [[nodiscard]] community::Handler& handler() { return handler_; }
    [[nodiscard]] Replica& replica() { return *replica_; }
    [[nodiscard]] SessionManager& sessions() { return sessions_; }

    // --- community::Links ---
    [[nodiscard]] Task<Result<community::SyncReport>> sync(community::SyncRequest request) override;
    [[nodiscard]] Result<std::vector<Whereabouts>> where(const DocumentId& id) const override;
    [[nodiscard]] Result<std::vector<community::PeerStatus>> peers() const override;
    [[nodiscard]] std::map<std::string, std::uint64_t> bytes_by_class() const override;

private:
    struct Wanted {
        NodeId node;
        Endpoint endpoint;
    };
    [[nodiscard]] Task<Result<void>> watch_commits();
    void dial_known();
    [[nodiscard]] std::optional<DhKey> key_of(const NodeId& node) const;
    [[nodiscard]] bool is_dialled(const NodeId& node) const;
    [[nodiscard]] Result<NodeId> peer_of(const community::SyncRequest& request) const;
    [[nodiscard]] Task<Result<void>> wait_in_step(NodeId peer);
    [[nodiscard]] Result<void> check_member() const;
    [[nodiscard]] Error why_not_in_step(const NodeId& peer, bool until_equal) const;
    [[nodiscard]] Result<Whereabouts> whereabouts(const NodeId& node,
                                                  const DocumentState& document) const;

    Runtime& runtime_;
    const community::Kinds& kinds_;
    std::optional<Inviter> inviter_;
    std::unique_ptr<Replica> replica_;
    std::unique_ptr<ReplicaPort> between_;
    SessionManager sessions_;
    community::Handler handler_;
    std::vector<Wanted> wanted_;                     // dials that wait for a certificate
    std::set<std::pair<NodeId, Endpoint>> dialled_;  // so that `sync` dials once
    TaskGroup tasks_;
};

}  // namespace praxis::node
