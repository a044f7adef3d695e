#pragma once

#include "node/peers/channel.hpp"
#include "node/runtime/clock.hpp"
#include "node/runtime/event.hpp"
#include "protocol/sync/outgoing.hpp"
#include "protocol/sync/peer_space.hpp"

#include <deque>

namespace praxis::node {

/// What a session has done so far.
struct SessionCounts {
    Traffic sent;
    Traffic received;
    std::uint64_t sent_updates = 0;
    std::uint64_t received_updates = 0;  ///< durably gained
    std::uint64_t duplicates = 0;        ///< received, and held already
    std::uint64_t turns = 0;             ///< times the direction of frames changed
};

/// How much of what came and of what is on its way one session may hold.
struct SessionBounds {
    std::size_t inbox_bytes = limits::inbox_bytes_max;
    std::size_t in_flight_bytes = limits::in_flight_bytes_max;
};

/// What one session holds of them, or all of a node; neither passes its bound by more than a frame.
struct SessionLoad {
    std::size_t inbox_bytes = 0;      ///< received, not yet stored
    std::size_t in_flight_bytes = 0;  ///< sent, not yet acknowledged
};

/// The table kept about a peer; empty for one never met.
[[nodiscard]] Result<sync::PeerTable> load_table(const ReplicaPort& replica, const NodeId& peer);
/// The hello that says so.
[[nodiscard]] wire::Hello hello_from(const ReplicaPort& replica, const sync::PeerTable& table);

/// One conversation of two nodes after the handshake: protocol/README.md, section 8.
/// Construct, run() once as a task, wait for its end, destroy. Event-loop thread only.
///
/// Six loops: one reads frames, one stores what came and acknowledges, one is the only writer,
/// one pings, one offers again what was answered `later`, one ends the session of a peer whose
/// certificate was revoked. When one ends, so do the others; but what
/// was received whole is stored first, so that a stream cut again and again still brings something
/// each time.
class Session {
public:
    /// `table` is what the hello we sent was made from. `on_certified` is called once, when the
    /// peer has proven its key and a certificate of it stands; it may call `stop`.
    Session(Clock& clock,
            ReplicaPort& replica,
            Handshaken handshaken,
            sync::PeerTable table,
            std::function<void(Session&)> on_certified = {},
            SessionBounds bounds = {});

    /// Ends with success after a Bye of either side, else with what broke it.
    [[nodiscard]] Task<Result<void>> run();

    /// Sends what is due of a last frame, then Bye, and ends.
    void stop(wire::ByeReason reason);
    /// Something became durable here, whoever brought it.
    void on_commit();
    /// Begins a round: a Ping, which the peer answers behind all that it held when the Ping came.
    /// Returns the number that `rounds` reaches with the answer.
    std::uint64_t ask();
    /// Bytes that came so far.
    [[nodiscard]] std::uint64_t heard() const { return channel_->heard(); }
    /// How many Pings were answered so far. When a round is over and the session is in step, all
    /// that the peer held when it was asked is held here.
    [[nodiscard]] std::uint64_t rounds() const { return pongs_; }

    [[nodiscard]] const NodeId& peer() const { return peer_; }
    [[nodiscard]] bool initiator() const { return initiator_; }
    /// Whether a certificate that stands binds the peer's key to its id; before: a stranger.
    [[nodiscard]] bool certified() const { return certified_; }
    [[nodiscard]] const SessionCounts& counts() const { return counts_; }
    [[nodiscard]] SessionLoad load() const { return {inbox_bytes_, in_flight_bytes()}; }
    /// Whether anything became durable on either side: an update held here, or one acknowledged.
    [[nodiscard]] bool progressed() const { return progressed_; }
    /// Why the peer said Bye, if it did.
    [[nodiscard]] std::optional<wire::ByeReason> bye() const { return bye_; }
    /// How many of our updates the peer could not hold yet; they are offered again.
    [[nodiscard]] std::size_t postponed() const;
    /// Whether, as far as this session knows, both hold the same: nothing of ours is unsent,
    /// unacknowledged or postponed, and every head that the peer told is held here. Costs a look at
    /// each chain.
    [[nodiscard]] Result<bool> in_step() const;
    /// The same but for what a quota withholds: here, and as far as can be known there, that is,
    /// heads the peer told in spaces that have a quota and does not send.
    [[nodiscard]] Result<bool> exchanged() const;
    /// How many updates the peer told, in spaces that have a quota, and are not here.
    [[nodiscard]] Result<std::uint64_t> not_come() const;
    /// Whether the peer told its root and everything it told is held here: what governance this
    /// node lacks, this peer lacks too.
    [[nodiscard]] Result<bool> holds_their_root() const;

private:
    /// One space in this session.
    struct Lane {
        sync::Outgoing out;
        sync::Holdings told;                   // what the peer believes that we hold
        bool look = true;                      // there may be lines behind out.scanned()
        std::set<sync::ChainName> withheld{};  // of those that `out` holds back: by a quota
        // what is sent before its turn since it proves a fork: whether to look for more, the lines,
        // and the devices that are done with
        bool look_for_forks = true;
        std::set<Arrival> early{};
        std::set<SigningKey> proved{};
        // what was answered `later` comes again: whether, how soon, and how long after that
        bool again = false;
        MonoTime again_from{};
        Duration again_pause = limits::offer_again_min;
    };
    enum class Told { nothing, root, all };
    enum class Direction { none, out, in };

    // the loops
    [[nodiscard]] Task<Result<void>> converse();
    [[nodiscard]] Task<Result<void>> receive_loop();
    [[nodiscard]] Task<Result<void>> ingest_loop();
    [[nodiscard]] Task<Result<void>> send_loop();
    [[nodiscard]] Task<Result<void>> keepalive_loop();
    [[nodiscard]] Task<Result<void>> offer_again_loop();
    [[nodiscard]] Task<Result<void>> dismissal_loop();

    // receiving
    [[nodiscard]] Result<void> receive(wire::Message message);
    [[nodiscard]] Result<void> take_table(const wire::CursorTable& table);
    [[nodiscard]] Result<void> take_ack(const wire::Ack& ack);
    [[nodiscard]] Result<void> take_pong();
    [[nodiscard]] Result<void> check_stranger(const wire::Message& message);
    [[nodiscard]] Result<void> keep_for_ingest(wire::Message message);
    [[nodiscard]] bool is_of_root(const wire::Message& message) const;
    [[nodiscard]] Task<Result<void>> ingest_updates();
    [[nodiscard]] Result<void> ingest_other(const wire::Message& message);
    [[nodiscard]] Result<void> settle_batch(const std::vector<wire::Update>& batch,
                                            const std::vector<Outcome>& outcomes);
    [[nodiscard]] Result<sync::PeerSpace*> entry_of(const SpaceId& space);
    void peer_gained(const SpaceId& space);
    [[nodiscard]] Task<Result<void>> save();
    [[nodiscard]] Result<void> look_again(const SpaceId& space,
                                          const std::set<sync::ChainName>& chains);
    [[nodiscard]] Result<void> look_for_passed(const SpaceId& space, Lane& lane);
    [[nodiscard]] Result<void> judge_again(const SpaceId& space,
                                           Lane& lane,
                                           const sync::ChainName& name);

    // sending
    [[nodiscard]] Result<void> prepare();
    [[nodiscard]] Result<void> open(const SpaceId& space);
    [[nodiscard]] Result<void> open_all();
    void close(const SpaceId& space);
    [[nodiscard]] Result<void> offer_again(const SpaceId& space, Lane& lane);
    [[nodiscard]] std::optional<MonoTime> again_at() const;
    [[nodiscard]] Task<Result<void>> wait_again_before(std::optional<MonoTime> known);
    [[nodiscard]] Result<std::vector<sync::ChainName>> advanced_chains(const SpaceId& space,
                                                                       Arrival after) const;
    [[nodiscard]] Result<void> tell(const SpaceId& space,
                                    Lane& lane,
                                    std::vector<sync::ChainName> chains);
    [[nodiscard]] Result<sync::ChainTips> tips_of(const ChainId& chain) const;
    [[nodiscard]] Result<void> scan(const SpaceId& space, Lane& lane);
    [[nodiscard]] Result<void> consider(const SpaceId& space, Lane& lane, const Gained& line);
    [[nodiscard]] Result<void> want_proofs(const SpaceId& space, Lane& lane);
    [[nodiscard]] Result<std::optional<std::vector<Gained>>> lines_that_prove(const Fork& fork,
                                                                              const Lane& lane);
    [[nodiscard]] Result<std::vector<Gained>> lines_at(const Fork& fork, Seq seq) const;
    [[nodiscard]] Result<std::size_t> bytes_of(const std::vector<Gained>& lines) const;
    [[nodiscard]] Result<std::vector<wire::Message>> next_frame();
    [[nodiscard]] Result<void> add_updates(const SpaceId& space,
                                           Lane& lane,
                                           sync::Turn up_to,
                                           std::vector<wire::Message>& frame,
                                           std::size_t& bytes);
    void add_progress(const SpaceId& space,
                      Lane& lane,
                      std::vector<wire::Message>& frame,
                      std::size_t& bytes);
    [[nodiscard]] Result<bool> holds_told(const SpaceId& space) const;
    [[nodiscard]] Result<bool> dismissal_due() const;
    [[nodiscard]] sync::Turn turn_of(const Gained& line) const;
    [[nodiscard]] bool more_to_scan() const;
    [[nodiscard]] bool may_stream(const SpaceId& space) const;
    [[nodiscard]] bool all_sent() const;
    void add_pongs(std::vector<wire::Message>& frame, std::size_t bytes);
    [[nodiscard]] std::size_t in_flight_bytes() const;
    void say(wire::Message message);
    void turn(Direction now);
    void check_certificate();
    void look_for_dismissal();
    [[nodiscard]] SpaceId root() const { return same_bytes<SpaceId>(replica_.network()); }

    Clock& clock_;
    ReplicaPort& replica_;
    std::unique_ptr<Channel> channel_;
    std::function<void(Session&)> on_certified_;
    const SessionBounds bounds_;
    const NodeId peer_;
    const DhKey peer_key_;
    const bool initiator_;
    const wire::Hello hello_;  // theirs
    bool proven_;              // the peer holds the secret of peer_key_
    bool certified_ = false;
    bool is_dismissed_ = false;  // its certificate gives no right any more, or never did
    sync::PeerTable table_;
    std::set<SpaceId> dirty_;  // spaces of table_ that changed since they were saved

    bool compared_ = false;       // their digest was looked at
    bool cursors_known_ = false;  // table_'s `ours` is what they say
    sync::PeerTable received_;    // parts of a CursorTable until its last
    Told we_told_ = Told::nothing;
    Told they_told_ = Told::nothing;
    std::map<SpaceId, Lane> lanes_;
    std::set<SpaceId> closed_;  // that were opened, until the peer lost its right

    std::deque<wire::Message> outbox_;  // goes before updates, in this order
    std::deque<wire::Message> inbox_;   // what must be dealt with in the order of the stream
    std::size_t inbox_bytes_ = 0;
    std::size_t stranger_bytes_ = 0;
    std::size_t stranger_heads_ = 0;
    bool save_due_ = false;
    bool storing_ = false;         // a batch left the inbox and is not settled
    bool committed_ = false;       // since the last look
    std::size_t proof_bytes_ = 0;  // of all forks
    std::uint64_t pings_ = 0;      // sent
    std::uint64_t pongs_ = 0;      // received
    std::uint64_t pongs_due_ = 0;  // owed to the peer
    std::optional<wire::ByeReason> stop_;
    std::optional<wire::ByeReason> bye_;
    std::optional<Result<void>> ended_;  // how the stream ended; what it brought is stored yet
    MonoTime last_sent_;
    Direction direction_ = Direction::none;
    Event dismissed_;
    Event to_send_;
    Event to_ingest_;
    Event to_offer_again_;
    Event ingested_;
    SessionCounts counts_;
    bool progressed_ = false;
};

}  // namespace praxis::node
