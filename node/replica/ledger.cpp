#include "node/replica/ledger.hpp"

#include "crdt/skeleton.hpp"
#include "protocol/base/check.hpp"

#include <algorithm>
#include <deque>

namespace praxis::node {
namespace {

using store::Applied;
using store::Standing;

constexpr std::string_view needs_newer_version = "needs a newer version of praxis";

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

DocumentId document_of(const UpdateId& id, const wire::Header& header) {
    return header.creates() ? same_bytes<DocumentId>(id) : header.document;
}

Result<std::vector<store::Link>> links_at(const store::Reader& reader,
                                          const ChainId& chain,
                                          Seq seq) {
    TRY(const auto number, store::find_chain(reader, chain));
    if (!number) return std::vector<store::Link>{};
    return store::links_at(reader, *number, seq);
}

/// What an update takes of the disk.
std::size_t stored_bytes(const wire::SignedUpdate& raw) {
    return raw.header.size() + Signature::size + raw.skeleton.size() +
           (raw.content ? raw.content->size() : Hash::size);
}

/// The same by the header alone, whether its payload is here or not.
std::size_t stored_bytes(const wire::Header& header, std::size_t header_bytes) {
    return header_bytes + Signature::size + header.skeleton_bytes + header.content_bytes;
}

/// Whether prev links lead from the update a cut names down to `id`.
Result<bool> is_inside(const store::Reader& reader,
                       const governance::Cut& cut,
                       Seq seq,
                       const UpdateId& id) {
    TRY(const auto number, store::find_chain(reader, cut.chain));
    if (!number) return false;
    auto wanted = cut.id;
    TRY(const auto heads, store::heads_of(reader, *number));
    const bool forked = heads.size() > 1;
    for (auto at = cut.seq.value; at >= seq.value; --at) {
        TRY(const auto links, store::links_at(reader, *number, Seq{at}));
        const auto link = std::ranges::find(links, wanted, &store::Link::id);
        if (link == links.end()) return false;
        if (!forked) return true;  // one branch: whatever is below the cut is before it
        if (at == seq.value) return wanted == id;
        wanted = link->prev;
    }
    return false;
}

}  // namespace

Ledger::Ledger(const governance::Genesis& genesis)
    : governance_{std::make_unique<governance::Governance>(genesis)} {}

Result<Ledger> Ledger::load(const store::Reader& reader, const governance::Genesis& genesis) {
    Ledger ledger{genesis};
    std::deque<wire::CheckedUpdate> root;
    Deps never;
    TRY(store::scan_arrivals(
        reader, Arrival{}, [&](const store::ArrivalEntry& entry) -> Result<store::Scan> {
            if (entry.part != store::Part::header) return store::Scan::go_on;
            TRY(const auto stored, store::find_header(reader, entry.id));
            if (!stored) return fail(store::StoreErrc::damaged, "header of " + entry.id.hex());
            TRY(const auto prefix, wire::decode_prefix(stored->header));
            TRY(const auto columns, store::find_columns(reader, entry.id));
            if (!columns) return fail(store::StoreErrc::damaged, "columns of " + entry.id.hex());
            if (columns->applied == Applied::waiting) {
                TRY(const auto held, load_held(reader, entry.id));
                ledger.waiting_.enter(entry.id, prefix.device, stored_bytes(held.raw));
            }
            if (prefix.is_newer()) {
                if (!ledger.in_root(prefix)) ledger.remember(entry.id, prefix);
                return store::Scan::go_on;
            }
            TRY(const auto header, wire::decode_header(stored->header));
            if (columns->document.is_zero()) ledger.unfiled_.emplace_back(entry.id, header);
            if (!ledger.in_root(header)) {
                ledger.remember(entry.id, header, stored->header.size());
                auto& fact = ledger.facts_.at(entry.id);
                fact.applied = columns->applied;
                ledger.judge(entry.id, fact, columns->standing, columns->reason);
                fact.reaches = fact.reaches || columns->applied == Applied::yes;
                if (columns->applied == Applied::never) never[entry.id] = header.deps;
            } else if (columns->applied == Applied::yes) {
                TRY(auto update, load_update(reader, entry.id));
                ledger.root_verdicts_[entry.id] = {columns->standing, columns->reason};
                root.push_back(std::move(update));
            }
            return store::Scan::go_on;
        }));
    ledger.find_reaching(never);
    for (std::size_t turned = 0; !root.empty();) {  // arrival need not be a causal order
        auto update = std::move(root.front());
        root.pop_front();
        TRY(const auto hindered, ledger.obstacle(reader, update));
        if (hindered.none()) {
            ledger.add_to_governance(std::move(update));
            turned = 0;
        } else {
            root.push_back(std::move(update));
            if (++turned > root.size()) return fail(store::StoreErrc::damaged, "root has a hole");
        }
    }
    ledger.root_grew_ = false;
    return ledger;
}

bool Ledger::in_root(const wire::Prefix& prefix) const {
    return prefix.space.bytes == governance_->network().bytes;
}

Result<Admission> Ledger::admit(store::Writer& writer,
                                const wire::CheckedUpdate& update,
                                std::optional<NodeId> giver) {
    TRY(const bool known, store::has_header(writer, update.id));
    if (known) return gain(writer, update);
    TRY(auto hindrance, why_not_held(writer, update.header));
    if (hindrance) return Admission{Outcome::later, std::move(*hindrance)};
    TRY(const auto hindered, obstacle(writer, update));
    const auto& header = update.header;
    if (hindered.missing) {
        TRY(auto full, why_no_room(writer, header.device, stored_bytes(update.raw)));
        if (full) return Admission{Outcome::later, std::move(*full)};
    }
    const bool is_void = would_be_void(header, hindered);
    const auto bytes = stored_bytes(header, update.raw.header.size());
    if (is_void && giver == header.device && !has_room_for_void(header.device, bytes)) {
        return Admission{
            Outcome::later,
            "device " + header.device.hex() + " wrote too much that it has no right to"};
    }
    const store::NewHeader held{update.id,
                                header.chain(),
                                header.seq,
                                header.prev,
                                document_of(update.id, header),
                                header.kind,
                                update.raw.header,
                                update.raw.signature};
    TRY(store::add_header(writer, held));
    std::optional<ByteView> content;
    if (update.raw.content) content = *update.raw.content;
    TRY(store::add_payload(
        writer, update.id, update.raw.skeleton, update.raw.content_leaf, content));
    if (!in_root(header)) remember(update.id, header, update.raw.header.size());
    if (cut_chains_.contains(header.chain())) recheck_ = true;
    TRY(apply_with_waiters(writer, update.id));
    if (is_void) void_.enter(update.id, header.device, bytes);  // until `settle` says it
    return Admission{};
}

Result<Admission> Ledger::admit(store::Writer& writer, const wire::NewerUpdate& update) {
    TRY(const bool known, store::has_header(writer, update.id));
    if (known) return Admission{Outcome::duplicate, {}};
    const auto& prefix = update.prefix;
    TRY(auto hindrance, why_not_held(writer, prefix));
    if (hindrance) return Admission{Outcome::later, std::move(*hindrance)};
    TRY(auto full,
        why_no_room(
            writer, prefix.device, stored_bytes({update.header, update.signature, {}, {}, {}})));
    if (full) return Admission{Outcome::later, std::move(*full)};
    const store::NewHeader held{update.id,
                                prefix.chain(),
                                prefix.seq,
                                prefix.prev,
                                DocumentId{},
                                KindNumber{},
                                update.header,
                                update.signature};
    TRY(store::add_header(writer, held));
    if (!in_root(prefix)) remember(update.id, prefix);
    if (cut_chains_.contains(prefix.chain())) recheck_ = true;
    TRY(apply_with_waiters(writer, update.id));
    return Admission{};
}

Result<Admission> Ledger::admit(store::Writer& writer,
                                const wire::AnyUpdate& update,
                                std::optional<NodeId> giver) {
    if (const auto* newer = std::get_if<wire::NewerUpdate>(&update)) return admit(writer, *newer);
    return admit(writer, std::get<wire::CheckedUpdate>(update), giver);
}

Result<Admission> Ledger::gain(store::Writer& writer, const wire::CheckedUpdate& update) {
    TRY(const auto before, store::find_columns(writer, update.id));
    std::optional<ByteView> content;
    if (update.raw.content) content = *update.raw.content;
    TRY(const auto arrival,
        store::add_payload(
            writer, update.id, update.raw.skeleton, update.raw.content_leaf, content));
    if (before && before->applied == Applied::waiting) {
        waiting_.enter(update.id, update.header.device, stored_bytes(update.raw));
    }
    if (before && !before->payload_arrival) {
        TRY(look_again(writer, update.id));
    } else if (arrival && (governance_->contains(update.id) || is_decided(update.id))) {
        touch(document_of(update.id, update.header), update.id);
    }
    return Admission{arrival ? Outcome::held : Outcome::duplicate, {}};
}

Result<std::set<SpaceId>> Ledger::take_over(store::Writer& writer) {
    std::set<SpaceId> spaces;
    for (const auto& [id, header] : unfiled_) {
        TRY(store::file_header(writer, id, document_of(id, header), header.kind));
        spaces.insert(header.space);
    }
    for (const auto& [id, header] : unfiled_) {
        TRY(look_again(writer, id));
    }
    unfiled_.clear();
    return spaces;
}

Result<std::optional<std::string>> Ledger::why_not_held(const store::Reader& reader,
                                                        const wire::Prefix& prefix) const {
    if (!governance_->is_certificate_known(prefix.device)) {
        return std::optional{"no certificate of device " + prefix.device.hex() + " is here"};
    }
    if (prefix.seq.value > 1) {
        TRY(const auto before, links_at(reader, prefix.chain(), Seq{prefix.seq.value - 1}));
        if (std::ranges::find(before, prefix.prev, &store::Link::id) == before.end()) {
            return std::optional{"its predecessor " + prefix.prev.hex() + " is not here"};
        }
    }
    return std::optional<std::string>{};
}

Result<std::optional<std::string>> Ledger::why_no_room(const store::Reader& reader,
                                                       const SigningKey& device,
                                                       std::size_t bytes) const {
    if (waiting_.bytes_of(device) + bytes > limits::waiting_device_bytes_max) {
        return std::optional{"too much of device " + device.hex() + " waits already"};
    }
    TRY(const auto waiting, store::count_waiting(reader));
    if (waiting < limits::waiting_updates_max) return std::optional<std::string>{};
    return std::optional<std::string>{"too many updates wait already"};
}

bool Ledger::would_be_void(const wire::Header& header, const Obstacle& hindered) const {
    if (in_root(header) || hindered.missing) return false;
    if (!hindered.never.empty()) return true;
    governance::ContentFacts facts{UpdateId{}, header.chain(), header.seq, *heads_of(header), {}};
    // What a cut names may come later, and say that this one is before it.
    facts.is_inside = [&](const governance::Cut& cut) { return cut.seq >= header.seq; };
    return standing_of(governance_->verdict(facts)) == Standing::is_void;
}

bool Ledger::has_room_for_void(const SigningKey& device, std::size_t bytes) const {
    // Somebody may wait for just this: then the device has more room, once.
    const auto most = waiting_.has_others(device) ? limits::void_device_bytes_awaited_max
                                                  : limits::void_device_bytes_max;
    return void_.bytes_of(device) + bytes <= most;
}

void Ledger::judge(const UpdateId& id, Fact& fact, Standing standing, std::string reason) {
    fact.standing = standing;
    fact.reason = std::move(reason);
    if (standing == Standing::is_void) {
        void_.enter(id, fact.chain.device, fact.bytes);
    } else {
        void_.leave(id);
    }
}

Ledger::Heads Ledger::heads_of(const wire::Header& header) const {
    if (!header.governance.empty()) {
        return std::make_shared<const std::vector<UpdateId>>(header.governance);
    }
    const auto before = facts_.find(header.prev);
    if (before != facts_.end()) return before->second.governance;
    return std::make_shared<const std::vector<UpdateId>>();
}

void Ledger::remember(const UpdateId& id, const wire::Header& header, std::size_t header_bytes) {
    Fact fact;
    fact.bytes = stored_bytes(header, header_bytes);
    fact.chain = header.chain();
    fact.seq = header.seq;
    fact.reaches = header.creates();
    fact.document = document_of(id, header);
    fact.governance = heads_of(header);
    facts_.emplace(id, std::move(fact));
}

void Ledger::remember(const UpdateId& id, const wire::Prefix& prefix) {
    Fact fact;
    fact.chain = prefix.chain();
    fact.seq = prefix.seq;
    facts_.emplace(id, std::move(fact));
}

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
            TRY(apply(writer, std::move(update)));
        } else {
            auto& fact = facts_.at(id);
            fact.applied = Applied::never;
            judge(id, fact, Standing::is_void, hindered.never);
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
    if (const auto act = governance::act_of(update)) {
        if (const auto* revoke = std::get_if<governance::Revoke>(&act.value())) {
            for (const auto& cut : revoke->cuts)
                cut_chains_.insert(cut.chain);
        }
    }
    governance_->add(update);
    new_root_.push_back(std::move(update));
    root_grew_ = true;
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

Result<void> Ledger::settle(store::Writer& writer) {
    if (root_grew_ || recheck_) {
        TRY(settle_root(writer));
    }
    if (root_grew_ || recheck_) {
        for (auto& [id, fact] : facts_) {
            if (fact.applied == Applied::yes) {
                TRY(settle_content(writer, id, fact));
            }
        }
    } else {
        for (const auto& id : fresh_) {
            TRY(settle_content(writer, id, facts_.at(id)));
        }
    }
    fresh_.clear();
    root_grew_ = false;
    recheck_ = false;
    return success();
}

Result<void> Ledger::settle_root(store::Writer& writer) {
    for (const auto& id : governance_->updates()) {
        const auto verdict = governance_->verdict_of_root(id);
        std::pair now{standing_of(verdict), reason_of(verdict)};
        auto& last = root_verdicts_[id];
        if (last == now) continue;
        TRY(store::set_verdict(writer, id, Applied::yes, now.first, now.second));
        touch(same_bytes<DocumentId>(governance_->network()), id);
        last = std::move(now);
    }
    return success();
}

Result<void> Ledger::settle_content(store::Writer& writer, const UpdateId& id, Fact& fact) {
    std::optional<Error> broken;
    governance::ContentFacts facts{id, fact.chain, fact.seq, *fact.governance, {}};
    facts.is_inside = [&](const governance::Cut& cut) {
        const auto inside = is_inside(writer, cut, fact.seq, id);
        if (!inside) broken = inside.error();
        return inside && inside.value();
    };
    const auto verdict = governance_->verdict(facts);
    if (broken) return fail(std::move(*broken));
    const auto standing = standing_of(verdict);
    auto reason = reason_of(verdict);
    if (fact.standing == standing && fact.reason == reason) return success();
    TRY(store::set_verdict(writer, id, fact.applied, standing, reason));
    touch(fact.document, id);
    judge(id, fact, standing, std::move(reason));
    return success();
}

std::optional<std::vector<UpdateId>> Ledger::inherited(const UpdateId& prev) const {
    const auto fact = facts_.find(prev);
    if (fact == facts_.end()) return std::vector<UpdateId>{};
    if (!fact->second.governance) return std::nullopt;
    return *fact->second.governance;
}

governance::Verdict Ledger::foresee(const ChainId& chain,
                                    Seq seq,
                                    const std::vector<UpdateId>& heads) const {
    governance::ContentFacts facts{UpdateId{}, chain, seq, heads, {}};
    facts.is_inside = [](const governance::Cut&) { return false; };  // it is after every cut
    return governance_->verdict(facts);
}

std::vector<wire::CheckedUpdate> Ledger::take_new_root() {
    return std::exchange(new_root_, {});
}

void Ledger::touch(const DocumentId& document, const UpdateId& id) {
    touched_[document].push_back(id);
    lineages_.touch(document, id);
}

Touched Ledger::take_touched() {
    return std::exchange(touched_, {});
}

}  // namespace praxis::node
