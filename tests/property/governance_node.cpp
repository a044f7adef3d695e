#include "tests/property/governance_node.hpp"

#include "crdt/skeleton.hpp"
#include "protocol/base/check.hpp"
#include "tests/support/cut_sides.hpp"

#include <algorithm>

namespace praxis::governance {

Updates causal_order(const test::GovernanceWorld& world, SeededEntropy& random) {
    std::unordered_map<UpdateId, std::vector<const wire::CheckedUpdate*>> awaiting;
    std::unordered_map<UpdateId, std::size_t> missing;
    Updates ready, out;
    for (const auto& update : world.updates()) {
        const auto& header = update.header;
        std::set<UpdateId> before(header.deps.begin(), header.deps.end());
        if (header.seq.value > 1) before.insert(header.prev);
        for (const auto& id : before)
            awaiting[id].push_back(&update);
        missing[update.id] = before.size();
        if (before.empty()) ready.push_back(&update);
    }
    while (!ready.empty()) {
        auto& place = ready[random.below(ready.size())];
        out.push_back(std::exchange(place, ready.back()));
        ready.pop_back();
        for (const auto* later : awaiting[out.back()->id]) {
            if (--missing.at(later->id) == 0) ready.push_back(later);
        }
    }
    return out;
}

std::optional<bool> is_moderation(const wire::CheckedUpdate& update) {
    const auto operations = crdt::parse_skeleton(update.raw.skeleton).value().operations;
    const bool touches = std::ranges::any_of(operations, [](const auto& operation) {
        return crdt::address_of(operation).field >= moderation_fields_first;
    });
    if (!touches) return false;
    const auto* entry = std::get_if<crdt::AppendEntry>(&operations.front());
    if (operations.size() != 1 || entry == nullptr) return std::nullopt;
    const bool numbered = std::holds_alternative<std::uint64_t>(entry->at.key);
    if (!numbered || entry->at.field != moderation_fields_first) return std::nullopt;
    return true;
}

GovernanceNode::GovernanceNode(const test::GovernanceWorld& world, const Acts& acts, Keeps keeps)
    : world_{world}, acts_{acts}, keeps_{keeps}, governance_{world.genesis()} {}

void GovernanceNode::deliver(const wire::CheckedUpdate& update) {
    held_.insert(update.id);
    if (cut_at_.contains(update.id)) doubted_.insert(update.header.device);
    if (update.header.space != world_.root()) {
        unsettled_.insert(&update);
        content_.push_back(&update);
        return;
    }
    const auto& act = acts_.at(update.id);
    governance_.add(update, act);
    if (!act) return;
    const auto* revoke = std::get_if<Revoke>(&act.value());
    const auto* ratify = std::get_if<Ratify>(&act.value());
    if (revoke != nullptr) watch(revoke->cuts);
    if (ratify != nullptr) watch(ratify->cuts);
}

void GovernanceNode::settle() {
    Updates judged;
    auto changes = governance_.take_changes();
    for (const auto& id : changes.verdicts) {
        settled_[id] = governance_.verdict_of_root(id);
        judged.push_back(&world_.at(id));
    }
    changes.devices.merge(doubted_);
    doubted_.clear();
    for (const auto* update : content_) {
        const auto& header = update->header;
        if (changes.devices.contains(header.device) || changes.spaces.contains(header.space)) {
            unsettled_.insert(update);
        }
    }
    std::erase_if(unsettled_, [&](const auto* update) {
        const auto now = verdict(*update);
        settled_[update->id] = now;
        judged.push_back(update);
        return now.standing != Standing::waiting;
    });
    if (keeps_ == Keeps::states) keep(judged);
}

/// All that is decided is entered first, since what one reaches may have been judged after it.
void GovernanceNode::keep(const Updates& judged) {
    Updates decided;
    for (const auto* update : judged) {
        if (settled_.at(update->id).standing == Standing::waiting) continue;
        states_[update->header.space].enter(update->id);
        decided.push_back(update);
    }
    const KeptState::DepsOf deps_of = [this](const UpdateId& id) -> Result<std::vector<UpdateId>> {
        return world_.at(id).header.deps;
    };
    for (const auto* update : decided) {
        auto& state = states_.at(update->header.space);
        PRAXIS_CHECK(state.judge(update->id, settled_.at(update->id).stands(), deps_of));
    }
}

const Verdict& GovernanceNode::settled(const wire::CheckedUpdate& update) const {
    return settled_.at(update.id);
}

Verdict GovernanceNode::verdict(const wire::CheckedUpdate& update) const {
    const auto& header = update.header;
    if (header.space == world_.root()) return governance_.verdict_of_root(update.id);
    for (const auto& dep : header.deps) {
        auto earlier = verdict(world_.at(dep));
        if (earlier.standing == Standing::waiting) return earlier;
    }
    const auto heads = effective_heads(header);
    const auto moderates = is_moderation(update);
    const auto verdict = governance_.verdict(
        {update.id,
         header.chain(),
         header.seq,
         heads,
         header.creates() ? same_bytes<DocumentId>(update.id) : header.document,
         header.kind.value,
         moderates.value_or(false),
         [&](const CutsOfAct& cuts) {
             return test::side_of_all(cuts, [&](const Cut& cut) { return side_of(cut, update); });
         }});
    if (moderates || verdict.standing == Standing::waiting) return verdict;
    return {Standing::void_, Reason::does_not_parse, {}, std::nullopt};
}

std::set<UpdateId> GovernanceNode::agreed() const {
    std::set<UpdateId> out;
    for (const auto& erasure : governance_.agreed_erasures()) {
        const bool is_here = held_.contains(erasure.target);
        if (is_here && world_.at(erasure.target).header.space == erasure.space) {
            out.insert(erasure.target);
        }
    }
    return out;
}

Requests GovernanceNode::asked() const {
    Requests out;
    for (const auto& space : world_.spaces()) {
        for (auto& request : governance_.join_requests(space))
            out.emplace(request.id, std::pair{request.open, std::move(request.answers)});
    }
    return out;
}

Quarantined GovernanceNode::quarantined() const {
    Quarantined out;
    for (const auto& space : world_.spaces()) {
        for (const auto& each : governance_.quarantines(space)) {
            if (each.in_force()) out.emplace(each.id, std::pair{each.space, each.person});
        }
    }
    return out;
}

Quotas GovernanceNode::quotas() const {
    Quotas out;
    for (const auto& space : world_.spaces()) {
        if (const auto quota = governance_.quota(space)) out.emplace(space, *quota);
    }
    return out;
}

States GovernanceNode::states() const {
    States out;
    for (const auto& [space, state] : states_)
        out.emplace(space, state.digest());
    return out;
}

void GovernanceNode::watch(const std::vector<Cut>& cuts) {
    for (const auto& cut : cuts)
        cut_at_.insert(cut.id);
}

std::vector<UpdateId> GovernanceNode::effective_heads(const wire::Header& header) const {
    const auto* at = &header;
    while (at->governance.empty() && at->seq.value > 1)
        at = &world_.at(at->prev).header;
    return at->governance;
}

CutSide GovernanceNode::side_of(const Cut& cut, const wire::CheckedUpdate& update) const {
    if (!held_.contains(cut.id)) return CutSide::unknown;
    const auto& named = world_.at(cut.id);
    if (named.header.chain() != cut.chain || named.header.seq != cut.seq) return CutSide::unknown;
    if (leads_from(named, update)) return CutSide::inside;
    return leads_from(update, named) ? CutSide::beyond : CutSide::beside;
}

bool GovernanceNode::leads_from(const wire::CheckedUpdate& later,
                                const wire::CheckedUpdate& earlier) const {
    const auto* at = &later;
    while (at->header.seq > earlier.header.seq)
        at = &world_.at(at->header.prev);
    return at->id == earlier.id;
}

}  // namespace praxis::governance
