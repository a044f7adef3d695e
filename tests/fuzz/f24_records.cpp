// F24: records of a store whose bytes were damaged on the disk. Input: which records, and what was
// done to their bytes. Whatever is asked of the store, the answer is what was written or the error
// `damaged`, never something else. A damage that a hash would not show (the body changed and hashed
// anew) never ends the process and never is another error.
#include "store/detail/record.hpp"
#include "store/memory_store.hpp"
#include "store/records.hpp"
#include "tests/fuzz/damaged_reader.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <array>
#include <functional>

namespace praxis::fuzz {
namespace {

using namespace store;

constexpr std::size_t damages_max = 6;

template <class Id>
Id id_of(unsigned char fill) {
    Id id;
    id.bytes.fill(std::byte{fill});
    return id;
}

ChainId chain_of_space(unsigned char space) {
    return {id_of<SigningKey>(3), id_of<SpaceId>(space), Incarnation{11}};
}

/// One of each: two chains, a fork, contents here and absent, verdicts, waiters, peers, forms,
/// meta.
Result<void> fill(Writer& writer) {
    for (unsigned char i = 1; i <= 6; ++i) {
        const bool forks = i == 6;
        const auto space = static_cast<unsigned char>(40 + i % 2);
        const Seq seq{forks ? 2U : (i + 1U) / 2U};
        NewHeader header{id_of<UpdateId>(i),
                         chain_of_space(space),
                         seq,
                         {},
                         id_of<DocumentId>(i > 2 ? static_cast<unsigned char>(i % 2 + 1) : i),
                         KindNumber{3},
                         bytes_of("header bytes"),
                         id_of<Signature>(77)};
        if (seq.value > 1)
            header.prev = id_of<UpdateId>(forks ? 2 : static_cast<unsigned char>(i - 2));
        TRY(add_header(writer, header));
        const auto content = i == 3 ? std::nullopt : std::optional{bytes_of("some content")};
        TRY(add_payload(writer, header.id, bytes_of("skeleton"), id_of<Hash>(5), content));
        TRY(set_verdict(
            writer, header.id, Applied::yes, Standing::stands, i == 4 ? "a reason" : ""));
    }
    TRY(add_waiting(writer, id_of<UpdateId>(9), id_of<UpdateId>(4)));
    TRY(put_peer(writer, id_of<NodeId>(8), bytes_of("name"), bytes_of("what is remembered")));
    TRY(put_local(writer, bytes_of("name"), bytes_of("what is local")));
    const FormAnswer answer{id_of<DocumentId>(1), {id_of<UpdateId>(1)}, {id_of<UpdateId>(2)}};
    TRY(put_form_answer(writer, id_of<Hash>(60), answer, 10));
    TRY(put_genesis(writer, bytes_of("genesis")));
    TRY(put_identity(writer, bytes_of("identity")));
    TRY(put_store_id(writer, id_of<StoreId>(70)));
    TRY(put_incarnation(writer, Incarnation{11}));
    return put_lease_nonce(writer, id_of<LeaseNonce>(71));
}

/// What a store holds: the bodies that were put, and the same as they lie on a disk.
struct Written {
    std::map<std::pair<Table, Bytes>, Bytes> bodies;
    DamagedReader::Records sealed;
};

Written records_of_a_store() {
    MemoryStore memory;
    expect(memory.write(fill).has_value(), "a store takes its records");
    Written written;
    const auto copied = memory.read([&](const Reader& reader) -> Result<void> {
        for (const auto table : all_tables()) {
            TRY(reader.scan(
                table, KeyRange::all(), [&](ByteView key, ByteView body) -> Result<Scan> {
                    const std::pair place{table, copy(key)};
                    written.bodies.emplace(place, copy(body));
                    written.sealed.emplace(place, store::detail::seal(table, key, body));
                    return Scan::go_on;
                }));
        }
        return success();
    });
    expect(copied.has_value(), "a store gives its records");
    return written;
}

// --- questions ---

/// What a question was answered, as text, so that answers compare; or the error.
using Answer = Result<std::string>;
using Question = std::function<Answer(const Reader&)>;

std::string said(ByteView bytes) {
    return hex(bytes) + ";";
}
std::string said(std::uint64_t number) {
    return std::to_string(number) + ";";
}
std::string said(const std::string& text) {
    return text + ";";
}
template <class Tag, std::size_t N>
std::string said(const StrongBytes<Tag, N>& id) {
    return said(id.view());
}
template <class Tag, class Rep>
std::string said(const StrongInt<Tag, Rep>& number) {
    return said(std::uint64_t{number.value});
}
std::string said(const Bytes& bytes) {
    return said(ByteView{bytes});
}
template <class T>
std::string said(const std::optional<T>& value);
template <class T>
std::string said(const std::vector<T>& values);
std::string said(const StoredHeader& header) {
    return said(ByteView{header.header}) + said(header.signature);
}
std::string said(const StoredPayload& payload) {
    return said(ByteView{payload.skeleton}) + said(payload.content_leaf) +
           (payload.content ? said(ByteView{*payload.content}) : "absent;");
}
std::string said(const Columns& columns) {
    return said(columns.header_arrival) + said(columns.payload_arrival) +
           said(static_cast<std::uint64_t>(columns.applied)) +
           said(static_cast<std::uint64_t>(columns.standing)) + said(columns.space) +
           said(columns.document) + said(columns.reason);
}
std::string said(const ChainId& chain) {
    return said(chain.device) + said(chain.space) + said(chain.incarnation);
}
std::string said(const NumberedChain& chain) {
    return said(chain.number) + said(chain.id);
}
std::string said(const store::Head& head) {
    return said(head.seq) + said(head.id);
}
std::string said(const Link& link) {
    return said(link.seq) + said(link.id) + said(link.prev);
}
std::string said(const ArrivalEntry& entry) {
    return said(entry.arrival) + said(entry.space) + said(entry.id) +
           said(static_cast<std::uint64_t>(entry.part));
}
std::string said(const DocumentRow& row) {
    return said(row.id) + said(row.space) + said(row.kind);
}
std::string said(const NamedRecord& record) {
    return said(ByteView{record.name}) + said(ByteView{record.body});
}
std::string said(const FormAnswer& answer) {
    return said(answer.document) + said(answer.updates) + said(answer.version);
}

// Behind all that they may hold.
template <class T>
std::string said(const std::optional<T>& value) {
    return value ? said(*value) : "none;";
}
template <class T>
std::string said(const std::vector<T>& values) {
    std::string out = "[";
    for (const auto& value : values)
        out += said(value);
    return out + "]";
}

template <class Ask>
Question one(Ask ask) {
    return [ask](const Reader& reader) -> Answer {
        TRY(const auto value, ask(reader));
        return said(value);
    };
}

/// A scan, written down visit by visit.
template <class Entry, class Walk>
Question all(Walk walk) {
    return [walk](const Reader& reader) -> Answer {
        std::string out;
        TRY(walk(reader, [&](const Entry& entry) -> Result<Scan> {
            out += said(entry);
            return Scan::go_on;
        }));
        return out;
    };
}

std::vector<Question> questions() {
    std::vector<Question> out;
    for (unsigned char i = 1; i <= 6; ++i) {
        const auto id = id_of<UpdateId>(i);
        out.push_back(one([id](const Reader& reader) { return find_header(reader, id); }));
        out.push_back(one([id](const Reader& reader) { return find_payload(reader, id); }));
        out.push_back(one([id](const Reader& reader) { return find_columns(reader, id); }));
    }
    for (const unsigned char space : {std::uint8_t{40}, std::uint8_t{41}}) {
        const auto of = id_of<SpaceId>(space);
        out.push_back(
            one([=](const Reader& reader) { return find_chain(reader, chain_of_space(space)); }));
        out.push_back(one([=](const Reader& reader) { return chains_of(reader, of); }));
        out.push_back(one([=](const Reader& reader) { return last_arrival(reader, of); }));
        out.push_back(one([=](const Reader& reader) { return documents_of(reader, of); }));
        out.push_back(all<ArrivalEntry>([=](const Reader& reader, const VisitArrival& visit) {
            return scan_arrivals(reader, of, Arrival{}, visit);
        }));
        out.push_back(all<ArrivalEntry>([=](const Reader& reader, const VisitArrival& visit) {
            return scan_arrivals_back(reader, of, Arrival{}, visit);
        }));
    }
    for (std::uint32_t i = 0; i <= 2; ++i) {
        const ChainNumber number{i};
        out.push_back(one([=](const Reader& reader) { return chain_of(reader, number); }));
        out.push_back(one([=](const Reader& reader) { return heads_of(reader, number); }));
        out.push_back(one([=](const Reader& reader) { return links_at(reader, number, Seq{2}); }));
        out.push_back(one([=](const Reader& reader) {
            return find_link(reader, number, {Seq{2}, id_of<UpdateId>(2)});
        }));
        out.push_back(all<Link>([=](const Reader& reader, const VisitLink& visit) {
            return scan_chain(reader, number, Seq{1}, visit);
        }));
    }
    const auto document = id_of<DocumentId>(1);
    out.push_back(one([=](const Reader& reader) { return find_document(reader, document); }));
    out.push_back(one([=](const Reader& reader) { return updates_of(reader, document); }));
    out.push_back(one([](const Reader& reader) { return documents_of(reader, KindNumber{3}); }));
    out.push_back(one([](const Reader& reader) { return waiters_of(reader, id_of<UpdateId>(9)); }));
    out.push_back(one([](const Reader& reader) { return last_arrival(reader); }));
    out.push_back(one([](const Reader& reader) { return peers(reader); }));
    out.push_back(
        one([](const Reader& reader) { return peer_records(reader, id_of<NodeId>(8), {}); }));
    out.push_back(one([](const Reader& reader) { return find_local(reader, bytes_of("name")); }));
    out.push_back(
        one([](const Reader& reader) { return find_form_answer(reader, id_of<Hash>(60)); }));
    out.push_back(one([](const Reader& reader) { return find_genesis(reader); }));
    out.push_back(one([](const Reader& reader) { return find_identity(reader); }));
    out.push_back(one([](const Reader& reader) { return find_store_id(reader); }));
    out.push_back(one([](const Reader& reader) { return find_incarnation(reader); }));
    out.push_back(one([](const Reader& reader) { return find_lease_nonce(reader); }));
    out.push_back(one([](const Reader& reader) { return last_transaction(reader); }));
    out.push_back(all<ArrivalEntry>([](const Reader& reader, const VisitArrival& visit) {
        return scan_arrivals(reader, Arrival{}, visit);
    }));
    return out;
}

// --- damage ---

enum class Damage { byte, cut, longer, other_record, anything, hashed_anew };

/// Changes one record; what `Damage` it was.
Damage damage(DamagedReader::Records& records, Choices& choices) {
    auto at =
        std::next(records.begin(), static_cast<std::ptrdiff_t>(choices.below(records.size())));
    auto& [place, sealed] = *at;
    const auto kind = static_cast<Damage>(choices.below(6));
    switch (kind) {
        case Damage::byte:
            if (sealed.empty()) break;  // cut before
            sealed.at(choices.below(sealed.size())) ^=
                static_cast<std::byte>(1 + choices.below(255));
            break;
        case Damage::cut:
            if (!sealed.empty()) sealed.resize(choices.below(sealed.size()));
            break;
        case Damage::longer:
            append(sealed, choices.bytes(1 + choices.below(16)));
            break;
        case Damage::other_record:
            sealed = std::next(records.begin(),
                               static_cast<std::ptrdiff_t>(choices.below(records.size())))
                         ->second;
            break;
        case Damage::anything:
            sealed = copy(choices.bytes(choices.below(64)));
            break;
        case Damage::hashed_anew:
            sealed =
                store::detail::seal(place.first, place.second, choices.bytes(choices.below(64)));
            break;
    }
    return kind;
}

bool is_damaged(const Error& error) {
    return error.code == StoreErrc::damaged;
}

/// Record by record: what is still as it was written is given, everything else is `damaged`.
void expect_each(const DamagedReader& reader,
                 const Written& written,
                 const DamagedReader::Records& now) {
    std::size_t broken = 0;
    for (const auto& [place, sealed] : now) {
        const auto body = reader.get(place.first, place.second);
        const bool whole = sealed == written.sealed.at(place);
        broken += whole ? 0U : 1U;
        expect(body.has_value() == whole, "a record is given exactly when it is what was written");
        if (!body) {
            expect(is_damaged(body.error()), "a damaged record is called so");
            continue;
        }
        expect(body.value() && equal(*body.value(), written.bodies.at(place)),
               "a record that is whole is given as it was written");
    }
    std::size_t listed = 0;
    for (const auto table : all_tables()) {
        expect(reader.scan_damaged(table, [&](ByteView) { ++listed; }).has_value(),
               "a look for damage ends");
    }
    expect(listed == broken, "every damaged record is listed, and no other");
}

}  // namespace

void one_input(ByteView input) {
    static const auto written = records_of_a_store();
    static const auto asked = questions();
    static const auto answers = [] {
        const DamagedReader whole{written.sealed};
        std::vector<std::string> out;
        for (const auto& question : asked)
            out.push_back(question(whole).value());
        return out;
    }();

    Choices choices{input};
    DamagedReader reader{written.sealed};
    bool hidden = false;
    for (std::size_t i = 0; i < damages_max && choices.any(); ++i)
        hidden = damage(reader.records(), choices) == Damage::hashed_anew || hidden;
    if (!hidden) expect_each(reader, written, reader.records());
    for (std::size_t i = 0; i < asked.size(); ++i) {
        const auto answer = asked[i](reader);
        if (!answer) {
            expect(is_damaged(answer.error()), "what cannot be read is called damaged");
        } else {
            expect(hidden || answer.value() == answers[i],
                   "a damaged store never gives wrong data");
        }
    }
}

}  // namespace praxis::fuzz
