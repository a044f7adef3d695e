#include "node/replica/loader.hpp"

#include "node/replica/causal_order.hpp"
#include "node/replica/ledger.hpp"
#include "protocol/wire/content.hpp"

namespace praxis::node {
namespace {

struct Stored {
    wire::CheckedUpdate update;
    store::Columns columns;
};

crdt::Update for_merge(const Stored& stored) {
    crdt::Update out;
    out.id = stored.update.id;
    out.deps = stored.update.header.deps;
    out.stands = stored.columns.standing == store::Standing::stands;
    out.written = stored.update.header.written;
    out.person = stored.columns.person;
    if (stored.columns.applied != store::Applied::yes) return out;  // void for ever
    if ((stored.update.header.flags & wire::flag_join) != 0) {
        out.skeleton.emplace();
        out.parts.emplace();
        return out;
    }
    if (auto skeleton = crdt::parse_skeleton(stored.update.raw.skeleton)) {
        out.skeleton = std::move(skeleton.value());
    }
    if (stored.update.raw.content) {
        if (auto parts = wire::decode_content(*stored.update.raw.content)) {
            out.parts = std::move(parts.value());
        }
    }
    return out;
}

/// What this snapshot has of an update that is applied and of this document; nullopt otherwise. One
/// that names the document from another space is filed under it but is none of it, nor does
/// causality lead through it.
Result<std::optional<Stored>> load_stored(const store::Reader& reader,
                                          const UpdateId& id,
                                          const SpaceId& space) {
    TRY(auto columns, store::find_columns(reader, id));
    if (!columns) return fail(store::StoreErrc::damaged, "columns of " + id.hex());
    if (columns->applied == store::Applied::waiting) return std::optional<Stored>{};
    TRY(auto update, load_update(reader, id));
    if (update.header.space != space) return std::optional<Stored>{};
    return std::optional{Stored{std::move(update), std::move(*columns)}};
}

void merge(DocumentState& state, const Stored& stored) {
    const auto& header = stored.update.header;
    state.authorship[stored.update.id] = {
        header.device, header.incarnation, header.seq, header.written};
    state.document.apply(for_merge(stored));
}

}  // namespace

Result<std::optional<DocumentState>> load_document(const store::Reader& reader,
                                                   const DocumentId& id) {
    TRY(const auto row, store::find_document(reader, id));
    if (!row) return std::optional<DocumentState>{};
    std::vector<Stored> updates;
    std::vector<Named> named;
    TRY(const auto ids, store::updates_of(reader, id));
    for (const auto& update_id : ids) {
        TRY(auto stored, load_stored(reader, update_id, row->space));
        if (!stored) continue;
        named.push_back({update_id, stored->update.header.deps});
        updates.push_back(std::move(*stored));
    }
    DocumentState state{id, row->space, row->kind, crdt::Document{id}, {}};
    for (const auto i : causal_order(named))
        merge(state, updates[i]);
    return std::optional{std::move(state)};
}

Result<void> refresh(const store::Reader& reader, DocumentState& state, const UpdateId& id) {
    TRY(const auto stored, load_stored(reader, id, state.space));
    if (!stored) return success();
    auto& document = state.document;
    if (!document.contains(id)) {
        merge(state, *stored);
        return success();
    }
    auto now = for_merge(*stored);
    document.set_standing(id, now.stands);
    document.set_person(id, now.person);
    if (now.parts.has_value() != document.has_content(id)) {
        document.set_parts(id, std::move(now.parts));
    }
    return success();
}

}  // namespace praxis::node
