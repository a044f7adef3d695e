#include "node/replica/loader.hpp"

#include "node/replica/causal_order.hpp"
#include "node/replica/ledger.hpp"
#include "node/replica/moderation_form.hpp"
#include "protocol/wire/content.hpp"

#include <algorithm>

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

StoredUpdate ready(const Stored& stored) {
    const auto& header = stored.update.header;
    return {{header.device, header.incarnation, header.seq, header.written, stored.columns.person},
            for_merge(stored)};
}

/// Whether it changes nothing that a kind has fields for.
bool is_wordless(const crdt::Update& update) {
    return update.skeleton && (update.skeleton->operations.empty() ||
                               moderation_form(update.skeleton->operations) == ModerationForm::act);
}

void apply(DocumentState& state, StoredUpdate next) {
    state.authorship[next.update.id] = next.author;
    if (is_wordless(next.update)) state.wordless.insert(next.update.id);
    state.document.apply(std::move(next.update));
}

}  // namespace

Result<std::optional<Replay>> begin_replay(const store::Reader& reader, const DocumentId& id) {
    TRY(const auto row, store::find_document(reader, id));
    if (!row) return std::optional<Replay>{};
    std::vector<StoredUpdate> updates;
    std::vector<Named> named;
    TRY(const auto ids, store::updates_of(reader, id));
    for (const auto& update_id : ids) {
        TRY(const auto stored, load_stored(reader, update_id, row->space));
        if (!stored) continue;
        named.push_back({update_id, stored->update.header.deps});
        updates.push_back(ready(*stored));
    }
    Replay out{{id, row->space, row->kind, crdt::Document{id}, {}}, {}};
    for (const auto i : causal_order(named))
        out.waiting.push_back(std::move(updates[i]));
    return std::optional{std::move(out)};
}

bool take_in(Replay& replay, std::uint64_t& steps_left) {
    const auto& document = replay.state.document;
    auto& waiting = replay.waiting;
    const auto before = document.steps();
    while (!waiting.empty() && document.steps() - before <= steps_left) {
        apply(replay.state, std::move(waiting.front()));
        waiting.pop_front();
    }
    steps_left -= std::min(steps_left, document.steps() - before);
    return waiting.empty();
}

bool go_on(Replay& replay, std::uint64_t& steps_left) {
    return take_in(replay, steps_left) && replay.state.document.merge(steps_left);
}

Result<std::optional<DocumentState>> load_document(const store::Reader& reader,
                                                   const DocumentId& id) {
    TRY(auto replay, begin_replay(reader, id));
    if (!replay) return std::optional<DocumentState>{};
    for (auto& stored : replay->waiting)
        apply(replay->state, std::move(stored));
    return std::optional{std::move(replay->state)};
}

Result<void> refresh(const store::Reader& reader, Replay& replay, const UpdateId& id) {
    auto& [state, waiting] = replay;
    TRY(const auto stored, load_stored(reader, id, state.space));
    if (!stored) return success();
    auto now = ready(*stored);
    auto& document = state.document;
    if (document.contains(id)) {
        document.set_standing(id, now.update.stands);
        document.set_person(id, now.update.person);
        state.authorship[id].person = now.update.person;
        if (now.update.parts.has_value() != document.has_content(id)) {
            document.set_parts(id, std::move(now.update.parts));
        }
        return success();
    }
    const auto known =
        std::ranges::find(waiting, id, [](const StoredUpdate& next) { return next.update.id; });
    if (known != waiting.end()) {
        *known = std::move(now);
    } else {
        waiting.push_back(std::move(now));
    }
    return success();
}

}  // namespace praxis::node
