#pragma once

#include "protocol/governance/kept_state.hpp"
#include "protocol/governance/model.hpp"
#include "tests/property/governance_world.hpp"

#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace praxis::governance {

/// Updates of one world, in an order of arrival.
using Updates = std::vector<const wire::CheckedUpdate*>;
/// What each update of root says.
using Acts = std::unordered_map<UpdateId, Result<Act>>;
/// Requests to join: whether each waits, and its answers.
using Requests = std::map<UpdateId, std::pair<bool, std::vector<UpdateId>>>;
/// Quarantines in force: of which space and person.
using Quarantined = std::map<UpdateId, std::pair<SpaceId, PersonId>>;
/// The state hash of every space of which something is decided.
using States = std::map<SpaceId, Hash>;
/// In force, of every space that has one.
using Quotas = std::map<SpaceId, QuotaInfo>;

/// All updates in a random order that keeps deps and prev first, each such order as likely as if
/// one drew again and again until an update is ready; content may come before its governance.
[[nodiscard]] Updates causal_order(const test::GovernanceWorld& world, SeededEntropy& random);

/// Whether an update outside root is an act of moderation; nullopt: it touches fields of moderation
/// and is none, and is void for ever.
[[nodiscard]] std::optional<bool> is_moderation(const wire::CheckedUpdate& update);

/// Whether a node keeps the state hash of each space beside its verdicts: it costs most of all.
enum class Keeps : std::uint8_t { verdicts, states };

/// What a node does around Governance: holds content, and knows its chains. World and acts outlive
/// it.
class GovernanceNode {
public:
    GovernanceNode(const test::GovernanceWorld& world, const Acts& acts, Keeps keeps);

    void deliver(const wire::CheckedUpdate& update);
    /// Judges again only what governance says may have changed.
    void settle();
    /// What `settle` knows.
    [[nodiscard]] const Verdict& settled(const wire::CheckedUpdate& update) const;
    [[nodiscard]] Verdict verdict(const wire::CheckedUpdate& update) const;

    /// What enough agree to erase, of what is here.
    [[nodiscard]] std::set<UpdateId> agreed() const;
    /// Every request to join that stands.
    [[nodiscard]] Requests asked() const;
    [[nodiscard]] Quarantined quarantined() const;
    [[nodiscard]] Quotas quotas() const;
    /// As `KeptState` came to them by what each `settle` judged anew; none unless it keeps states.
    [[nodiscard]] States states() const;
    [[nodiscard]] const Governance& governance() const { return governance_; }

private:
    void watch(const std::vector<Cut>& cuts);
    void keep(const Updates& judged);
    [[nodiscard]] std::vector<UpdateId> effective_heads(const wire::Header& header) const;
    [[nodiscard]] CutSide side_of(const Cut& cut, const wire::CheckedUpdate& update) const;
    [[nodiscard]] bool leads_from(const wire::CheckedUpdate& later,
                                  const wire::CheckedUpdate& earlier) const;

    const test::GovernanceWorld& world_;
    const Acts& acts_;
    Keeps keeps_;
    Governance governance_;
    std::unordered_set<UpdateId> held_;
    Updates content_;
    std::set<const wire::CheckedUpdate*> unsettled_;  // not judged, or waiting
    std::unordered_set<UpdateId> cut_at_;             // what cuts name
    std::set<SigningKey> doubted_;                    // what a cut of theirs names came
    std::unordered_map<UpdateId, Verdict> settled_;
    std::map<SpaceId, KeptState> states_;
};

}  // namespace praxis::governance
