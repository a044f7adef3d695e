#include "node/replica/payload_heads.hpp"

#include "node/replica/held_update.hpp"

#include <deque>

namespace praxis::node {
namespace {

/// Whether everything of an update is here that this version could keep.
Result<bool> is_complete(const store::Reader& reader, const UpdateId& id) {
    TRY(const auto held, load_readable(reader, id));
    return held.is_complete();
}

Result<void> look_at(const store::Reader& reader,
                     const store::ArrivalEntry& entry,
                     std::map<ChainId, WholeBranches>& chains) {
    TRY(const auto stored, store::find_header(reader, entry.id));
    if (!stored) return fail(store::StoreErrc::damaged, "header of " + entry.id.hex());
    TRY(const auto prefix, wire::decode_prefix(stored->header));
    const auto chain = chains.find(prefix.chain());
    if (chain == chains.end()) return success();
    const bool is_new = entry.part == store::Part::header;
    if (!is_new && !chain->second.lacks(entry.id)) return success();
    TRY(const bool here, is_complete(reader, entry.id));
    if (is_new) {
        chain->second.add({prefix.seq, entry.id, prefix.prev}, here);
    } else if (here) {
        chain->second.complete(entry.id);
    }
    return success();
}

}  // namespace

void WholeBranches::add(const store::Link& link, bool here) {
    const bool lacks_before = lacks(link.prev);
    if (here && !lacks_before) return count(link);
    lacking_.insert_or_assign(link.id, Lacking{link, here});
    if (lacks_before) after_[link.prev].push_back(link.id);
}

void WholeBranches::complete(const UpdateId& id) {
    const auto at = lacking_.find(id);
    if (at == lacking_.end()) return;
    at->second.is_complete = true;
    if (lacks(at->second.link.prev)) return;
    std::deque<UpdateId> todo{id};
    while (!todo.empty()) {
        const auto whole = lacking_.extract(todo.front());
        todo.pop_front();
        count(whole.mapped().link);
        const auto after = after_.extract(whole.key());
        if (!after) continue;
        for (const auto& next : after.mapped()) {
            if (lacking_.at(next).is_complete) todo.push_back(next);
        }
    }
}

bool WholeBranches::is_complete(const UpdateId& id) const {
    const auto at = lacking_.find(id);
    return at == lacking_.end() || at->second.is_complete;
}

void WholeBranches::count(const store::Link& link) {
    ends_.erase(link.prev);
    ends_.emplace(link.id, link.seq);
}

Result<std::vector<store::Head>> PayloadHeads::of(const store::Reader& reader,
                                                  const ChainId& chain) {
    TRY(const auto number, store::find_chain(reader, chain));
    if (!number) return std::vector<store::Head>{};
    const auto forked = forked_.find(chain.space);
    if (forked != forked_.end() && forked->second.chains.contains(chain)) {
        return of_forked(reader, chain, *number);
    }
    TRY(const auto heads, store::heads_of(reader, *number));
    return heads.size() > 1 ? of_forked(reader, chain, *number) : of_line(reader, chain, *number);
}

Result<std::vector<store::Head>> PayloadHeads::of_forked(const store::Reader& reader,
                                                         const ChainId& chain,
                                                         store::ChainNumber number) {
    TRY(catch_up(reader, chain.space));
    auto& chains = forked_.at(chain.space).chains;
    auto at = chains.find(chain);
    if (at == chains.end()) {
        WholeBranches branches;
        const auto take = [&](const store::Link& link) -> Result<store::Scan> {
            TRY(const bool here, is_complete(reader, link.id));
            branches.add(link, here);
            return store::Scan::go_on;
        };
        TRY(store::scan_chain(reader, number, Seq{1}, take));
        at = chains.emplace(chain, std::move(branches)).first;
        whole_up_to_.erase(chain);
    }
    std::vector<store::Head> out;
    for (const auto& [id, seq] : at->second.ends())
        out.push_back({seq, id});
    return out;
}

Result<void> PayloadHeads::catch_up(const store::Reader& reader, const SpaceId& space) {
    const auto known = forked_.find(space);
    if (known == forked_.end()) {
        TRY(const auto last, store::last_arrival(reader, space));
        forked_.emplace(space, Forked{last, {}});
        return success();
    }
    auto& forked = known->second;
    const auto take = [&](const store::ArrivalEntry& entry) -> Result<store::Scan> {
        TRY(look_at(reader, entry, forked.chains));
        forked.up_to = entry.arrival;
        return store::Scan::go_on;
    };
    auto caught_up = store::scan_arrivals(reader, space, forked.up_to, take);
    if (!caught_up) forked_.erase(known);
    return caught_up;
}

Result<std::vector<store::Head>> PayloadHeads::of_line(const store::Reader& reader,
                                                       const ChainId& chain,
                                                       store::ChainNumber number) {
    std::optional<store::Head> whole;
    const auto known = whole_up_to_.find(chain);
    if (known != whole_up_to_.end()) whole = known->second;
    const auto take = [&](const store::Link& link) -> Result<store::Scan> {
        TRY(const bool here, is_complete(reader, link.id));
        if (!here) return store::Scan::stop;
        whole = store::Head{link.seq, link.id};
        return store::Scan::go_on;
    };
    TRY(store::scan_chain(reader, number, whole ? whole->seq.next() : Seq{1}, take));
    if (!whole) return std::vector<store::Head>{};
    whole_up_to_.insert_or_assign(chain, *whole);
    return std::vector{*whole};
}

Result<void> PayloadHeads::doubt(const store::Reader& reader,
                                 const UpdateId& id,
                                 const wire::Prefix& prefix) {
    const auto chain = prefix.chain();
    const auto known = whole_up_to_.find(chain);
    if (known != whole_up_to_.end() && prefix.seq <= known->second.seq) whole_up_to_.erase(known);
    const auto forked = forked_.find(chain.space);
    if (forked == forked_.end()) return success();
    const auto branches = forked->second.chains.find(chain);
    if (branches == forked->second.chains.end()) return success();
    if (!branches->second.is_complete(id)) return success();
    TRY(const auto columns, store::find_columns(reader, id));
    const bool was_looked_at = columns && columns->header_arrival <= forked->second.up_to;
    if (was_looked_at) forked->second.chains.erase(branches);
    return success();
}

void PayloadHeads::forget() {
    whole_up_to_.clear();
    forked_.clear();
}

}  // namespace praxis::node
