#pragma once

#include "node/backup/items.hpp"
#include "node/replica/ledger.hpp"
#include "node/replica/replica.hpp"

namespace praxis::node {

/// What came of the items of a backup.
struct Restored {
    std::uint64_t updates = 0;
    std::uint64_t absent = 0;  ///< without their content: erased, or not here when it was taken
    std::uint64_t header_only = 0;  ///< of a newer version, or whose payload had not come
    std::uint64_t stand = 0;
    std::uint64_t is_void = 0;
    std::uint64_t waiting = 0;
    std::uint64_t chains = 0;
    std::uint64_t forks = 0;  ///< chains with more than one head
    StateSummary state;
};

/// Makes a store of the items of a backup by admitting each update as if a stranger had sent it:
/// through the one verifier of bytes, held only when its certificate is known and its predecessor
/// held, judged by governance anew. Nothing is believed but signatures; what the node said of each
/// update is only held against what comes out.
///
/// The store has no id, no incarnation and no lease, so whoever opens it draws new ones.
class Restorer {
public:
    /// `into` is a store that holds nothing.
    explicit Restorer(store::Store& into) : store_{into} {}

    /// Takes the next item, in the order of the backup. Fails with `BackupErrc::differs` on an
    /// update that is refused or cannot be held, and with the store's errors.
    [[nodiscard]] Result<void> take(Item item);

    /// Fails with `BackupErrc::differs` when an update is not what the node said it was.
    [[nodiscard]] Result<Restored> finish();

    /// Governance as it came out; after `finish`.
    [[nodiscard]] const governance::Governance& governance() const { return ledger_->governance(); }

private:
    struct Said {
        UpdateId id;
        store::Applied applied;
        store::Standing standing;
        std::optional<PersonId> person;
    };

    [[nodiscard]] Result<void> begin(const GenesisItem& item);
    [[nodiscard]] Result<void> commit();
    [[nodiscard]] Result<void> put(store::Writer& writer, Item& item);
    [[nodiscard]] Result<void> admit(store::Writer& writer, UpdateItem& item);
    [[nodiscard]] Result<void> compare(const store::Reader& reader, const Said& said);
    [[nodiscard]] Result<void> count_chains(const store::Reader& reader,
                                            const std::set<SpaceId>& spaces);

    store::Store& store_;
    std::optional<Ledger> ledger_;  // from the first item on
    std::vector<Item> batch_;       // one transaction
    std::vector<Said> said_;
    Restored found_;
};

}  // namespace praxis::node
