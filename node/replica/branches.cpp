#include "node/replica/branches.hpp"

#include <algorithm>
#include <ranges>

namespace praxis::node {
namespace {

using governance::CutSide;

Result<std::optional<store::Link>> link_of(const store::Reader& reader,
                                           store::ChainNumber number,
                                           Seq seq,
                                           const UpdateId& id) {
    TRY(const auto links, store::links_at(reader, number, seq));
    const auto link = std::ranges::find(links, id, &store::Link::id);
    return link == links.end() ? std::nullopt : std::optional{*link};
}

/// Whether prev links lead from one update to another of the same or a smaller seq.
Result<bool> leads_to(const store::Reader& reader,
                      store::ChainNumber number,
                      store::Head at,
                      store::Head to) {
    while (at.seq > to.seq) {
        TRY(const auto link, link_of(reader, number, at.seq, at.id));
        if (!link) return false;
        at = {Seq{at.seq.value - 1}, link->prev};
    }
    return at == to;
}

}  // namespace

Result<CutSide> side_of(const store::Reader& reader,
                        const governance::Cut& cut,
                        Seq seq,
                        const UpdateId& id) {
    TRY(const auto number, store::find_chain(reader, cut.chain));
    if (!number) return CutSide::unknown;
    TRY(const auto named, link_of(reader, *number, cut.seq, cut.id));
    if (!named) return CutSide::unknown;
    const bool is_inside = cut.seq >= seq;
    const auto side = is_inside ? CutSide::inside : CutSide::beyond;
    TRY(const auto heads, store::heads_of(reader, *number));
    if (heads.size() == 1) return side;  // one branch: whatever is below is before
    TRY(const bool leads,
        is_inside ? leads_to(reader, *number, {cut.seq, cut.id}, {seq, id})
                  : leads_to(reader, *number, {seq, id}, {cut.seq, cut.id}));
    return leads ? side : CutSide::beside;
}

Result<ChainEnd> end_of(const store::Reader& reader,
                        const governance::Governance& governance,
                        const ChainId& chain) {
    TRY(const auto number, store::find_chain(reader, chain));
    if (!number) return ChainEnd{};
    TRY(const auto heads, store::heads_of(reader, *number));
    if (heads.empty()) return ChainEnd{};
    auto last = heads.back();
    if (heads.size() > 1) {
        const auto picks = governance.picks_of(chain);
        for (auto at = heads.rbegin(); at != heads.rend(); ++at) {
            const auto& head = *at;
            bool is_picked = picks.empty();
            for (const auto& pick : picks) {
                for (const auto& cut : pick.cuts) {
                    TRY(const auto side, side_of(reader, cut, head.seq, head.id));
                    is_picked = is_picked || side == CutSide::inside || side == CutSide::beyond;
                }
            }
            if (!is_picked) continue;
            last = head;
            break;
        }
    }
    return ChainEnd{last.seq.next(), last.id};
}

}  // namespace praxis::node
