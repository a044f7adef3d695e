#include "node/community/quarantine.hpp"

#include "node/community/acts.hpp"
#include "node/community/errc.hpp"
#include "node/replica/errc.hpp"
#include "protocol/wire/header.hpp"

#include <boost/json/value.hpp>

#include <algorithm>

namespace praxis::community {
namespace {

namespace json = boost::json;

/// Who signed an act of root, when, and why.
Result<void> add_said(QuarantineEntry& to, const node::Replica& replica) {
    TRY(const auto update, replica.load(to.update));
    if (!update) return fail(node::NodeErrc::not_found, "update " + to.update.hex() + " of root");
    TRY(const auto header, wire::decode_header(update->header));
    to.written = header.written;
    to.reason = reason_of(*update);
    to.by = replica.governance().verdict_of_root(to.update).person;
    return success();
}

}  // namespace

std::string_view word_of(QuarantineEntry::What what) {
    return what == QuarantineEntry::What::quarantine ? "quarantine" : "release";
}

json::object to_json(const QuarantineEntry& entry) {
    json::object out;
    out["act"] = word_of(entry.what);
    out["update"] = entry.update.hex();
    out["quarantine"] = entry.quarantine.hex();
    out["space"] = entry.space.hex();
    out["person"] = entry.person.hex();
    out["by"] = nullptr;
    if (entry.by) out["by"] = entry.by->hex();
    out["written"] = to_millis(entry.written);
    out["reason"] = nullptr;
    if (!entry.reason.empty()) out["reason"] = entry.reason;
    out["in_force"] = entry.what == QuarantineEntry::What::quarantine && !entry.taken_back;
    return out;
}

Result<std::vector<QuarantineEntry>> quarantine_entries(const node::Replica& replica,
                                                        const SpaceId& space) {
    std::vector<QuarantineEntry> out;
    for (const auto& info : replica.governance().quarantines(space)) {
        QuarantineEntry entry;
        entry.update = info.id;
        entry.quarantine = info.id;
        entry.space = info.space;
        entry.person = info.person;
        entry.taken_back = !info.in_force();
        TRY(add_said(entry, replica));
        out.push_back(entry);
        for (const auto& release : info.releases) {
            entry.what = QuarantineEntry::What::release;
            entry.update = release;
            entry.taken_back = false;
            TRY(add_said(entry, replica));
            out.push_back(entry);
        }
    }
    std::ranges::sort(out, std::ranges::greater{}, [](const QuarantineEntry& entry) {
        return std::pair{entry.written, entry.update};
    });
    return out;
}

std::set<PersonId> in_quarantine(const governance::Governance& governance, const SpaceId& space) {
    std::set<PersonId> out;
    for (const auto& each : governance.quarantines(space)) {
        if (each.in_force()) out.insert(each.person);
    }
    return out;
}

Result<std::set<DocumentId>> written_in_quarantine(const node::Replica& replica,
                                                   const SpaceId& space) {
    std::set<DocumentId> out;
    std::set<SigningKey> keys;
    for (const auto& person : in_quarantine(replica.governance(), space)) {
        for (const auto& device : replica.governance().devices_of(person))
            keys.insert(device.key);
    }
    if (keys.empty()) return out;
    TRY(const auto heads, replica.heads(space));
    std::map<ChainId, Seq> chains;  // of a fork the longer branch
    for (const auto& head : heads) {
        if (!keys.contains(head.chain.device)) continue;
        auto& last = chains[head.chain];
        last = std::max(last, head.seq);
    }
    for (const auto& [chain, last] : chains) {
        for (Seq seq{1}; seq <= last; seq = seq.next()) {
            TRY(const auto ids, replica.updates_at(chain, seq));
            for (const auto& id : ids) {
                TRY(const auto update, replica.load(id));
                const auto header = update ? wire::decode_header(update->header)
                                           : Result<wire::Header>{fail(Errc::not_found)};
                if (!header) continue;  // of a newer version
                out.insert(header.value().creates() ? same_bytes<DocumentId>(id)
                                                    : header.value().document);
            }
        }
    }
    return out;
}

}  // namespace praxis::community
