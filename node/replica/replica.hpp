#pragma once

#include "node/peers/replica_port.hpp"
#include "node/replica/address_book.hpp"
#include "node/replica/author.hpp"
#include "node/replica/committer.hpp"
#include "node/replica/forks.hpp"
#include "node/replica/known_forks.hpp"
#include "node/replica/live_documents.hpp"
#include "node/replica/payload_heads.hpp"
#include "node/replica/refusals.hpp"
#include "node/replica/state.hpp"
#include "node/runtime/task_group.hpp"

#include <functional>
#include <memory>

namespace praxis::node {

struct DocumentSummary {
    DocumentId id;
    SpaceId space;
    KindNumber kind;
    bool stands = false;  ///< whether its creating update does; only those are shown
    Arrival arrival;      ///< of the creating update's header
};

/// A document begins: its creating update arrived, whatever became of it.
struct Creation {
    DocumentId id;
    SpaceId space;
    KindNumber kind;
    Arrival arrival;  ///< of its header
    WallTime written;
    std::map<crdt::Address, Hash> constant_ids;  ///< the ids it set as constants
};

/// One line of `praxis log`.
struct LogEntry {
    enum class Verdict { standing, void_, waiting };
    Arrival arrival;
    UpdateId id;
    ChainId chain;
    Seq seq;
    std::optional<DocumentId> document;  ///< of a newer version neither can be read
    std::optional<KindNumber> kind;
    std::size_t bytes = 0;  ///< header, signature, skeleton and content
    bool content_here = false;
    bool erased = false;  ///< the content is absent for good
    Verdict verdict = Verdict::waiting;
    std::string reason;  ///< in words; empty when it stands
    WallTime written;
    std::vector<UpdateId> deps;
    bool continues = false;  ///< shown together with the update of its chain before it
    bool joins = false;      ///< empty; only brings heads together
    bool moderates = false;  ///< an act of moderation
};

struct Verification {
    std::uint64_t updates = 0;
    std::vector<std::string> bad;  ///< what is wrong, the update's id first
};

/// What this node knows of another node's copy of one document.
struct Whereabouts {
    enum class State { holds, behind, unknown };
    NodeId node;
    State state = State::unknown;
    std::optional<WallTime> as_of;  ///< when that node last confirmed, by this node's clock
};

/// The node's replica: the one door into the store, for peers, people and files alike.
///
/// Writing: every update, own or a peer's, goes through `wire::check` and the ledger, in one group
/// commit with what else is waiting; nothing is answered before the commit is durable.
/// Reading: from a snapshot of the store; nothing says more than the disk holds.
/// Threads: called on the loop. Signatures are checked on the workers, the ledger runs on the
/// writer; results come home to the loop.
class Replica final : public ReplicaPort {
public:
    /// Opens the replica of a store that holds a genesis, and brings verdicts up to date.
    /// `incarnation` is what `store::claim_incarnation` gave. `inviter`: the node that invited
    /// this one, trusted as a peer until its certificate is here.
    [[nodiscard]] static Result<std::unique_ptr<Replica>> open(
        Runtime& runtime,
        store::Store& store,
        Identity identity,
        Incarnation incarnation,
        std::optional<std::pair<NodeId, DhKey>> inviter);
    Replica(Runtime& runtime,
            store::Store& store,
            Identity identity,
            Incarnation incarnation,
            Ledger ledger);

    /// Stops taking writes, finishes those that wait, returns when the writer is idle.
    [[nodiscard]] Task<void> stop();
    /// The store's error after which the process must end.
    [[nodiscard]] const std::optional<Error>& broken() const { return committer_.broken(); }

    // --- writing ---

    /// Writes a person's act, signed by `draft.as` or by this node's device.
    [[nodiscard]] Task<Result<Written>> author(Draft draft);
    /// Writes two of them in one transaction; see `write_both`.
    [[nodiscard]] Task<Result<Written>> author_both(Draft first,
                                                    Draft second,
                                                    crdt::Address names_first);
    /// What makes an act needless, asked just before it would be written: two that are asked for at
    /// once never both are.
    using Before = std::function<std::optional<UpdateId>(const governance::Governance&)>;
    /// Writes an act of root with this node's device key or another; see `write_act`. When `before`
    /// names an act, nothing is written, and that is the answer.
    [[nodiscard]] Task<Result<UpdateId>> act(governance::Act act,
                                             std::string reason,
                                             std::shared_ptr<const crypto::SigningPair> as = {},
                                             Before before = {});
    /// An update signed elsewhere (an administrator's act), through the same door. Fails with the
    /// verifier's error, or with `stale_position` when it cannot be held now.
    [[nodiscard]] Task<Result<UpdateId>> submit(wire::SignedUpdate update);
    /// What an agreed erasure does here, in one commit: notes when it was asked first, and erases
    /// the contents of these updates of a document, here or not, if `limits::erase_after` has
    /// passed since.
    struct Erasure {
        UpdateId target;  ///< what asks for it
        DocumentId document;
        std::vector<UpdateId> updates;
    };
    /// How many it erased.
    [[nodiscard]] Task<Result<std::uint64_t>> erase(Erasure erasure);
    /// What was not rightly erased, since its erasure is none any more: forgets when it was asked,
    /// and lets the contents of these updates, of documents of a space, come again from whoever has
    /// them: in the next session with each.
    [[nodiscard]] Task<Result<void>> undo_erasure(Erasure erasure, SpaceId space);
    /// Erasures that `erase` was asked for, by target.
    struct NotedErasure {
        UpdateId target;
        DocumentId document;
        WallTime since;
    };
    [[nodiscard]] Result<std::vector<NotedErasure>> noted_erasures() const;
    [[nodiscard]] Result<std::optional<NotedErasure>> noted_erasure(const UpdateId& target) const;
    /// Keeps an address from now on; false when it was kept already. Fails with `bad_request` when
    /// there is no room for one more.
    [[nodiscard]] Task<Result<bool>> keep_peer(KeptPeer peer);
    /// Keeps it no more, of one node or of whichever; returns what was kept there.
    [[nodiscard]] Task<Result<std::vector<KeptPeer>>> forget_peer(PeerAddress peer);
    /// Keeps a note of this node to itself, under a name, until another takes its place; nullopt
    /// forgets it. In the store, so a backup has it; no other node ever does.
    [[nodiscard]] Task<Result<void>> keep_note(std::string name, std::optional<Bytes> body);
    /// Notified after every commit.
    [[nodiscard]] Event& committed() { return committed_; }

    // --- reading ---

    /// What was made of the form with this token; nullopt when none is remembered.
    [[nodiscard]] Result<std::optional<Written>> answer_to(const Hash& token) const;
    /// As committed, and as it stays for who holds it: to see later commits, ask again. Best not
    /// held while waiting, or the next who asks pays for a replay. Fails with `not_found`.
    [[nodiscard]] Result<SharedDocument> document(const DocumentId& id) const;
    /// By id; both filters optional. Documents whose creation is held and applied.
    [[nodiscard]] Result<std::vector<DocumentSummary>> documents(
        std::optional<SpaceId> space, std::optional<KindNumber> kind) const;
    /// Whether a document's creation is applied and stands; false for one that is not here.
    [[nodiscard]] Result<bool> stands(const DocumentId& id) const;
    [[nodiscard]] Result<RootPosition> root_position(const SigningKey& key) const;
    [[nodiscard]] Result<StateSummary> state() const;
    /// Visits held updates by arrival of their headers, of one document without touching others;
    /// an Error from `visit` ends it.
    using VisitLog = std::function<Result<void>(const LogEntry&)>;
    [[nodiscard]] Result<void> log(std::optional<DocumentId> document, const VisitLog& visit) const;
    /// Visits held updates from the newest header back, of the node or of one space, until a visit
    /// says stop; costs what it visits.
    using VisitBack = std::function<Result<store::Scan>(const LogEntry&)>;
    [[nodiscard]] Result<void> log_back(std::optional<SpaceId> space, const VisitBack& visit) const;
    /// The chains of a space that forked: one look at the heads of each chain.
    [[nodiscard]] Result<std::vector<ChainId>> forked_chains(const SpaceId& space) const;
    /// The chains of a space, `root` too, that forked, by device, then incarnation. Reads every
    /// branch up to where they part.
    [[nodiscard]] Result<std::vector<ForkedChain>> forks(const SpaceId& space) const;
    /// Visits what some keys wrote outside `root` and is void, each chain in its order; of the rest
    /// it looks at the verdict alone. An Error from `visit` ends it.
    [[nodiscard]] Result<void> void_of(const std::set<SigningKey>& keys,
                                       const VisitLog& visit) const;
    /// Visits the documents whose creating update gained something after `after`, in that order,
    /// some of them twice; those whose skeleton is not here yet come when it is. Returns the last
    /// number of the order of arrival: where to go on.
    using VisitCreation = std::function<void(const Creation&)>;
    [[nodiscard]] Result<Arrival> creations(Arrival after, const VisitCreation& visit) const;
    /// The documents with an act of moderation, standing or not, that gained something after
    /// `after`; where to go on as of `creations`.
    using VisitModerated = std::function<void(const SpaceId&, const DocumentId&)>;
    [[nodiscard]] Result<Arrival> moderated(Arrival after, const VisitModerated& visit) const;
    /// When a held update was written, by its author's clock; nullopt: it is not here, or nobody
    /// here can read when.
    [[nodiscard]] Result<std::optional<WallTime>> written_at(const UpdateId& id) const;
    /// Updates that wait here for something they name.
    [[nodiscard]] Result<std::uint64_t> waiting() const;
    /// Checks every record, hash and signature again, as if a stranger had sent it.
    [[nodiscard]] Result<Verification> verify() const;

    /// The addresses that are kept, in the order they were added.
    [[nodiscard]] Result<std::vector<KeptPeer>> kept_peers() const;
    /// What is not passed on yet, by the quotas of spaces.
    [[nodiscard]] Result<std::vector<Withheld>> withheld() const;
    /// How many updates of a document are not.
    [[nodiscard]] Result<std::uint64_t> withheld_of(const DocumentId& document) const;
    /// Lets what is withheld go on as far as the quota of this day allows.
    [[nodiscard]] Task<Result<void>> begin_day();
    [[nodiscard]] Result<std::optional<Bytes>> note(const std::string& name) const;
    /// What was not taken of what this node sent since this replica was opened.
    [[nodiscard]] RefusedOf refused_of(const NodeId& node) const { return refusals_.of(node); }

    /// Governance as applied and durable now; changes only across a co_await.
    [[nodiscard]] const governance::Governance& governance() const { return governance_; }
    /// The person this node's device acts for; nullopt before its certificate stands.
    [[nodiscard]] std::optional<PersonId> person() const;
    /// The node of the invitation that was used here.
    [[nodiscard]] std::optional<NodeId> inviter() const {
        return inviter_ ? std::optional{inviter_->first} : std::nullopt;
    }
    /// The space that `init` founded before all others; nullopt before its founding is here.
    [[nodiscard]] std::optional<SpaceId> commons() const { return commons_; }
    [[nodiscard]] Incarnation incarnation() const override { return incarnation_; }
    /// By this machine's clock.
    [[nodiscard]] WallTime now() const;

    // --- ReplicaPort ---
    [[nodiscard]] NetworkId network() const override { return governance_.network(); }
    [[nodiscard]] NodeId node() const override { return identity_.device.key(); }
    [[nodiscard]] const crypto::DhPair& dh_pair() const override { return identity_.dh; }
    [[nodiscard]] bool is_certified(const NodeId& peer, const DhKey& key) const override;
    [[nodiscard]] bool is_dismissed(const NodeId& peer, const DhKey& key) const override;
    [[nodiscard]] std::optional<UpdateId> revocation_of(const NodeId& peer,
                                                        const DhKey& key) const override;
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
    [[nodiscard]] bool is_limited(const SpaceId& space) const override;
    [[nodiscard]] Result<bool> is_withheld(const ChainId& chain, Arrival line) const override;
    [[nodiscard]] Task<Result<std::vector<Outcome>>> ingest(std::vector<wire::SignedUpdate> updates,
                                                            NodeId from) override;
    [[nodiscard]] Result<PeerState> load_peer(const NodeId& peer) const override;
    [[nodiscard]] Task<Result<void>> save_peer(NodeId peer, PeerState state) override;

private:
    /// Writes as somebody, or as this node's device, in one job of the committer.
    using WriteDrafts = std::function<Result<Written>(store::Writer&, Ledger&, const Author&)>;
    [[nodiscard]] Task<Result<Written>> write_as(Acting as, WriteDrafts write);
    /// Forgets what peers gave of these spaces and what they hold, so that each offers all again.
    [[nodiscard]] static Result<void> begin_as_stranger(store::Writer& writer,
                                                        const std::set<SpaceId>& spaces);
    [[nodiscard]] Task<std::vector<Result<wire::AnyUpdate>>> check_all(
        std::vector<wire::SignedUpdate> updates) const;
    void note_refused(const NodeId& from, const std::vector<Refusal>& refusals);
    void learn(const std::vector<wire::CheckedUpdate>& new_root);
    void follow(const Touched& touched);
    [[nodiscard]] SpaceId root() const { return same_bytes<SpaceId>(governance_.network()); }

    Runtime& runtime_;
    store::Store& store_;
    Identity identity_;
    Incarnation incarnation_;
    std::optional<std::pair<NodeId, DhKey>> inviter_;
    governance::Governance governance_;  // the loop's own; the ledger has another
    mutable std::map<NodeId, std::set<SpaceId>> spaces_for_;  // until governance grows
    std::optional<SpaceId> commons_;
    mutable PayloadHeads payload_heads_;
    mutable KnownForks known_forks_;
    mutable std::optional<StoreState> state_;  // as of the last commit, once asked for
    mutable LiveDocuments live_;               // as of the last commit
    Committer committer_;
    Event committed_;
    Refusals refusals_;
    TaskGroup tasks_;
};

}  // namespace praxis::node
