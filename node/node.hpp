#pragma once

#include "node/between.hpp"
#include "node/community/handler.hpp"
#include "node/community/links.hpp"
#include "node/peers/session_manager.hpp"
#include "node/replica/folder.hpp"

namespace praxis::node {

/// Why a dial has no session, in a sentence that says what to do.
[[nodiscard]] std::string words_of(const Endpoint& at,
                                   const NodeId& node,
                                   const DialTrouble& trouble);

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
    /// Dials every address that is kept, and from now on those that `keep_peer` adds.
    [[nodiscard]] Result<void> go_online();
    /// Looks now and again for roles whose date has passed, and ends those that it falls to this
    /// node to end, while a session shows that it knows what others know. For a node that stays.
    void keep_dates() { tasks_.spawn(watch_dates()); }
    /// Erases, now and again, what enough have agreed to erase. For a node that stays.
    void keep_erasures() { tasks_.spawn(watch_erasures()); }
    /// Passes on, each day, what the quotas of spaces withheld until then. For a node that stays.
    void keep_quotas() { tasks_.spawn(watch_quotas()); }
    /// Writes what this node was begun with as soon as its certificate is here. For a node that
    /// stays.
    void keep_beginning() { tasks_.spawn(watch_beginning()); }
    /// Ends sessions, finishes what is being written; then destroy.
    [[nodiscard]] Task<void> stop();
    /// The store's error after which the process must end.
    [[nodiscard]] const std::optional<Error>& broken() const { return replica_->broken(); }

    [[nodiscard]] community::Handler& handler() { return handler_; }
    [[nodiscard]] Replica& replica() { return *replica_; }
    [[nodiscard]] SessionManager& sessions() { return sessions_; }

    // --- community::Links ---
    [[nodiscard]] Task<Result<community::SyncReport>> sync(community::SyncRequest request) override;
    [[nodiscard]] Result<std::vector<Whereabouts>> where(const DocumentId& id) const override;
    [[nodiscard]] Result<std::set<NodeId>> lacking(
        const SpaceId& space, const std::vector<DocumentId>& documents) const override;
    [[nodiscard]] Result<std::vector<community::PeerStatus>> peers() const override;
    [[nodiscard]] Result<std::vector<community::PeerLine>> addresses() const override;
    [[nodiscard]] Task<Result<community::PeerLine>> keep_peer(PeerAddress peer) override;
    [[nodiscard]] Task<Result<std::vector<KeptPeer>>> forget_peer(PeerAddress peer) override;
    [[nodiscard]] std::map<std::string, std::uint64_t> bytes_by_class() const override;

private:
    [[nodiscard]] Task<Result<void>> watch_commits();
    [[nodiscard]] Task<Result<void>> watch_dates();
    [[nodiscard]] Task<Result<void>> watch_erasures();
    [[nodiscard]] Task<Result<void>> watch_quotas();
    [[nodiscard]] Task<Result<void>> watch_beginning();
    /// By target, the last arrival of its space when nothing was left to erase.
    using QuietErasures = std::map<UpdateId, Arrival>;
    [[nodiscard]] Task<Result<void>> erase_what_is_due(QuietErasures& quiet);
    using Arrivals = std::map<SpaceId, Arrival>;
    [[nodiscard]] Task<Result<void>> undo_erasures(Arrivals& seen);
    [[nodiscard]] bool knows_what_others_know() const;
    void dial_known();
    [[nodiscard]] std::optional<DhKey> key_of(const NodeId& node) const;
    void hang_up(const KeptPeer& peer);
    [[nodiscard]] Result<KeptPeer> named(const PeerAddress& peer) const;
    [[nodiscard]] Result<std::vector<KeptPeer>> known_addresses() const;
    [[nodiscard]] Result<std::optional<NodeId>> known_at(const Endpoint& endpoint) const;
    [[nodiscard]] Result<NodeId> peer_of(const community::SyncRequest& request) const;
    [[nodiscard]] Result<std::vector<KeptPeer>> dial_for(const NodeId& peer,
                                                         const community::SyncRequest& request);
    [[nodiscard]] Result<void> add_withheld(const NodeId& peer, community::SyncReport& to) const;
    using Questions = std::map<std::uint64_t, Asked>;  // what `SessionManager::ask` returned
    [[nodiscard]] Task<Result<void>> wait_in_step(NodeId peer,
                                                  MonoTime began,
                                                  Questions asked,
                                                  bool patiently);
    [[nodiscard]] std::optional<UpdateId> turned_away_by(const NodeId& peer, MonoTime began) const;
    [[nodiscard]] std::optional<std::string> trouble_with(const NodeId& peer, MonoTime began) const;
    [[nodiscard]] Result<void> check_member() const;
    [[nodiscard]] Error why_not_in_step(const NodeId& peer,
                                        const Questions& asked,
                                        bool until_equal) const;

    Runtime& runtime_;
    const community::Kinds& kinds_;
    std::optional<Inviter> inviter_;
    std::unique_ptr<Replica> replica_;
    std::unique_ptr<ReplicaPort> between_;
    SessionManager sessions_;
    community::Handler handler_;
    std::vector<KeptPeer> wanted_;  // dialled as soon as a certificate is here to do it by
    bool online_ = false;
    TaskGroup tasks_;
};

}  // namespace praxis::node
