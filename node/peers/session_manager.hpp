#pragma once

#include "node/peers/session.hpp"
#include "node/runtime/runtime.hpp"
#include "node/runtime/task_group.hpp"

#include <list>
#include <map>
#include <set>

namespace praxis::node {

/// Whom to keep a session with.
struct DialTarget {
    NodeId node;
    DhKey key;
    Endpoint endpoint;
};

/// Why a dial that goes on trying has no session.
struct DialTrouble {
    bool answered = false;  ///< somebody took the connection, and the handshake came to nothing
    Error error;            ///< of the last try
    std::size_t tries = 0;  ///< that failed in a row
    MonoTime at;            ///< when the last one failed
};
struct DialInfo {
    DialTarget target;
    std::optional<DialTrouble> trouble;  ///< nullopt: a session runs, or the first try does
};

/// A session that runs.
struct SessionInfo {
    std::uint64_t number = 0;  ///< of all sessions this manager began; never given twice
    NodeId peer;               ///< a claim unless certified
    bool certified = false;
    bool initiator = false;
    bool in_step = false;
    bool exchanged = false;  ///< in step but for what a quota withholds
    bool holds_their_root = false;
    std::uint64_t not_come = 0;  ///< updates that it told and a quota seems to withhold there
    std::size_t postponed = 0;   ///< our updates that the peer could not hold yet
    std::uint64_t rounds = 0;    ///< how many of our Pings it answered
    std::uint64_t heard = 0;     ///< bytes that came
    SessionCounts counts;
};

/// A session that was asked what the peer holds.
struct Asked {
    std::uint64_t rounds = 0;  ///< what `SessionInfo::rounds` reaches when the peer has answered
    std::uint64_t heard = 0;   ///< `SessionInfo::heard` as it was then
};

/// Opens, accepts and ends sessions, one at a time with each node. To stop: `co_await stop()`, then
/// destroy. Event-loop thread only.
///
/// Both dialled: the session whose initiator has the lower id stays; of two with one initiator the
/// newer. Rationale: both sides decide alike without a word, and a redial after a silent cut wins.
/// An id counts only when it is proven and certified, so that nobody can push out another's
/// session.
class SessionManager {
public:
    SessionManager(Runtime& runtime, ReplicaPort& replica, SessionBounds bounds = {});
    ~SessionManager();
    SessionManager(const SessionManager&) = delete;
    SessionManager& operator=(const SessionManager&) = delete;

    /// Accepts at `at`; returns where, with the port that port 0 became.
    [[nodiscard]] Result<Endpoint> listen(const Endpoint& at);
    /// Dials now and again whenever there is no session with that node, with decorrelated back-off
    /// between `limits::redial_min` and `redial_max`, reset by durable progress. Nothing changes
    /// when that node is dialled there already.
    void dial(DialTarget target);
    /// Dials it there no more, and ends a session that this dial began.
    void hang_up(const NodeId& node, const Endpoint& at);

    /// Something became durable: sessions look whether their peers lack it.
    void on_commit();
    /// A link appeared: every dial that waits tries now.
    void on_link_up();
    /// Says Bye in every session, takes no new ones, and waits until all ended.
    [[nodiscard]] Task<void> stop();

    [[nodiscard]] Result<std::vector<SessionInfo>> sessions() const;
    /// Begins a round in every session with this node that runs; by the number of the session. One
    /// that begins later tells what the peer holds by itself.
    [[nodiscard]] std::map<std::uint64_t, Asked> ask(const NodeId& peer);
    /// Whom it dials, in the order it began to.
    [[nodiscard]] std::vector<DialInfo> dials() const;
    /// What runs now, and the most that any one session holds; cheap enough to ask all the time.
    struct Load {
        std::size_t sessions = 0;
        std::size_t handshakes = 0;
        SessionLoad most;
    };
    [[nodiscard]] Load load() const;
    /// Everything so far with this node, sessions that ended included; strangers are not kept.
    [[nodiscard]] SessionCounts counts_with(const NodeId& peer) const;
    /// Everything so far with everybody, strangers included.
    [[nodiscard]] SessionCounts counts() const;
    /// Whether the last session with this certified node ended because our certificate gives no
    /// right there. A claim; what is true, the records of root tell.
    [[nodiscard]] bool dismissed_by(const NodeId& peer) const {
        return dismissed_by_.contains(peer);
    }
    /// By which update this node, called at that time or later, said that our certificate was
    /// revoked, unless a session began since. A claim, too.
    [[nodiscard]] std::optional<UpdateId> revoked_by(const NodeId& peer, MonoTime since) const {
        const auto at = revoked_by_.find(peer);
        if (at == revoked_by_.end() || at->second.at < since) return std::nullopt;
        return at->second.by;
    }
    /// Notified when a session begins or ends.
    [[nodiscard]] Event& changed() { return changed_; }

private:
    /// One address that is dialled; lives until its loop ended.
    struct Dial {
        DialTarget target;
        std::optional<DialTrouble> trouble;
        Session* session = nullptr;  // that it began and that runs
        bool wanted = true;
        Event wake;
    };
    using SharedDial = std::shared_ptr<Dial>;

    class Counted;

    void take_in(std::unique_ptr<Stream> stream);
    [[nodiscard]] Task<Result<void>> serve(std::unique_ptr<Stream> stream,
                                           std::shared_ptr<Counted> handshake);
    [[nodiscard]] Task<Result<void>> dial_loop(SharedDial dial);
    [[nodiscard]] Task<Result<bool>> dial_once(SharedDial dial);
    /// `dial`: the one that began it; null when it was accepted.
    [[nodiscard]] Task<Result<bool>> run_session(Handshaken handshaken,
                                                 sync::PeerTable table,
                                                 SharedDial dial);
    [[nodiscard]] static Task<Result<void>> wait_wake(SharedDial dial);
    void note_trouble(Dial& dial, bool answered, const Error& error) const;
    [[nodiscard]] bool was_dismissed(const Dial& dial) const;
    [[nodiscard]] Result<sync::PeerTable> table_for(const NodeId& peer, const DhKey& key) const;
    /// What a caller whose certificate was revoked is told; an Error: nothing, it was told before.
    [[nodiscard]] Result<wire::Answer> farewell(const DhKey& key, const UpdateId& revoked_by);
    [[nodiscard]] std::size_t strangers() const;
    void settle(Session& session);
    void ended(const Session& session);

    class Registered;

    Runtime& runtime_;
    ReplicaPort& replica_;
    SessionBounds bounds_;
    std::list<std::unique_ptr<Listener>> listeners_;
    std::list<SharedDial> dials_;
    std::map<std::uint64_t, Session*> sessions_;  // all that run, by number: oldest first
    std::uint64_t sessions_begun_ = 0;
    std::map<NodeId, Session*> by_node_;  // the one of each certified peer
    std::map<NodeId, SessionCounts> past_;
    std::set<NodeId> dismissed_by_;
    struct Claim {
        UpdateId by;
        MonoTime at;
    };
    std::map<NodeId, Claim> revoked_by_;
    std::map<DhKey, MonoTime> farewells_;  // of revoked keys that called: when they were told so
    SessionCounts all_past_;
    std::size_t handshakes_ = 0;
    bool stopping_ = false;
    Event changed_;
    TaskGroup tasks_;
};

/// Adds the counts of one session to others.
SessionCounts& operator+=(SessionCounts& sum, const SessionCounts& more);

}  // namespace praxis::node
