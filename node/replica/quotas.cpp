#include "node/replica/quotas.hpp"

#include "node/replica/held_update.hpp"
#include "protocol/base/codec.hpp"

#include <algorithm>

namespace praxis::node {
namespace {

using governance::Quota;
using Days = std::chrono::duration<std::int64_t, std::ratio<86'400>>;

constexpr std::string_view record_prefix = "quota/";

/// Of one device in one space. Without a record nothing of it is withheld.
struct Record {
    std::uint32_t day = 0;  // since 1970
    Quota used;             // of that day
    Arrival passed;         // the last line that may be passed on
    Quota withheld;         // behind it
};

Bytes name_of(const SpaceId& space) {
    Bytes name;
    append(name, bytes_of(record_prefix));
    append(name, space.view());
    return name;
}

Bytes name_of(const SpaceId& space, const SigningKey& device) {
    auto name = name_of(space);
    append(name, device.view());
    return name;
}

Result<Record> decode_record(ByteView body) {
    ByteReader in{body};
    Record out;
    TRY(out.day, in.u32());
    TRY(out.used.updates, in.u32());
    TRY(out.used.bytes, in.u64());
    TRY(const auto passed, in.u64());
    out.passed = Arrival{passed};
    TRY(out.withheld.updates, in.u32());
    TRY(out.withheld.bytes, in.u64());
    TRY(in.finish());
    return out;
}

Result<void> put(store::Writer& writer,
                 const SpaceId& space,
                 const SigningKey& device,
                 const Record& record) {
    ByteWriter out;
    out.u32(record.day);
    out.u32(record.used.updates);
    out.u64(record.used.bytes);
    out.u64(record.passed.value);
    out.u32(record.withheld.updates);
    out.u64(record.withheld.bytes);
    return store::put_local(writer, name_of(space, device), out.take());
}

Result<std::optional<Record>> find(const store::Reader& reader,
                                   const SpaceId& space,
                                   const SigningKey& device) {
    TRY(const auto body, store::find_local(reader, name_of(space, device)));
    if (!body) return std::optional<Record>{};
    TRY(const auto record, decode_record(*body));
    return std::optional{record};
}

using Visit = std::function<Result<void>(const SpaceId&, const SigningKey&, const Record&)>;

/// Every record whose name begins so, by space, then device.
Result<void> each_record(const store::Reader& reader, const Bytes& prefix, const Visit& visit) {
    const auto take = [&](ByteView name, ByteView body) -> Result<store::Scan> {
        const auto ids = name.subspan(record_prefix.size());
        TRY(const auto space, SpaceId::from(ids.first(SpaceId::size)));
        TRY(const auto device, SigningKey::from(ids.subspan(SpaceId::size)));
        TRY(const auto record, decode_record(body));
        TRY(visit(space, device, record));
        return store::Scan::go_on;
    };
    return reader.scan(store::Table::local, store::KeyRange::prefix(prefix), take);
}

bool fits(const Record& record, std::uint64_t bytes, const Quota& quota) {
    if (record.used.updates == 0) return true;
    return (quota.updates == 0 || record.used.updates < quota.updates) &&
           (quota.bytes == 0 || record.used.bytes + bytes <= quota.bytes);
}

void begin_day(Record& record, std::uint32_t day) {
    // Any other day, an earlier one too: a clock that was put right silences nobody.
    if (record.day != day) record.used = {};
    record.day = day;
}

/// A line by which an update travels, and what it costs.
struct Sent {
    SigningKey device;
    std::uint64_t bytes = 0;
};
Result<std::optional<Sent>> sent_by(const store::Reader& reader, const store::ArrivalEntry& entry) {
    TRY(const auto held, load_readable(reader, entry.id));
    const bool is_payload = entry.part == store::Part::payload;
    if (is_payload == held.prefix.is_newer()) return std::optional<Sent>{};
    return std::optional{Sent{held.prefix.device, stored_bytes(held.raw)}};
}

std::map<SpaceId, Quota> all_in_force(const governance::Governance& governance) {
    std::map<SpaceId, Quota> out;
    for (const auto& space : governance.spaces()) {
        const auto info = governance.quota(space.id);
        if (info && !info->quota.is_none()) out.emplace(space.id, info->quota);
    }
    return out;
}

/// How many days it takes to pass on so much.
std::uint64_t days_for(std::uint64_t amount, std::uint64_t a_day) {
    return a_day == 0 ? 1 : (amount + a_day - 1) / a_day;
}

}  // namespace

void Quotas::set_day(WallTime now) {
    day_ = static_cast<std::uint32_t>(
        std::chrono::duration_cast<Days>(now.time_since_epoch()).count());
}

Result<void> Quotas::count(store::Writer& writer,
                           const ChainId& chain,
                           Arrival line,
                           std::uint64_t bytes) {
    const auto quota = in_force_.find(chain.space);
    if (quota == in_force_.end()) return success();
    TRY(const auto known, find(writer, chain.space, chain.device));
    auto record = known.value_or(Record{});
    begin_day(record, day_);
    if (record.withheld.updates == 0) record.passed = Arrival{line.value - 1};
    if (record.withheld.updates == 0 && fits(record, bytes, quota->second)) {
        ++record.used.updates;
        record.used.bytes += bytes;
        record.passed = line;
    } else {
        ++record.withheld.updates;
        record.withheld.bytes += bytes;
    }
    return put(writer, chain.space, chain.device, record);
}

void Quotas::note_moderation(const SpaceId& space,
                             const UpdateId& act,
                             const DocumentId& document) {
    auto& acts = moderated_[space];
    acts.ids.insert(act);
    acts.documents.insert(document);
}

void Quotas::know(const governance::Governance& governance) {
    in_force_ = all_in_force(governance);
}

Result<void> Quotas::take_in_force(store::Writer& writer,
                                   const governance::Governance& governance) {
    auto now = all_in_force(governance);
    for (const auto& [space, quota] : now) {
        const auto before = in_force_.find(space);
        if (before == in_force_.end() || before->second != quota) changed_.insert(space);
    }
    std::vector<Bytes> ended;
    TRY(each_record(writer,
                    copy(bytes_of(record_prefix)),
                    [&](const SpaceId& space, const SigningKey& device, const Record&) {
                        if (!now.contains(space)) ended.push_back(name_of(space, device));
                        return Result<void>{success()};
                    }));
    for (const auto& name : ended) {
        TRY(store::erase_local(writer, name));
    }
    in_force_ = std::move(now);
    return success();
}

Result<void> Quotas::settle(store::Writer& writer,
                            const governance::Governance& governance,
                            bool grew) {
    if (grew || !std::exchange(settled_, true)) {
        TRY(take_in_force(writer, governance));
    }
    auto due = std::exchange(changed_, {});
    const auto moderated = std::exchange(moderated_, {});
    const bool is_new_day = std::exchange(settled_day_, day_) != day_;
    for (const auto& [space, quota] : in_force_) {
        const auto acts = moderated.find(space);
        if (!is_new_day && !due.contains(space) && acts == moderated.end()) continue;
        TRY(pass_on(writer, space, acts == moderated.end() ? Acts{} : acts->second));
    }
    return success();
}

Result<void> Quotas::pass_on(store::Writer& writer, const SpaceId& space, const Acts& acts) const {
    const auto& quota = in_force_.at(space);
    std::map<SigningKey, Record> behind;  // with something withheld
    TRY(each_record(writer,
                    name_of(space),
                    [&](const SpaceId&, const SigningKey& device, const Record& record) {
                        if (record.withheld.updates > 0) behind.emplace(device, record);
                        return Result<void>{success()};
                    }));
    if (behind.empty()) return success();
    auto from = behind.begin()->second.passed;
    for (auto& [device, record] : behind) {
        begin_day(record, day_);
        from = std::min(from, record.passed);
    }
    const auto each_line = [&](const auto& visit) {
        return store::scan_arrivals(
            writer, space, from, [&](const store::ArrivalEntry& entry) -> Result<store::Scan> {
                TRY(const auto sent, sent_by(writer, entry));
                if (!sent) return store::Scan::go_on;
                const auto at = behind.find(sent->device);
                if (at == behind.end() || entry.arrival <= at->second.passed) {
                    return store::Scan::go_on;
                }
                return visit(entry, at->first, at->second, sent->bytes);
            });
    };
    std::map<SigningKey, Arrival> whatever;  // up to where it goes whatever the quota says
    if (!acts.ids.empty()) {
        TRY(each_line([&](const store::ArrivalEntry& entry,
                          const SigningKey& device,
                          const Record&,
                          std::uint64_t) -> Result<store::Scan> {
            TRY(const auto columns, store::find_columns(writer, entry.id));
            const bool goes = acts.ids.contains(entry.id) ||
                              (columns && acts.documents.contains(columns->document));
            if (goes) whatever[device] = entry.arrival;
            return store::Scan::go_on;
        }));
    }
    std::set<SigningKey> full;
    TRY(each_line([&](const store::ArrivalEntry& entry,
                      const SigningKey& device,
                      Record& record,
                      std::uint64_t bytes) -> Result<store::Scan> {
        if (full.contains(device)) return store::Scan::go_on;
        const auto free = whatever.find(device);
        const bool is_free = free != whatever.end() && entry.arrival <= free->second;
        if (!is_free && !fits(record, bytes, quota)) {
            full.insert(device);
            return full.size() < behind.size() ? store::Scan::go_on : store::Scan::stop;
        }
        if (!is_free) {
            ++record.used.updates;
            record.used.bytes += bytes;
        }
        record.passed = entry.arrival;
        record.withheld.updates -= std::min(record.withheld.updates, 1U);
        record.withheld.bytes -= std::min(record.withheld.bytes, bytes);
        return store::Scan::go_on;
    }));
    for (auto& [device, record] : behind) {
        if (!full.contains(device)) record.withheld = {};
        // What was erased since costs less than it did; while anything is behind, it counts.
        if (full.contains(device) && record.withheld.updates == 0) record.withheld.updates = 1;
        TRY(put(writer, space, device, record));
    }
    return success();
}

Result<bool> Quotas::is_withheld(const store::Reader& reader, const ChainId& chain, Arrival line) {
    TRY(const auto record, find(reader, chain.space, chain.device));
    return record && record->withheld.updates > 0 && line > record->passed;
}

Result<std::vector<Withheld>> Quotas::withheld(const store::Reader& reader,
                                               const governance::Governance& governance) {
    std::vector<Withheld> out;
    TRY(each_record(reader,
                    copy(bytes_of(record_prefix)),
                    [&](const SpaceId& space, const SigningKey& device, const Record& record) {
                        const auto info = governance.quota(space);
                        if (record.withheld.updates == 0 || !info) return Result<void>{success()};
                        const auto days =
                            std::max(days_for(record.withheld.updates, info->quota.updates),
                                     days_for(record.withheld.bytes, info->quota.bytes));
                        const WallTime day{Days{record.day}};
                        out.push_back({space,
                                       device,
                                       record.withheld,
                                       day + Days{1},
                                       day + Days{static_cast<std::int64_t>(days)}});
                        return Result<void>{success()};
                    }));
    return out;
}

}  // namespace praxis::node
