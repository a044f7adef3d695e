#include "node/replica/state.hpp"

#include "protocol/wire/header.hpp"
#include "store/records.hpp"

namespace praxis::node {
namespace {

Result<wire::Header> header_of(const store::Reader& reader, const UpdateId& id) {
    TRY(const auto stored, store::find_header(reader, id));
    if (!stored) return fail(store::StoreErrc::damaged, "header of " + id.hex());
    return wire::decode_header(stored->header);
}

}  // namespace

Result<StoreState> StoreState::read(const store::Reader& reader, const NetworkId& network) {
    StoreState out{network};
    std::vector<Told> all;
    TRY(store::scan_updates(
        reader, [&](const UpdateId& id, const store::Columns& columns) -> Result<store::Scan> {
            if (columns.applied != store::Applied::waiting) {
                all.push_back({id, columns.space, columns.standing == store::Standing::stands});
            }
            return store::Scan::go_on;
        }));
    TRY(out.take(reader, all));
    return out;
}

Result<void> StoreState::advance(const store::Reader& reader, const Touched& touched) {
    std::vector<Told> all;
    for (const auto& [document, ids] : touched) {
        for (const auto& id : ids) {
            TRY(const auto columns, store::find_columns(reader, id));
            if (!columns) return fail(store::StoreErrc::damaged, "columns of " + id.hex());
            if (columns->applied == store::Applied::waiting) continue;
            all.push_back({id, columns->space, columns->standing == store::Standing::stands});
        }
    }
    return take(reader, all);
}

/// All are entered first, since what one reaches may be told after it.
Result<void> StoreState::take(const store::Reader& reader, const std::vector<Told>& all) {
    for (const auto& update : all)
        spaces_[update.space].enter(update.id);
    const auto deps_of = [&](const UpdateId& id) -> Result<std::vector<UpdateId>> {
        TRY(auto header, header_of(reader, id));
        return std::move(header.deps);
    };
    for (const auto& update : all) {
        auto& space = spaces_.at(update.space);
        if (space.stands(update.id) == update.stands) continue;
        TRY(space.judge(update.id, update.stands, deps_of));
        if (update.space == root_) continue;
        TRY(const auto header, header_of(reader, update.id));
        if (header.creates()) documents_ = update.stands ? documents_ + 1 : documents_ - 1;
    }
    return success();
}

StateSummary StoreState::summary() const {
    StateSummary out;
    out.documents = documents_;
    for (const auto& [id, space] : spaces_) {
        out.spaces[id] = space.digest();
        out.updates += space.size();
    }
    out.state = governance::combined(out.spaces);
    return out;
}

}  // namespace praxis::node
