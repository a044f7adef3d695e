#include "node/replica/loader.hpp"

#include "node/replica/ledger.hpp"
#include "protocol/wire/content.hpp"

#include <algorithm>
#include <deque>
#include <set>

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

/// Every applied update of the document, in the order of arrival. One that names the document from
/// another space is filed under it but is none of it, nor does causality lead through it.
Result<std::deque<Stored>> applied_updates(const store::Reader& reader,
                                           const DocumentId& id,
                                           const SpaceId& space) {
    std::deque<Stored> out;
    TRY(const auto ids, store::updates_of(reader, id));
    for (const auto& update_id : ids) {
        TRY(auto columns, store::find_columns(reader, update_id));
        if (!columns) return fail(store::StoreErrc::damaged, "columns of " + update_id.hex());
        if (columns->applied == store::Applied::waiting) continue;
        TRY(auto update, load_update(reader, update_id));
        if (update.header.space != space) continue;
        out.push_back({std::move(update), std::move(*columns)});
    }
    return out;
}

/// Whether everything it names that is applied too was merged before it.
bool is_ready(const Stored& stored,
              const std::set<UpdateId>& present,
              const crdt::Document& document) {
    return std::ranges::all_of(stored.update.header.deps, [&](const UpdateId& dep) {
        return document.contains(dep) || !present.contains(dep);
    });
}

}  // namespace

Result<std::optional<DocumentState>> load_document(const store::Reader& reader,
                                                   const DocumentId& id) {
    TRY(const auto row, store::find_document(reader, id));
    if (!row) return std::optional<DocumentState>{};
    DocumentState state{id, row->space, row->kind, crdt::Document{id}, {}};
    TRY(auto waiting, applied_updates(reader, id, row->space));
    std::set<UpdateId> present;
    for (const auto& stored : waiting)
        present.insert(stored.update.id);
    for (std::size_t turned = 0; !waiting.empty() && turned <= waiting.size();) {
        auto stored = std::move(waiting.front());
        waiting.pop_front();
        if (!is_ready(stored, present, state.document)) {
            waiting.push_back(std::move(stored));
            ++turned;
            continue;
        }
        turned = 0;
        const auto& header = stored.update.header;
        state.authorship[stored.update.id] = {
            header.device, header.incarnation, header.seq, header.written};
        state.document.apply(for_merge(stored));
    }
    return std::optional{std::move(state)};
}

}  // namespace praxis::node
