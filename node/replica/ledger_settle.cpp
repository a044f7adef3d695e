#include "node/replica/ledger.hpp"

#include <algorithm>

// What is applied stands or does not, as governance says.

namespace praxis::node {
namespace {

using store::Applied;
using store::Standing;

Standing standing_of(const governance::Verdict& verdict) {
    switch (verdict.standing) {
        case governance::Standing::standing:
            return Standing::stands;
        case governance::Standing::void_:
            return Standing::is_void;
        case governance::Standing::waiting:
            return Standing::unknown;
    }
    return Standing::unknown;
}

std::string reason_of(const governance::Verdict& verdict) {
    if (verdict.stands()) return {};
    auto text = governance::text_of(verdict);
    text.resize(std::min(text.size(), store::reason_bytes_max));
    return text;
}

using governance::CutSide;

}  // namespace

Result<void> Ledger::settle(store::Writer& writer) {
    auto changes = governance_->take_changes();
    for (const auto& id : changes.verdicts) {
        TRY(settle_root(writer, id));
    }
    for (const auto& id : fresh_) {
        TRY(settle_content(writer, id, facts_.at(id)));
    }
    changes.devices.merge(doubted_);
    if (doubts_everything_ || !changes.spaces.empty()) {
        for (auto& [id, fact] : facts_) {
            if (!doubts_everything_ && !changes.spaces.contains(fact.chain.space)) continue;
            TRY(settle_content(writer, id, fact));
        }
    }
    for (const auto& device : doubts_everything_ ? std::set<SigningKey>{} : changes.devices) {
        for (auto* entry : facts_of_[device]) {
            TRY(settle_content(writer, entry->first, entry->second));
        }
    }
    fresh_.clear();
    doubted_.clear();
    doubts_everything_ = false;
    return quotas_.settle(writer, *governance_, !changes.verdicts.empty());
}

Result<void> Ledger::settle_root(store::Writer& writer, const UpdateId& id) {
    const auto verdict = governance_->verdict_of_root(id);
    std::pair now{standing_of(verdict), reason_of(verdict)};
    auto& last = root_verdicts_[id];
    if (last == now) return success();
    TRY(store::set_verdict(writer, id, Applied::yes, now.first, now.second));
    touch(same_bytes<DocumentId>(governance_->network()), id);
    last = std::move(now);
    return success();
}

governance::ContentFacts Ledger::facts_about(const UpdateId& id, const Fact& fact) {
    governance::ContentFacts facts;
    facts.id = id;
    facts.chain = fact.chain;
    facts.seq = fact.place.seq();
    facts.governance = *fact.governance;
    facts.document = fact.document;
    facts.kind = fact.kind.value;
    facts.moderates = fact.moderates;
    return facts;
}

const governance::NamedPlaces& Ledger::named_by(const UpdateId& act, const ChainId& chain) const {
    return named_.at(chain).at(act);  // whatever governance was told is watched
}

Result<void> Ledger::settle_content(store::Writer& writer, const UpdateId& id, Fact& fact) {
    if (fact.applied != Applied::yes) return success();
    auto facts = facts_about(id, fact);
    facts.side_of = [&](const governance::CutsOfAct& cuts) {
        return named_by(cuts.act, fact.chain).side_of(fact.place);
    };
    const auto verdict = governance_->verdict(facts);
    const auto standing = standing_of(verdict);
    auto reason = reason_of(verdict);
    const bool same =
        fact.standing == standing && fact.reason == reason && fact.person == verdict.person;
    if (same) return success();
    TRY(store::set_verdict(writer, id, fact.applied, standing, reason, verdict.person));
    touch(fact.document, id);
    judge(id, fact, standing, std::move(reason), verdict.person);
    const bool moderates = fact.moderates && standing == Standing::stands;
    if (moderates) quotas_.note_moderation(fact.chain.space, id);
    return success();
}

std::optional<std::vector<UpdateId>> Ledger::inherited(const UpdateId& prev) const {
    const auto fact = facts_.find(prev);
    if (fact == facts_.end()) return std::vector<UpdateId>{};
    if (!fact->second.governance) return std::nullopt;
    return *fact->second.governance;
}

governance::Verdict Ledger::foresee(const ChainId& chain,
                                    const ChainEnd& end,
                                    const std::vector<UpdateId>& heads,
                                    const Subject& subject) const {
    governance::ContentFacts facts;
    facts.chain = chain;
    facts.seq = end.next;
    facts.governance = heads;
    facts.document = subject.document;
    facts.kind = subject.kind.value;
    facts.moderates = subject.moderates;
    // It lies beyond what lies before its prev; what comes after that is beside it.
    const auto prev = facts_.find(end.prev);
    facts.side_of = [&](const governance::CutsOfAct& cuts) {
        const auto& named = named_by(cuts.act, chain);
        if (prev == facts_.end() || named.empty()) return CutSide::unknown;
        return named.are_led_to(prev->second.place) ? CutSide::beyond : CutSide::beside;
    };
    return governance_->verdict(facts);
}

bool Ledger::would_be_void(const wire::Header& header, const Obstacle& hindered) const {
    if (in_root(header) || hindered.missing) return false;
    if (!hindered.never.empty()) return true;
    const auto heads = heads_of(header);  // the facts look at it
    governance::ContentFacts facts;
    facts.chain = header.chain();
    facts.seq = header.seq;
    facts.governance = *heads;
    facts.document = header.document;
    facts.kind = header.kind.value;
    facts.moderates = hindered.moderates;
    // What a cut names may come later, and say that this one is before it.
    facts.side_of = [&](const governance::CutsOfAct& cuts) {
        return cuts.cuts.back().seq >= header.seq ? CutSide::inside : CutSide::beyond;
    };
    return standing_of(governance_->verdict(facts)) == Standing::is_void;
}

bool Ledger::has_room_for_void(const SigningKey& device, std::size_t bytes) const {
    // Somebody may wait for just this: then the device has more room, once.
    const auto most = waiting_.has_others(device) ? limits::void_device_bytes_awaited_max
                                                  : limits::void_device_bytes_max;
    return void_.bytes_of(device) + bytes <= most;
}

void Ledger::judge(const UpdateId& id,
                   Fact& fact,
                   Standing standing,
                   std::string reason,
                   const std::optional<PersonId>& person) {
    fact.standing = standing;
    fact.person = person;
    fact.reason = std::move(reason);
    if (standing == Standing::is_void) {
        void_.enter(id, fact.chain.device, fact.bytes);
    } else {
        void_.leave(id);
    }
}

}  // namespace praxis::node
