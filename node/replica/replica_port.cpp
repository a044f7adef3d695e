#include "node/replica/errc.hpp"
#include "node/replica/replica.hpp"

// What peers ask of the replica: reads of one snapshot each, in the words of the sync protocol.

namespace praxis::node {
namespace {

constexpr std::string_view sync_record = "sync";  // peer records: this word, then the space

Bytes record_name(const SpaceId& space) {
    Bytes name;
    name.reserve(sync_record.size() + SpaceId::size);
    append(name, bytes_of(sync_record));
    append(name, space.view());
    return name;
}

std::vector<ChainHead> named(const ChainId& chain, const std::vector<store::Head>& heads) {
    std::vector<ChainHead> out;
    out.reserve(heads.size());
    for (const auto& head : heads)
        out.push_back({chain, head.seq, head.id});
    return out;
}

Result<Gained> gained(const store::Reader& reader, const store::ArrivalEntry& entry) {
    TRY(const auto held, load_readable(reader, entry.id));
    Gained out;
    out.arrival = entry.arrival;
    out.id = entry.id;
    out.chain = held.prefix.chain();
    out.seq = held.prefix.seq;
    out.prev = held.prefix.prev;
    out.newer = held.prefix.is_newer();
    out.payload = entry.part == store::Part::payload;
    out.content_here = held.raw.content.has_value();
    return out;
}

}  // namespace

Result<void> Replica::begin_as_stranger(store::Writer& writer, const std::set<SpaceId>& spaces) {
    if (spaces.empty()) return success();
    TRY(const auto peers, store::peers(writer));
    for (const auto& peer : peers) {
        for (const auto& space : spaces) {
            TRY(store::erase_peer(writer, peer, record_name(space)));
        }
    }
    return success();
}

bool Replica::is_certified(const NodeId& peer, const DhKey& key) const {
    const auto device = governance_.device_info(peer, key);
    return device ? device->stands_now : inviter_ == std::pair{peer, key};
}

bool Replica::is_dismissed(const NodeId& peer, const DhKey& key) const {
    const auto device = governance_.device_info(peer, key);
    return device && !device->stands_now;
}

std::optional<UpdateId> Replica::revocation_of(const NodeId& peer, const DhKey& key) const {
    return governance_.revocation_of(peer, key);
}

Result<std::set<SpaceId>> Replica::spaces_for(const NodeId& peer) const {
    auto known = spaces_for_.find(peer);
    if (known == spaces_for_.end()) {
        known = spaces_for_.emplace(peer, governance_.spaces_of_node(peer)).first;
    }
    return known->second;
}

Result<Arrival> Replica::last_arrival(const SpaceId& space) const {
    return store_.read(
        [&](const store::Reader& reader) { return store::last_arrival(reader, space); });
}

Result<std::vector<Gained>> Replica::arrivals(const SpaceId& space,
                                              Arrival after,
                                              std::size_t count) const {
    return store_.read([&](const store::Reader& reader) -> Result<std::vector<Gained>> {
        std::vector<Gained> out;
        if (count == 0) return out;
        TRY(store::scan_arrivals(
            reader, space, after, [&](const store::ArrivalEntry& entry) -> Result<store::Scan> {
                TRY(const auto line, gained(reader, entry));
                out.push_back(line);
                return out.size() < count ? store::Scan::go_on : store::Scan::stop;
            }));
        return out;
    });
}

Result<std::vector<ChainHead>> Replica::heads(const SpaceId& space) const {
    return store_.read([&](const store::Reader& reader) -> Result<std::vector<ChainHead>> {
        std::vector<ChainHead> out;
        TRY(const auto chains, store::chains_of(reader, space));
        for (const auto& chain : chains) {
            TRY(const auto heads, store::heads_of(reader, chain.number));
            const auto some = named(chain.id, heads);
            out.insert(out.end(), some.begin(), some.end());
        }
        return out;
    });
}

Result<std::vector<ChainHead>> Replica::heads_of(const ChainId& chain) const {
    return store_.read([&](const store::Reader& reader) -> Result<std::vector<ChainHead>> {
        TRY(const auto number, store::find_chain(reader, chain));
        if (!number) return std::vector<ChainHead>{};
        TRY(const auto heads, store::heads_of(reader, *number));
        return named(chain, heads);
    });
}

Result<std::vector<ChainHead>> Replica::payload_heads_of(const ChainId& chain) const {
    return store_.read([&](const store::Reader& reader) -> Result<std::vector<ChainHead>> {
        TRY(const auto heads, payload_heads_.of(reader, chain));
        return named(chain, heads);
    });
}

Result<std::vector<UpdateId>> Replica::updates_at(const ChainId& chain, Seq seq) const {
    return store_.read([&](const store::Reader& reader) -> Result<std::vector<UpdateId>> {
        std::vector<UpdateId> out;
        TRY(const auto number, store::find_chain(reader, chain));
        if (!number) return out;
        TRY(const auto links, store::links_at(reader, *number, seq));
        for (const auto& link : links)
            out.push_back(link.id);
        return out;
    });
}

Result<std::vector<Fork>> Replica::forks_to_prove(const SpaceId& space) const {
    return store_.read([&](const store::Reader& reader) { return known_forks_.of(reader, space); });
}

Result<std::optional<Gained>> Replica::line_of(const UpdateId& id) const {
    return store_.read([&](const store::Reader& reader) -> Result<std::optional<Gained>> {
        TRY(const auto columns, store::find_columns(reader, id));
        if (!columns) return std::optional<Gained>{};
        store::ArrivalEntry entry{columns->header_arrival, columns->space, id, store::Part::header};
        TRY(auto line, gained(reader, entry));
        if (line.newer) return std::optional{line};
        if (!columns->payload_arrival) return std::optional<Gained>{};
        line.arrival = *columns->payload_arrival;
        line.payload = true;
        return std::optional{line};
    });
}

bool Replica::is_limited(const SpaceId& space) const {
    const auto info = governance_.quota(space);
    return info && !info->quota.is_none();
}

Result<bool> Replica::is_withheld(const ChainId& chain, Arrival line) const {
    if (!is_limited(chain.space)) return false;
    return store_.read(
        [&](const store::Reader& reader) { return Quotas::is_withheld(reader, chain, line); });
}

WallTime Replica::now() const {
    return runtime_.clock.now_wall();
}

Result<std::optional<wire::SignedUpdate>> Replica::load(const UpdateId& id) const {
    return store_.read(
        [&](const store::Reader& reader) -> Result<std::optional<wire::SignedUpdate>> {
            TRY(const bool known, store::has_header(reader, id));
            if (!known) return std::optional<wire::SignedUpdate>{};
            TRY(auto held, load_readable(reader, id));
            // What was whole may be damaged now, which the next peer shall not be told otherwise.
            if (!held.is_complete()) {
                TRY(payload_heads_.doubt(reader, id, held.prefix));
            }
            if (!held.is_whole()) return std::optional<wire::SignedUpdate>{};
            return std::optional{std::move(held.raw)};
        });
}

Result<ReplicaPort::PeerState> Replica::load_peer(const NodeId& peer) const {
    return store_.read([&](const store::Reader& reader) -> Result<PeerState> {
        PeerState out;
        const auto prefix = bytes_of(sync_record);
        TRY(auto records, store::peer_records(reader, peer, prefix));
        for (auto& record : records) {
            TRY(const auto space, SpaceId::from(ByteView{record.name}.subspan(prefix.size())));
            out.emplace_back(space, std::move(record.body));
        }
        return out;
    });
}

Task<Result<void>> Replica::save_peer(NodeId peer, PeerState state) {
    auto shared = std::make_shared<PeerState>(std::move(state));
    Committer::Job job = [peer, shared](store::Writer& writer, Ledger&) -> Result<void> {
        for (const auto& [space, body] : *shared) {
            TRY(store::put_peer(writer, peer, record_name(space), body));
        }
        return success();
    };
    co_return co_await committer_.submit(std::move(job));
}

}  // namespace praxis::node
