#include "node/replica/ledger.hpp"

#include "node/replica/moderation_form.hpp"

#include <algorithm>
#include <deque>

namespace praxis::node {
namespace {

using store::Applied;

DocumentId document_of(const UpdateId& id, const wire::Header& header) {
    return header.creates() ? same_bytes<DocumentId>(id) : header.document;
}

Result<bool> is_in_chain(const store::Reader& reader,
                         const ChainId& chain,
                         const store::Head& place) {
    TRY(const auto number, store::find_chain(reader, chain));
    if (!number) return false;
    TRY(const auto link, store::find_link(reader, *number, place));
    return link.has_value();
}

/// What an update takes of the disk, whether its payload is here or not.
std::size_t stored_bytes(const wire::Header& header, std::size_t header_bytes) {
    return header_bytes + Signature::size + header.skeleton_bytes + header.content_bytes;
}

/// Whether a stored update moderates its document. Only a short skeleton can.
Result<bool> moderates(const store::Reader& reader,
                       const UpdateId& id,
                       const wire::Header& header) {
    if (header.skeleton_bytes > moderation_act_bytes_max) return false;
    TRY(const auto payload, store::find_readable_payload(reader, id));
    if (!payload) return false;  // damaged: it does nothing until it is here again
    return is_act_of_moderation(payload->skeleton);
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
                ledger.judge(entry.id, fact, columns->standing, columns->reason, columns->person);
                fact.reaches = fact.reaches || columns->applied == Applied::yes;
                if (columns->applied == Applied::yes) {
                    TRY(fact.moderates, moderates(reader, entry.id, header));
                }
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
    ledger.quotas_.know(*ledger.governance_);
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
    TRY(const auto line,
        store::add_payload(
            writer, update.id, update.raw.skeleton, update.raw.content_leaf, content));
    if (line && !in_root(header)) {
        TRY(quotas_.count(writer, *governance_, header.chain(), *line, stored_bytes(update.raw)));
    }
    if (!in_root(header)) remember(update.id, header, update.raw.header.size());
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
    TRY(const auto line, store::add_header(writer, held));
    if (line && !in_root(prefix)) {
        const auto bytes = stored_bytes({update.header, update.signature, {}, {}, {}});
        TRY(quotas_.count(writer, *governance_, prefix.chain(), *line, bytes));
    }
    if (!in_root(prefix)) remember(update.id, prefix);
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
    if (arrival && !in_root(update.header)) {
        TRY(quotas_.count(
            writer, *governance_, update.header.chain(), *arrival, stored_bytes(update.raw)));
    }
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
        const store::Head before{Seq{prefix.seq.value - 1}, prefix.prev};
        TRY(const bool held, is_in_chain(reader, prefix.chain(), before));
        if (!held) {
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

Ledger::Heads Ledger::heads_of(const wire::Header& header) const {
    if (!header.governance.empty()) {
        return std::make_shared<const std::vector<UpdateId>>(header.governance);
    }
    const auto before = facts_.find(header.prev);
    if (before != facts_.end()) return before->second.governance;
    return std::make_shared<const std::vector<UpdateId>>();
}

governance::ChainPlace Ledger::place_of(const wire::Prefix& prefix) const {
    const auto before = facts_.find(prefix.prev);  // held before it, so it is here
    return {prefix.seq, before == facts_.end() ? nullptr : &before->second.place};
}

void Ledger::remember(const UpdateId& id, const wire::Header& header, std::size_t header_bytes) {
    Fact fact;
    fact.bytes = stored_bytes(header, header_bytes);
    fact.chain = header.chain();
    fact.place = place_of(header);
    fact.reaches = header.creates();
    fact.document = document_of(id, header);
    fact.kind = header.kind;
    fact.governance = heads_of(header);
    enter(id, std::move(fact));
}

void Ledger::remember(const UpdateId& id, const wire::Prefix& prefix) {
    Fact fact;
    fact.chain = prefix.chain();
    fact.place = place_of(prefix);
    enter(id, std::move(fact));
}

void Ledger::enter(const UpdateId& id, Fact fact) {
    const auto [at, is_new] = facts_.emplace(id, std::move(fact));
    if (!is_new) return;
    const auto& entered = at->second;
    facts_of_[entered.chain.device].push_back(&*at);
    const auto awaited = awaited_.extract(id);
    if (!awaited) return;
    for (const auto& cut : awaited.mapped()) {
        if (cut.chain == entered.chain && cut.seq == entered.place.seq()) {
            cut.named->add(entered.place);
        }
    }
    doubted_.insert(entered.chain.device);
}

std::vector<wire::CheckedUpdate> Ledger::take_new_root() {
    return std::exchange(new_root_, {});
}

void Ledger::touch(const DocumentId& document, const UpdateId& id) {
    touched_[document].push_back(id);
    lineages_.touch(document, id);
}

void Ledger::lose_content(const UpdateId& id) {
    const auto known = facts_.find(id);
    if (known != facts_.end() && is_decided(id)) touch(known->second.document, id);
}

Touched Ledger::take_touched() {
    return std::exchange(touched_, {});
}

}  // namespace praxis::node
