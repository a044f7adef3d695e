#include "node/replica/lineage.hpp"

#include "node/replica/causal_order.hpp"
#include "protocol/wire/header.hpp"
#include "protocol/wire/limits.hpp"

#include <algorithm>

namespace praxis::node {
namespace {

bool may_stand(const store::Columns& columns) {
    return columns.applied == store::Applied::yes && columns.standing == store::Standing::stands;
}

Result<store::Columns> columns_of(const store::Reader& reader, const UpdateId& id) {
    TRY(auto columns, store::find_columns(reader, id));
    if (!columns) return fail(store::StoreErrc::damaged, "columns of " + id.hex());
    return std::move(*columns);
}

/// The deps of an update that is applied; nullopt of one that names the document from another
/// space: it is none of it.
Result<std::optional<std::vector<UpdateId>>> deps_of(const store::Reader& reader,
                                                     const UpdateId& id,
                                                     const SpaceId& space) {
    TRY(const auto stored, store::find_header(reader, id));
    if (!stored) return fail(store::StoreErrc::damaged, "header of " + id.hex());
    TRY(auto header, wire::decode_header(stored->header));
    if (header.space != space) return std::optional<std::vector<UpdateId>>{};
    return std::optional{std::move(header.deps)};
}

Result<Lineage> load_lineage(const store::Reader& reader,
                             const DocumentId& document,
                             const SpaceId& space) {
    std::vector<Named> named;
    std::vector<bool> stands;
    TRY(const auto ids, store::updates_of(reader, document));
    for (const auto& id : ids) {
        TRY(const auto columns, columns_of(reader, id));
        if (columns.applied == store::Applied::waiting) continue;
        TRY(auto deps, deps_of(reader, id, space));
        if (!deps) continue;
        named.push_back({id, std::move(*deps)});
        stands.push_back(may_stand(columns));
    }
    Lineage out{document, space};
    for (const auto i : causal_order(named))
        out.add(named[i].id, named[i].deps, stands[i]);
    return out;
}

Result<void> refresh(const store::Reader& reader, Lineage& lineage, const UpdateId& id) {
    TRY(const auto columns, columns_of(reader, id));
    if (columns.applied == store::Applied::waiting) return success();
    if (lineage.contains(id)) {
        lineage.set_standing(id, may_stand(columns));
        return success();
    }
    TRY(const auto deps, deps_of(reader, id, lineage.space()));
    if (deps) lineage.add(id, *deps, may_stand(columns));
    return success();
}

}  // namespace

void Lineage::add(const UpdateId& id, std::span<const UpdateId> deps, bool stands) {
    std::vector<Lv> parents;
    bool deps_stand = true;
    bool reaches = id == creation_;
    for (const auto& dep : deps) {
        const auto found = by_id_.find(dep);
        if (found == by_id_.end()) continue;
        parents.push_back(found->second);
        deps_stand = deps_stand && rows_[found->second].stands;
        reaches = reaches || rows_[found->second].reaches;
    }
    stands = stands && reaches;
    const auto event = graph_.add(1, parents);
    by_id_.emplace(id, event);
    rows_.push_back({id, reaches, stands});
    if (stands) heads_.add(event, parents, deps_stand);
}

void Lineage::set_standing(const UpdateId& id, bool stands) {
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) return;
    auto& row = rows_[found->second];
    if (!row.reaches || row.stands == stands) return;
    row.stands = stands;
    heads_.forget();
}

bool Lineage::stands(const UpdateId& id) const {
    const auto found = by_id_.find(id);
    return found != by_id_.end() && rows_[found->second].stands;
}

std::vector<UpdateId> Lineage::heads() const {
    return names_of(heads_.of(graph_, [this] {
        std::vector<Lv> standing;
        for (Lv event = 0; event < rows_.size(); ++event) {
            if (rows_[event].stands) standing.push_back(event);
        }
        return standing;
    }));
}

std::optional<std::vector<UpdateId>> Lineage::version_of(std::span<const UpdateId> updates) const {
    std::vector<Lv> events;
    for (const auto& update : updates) {
        const auto found = by_id_.find(update);
        if (found == by_id_.end()) return std::nullopt;
        events.push_back(found->second);
    }
    return names_of(graph_.dominators(std::move(events)));
}

std::vector<UpdateId> Lineage::names_of(const Version& version) const {
    std::vector<UpdateId> out;
    for (const auto event : version)
        out.push_back(rows_[event].id);
    std::ranges::sort(out);
    return out;
}

Result<const Lineage*> Lineages::of(const store::Reader& reader, const DocumentId& id) {
    auto found = entries_.find(id);
    if (found == entries_.end()) {
        TRY(const auto row, store::find_document(reader, id));
        if (!row) return static_cast<const Lineage*>(nullptr);
        TRY(auto lineage, load_lineage(reader, id, row->space));
        found = entries_.emplace(id, Entry{std::move(lineage), {}, 0}).first;
    }
    auto& entry = found->second;
    for (const auto& update : entry.touched) {
        TRY(refresh(reader, entry.lineage, update));
    }
    entry.touched.clear();
    entry.used = ++uses_;
    make_room(id);
    return static_cast<const Lineage*>(&entry.lineage);
}

void Lineages::touch(const DocumentId& document, const UpdateId& update) {
    const auto found = entries_.find(document);
    if (found == entries_.end()) return;
    auto& touched = found->second.touched;
    if (!touched.empty() && touched.back() == update) return;
    touched.push_back(update);
    if (touched.size() > limits::touched_updates_max) entries_.erase(found);
}

void Lineages::make_room(const DocumentId& newest) {
    const auto updates = [&] {
        std::size_t sum = 0;
        for (const auto& [id, entry] : entries_)
            sum += entry.lineage.updates();
        return sum;
    };
    while (entries_.size() > limits::lineages_max ||
           (entries_.size() > 1 && updates() > limits::lineage_updates_max)) {
        const auto oldest = std::ranges::min_element(
            entries_, {}, [](const auto& entry) { return entry.second.used; });
        if (oldest->first == newest) return;
        entries_.erase(oldest);
    }
}

}  // namespace praxis::node
