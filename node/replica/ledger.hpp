#pragma once

#include "node/peers/replica_port.hpp"
#include "node/replica/branches.hpp"
#include "node/replica/device_room.hpp"
#include "node/replica/held_update.hpp"
#include "node/replica/lineage.hpp"
#include "node/replica/live_documents.hpp"
#include "node/replica/quotas.hpp"
#include "protocol/governance/model.hpp"
#include "store/records.hpp"

#include <map>
#include <memory>
#include <set>
#include <unordered_map>

namespace praxis::node {

/// What admission made of an update, and why when it was not held.
struct Admission {
    Outcome outcome = Outcome::held;
    std::string reason;
};

/// The four words of protocol/README.md, kept for a store: decides whether a well-formed update is
/// *held* (certificate known, predecessor held), *applied* (governance heads and deps applied) and
/// *standing* (governance), and writes the three as columns.
///
/// An update of a newer version is held by its header and waits, with everything that names it,
/// until a program opens the store that can read it. What follows it in its chain is decided as
/// ever, but for what says nothing of its governance heads: they are those of an update before it.
/// In root what follows in the chain waits: it may depend on what cannot be read.
///
/// Its memory is derived from the store and follows the write transaction it is handed: when that
/// transaction does not commit, the ledger is stale and must be loaded again. One thread at a time.
class Ledger {
public:
    /// Rebuilds everything from what is stored.
    [[nodiscard]] static Result<Ledger> load(const store::Reader& reader,
                                             const governance::Genesis& genesis);

    /// Takes in one update that passed `wire::check`. Store errors only; a refusal is an outcome.
    /// `giver` is the node it came from, where it came from one.
    ///
    /// Of what a device writes without a right, void as governance is known here, only
    /// `limits::void_device_bytes_max` are taken from that device itself: the rest stays with it.
    /// From others everything is taken, since what one node holds all others must be able to hold.
    [[nodiscard]] Result<Admission> admit(store::Writer& writer,
                                          const wire::CheckedUpdate& update,
                                          std::optional<NodeId> giver = {});
    [[nodiscard]] Result<Admission> admit(store::Writer& writer, const wire::NewerUpdate& update);
    [[nodiscard]] Result<Admission> admit(store::Writer& writer,
                                          const wire::AnyUpdate& update,
                                          std::optional<NodeId> giver);

    /// Files what an older program held by its header and this one can read; it waits for its
    /// payload from now on. Returns the spaces it stands in, whose payloads peers believe to have
    /// given already. Call once after `load`.
    [[nodiscard]] Result<std::set<SpaceId>> take_over(store::Writer& writer);

    /// Computes the verdicts that this transaction changed and writes them; call once before the
    /// commit. When governance grew, it says whose updates that may concern.
    [[nodiscard]] Result<void> settle(store::Writer& writer);

    /// The time by which quotas are counted; before anything is admitted or settled.
    void set_time(WallTime now) { quotas_.set_day(now); }

    /// Asks for all verdicts at the next `settle`.
    void doubt_everything() { doubts_everything_ = true; }

    [[nodiscard]] const governance::Governance& governance() const { return *governance_; }

    /// The governance heads that hold for the update after `prev` in its chain unless it names
    /// others; empty for the first, nullopt when they stand in a header of a newer version.
    [[nodiscard]] std::optional<std::vector<UpdateId>> inherited(const UpdateId& prev) const;

    /// What an update does, as far as the right to it goes.
    struct Subject {
        DocumentId document;  ///< zero: it creates one
        KindNumber kind;
        bool moderates = false;
    };
    /// What governance says of an update that is not written yet, at the end of a chain.
    [[nodiscard]] governance::Verdict foresee(const ChainId& chain,
                                              const ChainEnd& end,
                                              const std::vector<UpdateId>& heads,
                                              const Subject& subject) const;

    /// The updates of root applied since the last call (after `load`: all of them), in an order in
    /// which they can be added.
    [[nodiscard]] std::vector<wire::CheckedUpdate> take_new_root();

    /// What a document looks like to who writes in this transaction; see `Lineages::of`.
    [[nodiscard]] Result<const Lineage*> lineage(const store::Reader& reader,
                                                 const DocumentId& document) {
        return lineages_.of(reader, document);
    }

    /// Notes that the content of an update outside root is here no more.
    void lose_content(const UpdateId& id);

    /// What was applied, judged anew, or gained or lost content since the last call; root is a
    /// document.
    [[nodiscard]] Touched take_touched();

private:
    using Heads = std::shared_ptr<const std::vector<UpdateId>>;
    struct Fact {
        ChainId chain;
        governance::ChainPlace place;
        DocumentId document;
        KindNumber kind;
        bool moderates = false;  // its document; known once applied
        Heads governance;        // null: they stand in a header of a newer version
        std::size_t bytes = 0;   // that it takes of the disk
        bool reaches = false;    // its document's creation, through deps; known once decided
        store::Applied applied = store::Applied::waiting;
        store::Standing standing = store::Standing::unknown;
        std::string reason;
        std::optional<PersonId> person;  // whose right it stands by
    };
    /// Why an update cannot be applied yet, or ever.
    struct Obstacle {
        std::optional<UpdateId> missing;
        std::string never;  ///< not empty: void for ever
        bool moderates = false;
        [[nodiscard]] bool none() const { return !missing && never.empty(); }
    };

    /// A cut that names nothing yet, and where to note it when it does.
    struct Awaited {
        ChainId chain;
        Seq seq;
        governance::NamedPlaces* named = nullptr;
    };

    explicit Ledger(const governance::Genesis& genesis);

    [[nodiscard]] Result<Admission> gain(store::Writer& writer, const wire::CheckedUpdate& update);
    [[nodiscard]] Result<std::optional<std::string>> why_not_held(const store::Reader& reader,
                                                                  const wire::Prefix& prefix) const;
    /// Why so many bytes more of this device may not wait here; nullopt: they may.
    [[nodiscard]] Result<std::optional<std::string>> why_no_room(const store::Reader& reader,
                                                                 const SigningKey& device,
                                                                 std::size_t bytes) const;
    /// Whether what is known here gives no right to an update that is not held yet, and waits for
    /// nothing.
    [[nodiscard]] bool would_be_void(const wire::Header& header, const Obstacle& hindered) const;
    /// Whether so many bytes more without a right may be taken from the device that wrote them.
    [[nodiscard]] bool has_room_for_void(const SigningKey& device, std::size_t bytes) const;
    /// What an act's cuts of a chain name there, of what is here. Reads no store: a right may have
    /// revocations by the hundred, each of which is asked about all that a key wrote.
    [[nodiscard]] const governance::NamedPlaces& named_by(const UpdateId& act,
                                                          const ChainId& chain) const;
    /// Notes what the cuts of an act name outside root.
    void watch(const UpdateId& act, const std::vector<governance::Cut>& cuts);
    /// What governance is asked about an update that is held.
    [[nodiscard]] static governance::ContentFacts facts_about(const UpdateId& id, const Fact& fact);
    /// Notes a verdict in the fact and in who has how much without a right.
    void judge(const UpdateId& id,
               Fact& fact,
               store::Standing standing,
               std::string reason,
               const std::optional<PersonId>& person);
    /// Puts it under what it waits for; itself, when what it lacks is a part of its own.
    [[nodiscard]] Result<void> wait_for(store::Writer& writer,
                                        const UpdateId& missing,
                                        const UpdateId& id,
                                        std::string_view reason) const;
    /// Decides anew about an update that waited for itself, and about what waits for it.
    [[nodiscard]] Result<void> look_again(store::Writer& writer, const UpdateId& id);
    [[nodiscard]] Result<void> apply_with_waiters(store::Writer& writer, const UpdateId& first);
    [[nodiscard]] Result<void> apply(store::Writer& writer, wire::CheckedUpdate update);
    [[nodiscard]] Result<Obstacle> obstacle(const store::Reader& reader,
                                            const wire::CheckedUpdate& update) const;
    [[nodiscard]] Result<Obstacle> obstacle_in_document(const store::Reader& reader,
                                                        const wire::CheckedUpdate& update) const;
    /// Whether an update outside root is held and waits no more.
    [[nodiscard]] bool is_decided(const UpdateId& id) const;
    /// Whether a dep is of this document, which is in one space.
    [[nodiscard]] static bool is_of_document(const Fact& dep,
                                             const DocumentId& document,
                                             const SpaceId& space);
    /// Whether the deps of an update, all decided, lead to the creation of its document.
    [[nodiscard]] bool reaches_creation(const wire::Header& header) const;
    using Deps = std::map<UpdateId, std::vector<UpdateId>>;
    /// Finds `reaches` again of updates that are void for ever, with their deps.
    void find_reaching(const Deps& never);
    [[nodiscard]] bool in_root(const wire::Prefix& prefix) const;
    /// The governance heads of an update, its own or inherited.
    [[nodiscard]] Heads heads_of(const wire::Header& header) const;
    [[nodiscard]] governance::ChainPlace place_of(const wire::Prefix& prefix) const;
    void remember(const UpdateId& id, const wire::Header& header, std::size_t header_bytes);
    void remember(const UpdateId& id, const wire::Prefix& prefix);
    void enter(const UpdateId& id, Fact fact);
    void add_to_governance(wire::CheckedUpdate update);
    /// To be told once an update waits no more, so that its deps were told before it.
    void touch(const DocumentId& document, const UpdateId& id);
    [[nodiscard]] Result<void> settle_root(store::Writer& writer, const UpdateId& id);
    [[nodiscard]] Result<void> settle_content(store::Writer& writer,
                                              const UpdateId& id,
                                              Fact& fact);

    std::unique_ptr<governance::Governance> governance_;
    std::map<UpdateId, Fact> facts_;  // every held update outside root; each stays at its address
    std::map<SigningKey, std::vector<std::pair<const UpdateId, Fact>*>> facts_of_;
    DeviceRoom waiting_;  // every held update that is not decided
    DeviceRoom void_;     // every held update outside root that is void
    std::map<UpdateId, std::pair<store::Standing, std::string>> root_verdicts_;
    std::map<ChainId, std::unordered_map<UpdateId, governance::NamedPlaces>> named_;  // by act
    std::unordered_map<UpdateId, std::vector<Awaited>> awaited_;  // what a cut says is not here
    std::set<SigningKey> doubted_;  // something that a cut of their chains names came
    std::vector<UpdateId> fresh_;   // applied in this transaction, no verdict yet
    std::vector<wire::CheckedUpdate> new_root_;
    std::vector<std::pair<UpdateId, wire::Header>> unfiled_;  // readable now; see take_over
    Quotas quotas_;
    Lineages lineages_;
    Touched touched_;
    bool doubts_everything_ = false;
};

}  // namespace praxis::node
