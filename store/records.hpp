#pragma once

#include "protocol/base/ids.hpp"
#include "store/store.hpp"

/// Typed records over the tables. Every function works inside one `Store::read` or `Store::write`
/// and keeps the tables it touches in agreement; results are values. Errors are those of Reader
/// and Writer; a body that does not parse although its hash is right is `damaged` too.
namespace praxis::store {

using ChainNumber = StrongInt<struct ChainNumberTag, std::uint32_t>;  ///< local name of a chain
using StoreId = StrongBytes<struct StoreIdTag, 16>;        ///< random, drawn once for a store
using LeaseNonce = StrongBytes<struct LeaseNonceTag, 16>;  ///< random, drawn at each claim

inline constexpr std::size_t reason_bytes_max = 200;  ///< a word or a sentence, not a report
inline constexpr std::size_t name_bytes_max = 200;    ///< of peer and local records, from 1

// --- updates ---

/// The durable things an update gains; each draws an arrival number.
enum class Part : std::uint8_t { header = 1, payload = 2 };

/// Whether an update is merged. `never`: kept, and void for ever by its own bytes.
enum class Applied : std::uint8_t { waiting = 1, yes = 2, never = 3 };

/// What governance says of an update.
enum class Standing : std::uint8_t { unknown = 1, stands = 2, is_void = 3 };

/// What changes about an update without changing its bytes.
struct Columns {
    Arrival header_arrival;                  ///< drawn by `add_header`
    std::optional<Arrival> payload_arrival;  ///< latest one; nullopt: no payload came yet
    Applied applied = Applied::waiting;
    Standing standing = Standing::unknown;
    SpaceId space;                     ///< of its chain
    DocumentId document;               ///< of a creating update its own id; zero: not filed yet
    std::optional<PersonId> person{};  ///< whose device made it, as the verdict says
    std::string reason;                ///< why it waits or is void; at most reason_bytes_max
    friend bool operator==(const Columns&, const Columns&) = default;
};

/// A header that becomes held. The store does not read header bytes: the caller decoded them.
struct NewHeader {
    UpdateId id;
    ChainId chain;
    Seq seq;
    UpdateId prev;        ///< zero at seq 1
    DocumentId document;  ///< of a creating update its own id; zero: cannot be read from it yet
    KindNumber kind;      ///< with a document
    ByteView header;
    Signature signature;
};

struct StoredHeader {
    Bytes header;
    Signature signature;
    friend bool operator==(const StoredHeader&, const StoredHeader&) = default;
};

struct StoredPayload {
    Bytes skeleton;
    Hash content_leaf;
    std::optional<Bytes> content;  ///< nullopt: absent (erased, pruned or not here yet)
    bool erased = false;           ///< absent for good: it is not taken again
    friend bool operator==(const StoredPayload&, const StoredPayload&) = default;
};

/// Stores a header with its columns, links it into its chain, moves the chain's head, files it
/// under its document (and begins the document when the update creates one) and draws an arrival.
/// nullopt, and nothing changed, when the header is held already. Its predecessor is held.
[[nodiscard]] Result<std::optional<Arrival>> add_header(Writer& writer, const NewHeader& update);

/// Files a held header that was added without a document, once its caller can read which one: as
/// `add_header` would have, under the same arrival. Nothing changes when it is filed already.
[[nodiscard]] Result<void> file_header(Writer& writer,
                                       const UpdateId& id,
                                       const DocumentId& document,
                                       KindNumber kind);

/// Stores the payload of a held header: skeleton, leaf and, when here, content; draws an arrival.
/// With the payload held already, it only brings what was absent or is damaged here. nullopt, and
/// nothing changed, when there was nothing new.
[[nodiscard]] Result<std::optional<Arrival>> add_payload(Writer& writer,
                                                         const UpdateId& id,
                                                         ByteView skeleton,
                                                         const Hash& content_leaf,
                                                         std::optional<ByteView> content);

/// Makes the content absent for good, whether it was here or not: `add_payload` does not bring it
/// again. Header, skeleton and leaf stay. Draws an arrival when nothing was here, which a peer may
/// have offered until now. False, and nothing changed, when it was erased before, or no payload of
/// it came. The pages are reused, not wiped.
[[nodiscard]] Result<bool> erase_content(Writer& writer, const UpdateId& id);
/// Lets what was erased come again: it is absent as if it had not come, and draws an arrival.
/// False, and nothing changed, when it was not erased.
[[nodiscard]] Result<bool> await_content(Writer& writer, const UpdateId& id);
/// Makes the content absent, as if it had not come; header, skeleton and leaf stay.
[[nodiscard]] Result<void> drop_content(Writer& writer, const UpdateId& id);

[[nodiscard]] Result<std::optional<StoredHeader>> find_header(const Reader& reader,
                                                              const UpdateId& id);
/// nullopt until a payload came.
[[nodiscard]] Result<std::optional<StoredPayload>> find_payload(const Reader& reader,
                                                                const UpdateId& id);
/// What of it can be read, for those who go on without the rest: a damaged skeleton is a payload
/// that did not come, a damaged content one that is absent.
[[nodiscard]] Result<std::optional<StoredPayload>> find_readable_payload(const Reader& reader,
                                                                         const UpdateId& id);
[[nodiscard]] Result<bool> has_header(const Reader& reader, const UpdateId& id);
[[nodiscard]] Result<std::optional<Columns>> find_columns(const Reader& reader, const UpdateId& id);

/// Sets verdict, reason and person of a held update; touches the columns only.
[[nodiscard]] Result<void> set_verdict(Writer& writer,
                                       const UpdateId& id,
                                       Applied applied,
                                       Standing standing,
                                       std::string_view reason,
                                       const std::optional<PersonId>& person = std::nullopt);

/// Visits every held update in id order.
using VisitUpdate = std::function<Result<Scan>(const UpdateId&, const Columns&)>;
[[nodiscard]] Result<void> scan_updates(const Reader& reader, const VisitUpdate& visit);
[[nodiscard]] Result<std::uint64_t> count_updates(const Reader& reader);

// --- chains ---

struct Link {
    Seq seq;
    UpdateId id;
    UpdateId prev;
    friend auto operator<=>(const Link&, const Link&) = default;
};
struct Head {
    Seq seq;
    UpdateId id;
    friend auto operator<=>(const Head&, const Head&) = default;
};
struct NumberedChain {
    ChainNumber number;
    ChainId id;
    friend bool operator==(const NumberedChain&, const NumberedChain&) = default;
};

/// nullopt until an update of the chain is held.
[[nodiscard]] Result<std::optional<ChainNumber>> find_chain(const Reader& reader,
                                                            const ChainId& chain);
[[nodiscard]] Result<std::optional<ChainId>> chain_of(const Reader& reader, ChainNumber number);
/// All chains of a space, by device, then incarnation.
[[nodiscard]] Result<std::vector<NumberedChain>> chains_of(const Reader& reader,
                                                           const SpaceId& space);
/// One head a branch, by seq, then id; more than one: the chain forked.
[[nodiscard]] Result<std::vector<Head>> heads_of(const Reader& reader, ChainNumber chain);
/// Visits the links of a chain from seq `from` on, by seq, then id; both sides of a fork.
using VisitLink = std::function<Result<Scan>(const Link&)>;
[[nodiscard]] Result<void> scan_chain(const Reader& reader,
                                      ChainNumber chain,
                                      Seq from,
                                      const VisitLink& visit);
/// The updates at one seq: none, one, or the sides of a fork.
[[nodiscard]] Result<std::vector<Link>> links_at(const Reader& reader, ChainNumber chain, Seq seq);
/// The link of one update, however many others are at its seq; nullopt: it is not held.
[[nodiscard]] Result<std::optional<Link>> find_link(const Reader& reader,
                                                    ChainNumber chain,
                                                    const Head& place);

// --- arrivals ---

struct ArrivalEntry {
    Arrival arrival;
    SpaceId space;
    UpdateId id;
    Part part = Part::header;
    friend bool operator==(const ArrivalEntry&, const ArrivalEntry&) = default;
};

/// The last number drawn; zero before the first.
[[nodiscard]] Result<Arrival> last_arrival(const Reader& reader);
/// The last number drawn for this space; zero before the first.
[[nodiscard]] Result<Arrival> last_arrival(const Reader& reader, const SpaceId& space);
/// Visits arrivals above `after`, in order: of the whole store, or of one space without touching
/// the others.
using VisitArrival = std::function<Result<Scan>(const ArrivalEntry&)>;
[[nodiscard]] Result<void> scan_arrivals(const Reader& reader,
                                         Arrival after,
                                         const VisitArrival& visit);
[[nodiscard]] Result<void> scan_arrivals(const Reader& reader,
                                         const SpaceId& space,
                                         Arrival after,
                                         const VisitArrival& visit);

/// Visits arrivals below `before` (zero: all) from the newest back, of the whole store or of one
/// space; costs what it visits.
[[nodiscard]] Result<void> scan_arrivals_back(const Reader& reader,
                                              std::optional<SpaceId> space,
                                              Arrival before,
                                              const VisitArrival& visit);

// --- documents ---

struct DocumentRow {
    DocumentId id;
    SpaceId space;
    KindNumber kind;
    friend bool operator==(const DocumentRow&, const DocumentRow&) = default;
};

/// Begins a document that no update creates (root); `add_header` does it for all others. The first
/// call for an id decides.
[[nodiscard]] Result<void> add_document(Writer& writer, const DocumentRow& document);
/// nullopt until the creating update is held.
[[nodiscard]] Result<std::optional<DocumentRow>> find_document(const Reader& reader,
                                                               const DocumentId& document);
/// By document id.
[[nodiscard]] Result<std::vector<DocumentRow>> documents_of(const Reader& reader,
                                                            const SpaceId& space);
[[nodiscard]] Result<std::vector<DocumentRow>> documents_of(const Reader& reader, KindNumber kind);
/// The held updates that name this document, in the order their headers arrived.
[[nodiscard]] Result<std::vector<UpdateId>> updates_of(const Reader& reader,
                                                       const DocumentId& document);

// --- waiting ---

/// Notes that `waiter` waits for `missing`; twice is once.
[[nodiscard]] Result<void> add_waiting(Writer& writer,
                                       const UpdateId& missing,
                                       const UpdateId& waiter);
/// Those who wait for `missing`, by id.
[[nodiscard]] Result<std::vector<UpdateId>> waiters_of(const Reader& reader,
                                                       const UpdateId& missing);
/// The same, and forgets that they waited for it.
[[nodiscard]] Result<std::vector<UpdateId>> take_waiters(Writer& writer, const UpdateId& missing);
/// The number of (missing, waiter) pairs.
[[nodiscard]] Result<std::uint64_t> count_waiting(const Reader& reader);

// --- peers and local state: small opaque records ---

struct NamedRecord {
    Bytes name;
    Bytes body;
    friend bool operator==(const NamedRecord&, const NamedRecord&) = default;
};

/// What this node remembers of a peer. A name is 1 to name_bytes_max bytes that the caller
/// composes, such as a word, the peer's store incarnation and a space.
[[nodiscard]] Result<void> put_peer(Writer& writer,
                                    const NodeId& node,
                                    ByteView name,
                                    ByteView body);
[[nodiscard]] Result<void> erase_peer(Writer& writer, const NodeId& node, ByteView name);
[[nodiscard]] Result<std::optional<Bytes>> find_peer(const Reader& reader,
                                                     const NodeId& node,
                                                     ByteView name);
/// Records of one peer whose names begin with `prefix` (may be empty), by name.
[[nodiscard]] Result<std::vector<NamedRecord>> peer_records(const Reader& reader,
                                                            const NodeId& node,
                                                            ByteView prefix);
/// Every peer something is remembered of, ascending.
[[nodiscard]] Result<std::vector<NodeId>> peers(const Reader& reader);

/// Small records of this node alone, by name.
[[nodiscard]] Result<void> put_local(Writer& writer, ByteView name, ByteView body);
[[nodiscard]] Result<void> erase_local(Writer& writer, ByteView name);
[[nodiscard]] Result<std::optional<Bytes>> find_local(const Reader& reader, ByteView name);

// --- forms: what was made of each, so that one sent twice is dealt with once ---

struct FormAnswer {
    DocumentId document;
    std::vector<UpdateId> updates;
    std::vector<UpdateId> version;
    friend bool operator==(const FormAnswer&, const FormAnswer&) = default;
};
/// Remembers the answer to the form with this token, and forgets the oldest beyond `keep`.
[[nodiscard]] Result<void> put_form_answer(Writer& writer,
                                           const Hash& token,
                                           const FormAnswer& answer,
                                           std::size_t keep);
/// nullopt when no form had this token, or it was too long ago.
[[nodiscard]] Result<std::optional<FormAnswer>> find_form_answer(const Reader& reader,
                                                                 const Hash& token);

// --- meta: what this store is ---

[[nodiscard]] Result<void> put_genesis(Writer& writer, ByteView genesis);
[[nodiscard]] Result<std::optional<Bytes>> find_genesis(const Reader& reader);
/// The node's own identity record, opaque here. Public: secret keys are files of their own.
[[nodiscard]] Result<void> put_identity(Writer& writer, ByteView identity);
[[nodiscard]] Result<std::optional<Bytes>> find_identity(const Reader& reader);
/// The three below are set by store/lease.hpp.
[[nodiscard]] Result<void> put_store_id(Writer& writer, const StoreId& id);
[[nodiscard]] Result<std::optional<StoreId>> find_store_id(const Reader& reader);
[[nodiscard]] Result<void> put_incarnation(Writer& writer, Incarnation incarnation);
[[nodiscard]] Result<std::optional<Incarnation>> find_incarnation(const Reader& reader);
[[nodiscard]] Result<void> put_lease_nonce(Writer& writer, const LeaseNonce& nonce);
[[nodiscard]] Result<std::optional<LeaseNonce>> find_lease_nonce(const Reader& reader);
/// How many write transactions this store ever committed; counted by `Store::write` itself.
[[nodiscard]] Result<std::uint64_t> last_transaction(const Reader& reader);

}  // namespace praxis::store
