#include "node/replica/errc.hpp"
#include "node/replica/moderation_form.hpp"
#include "node/replica/replica.hpp"

#include <algorithm>
#include <set>

// What people and programs ask of the replica: documents, log, state, verification.

namespace praxis::node {
namespace {

LogEntry::Verdict verdict_of(const store::Columns& columns) {
    if (columns.applied == store::Applied::waiting) return LogEntry::Verdict::waiting;
    if (columns.standing == store::Standing::stands) return LogEntry::Verdict::standing;
    return LogEntry::Verdict::void_;
}

/// What is known of an update whose records cannot all be read; the others must still be listed.
LogEntry damaged_entry(const store::ArrivalEntry& arrival, const store::Columns& columns) {
    LogEntry out;
    out.arrival = arrival.arrival;
    out.id = arrival.id;
    out.chain.space = arrival.space;
    out.document = columns.document;
    out.verdict = verdict_of(columns);
    out.reason = "damaged on this disk; `praxis verify` says more";
    return out;
}

Result<LogEntry> log_entry(const store::Reader& reader, const store::ArrivalEntry& arrival) {
    TRY(const auto columns, store::find_columns(reader, arrival.id));
    if (!columns) return fail(store::StoreErrc::damaged, "columns of " + arrival.id.hex());
    const auto loaded = load_held(reader, arrival.id);
    if (!loaded) {
        if (loaded.error().code != store::StoreErrc::damaged) return fail(loaded.error());
        return damaged_entry(arrival, *columns);
    }
    const auto& held = loaded.value();
    LogEntry out;
    out.arrival = arrival.arrival;
    out.id = arrival.id;
    out.chain = held.prefix.chain();
    out.seq = held.prefix.seq;
    if (!held.prefix.is_newer()) {
        TRY(const auto header, wire::decode_header(held.raw.header));
        out.document = columns->document;
        out.kind = header.kind;
        out.written = header.written;
        out.deps = header.deps;
        out.continues = (header.flags & wire::flag_continues) != 0;
        out.joins = (header.flags & wire::flag_join) != 0;
    }
    out.moderates = is_act_of_moderation(held.raw.skeleton);
    out.bytes = held.raw.header.size() + Signature::size + held.raw.skeleton.size();
    if (held.raw.content) out.bytes += held.raw.content->size();
    out.content_here = held.raw.content.has_value();
    out.erased = held.erased;
    out.verdict = verdict_of(*columns);
    out.reason = columns->reason;
    return out;
}

/// nullopt while the skeleton is not here, or says nothing that can be read.
Result<std::optional<Creation>> read_creation(const store::Reader& reader,
                                              const UpdateId& id,
                                              const store::Columns& columns) {
    TRY(const auto payload, store::find_payload(reader, id));
    if (!payload) return std::optional<Creation>{};
    const auto skeleton = crdt::parse_skeleton(payload->skeleton);
    if (!skeleton) return std::optional<Creation>{};
    TRY(const auto update, load_update(reader, id));
    Creation out{columns.document,
                 columns.space,
                 update.header.kind,
                 columns.header_arrival,
                 update.header.written,
                 {}};
    for (const auto& operation : skeleton.value().operations) {
        if (const auto* set = std::get_if<crdt::SetConstantId>(&operation)) {
            out.constant_ids.emplace(set->at, set->id);
        }
    }
    return std::optional{std::move(out)};
}

/// Whether reading an update fails with a record that was listed as damaged already.
bool is_listed(const UpdateId& id, const Error& error, const std::set<Bytes>& damaged) {
    return error.code == store::StoreErrc::damaged && damaged.contains(copy(id.view()));
}

/// Everything of one update that is here, seen as a stranger's; the id that its bytes give.
Result<UpdateId> check_held(const store::Reader& reader,
                            const UpdateId& id,
                            const NetworkId& network) {
    TRY(auto held, load_held(reader, id));
    if (!held.payload_here) {
        return wire::check_header(held.raw.header, held.raw.signature, network);
    }
    TRY(const auto checked, wire::check(std::move(held.raw), network));
    return checked.id;
}

/// The whole table of updates, seen as a stranger's. `damaged`: keys of records listed already.
Result<void> verify_updates(const store::Reader& reader,
                            const NetworkId& network,
                            const std::set<Bytes>& damaged,
                            Verification& found) {
    return store::scan_updates(
        reader, [&](const UpdateId& id, const store::Columns&) -> Result<store::Scan> {
            ++found.updates;
            const auto checked = check_held(reader, id, network);
            if (!checked) {
                if (is_listed(id, checked.error(), damaged)) return store::Scan::go_on;
                found.bad.push_back(id.hex() + ": " + checked.error().text());
            } else if (checked.value() != id) {
                found.bad.push_back(id.hex() + ": stored under another id");
            }
            return store::Scan::go_on;
        });
}

}  // namespace

Result<SharedDocument> Replica::document(const DocumentId& id) const {
    TRY(auto state,
        store_.read([&](const store::Reader& reader) { return live_.get(reader, id); }));
    if (!state) return fail(NodeErrc::not_found, "document " + id.hex());
    return state;
}

Result<std::vector<DocumentSummary>> Replica::documents(std::optional<SpaceId> space,
                                                        std::optional<KindNumber> kind) const {
    return store_.read([&](const store::Reader& reader) -> Result<std::vector<DocumentSummary>> {
        std::vector<SpaceId> spaces;
        if (space) {
            spaces.push_back(*space);
        } else {
            for (const auto& info : governance_.spaces())
                spaces.push_back(info.id);
        }
        std::vector<DocumentSummary> out;
        for (const auto& each : spaces) {
            TRY(const auto rows, store::documents_of(reader, each));
            for (const auto& row : rows) {
                if (kind && row.kind != *kind) continue;
                TRY(const auto columns, store::find_columns(reader, same_bytes<UpdateId>(row.id)));
                if (!columns || columns->applied != store::Applied::yes) continue;
                out.push_back({row.id,
                               row.space,
                               row.kind,
                               columns->standing == store::Standing::stands,
                               columns->header_arrival});
            }
        }
        std::ranges::sort(out, {}, &DocumentSummary::id);
        return out;
    });
}

Result<bool> Replica::stands(const DocumentId& id) const {
    return store_.read([&](const store::Reader& reader) -> Result<bool> {
        TRY(const auto columns, store::find_columns(reader, same_bytes<UpdateId>(id)));
        return columns && columns->applied == store::Applied::yes &&
               columns->standing == store::Standing::stands;
    });
}

Result<std::optional<Written>> Replica::answer_to(const Hash& token) const {
    return store_.read([&](const store::Reader& reader) { return find_answer(reader, token); });
}

Result<RootPosition> Replica::root_position(const SigningKey& key) const {
    return store_.read([&](const store::Reader& reader) {
        return node::root_position(reader, governance_, key, incarnation_);
    });
}

Result<StateSummary> Replica::state() const {
    if (!state_) {
        TRY(state_, store_.read([&](const store::Reader& reader) {
            return StoreState::read(reader, network());
        }));
    }
    return state_->summary();
}

Result<void> Replica::log(std::optional<DocumentId> document, const VisitLog& visit) const {
    return store_.read([&](const store::Reader& reader) -> Result<void> {
        if (document) {
            TRY(const auto ids, store::updates_of(reader, *document));
            for (const auto& id : ids) {
                TRY(const auto columns, store::find_columns(reader, id));
                if (!columns) return fail(store::StoreErrc::damaged, "columns of " + id.hex());
                TRY(const auto entry,
                    log_entry(reader, {columns->header_arrival, columns->space, id}));
                TRY(visit(entry));
            }
            return success();
        }
        return store::scan_arrivals(
            reader, Arrival{}, [&](const store::ArrivalEntry& arrival) -> Result<store::Scan> {
                if (arrival.part != store::Part::header) return store::Scan::go_on;
                TRY(const auto entry, log_entry(reader, arrival));
                TRY(visit(entry));
                return store::Scan::go_on;
            });
    });
}

Result<void> Replica::log_back(std::optional<SpaceId> space, const VisitBack& visit) const {
    return store_.read([&](const store::Reader& reader) {
        return store::scan_arrivals_back(
            reader,
            space,
            Arrival{},
            [&](const store::ArrivalEntry& arrival) -> Result<store::Scan> {
                if (arrival.part != store::Part::header) return store::Scan::go_on;
                TRY(const auto entry, log_entry(reader, arrival));
                return visit(entry);
            });
    });
}

Result<void> Replica::void_of(const std::set<SigningKey>& keys, const VisitLog& visit) const {
    return store_.read([&](const store::Reader& reader) -> Result<void> {
        for (const auto& each : governance_.spaces()) {
            TRY(const auto chains, store::chains_of(reader, each.id));
            for (const auto& chain : chains) {
                if (!keys.contains(chain.id.device)) continue;
                const auto look = [&](const store::Link& link) -> Result<store::Scan> {
                    TRY(const auto columns, store::find_columns(reader, link.id));
                    if (!columns || columns->standing != store::Standing::is_void) {
                        return store::Scan::go_on;
                    }
                    TRY(const auto entry,
                        log_entry(reader, {columns->header_arrival, columns->space, link.id}));
                    TRY(visit(entry));
                    return store::Scan::go_on;
                };
                TRY(store::scan_chain(reader, chain.number, Seq{1}, look));
            }
        }
        return success();
    });
}

Result<Arrival> Replica::creations(Arrival after, const VisitCreation& visit) const {
    return store_.read([&](const store::Reader& reader) -> Result<Arrival> {
        TRY(store::scan_arrivals(
            reader, after, [&](const store::ArrivalEntry& arrival) -> Result<store::Scan> {
                if (arrival.space == root()) return store::Scan::go_on;
                TRY(const auto columns, store::find_columns(reader, arrival.id));
                if (!columns || columns->document != same_bytes<DocumentId>(arrival.id)) {
                    return store::Scan::go_on;
                }
                TRY(const auto creation, read_creation(reader, arrival.id, *columns));
                if (creation) visit(*creation);
                return store::Scan::go_on;
            }));
        return store::last_arrival(reader);
    });
}

Result<Arrival> Replica::moderated(Arrival after, const VisitModerated& visit) const {
    return store_.read([&](const store::Reader& reader) -> Result<Arrival> {
        TRY(store::scan_arrivals(
            reader, after, [&](const store::ArrivalEntry& arrival) -> Result<store::Scan> {
                if (arrival.space == root()) return store::Scan::go_on;
                TRY(const auto payload, store::find_readable_payload(reader, arrival.id));
                if (!payload || !is_act_of_moderation(payload->skeleton)) return store::Scan::go_on;
                TRY(const auto columns, store::find_columns(reader, arrival.id));
                if (!columns) return store::Scan::go_on;
                TRY(const auto document, store::find_document(reader, columns->document));
                if (document && document->space == arrival.space) {
                    visit(arrival.space, columns->document);
                }
                return store::Scan::go_on;
            }));
        return store::last_arrival(reader);
    });
}

Result<std::optional<WallTime>> Replica::written_at(const UpdateId& id) const {
    return store_.read([&](const store::Reader& reader) -> Result<std::optional<WallTime>> {
        TRY(const auto stored, store::find_header(reader, id));
        if (!stored) return std::optional<WallTime>{};
        TRY(const auto prefix, wire::decode_prefix(stored->header));
        if (prefix.is_newer()) return std::optional<WallTime>{};
        TRY(const auto header, wire::decode_header(stored->header));
        return std::optional{header.written};
    });
}

Result<std::uint64_t> Replica::waiting() const {
    return store_.read([](const store::Reader& reader) { return store::count_waiting(reader); });
}

Result<Verification> Replica::verify() const {
    return store_.read([&](const store::Reader& reader) -> Result<Verification> {
        Verification found;
        std::set<Bytes> damaged;
        for (const auto table : store::all_tables()) {
            TRY(reader.scan_damaged(table, [&](ByteView key) {
                found.bad.push_back(std::string{store::name_of(table)} + " " + hex(key) +
                                    ": damaged record");
                damaged.insert(copy(key));
            }));
        }
        const auto walked = verify_updates(reader, governance_.network(), damaged, found);
        if (!walked) {
            const std::string rest = "the updates behind it were not checked";
            const auto listed = std::ranges::find_if(
                found.bad, [](const std::string& line) { return line.starts_with("columns "); });
            if (listed != found.bad.end()) {
                *listed += "; " + rest;
            } else {
                found.bad.push_back("the table of updates: " + walked.error().text() + "; " + rest);
            }
        }
        return found;
    });
}

}  // namespace praxis::node
