#pragma once

#include "node/peers/replica_port.hpp"
#include "protocol/governance/model.hpp"
#include "store/records.hpp"

#include <map>
#include <memory>
#include <set>

namespace praxis::node {

/// An update as the store holds it, decoded again; its signature was checked when it came.
[[nodiscard]] Result<wire::CheckedUpdate> load_update(const store::Reader& reader,
                                                      const UpdateId& id);

/// What admission made of an update, and why when it was not held.
struct Admission {
    Outcome outcome = Outcome::held;
    std::string reason;
};

/// The four words of protocol/README.md, kept for a store: decides whether a well-formed update is
/// *held* (certificate known, predecessor held), *applied* (governance heads and deps applied) and
/// *standing* (governance), and writes the three as columns.
///
/// Its memory is derived from the store and follows the write transaction it is handed: when that
/// transaction does not commit, the ledger is stale and must be loaded again. One thread at a time.
class Ledger {
public:
    /// Rebuilds everything from what is stored.
    [[nodiscard]] static Result<Ledger> load(const store::Reader& reader,
                                             const governance::Genesis& genesis);

    /// Takes in one update that passed `wire::check`. Store errors only; a refusal is an outcome.
    [[nodiscard]] Result<Admission> admit(store::Writer& writer, const wire::CheckedUpdate& update);

    /// Computes the verdicts that this transaction changed and writes them; call once before the
    /// commit. When governance grew, all verdicts are computed anew.
    [[nodiscard]] Result<void> settle(store::Writer& writer);

    /// Asks for all verdicts at the next `settle`.
    void doubt_everything() { recheck_ = true; }

    [[nodiscard]] const governance::Governance& governance() const { return *governance_; }

    /// The governance heads that hold for the update after `prev` in its chain unless it names
    /// others; empty for the first.
    [[nodiscard]] std::vector<UpdateId> inherited(const UpdateId& prev) const;

    /// What governance says of an update that is not written yet.
    [[nodiscard]] governance::Verdict foresee(const ChainId& chain,
                                              Seq seq,
                                              const std::vector<UpdateId>& heads) const;

    /// The updates of root applied since the last call (after `load`: all of them), in an order in
    /// which they can be added.
    [[nodiscard]] std::vector<wire::CheckedUpdate> take_new_root();

private:
    using Heads = std::shared_ptr<const std::vector<UpdateId>>;
    struct Fact {
        ChainId chain;
        Seq seq;
        DocumentId document;
        Heads governance;
        bool reaches = false;  // its document's creation, through deps; known once decided
        store::Applied applied = store::Applied::waiting;
        store::Standing standing = store::Standing::unknown;
        std::string reason;
    };
    /// Why an update cannot be applied yet, or ever.
    struct Obstacle {
        std::optional<UpdateId> missing;
        std::string never;  ///< not empty: void for ever
        [[nodiscard]] bool none() const { return !missing && never.empty(); }
    };

    explicit Ledger(const governance::Genesis& genesis);

    [[nodiscard]] Result<Admission> gain(store::Writer& writer, const wire::CheckedUpdate& update);
    [[nodiscard]] Result<std::optional<std::string>> why_not_held(
        const store::Reader& reader, const wire::CheckedUpdate& update) const;
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
    [[nodiscard]] bool in_root(const wire::Header& header) const;
    void remember(const UpdateId& id, const wire::Header& header);
    void add_to_governance(wire::CheckedUpdate update);
    [[nodiscard]] Result<void> settle_root(store::Writer& writer);
    [[nodiscard]] Result<void> settle_content(store::Writer& writer,
                                              const UpdateId& id,
                                              Fact& fact) const;

    std::unique_ptr<governance::Governance> governance_;
    std::map<UpdateId, Fact> facts_;  // every held update outside root
    std::map<UpdateId, std::pair<store::Standing, std::string>> root_verdicts_;
    std::set<ChainId> cut_chains_;  // chains that some applied revocation names
    std::vector<UpdateId> fresh_;   // applied in this transaction, no verdict yet
    std::vector<wire::CheckedUpdate> new_root_;
    bool root_grew_ = false;
    bool recheck_ = false;
};

}  // namespace praxis::node
