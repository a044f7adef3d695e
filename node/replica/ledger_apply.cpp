#include "crdt/skeleton.hpp"
#include "node/replica/ledger.hpp"
#include "node/replica/moderation_form.hpp"

#include <algorithm>
#include <deque>

// What is held becomes applied, or waits for what it names.

namespace praxis::node {
namespace {

using store::Applied;
using store::Standing;

constexpr std::string_view needs_newer_version = "needs a newer version of praxis";

}  // namespace

Result<void> Ledger::wait_for(store::Writer& writer,
                              const UpdateId& missing,
                              const UpdateId& id,
                              std::string_view reason) const {
    TRY(store::add_waiting(writer, missing, id));
    return store::set_verdict(writer, id, Applied::waiting, Standing::unknown, reason);
}

Result<void> Ledger::look_again(store::Writer& writer, const UpdateId& id) {
    TRY(auto waiters, store::take_waiters(writer, id));
    std::erase(waiters, id);
    TRY(apply_with_waiters(writer, id));
    for (const auto& waiter : waiters) {
        TRY(apply_with_waiters(writer, waiter));
    }
    return success();
}

Result<void> Ledger::apply_with_waiters(store::Writer& writer, const UpdateId& first) {
    std::deque<UpdateId> todo{first};
    while (!todo.empty()) {
        const auto id = todo.front();
        todo.pop_front();
        TRY(auto held, load_held(writer, id));
        waiting_.enter(id, held.prefix.device, stored_bytes(held.raw));
        if (!held.payload_here) {
            const bool newer = held.prefix.is_newer();
            TRY(wait_for(writer, id, id, newer ? needs_newer_version : "waits for its payload"));
            continue;
        }
        TRY(auto update, decode_held(id, std::move(held)));
        TRY(const auto hindered, obstacle(writer, update));
        if (hindered.missing) {
            TRY(wait_for(writer, *hindered.missing, id, "waits for " + hindered.missing->hex()));
            continue;
        }
        waiting_.leave(id);
        if (!in_root(update.header)) facts_.at(id).reaches = reaches_creation(update.header);
        if (hindered.never.empty()) {
            if (!in_root(update.header)) facts_.at(id).moderates = hindered.moderates;
            TRY(apply(writer, std::move(update)));
        } else {
            auto& fact = facts_.at(id);
            fact.applied = Applied::never;
            judge(id, fact, Standing::is_void, hindered.never, std::nullopt);
            TRY(store::set_verdict(writer, id, fact.applied, fact.standing, fact.reason));
            touch(fact.document, id);
        }
        TRY(const auto waiters, store::take_waiters(writer, id));
        todo.insert(todo.end(), waiters.begin(), waiters.end());
    }
    return success();
}

Result<void> Ledger::apply(store::Writer& writer, wire::CheckedUpdate update) {
    const auto id = update.id;
    TRY(store::set_verdict(writer, id, Applied::yes, Standing::unknown, {}));
    if (in_root(update.header)) {
        touch(update.header.document, id);
        add_to_governance(std::move(update));
        return success();
    }
    auto& fact = facts_.at(id);
    fact.applied = Applied::yes;
    touch(fact.document, id);
    fresh_.push_back(id);
    return success();
}

void Ledger::add_to_governance(wire::CheckedUpdate update) {
    auto act = governance::act_of(update);
    if (act) {
        const auto* revoke = std::get_if<governance::Revoke>(&act.value());
        const auto* ratify = std::get_if<governance::Ratify>(&act.value());
        if (revoke != nullptr) watch(update.id, revoke->cuts);
        if (ratify != nullptr) watch(update.id, ratify->cuts);
    }
    governance_->add(update, std::move(act));
    new_root_.push_back(std::move(update));
}

void Ledger::watch(const UpdateId& act, const std::vector<governance::Cut>& cuts) {
    for (const auto& cut : cuts) {
        if (cut.chain.space.bytes == governance_->network().bytes) continue;
        auto& named = named_[cut.chain][act];
        const auto held = facts_.find(cut.id);
        if (held == facts_.end()) {
            awaited_[cut.id].push_back({cut.chain, cut.seq, &named});
        } else if (held->second.chain == cut.chain && held->second.place.seq() == cut.seq) {
            named.add(held->second.place);
        }
    }
}

Result<Ledger::Obstacle> Ledger::obstacle(const store::Reader& reader,
                                          const wire::CheckedUpdate& update) const {
    const auto& header = update.header;
    if (in_root(header)) {
        if (header.seq.value > 1 && !governance_->contains(header.prev)) {
            return Obstacle{header.prev, {}};
        }
        for (const auto& dep : header.deps) {
            if (!governance_->contains(dep) && !is_decided(dep)) return Obstacle{dep, {}};
        }
        return Obstacle{};  // void for ever if a dep leaves root, as governance says
    }
    // Whatever is missing comes first: until all is here that an update names, it waits.
    const auto heads = heads_of(header);
    if (!heads) return Obstacle{header.prev, {}};  // who could say them needs a newer version
    std::string never;
    for (const auto& head : *heads) {
        if (governance_->contains(head)) continue;
        if (!is_decided(head)) return Obstacle{head, {}};
        never = "names as governance what is none";
    }
    TRY(auto in_document, obstacle_in_document(reader, update));
    if (!in_document.missing && !never.empty()) return Obstacle{{}, std::move(never)};
    return in_document;
}

Result<Ledger::Obstacle> Ledger::obstacle_in_document(const store::Reader& reader,
                                                      const wire::CheckedUpdate& update) const {
    const auto& header = update.header;
    bool leaves = false;
    for (const auto& dep : header.deps) {
        const bool is_act = governance_->contains(dep);
        if (!is_act && !is_decided(dep)) return Obstacle{dep, {}};
        leaves = leaves || is_act || !is_of_document(facts_.at(dep), header.document, header.space);
    }
    if (leaves) return Obstacle{{}, "deps leave the document"};
    if (!reaches_creation(header)) return Obstacle{{}, "deps do not reach the creation"};
    if (!header.creates()) {
        TRY(const auto document, store::find_document(reader, header.document));
        if (!document || document->space != header.space) {
            return fail(store::StoreErrc::damaged, "document " + header.document.hex());
        }
        if (document->kind != header.kind) return Obstacle{{}, "kind differs from its creation's"};
    }
    const bool joins = (header.flags & wire::flag_join) != 0;
    if (!joins) {
        const auto skeleton = crdt::parse_skeleton(update.raw.skeleton);
        if (!skeleton) {
            auto why = "skeleton does not parse: " + skeleton.error().text();
            why.resize(std::min(why.size(), store::reason_bytes_max));
            return Obstacle{{}, std::move(why)};
        }
        const auto moderation = moderation_form(skeleton.value().operations);
        if (moderation == ModerationForm::bad) return Obstacle{{}, "is no act of moderation"};
        return Obstacle{{}, {}, moderation == ModerationForm::act};
    }
    return Obstacle{};
}

bool Ledger::is_decided(const UpdateId& id) const {
    const auto fact = facts_.find(id);
    return fact != facts_.end() && fact->second.applied != Applied::waiting;
}

bool Ledger::is_of_document(const Fact& dep, const DocumentId& document, const SpaceId& space) {
    return dep.document == document && dep.chain.space == space;
}

bool Ledger::reaches_creation(const wire::Header& header) const {
    if (header.creates()) return true;
    return std::ranges::any_of(header.deps, [&](const UpdateId& dep) {
        const auto fact = facts_.find(dep);
        return fact != facts_.end() && fact->second.reaches &&
               is_of_document(fact->second, header.document, header.space);
    });
}

void Ledger::find_reaching(const Deps& never) {
    Deps followers;
    std::deque<UpdateId> reaching;
    for (const auto& [id, deps] : never) {
        if (facts_.at(id).reaches) reaching.push_back(id);  // a creation
        for (const auto& dep : deps) {
            const auto fact = facts_.find(dep);
            const auto& own = facts_.at(id);
            if (fact == facts_.end()) continue;
            if (!is_of_document(fact->second, own.document, own.chain.space)) continue;
            if (fact->second.applied == Applied::yes) reaching.push_back(id);
            followers[dep].push_back(id);
        }
    }
    std::set<UpdateId> done;
    while (!reaching.empty()) {
        const auto id = reaching.front();
        reaching.pop_front();
        if (!done.insert(id).second) continue;
        facts_.at(id).reaches = true;
        const auto next = followers.find(id);
        if (next == followers.end()) continue;
        reaching.insert(reaching.end(), next->second.begin(), next->second.end());
    }
}

}  // namespace praxis::node
