#include "node/replica/branches.hpp"

#include <set>

namespace praxis::node {
namespace {

std::set<store::Head> picked_in(const governance::Governance& governance, const ChainId& chain) {
    std::set<store::Head> out;
    for (const auto& pick : governance.picks_of(chain)) {
        for (const auto& cut : pick.cuts)
            out.insert({cut.seq, cut.id});
    }
    return out;
}

/// The last of some heads of a chain that is one of these updates, or from which prev links lead to
/// one.
Result<std::optional<store::Head>> last_beyond(const store::Reader& reader,
                                               store::ChainNumber chain,
                                               const std::vector<store::Head>& heads,
                                               const std::set<store::Head>& updates) {
    std::optional<store::Head> last;
    if (updates.empty()) return last;
    const std::set<store::Head> ends{heads.begin(), heads.end()};
    std::set<UpdateId> before;  // of the seq before this one, those that are beyond
    std::set<UpdateId> beyond;  // of this one
    auto at = updates.begin()->seq;
    TRY(store::scan_chain(reader, chain, at, [&](const store::Link& link) -> Result<store::Scan> {
        if (link.seq != at) {
            before = std::exchange(beyond, {});
            at = link.seq;
        }
        const store::Head place{link.seq, link.id};
        if (!updates.contains(place) && !before.contains(link.prev)) return store::Scan::go_on;
        beyond.insert(link.id);
        if (ends.contains(place)) last = place;
        return store::Scan::go_on;
    }));
    return last;
}

}  // namespace

Result<ChainEnd> end_of(const store::Reader& reader,
                        const governance::Governance& governance,
                        const ChainId& chain) {
    TRY(const auto number, store::find_chain(reader, chain));
    if (!number) return ChainEnd{};
    TRY(const auto heads, store::heads_of(reader, *number));
    if (heads.empty()) return ChainEnd{};
    auto last = heads.back();
    if (heads.size() > 1) {
        TRY(const auto picked, last_beyond(reader, *number, heads, picked_in(governance, chain)));
        last = picked.value_or(last);
    }
    return ChainEnd{last.seq.next(), last.id};
}

}  // namespace praxis::node
