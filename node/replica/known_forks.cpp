#include "node/replica/known_forks.hpp"

#include "node/replica/held_update.hpp"

#include <algorithm>

namespace praxis::node {
namespace {

/// When the second update of a place came.
Result<Arrival> forked_at(const store::Reader& reader, const std::vector<store::Link>& links) {
    std::vector<Arrival> lines;
    for (const auto& link : links) {
        TRY(const auto columns, store::find_columns(reader, link.id));
        if (columns) lines.push_back(columns->header_arrival);
    }
    std::ranges::sort(lines);
    return lines.size() < 2 ? Arrival{} : lines[1];
}

/// Whether a chain has several updates at one seq: looks at no more than two of them.
Result<bool> are_several_at(const store::Reader& reader, store::ChainNumber chain, Seq seq) {
    std::size_t seen = 0;
    TRY(store::scan_chain(reader, chain, seq, [&](const store::Link& link) -> Result<store::Scan> {
        if (link.seq != seq) return store::Scan::stop;
        return ++seen < 2 ? store::Scan::go_on : store::Scan::stop;
    }));
    return seen == 2;
}

}  // namespace

Result<Seq> parting(const store::Reader& reader, store::ChainNumber chain, Seq first_head) {
    auto at = first_head;
    while (at.value > 1) {
        TRY(const bool several, are_several_at(reader, chain, Seq{at.value - 1}));
        if (!several) break;
        at = Seq{at.value - 1};
    }
    return at;
}

Result<std::vector<Fork>> KnownForks::of(const store::Reader& reader, const SpaceId& space) {
    const auto known = seen_.find(space);
    if (known == seen_.end()) {
        TRY(auto all, look_at_all(reader, space));
        return seen_.emplace(space, std::move(all)).first->second.forks;
    }
    auto& seen = known->second;
    TRY(store::scan_arrivals(
        reader, space, seen.up_to, [&](const store::ArrivalEntry& entry) -> Result<store::Scan> {
            if (entry.part == store::Part::header) {
                TRY(look_at(reader, entry.id, seen.forks));
            }
            seen.up_to = entry.arrival;
            return store::Scan::go_on;
        }));
    return seen.forks;
}

Result<KnownForks::Seen> KnownForks::look_at_all(const store::Reader& reader,
                                                 const SpaceId& space) {
    std::map<SigningKey, std::pair<Arrival, Fork>> first;
    TRY(const auto chains, store::chains_of(reader, space));
    for (const auto& chain : chains) {
        TRY(const auto heads, store::heads_of(reader, chain.number));
        if (heads.size() < 2) continue;
        TRY(const auto parted, parting(reader, chain.number, heads.front().seq));
        TRY(const auto links, store::links_at(reader, chain.number, parted));
        TRY(const auto at, forked_at(reader, links));
        const std::pair seen{at, Fork{chain.id, parted}};
        const auto [entry, is_new] = first.try_emplace(chain.id.device, seen);
        if (!is_new && at < entry->second.first) entry->second = seen;
    }
    std::map<Arrival, Fork> in_order;
    for (const auto& [device, seen] : first)
        in_order.emplace(seen.first, seen.second);
    Seen out;
    for (const auto& [at, fork] : in_order)
        out.forks.push_back(fork);
    TRY(out.up_to, store::last_arrival(reader, space));
    return out;
}

/// An update that came: the second of its place, or of an earlier one than was known?
Result<void> KnownForks::look_at(const store::Reader& reader,
                                 const UpdateId& id,
                                 std::vector<Fork>& forks) {
    TRY(const auto held, load_readable(reader, id));
    const auto chain = held.prefix.chain();
    TRY(const auto number, store::find_chain(reader, chain));
    if (!number) return success();
    TRY(const bool several, are_several_at(reader, *number, held.prefix.seq));
    if (!several) return success();
    const auto known =
        std::ranges::find(forks, chain.device, [](const Fork& fork) { return fork.chain.device; });
    if (known == forks.end()) {
        forks.push_back({chain, held.prefix.seq});
    } else if (known->chain == chain) {
        known->parted = std::min(known->parted, held.prefix.seq);
    }
    return success();
}

}  // namespace praxis::node
