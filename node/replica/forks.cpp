#include "node/replica/errc.hpp"
#include "node/replica/replica.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <span>

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

/// Of each of these heads the update at the seq where the chain parted from which its branch goes
/// on. Reads every link from there on once.
Result<std::map<UpdateId, UpdateId>> firsts_of(const store::Reader& reader,
                                               store::ChainNumber chain,
                                               std::span<const store::Head> heads,
                                               Seq parted) {
    std::set<UpdateId> ends;
    for (const auto& head : heads)
        ends.insert(head.id);
    std::map<UpdateId, UpdateId> out;
    std::map<UpdateId, UpdateId> before;  // of the seq before this one
    std::map<UpdateId, UpdateId> here;    // of this one
    auto at = parted;
    TRY(store::scan_chain(
        reader, chain, parted, [&](const store::Link& link) -> Result<store::Scan> {
            if (link.seq != at) {
                before = std::exchange(here, {});
                at = link.seq;
            }
            auto first = link.id;
            if (link.seq > parted) {
                const auto known = before.find(link.prev);
                if (known == before.end()) {
                    return fail(store::StoreErrc::damaged, "link " + link.prev.hex());
                }
                first = known->second;
            }
            here.emplace(link.id, first);
            if (ends.contains(link.id)) out.emplace(link.id, first);
            return out.size() < ends.size() ? store::Scan::go_on : store::Scan::stop;
        }));
    return out;
}

Result<Branch> branch_to(const store::Reader& reader,
                         const store::Head& head,
                         const std::map<UpdateId, UpdateId>& firsts) {
    Branch out;
    out.end = head.id;
    out.end_seq = head.seq;
    const auto first = firsts.find(head.id);
    if (first == firsts.end()) return fail(store::StoreErrc::damaged, "link " + head.id.hex());
    out.first = first->second;
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
            TRY(auto heads, store::heads_of(reader, chain.number));
            if (heads.size() < 2) continue;
            ForkedChain forked{chain.id, {}, {}};
            TRY(forked.parted, parting(reader, chain.number, heads.front().seq));
            heads.resize(std::min(heads.size(), fork_branches_max));
            TRY(const auto firsts, firsts_of(reader, chain.number, heads, forked.parted));
            for (const auto& head : heads) {
                TRY(auto branch, branch_to(reader, head, firsts));
                forked.branches.push_back(branch);
            }
            out.push_back(std::move(forked));
        }
        return out;
    });
}

}  // namespace praxis::node
