#include "node/replica/errc.hpp"
#include "node/replica/replica.hpp"

#include <algorithm>

// Chains with two updates at one place.

namespace praxis::node {
namespace {

/// More are not read: whoever makes them makes them at will.
constexpr std::size_t fork_branches_max = 16;

Result<WallTime> written(const store::Reader& reader, const UpdateId& id) {
    TRY(const auto held, load_held(reader, id));
    if (held.prefix.is_newer()) return WallTime{};  // nobody here can read when
    TRY(const auto header, wire::decode_header(held.raw.header));
    return header.written;
}

Result<store::Link> link_before(const store::Reader& reader,
                                store::ChainNumber chain,
                                const store::Link& link) {
    TRY(const auto links, store::links_at(reader, chain, Seq{link.seq.value - 1}));
    const auto before = std::ranges::find(links, link.prev, &store::Link::id);
    if (before == links.end()) return fail(store::StoreErrc::damaged, "link " + link.prev.hex());
    return *before;
}

Result<Branch> branch_to(const store::Reader& reader,
                         store::ChainNumber chain,
                         const store::Head& head,
                         Seq parted) {
    Branch out;
    out.end = head.id;
    out.end_seq = head.seq;
    TRY(const auto links, store::links_at(reader, chain, head.seq));
    const auto end = std::ranges::find(links, head.id, &store::Link::id);
    if (end == links.end()) return fail(store::StoreErrc::damaged, "link " + head.id.hex());
    auto at = *end;
    while (at.seq > parted) {
        TRY(at, link_before(reader, chain, at));
    }
    out.first = at.id;
    TRY(out.since, written(reader, out.first));
    TRY(out.until, written(reader, out.end));
    TRY(const auto columns, store::find_columns(reader, head.id));
    out.counts = columns && columns->standing != store::Standing::is_void;
    return out;
}

}  // namespace

Result<std::vector<ChainId>> Replica::forked_chains(const SpaceId& space) const {
    return store_.read([&](const store::Reader& reader) -> Result<std::vector<ChainId>> {
        std::vector<ChainId> out;
        TRY(const auto chains, store::chains_of(reader, space));
        for (const auto& chain : chains) {
            TRY(const auto heads, store::heads_of(reader, chain.number));
            if (heads.size() > 1) out.push_back(chain.id);
        }
        return out;
    });
}

Result<std::vector<ForkedChain>> Replica::forks(const SpaceId& space) const {
    return store_.read([&](const store::Reader& reader) -> Result<std::vector<ForkedChain>> {
        std::vector<ForkedChain> out;
        TRY(const auto chains, store::chains_of(reader, space));
        for (const auto& chain : chains) {
            TRY(const auto heads, store::heads_of(reader, chain.number));
            if (heads.size() < 2) continue;
            ForkedChain forked{chain.id, {}, {}};
            TRY(forked.parted, parting(reader, chain.number, heads.front().seq));
            for (const auto& head : heads) {
                if (forked.branches.size() == fork_branches_max) break;
                TRY(auto branch, branch_to(reader, chain.number, head, forked.parted));
                forked.branches.push_back(branch);
            }
            out.push_back(std::move(forked));
        }
        return out;
    });
}

}  // namespace praxis::node
