#include "node/backup/records.hpp"

#include "node/backup/items.hpp"
#include "node/replica/errc.hpp"
#include "node/replica/quota_records.hpp"
#include "node/replica/state.hpp"
#include "protocol/governance/genesis.hpp"
#include "store/copying.hpp"

namespace praxis::node {
namespace {

Result<UpdateItem> update_item(const store::Reader& reader, const UpdateId& id) {
    UpdateItem out;
    TRY(auto header, store::find_header(reader, id));
    TRY(const auto columns, store::find_columns(reader, id));
    if (!header || !columns) return fail(store::StoreErrc::damaged, "update " + id.hex());
    out.header = std::move(*header);
    TRY(out.payload, store::find_payload(reader, id));
    out.applied = columns->applied;
    out.standing = columns->standing;
    out.person = columns->person;
    return out;
}

Result<void> write_updates(const store::Reader& reader,
                           FrameWriter& out,
                           const Progress& progress,
                           RecordsTaken& taken) {
    TRY(const auto all, store::count_updates(reader));
    TRY(store::scan_arrivals(
        reader, Arrival{}, [&](const store::ArrivalEntry& entry) -> Result<store::Scan> {
            if (entry.part != store::Part::header) return store::Scan::go_on;
            TRY(auto item, update_item(reader, entry.id));
            TRY(out.put(encode(Item{std::move(item)})));
            if (++taken.updates % progress_every == 0) progress(taken.updates, all);
            return store::Scan::go_on;
        }));
    if (taken.updates == all) return success();
    return fail(store::StoreErrc::damaged,
                "the order of arrival names " + std::to_string(taken.updates) + " updates, not " +
                    std::to_string(all));
}

Result<void> write_small(const store::Reader& reader, FrameWriter& out) {
    TRY(auto records, store::local_records(reader));
    for (auto& record : records) {
        if (is_of_quotas(record.name)) continue;  // about lines of arrival, which are drawn anew
        TRY(out.put(encode(Item{LocalItem{std::move(record)}})));
    }
    return store::scan_form_answers(
        reader, [&](const Hash& token, const store::FormAnswer& answer) -> Result<store::Scan> {
            TRY(out.put(encode(Item{FormItem{token, answer}})));
            return store::Scan::go_on;
        });
}

}  // namespace

Result<RecordsTaken> write_records(const store::Reader& reader,
                                   FrameWriter& out,
                                   const Progress& progress) {
    TRY(auto genesis, store::find_genesis(reader));
    if (!genesis) return fail(NodeErrc::no_node, "the store holds no network");
    TRY(const auto decoded, governance::decode_genesis(*genesis));
    RecordsTaken taken;
    taken.network = governance::network_id(decoded);
    TRY(taken.transaction, store::last_transaction(reader));
    TRY(out.put(encode(Item{GenesisItem{std::move(*genesis)}})));
    TRY(write_updates(reader, out, progress, taken));
    TRY(write_small(reader, out));
    TRY(const auto state, StoreState::read(reader, taken.network));
    taken.state = state.summary();
    TRY(taken.end, out.finish());
    return taken;
}

}  // namespace praxis::node
