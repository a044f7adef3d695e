#include "protocol/base/check.hpp"
#include "store/detail/key_layout.hpp"
#include "store/detail/rows.hpp"

namespace praxis::store {
namespace {

using detail::Fields;
using detail::key_of;

Result<ChainId> decode_chain(ByteView body) {
    Fields fields{Table::chain, body};
    ChainId chain;
    chain.device = fields.id<SigningKey>();
    chain.space = fields.id<SpaceId>();
    chain.incarnation = fields.number<Incarnation>();
    TRY(fields.finish());
    return chain;
}

Bytes chain_number_key(const ChainId& chain) {
    return key_of(chain.space, chain.device, chain.incarnation);
}

Result<ChainNumber> decode_chain_number(ByteView body) {
    Fields fields{Table::chain_number, body};
    const auto number = fields.number<ChainNumber>();
    TRY(fields.finish());
    return number;
}

/// The chain's number, drawn now if it has none.
Result<ChainNumber> number_chain(Writer& writer, const ChainId& chain) {
    TRY(const auto known, find_chain(writer, chain));
    if (known) return *known;
    TRY(const auto count, writer.count(Table::chain));  // chains are never removed
    const ChainNumber number{static_cast<std::uint32_t>(count + 1)};
    TRY(writer.put(
        Table::chain, key_of(number), key_of(chain.device, chain.space, chain.incarnation)));
    TRY(writer.put(Table::chain_number, chain_number_key(chain), key_of(number)));
    return number;
}

Result<Link> decode_link(ByteView key, ByteView body) {
    Fields key_fields{Table::link, key};
    Link link;
    static_cast<void>(key_fields.number<ChainNumber>());
    link.seq = key_fields.number<Seq>();
    link.id = key_fields.id<UpdateId>();
    TRY(key_fields.finish());
    Fields body_fields{Table::link, body};
    link.prev = body_fields.id<UpdateId>();
    TRY(body_fields.finish());
    return link;
}

Result<ArrivalEntry> decode_arrival(ByteView key, ByteView body) {
    Fields key_fields{Table::arrival, key};
    ArrivalEntry entry;
    entry.arrival = key_fields.number<Arrival>();
    TRY(key_fields.finish());
    Fields body_fields{Table::arrival, body};
    entry.space = body_fields.id<SpaceId>();
    entry.id = body_fields.id<UpdateId>();
    entry.part = body_fields.one_of(Part::payload);
    TRY(body_fields.finish());
    return entry;
}

Result<ArrivalEntry> decode_space_arrival(ByteView key, ByteView body) {
    Fields key_fields{Table::space_arrival, key};
    ArrivalEntry entry;
    entry.space = key_fields.id<SpaceId>();
    entry.arrival = key_fields.number<Arrival>();
    TRY(key_fields.finish());
    Fields body_fields{Table::space_arrival, body};
    entry.id = body_fields.id<UpdateId>();
    entry.part = body_fields.one_of(Part::payload);
    TRY(body_fields.finish());
    return entry;
}

}  // namespace

Result<void> detail::add_link(Writer& writer, const ChainId& chain, const Link& link) {
    PRAXIS_CHECK((link.seq == Seq{1}) == link.prev.is_zero() && link.seq.value != 0);
    TRY(const auto number, number_chain(writer, chain));
    if (link.seq.value > 1) {
        const auto before = key_of(number, Seq{link.seq.value - 1}, link.prev);
        TRY(const bool held, writer.contains(Table::link, before));
        PRAXIS_CHECK(held);  // held means: predecessor held
        TRY(writer.erase(Table::head, before));
    }
    const auto key = key_of(number, link.seq, link.id);
    TRY(writer.put(Table::link, key, link.prev.view()));
    return writer.put(Table::head, key, {});
}

Result<std::optional<ChainNumber>> find_chain(const Reader& reader, const ChainId& chain) {
    TRY(const auto body, reader.get(Table::chain_number, chain_number_key(chain)));
    if (!body) return std::optional<ChainNumber>{};
    TRY(const auto number, decode_chain_number(*body));
    return std::optional{number};
}

Result<std::optional<ChainId>> chain_of(const Reader& reader, ChainNumber number) {
    TRY(const auto body, reader.get(Table::chain, key_of(number)));
    if (!body) return std::optional<ChainId>{};
    TRY(const auto chain, decode_chain(*body));
    return std::optional{chain};
}

Result<std::vector<NumberedChain>> chains_of(const Reader& reader, const SpaceId& space) {
    std::vector<NumberedChain> chains;
    const auto visit = [&](ByteView key, ByteView body) -> Result<Scan> {
        Fields fields{Table::chain_number, key};
        NumberedChain chain;
        chain.id.space = fields.id<SpaceId>();
        chain.id.device = fields.id<SigningKey>();
        chain.id.incarnation = fields.number<Incarnation>();
        TRY(fields.finish());
        TRY(chain.number, decode_chain_number(body));
        chains.push_back(chain);
        return Scan::go_on;
    };
    TRY(reader.scan(Table::chain_number, KeyRange::prefix(space.view()), visit));
    return chains;
}

Result<std::vector<Head>> heads_of(const Reader& reader, ChainNumber chain) {
    std::vector<Head> heads;
    const auto visit = [&](ByteView key, ByteView) -> Result<Scan> {
        Fields fields{Table::head, key};
        static_cast<void>(fields.number<ChainNumber>());
        const auto seq = fields.number<Seq>();
        heads.push_back({seq, fields.id<UpdateId>()});
        TRY(fields.finish());
        return Scan::go_on;
    };
    TRY(reader.scan(Table::head, KeyRange::prefix(key_of(chain)), visit));
    return heads;
}

Result<void> scan_chain(const Reader& reader, ChainNumber chain, Seq from, const VisitLink& visit) {
    auto range = KeyRange::prefix(key_of(chain));
    range.lower = key_of(chain, from);
    return reader.scan(Table::link, range, [&](ByteView key, ByteView body) -> Result<Scan> {
        TRY(const auto link, decode_link(key, body));
        return visit(link);
    });
}

Result<std::vector<Link>> links_at(const Reader& reader, ChainNumber chain, Seq seq) {
    std::vector<Link> links;
    TRY(scan_chain(reader, chain, seq, [&](const Link& link) -> Result<Scan> {
        if (link.seq != seq) return Scan::stop;
        links.push_back(link);
        return Scan::go_on;
    }));
    return links;
}

Result<std::optional<Link>> find_link(const Reader& reader, ChainNumber chain, const Head& place) {
    const auto key = key_of(chain, place.seq, place.id);
    TRY(const auto body, reader.get(Table::link, key));
    if (!body) return std::optional<Link>{};
    TRY(const auto link, decode_link(key, *body));
    return std::optional{link};
}

Result<Arrival> detail::draw_arrival(Writer& writer,
                                     const SpaceId& space,
                                     const UpdateId& id,
                                     Part part) {
    TRY(const auto last, last_arrival(writer));
    const auto arrival = last.next();
    const auto part_number = static_cast<std::uint8_t>(part);
    TRY(writer.put(Table::arrival, key_of(arrival), key_of(space, id, part_number)));
    TRY(writer.put(Table::space_arrival, key_of(space, arrival), key_of(id, part_number)));
    return arrival;
}

Result<Arrival> last_arrival(const Reader& reader) {
    // There are no gaps, so the count is the last number; no damaged record can stand in its way.
    TRY(const auto count, reader.count(Table::arrival));
    return Arrival{count};
}

Result<Arrival> last_arrival(const Reader& reader, const SpaceId& space) {
    TRY(const auto entry, reader.last(Table::space_arrival, KeyRange::prefix(space.view())));
    if (!entry) return Arrival{};
    TRY(const auto decoded, decode_space_arrival(entry->key, entry->body));
    return decoded.arrival;
}

Result<void> scan_arrivals(const Reader& reader, Arrival after, const VisitArrival& visit) {
    auto range = KeyRange::all();
    range.lower = key_of(after.next());
    return reader.scan(Table::arrival, range, [&](ByteView key, ByteView body) -> Result<Scan> {
        TRY(const auto entry, decode_arrival(key, body));
        return visit(entry);
    });
}

Result<void> scan_arrivals(const Reader& reader,
                           const SpaceId& space,
                           Arrival after,
                           const VisitArrival& visit) {
    auto range = KeyRange::prefix(space.view());
    range.lower = key_of(space, after.next());
    return reader.scan(
        Table::space_arrival, range, [&](ByteView key, ByteView body) -> Result<Scan> {
            TRY(const auto entry, decode_space_arrival(key, body));
            return visit(entry);
        });
}

Result<void> scan_arrivals_back(const Reader& reader,
                                std::optional<SpaceId> space,
                                Arrival before,
                                const VisitArrival& visit) {
    const auto table = space ? Table::space_arrival : Table::arrival;
    auto range = space ? KeyRange::prefix(space->view()) : KeyRange::all();
    if (before != Arrival{}) range.upper = space ? key_of(*space, before) : key_of(before);
    for (;;) {
        TRY(const auto last, reader.last(table, range));
        if (!last) return success();
        range.upper = copy(last->key);
        TRY(const auto entry,
            space ? decode_space_arrival(last->key, last->body)
                  : decode_arrival(last->key, last->body));
        TRY(const auto next, visit(entry));
        if (next == Scan::stop) return success();
    }
}

}  // namespace praxis::store
