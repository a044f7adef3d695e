#include "store/lease.hpp"

#include "protocol/base/check.hpp"
#include "protocol/crypto/hash.hpp"
#include "store/detail/files.hpp"
#include "store/detail/key_layout.hpp"

#include <cerrno>
#include <sys/stat.h>
#include <unistd.h>

namespace praxis::store {
namespace {

using detail::File;
using detail::key_of;

constexpr std::uint8_t lease_version = 1;
constexpr std::size_t lease_hash_bytes = 16;
constexpr std::size_t lease_body_bytes = 1 + LeaseNonce::size + sizeof(std::uint64_t);
/// One disk sector holds it, so that rewriting in place is never half done on disks that keep
/// sectors whole; where they do not, the hash tells.
constexpr std::size_t lease_bytes = lease_body_bytes + lease_hash_bytes;

Bytes hash_of(ByteView body) {
    return crypto::hash_sized("praxis/lease/v1", {body}, lease_hash_bytes);
}

Bytes encode(const LeaseRecord& record) {
    auto bytes = key_of(lease_version, record.nonce, record.last_transaction);
    append(bytes, hash_of(bytes));
    return bytes;
}

std::optional<LeaseRecord> decode(ByteView bytes) {
    if (bytes.size() != lease_bytes || bytes[0] != std::byte{lease_version}) return std::nullopt;
    const auto body = bytes.first(lease_body_bytes);
    if (!equal(bytes.subspan(lease_body_bytes), hash_of(body))) return std::nullopt;
    detail::Fields fields{Table::meta, body.subspan(1)};
    LeaseRecord record;
    record.nonce = fields.id<LeaseNonce>();
    record.last_transaction = fields.number<Arrival>().value;
    return record;
}

/// What the store says of itself, as a lease would; nullopt when it never was claimed.
Result<std::optional<LeaseRecord>> lease_in(const Reader& reader) {
    TRY(const auto nonce, find_lease_nonce(reader));
    if (!nonce) return std::optional<LeaseRecord>{};
    TRY(const auto number, last_transaction(reader));
    return std::optional{LeaseRecord{*nonce, number}};
}

template <class Id>
Id draw(Entropy& entropy) {
    Id id;
    entropy.fill(id.bytes);
    return id;
}

/// An incarnation is never zero: invitation keys write with that one.
Incarnation draw_incarnation(Entropy& entropy) {
    for (;;) {
        const Incarnation drawn{entropy.u64()};
        if (drawn.value != 0) return drawn;
    }
}

/// A lease that cannot be written leaves what was committed unacknowledged: `io`, whatever it was.
Result<void> save_or_io(Lease& lease, const LeaseRecord& record) {
    auto saved = lease.save(record);
    if (saved) return success();
    return fail(StoreErrc::io, within("lease", saved.error()).text());
}

}  // namespace

Result<std::unique_ptr<FileLease>> FileLease::open(const std::filesystem::path& folder,
                                                   const StoreId& store) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) return fail(detail::system_error(folder.string(), error.value()));
    if (::chmod(folder.c_str(), 0700) != 0)
        return fail(detail::system_error(folder.string(), errno));
    const auto path = folder / store.hex();
    TRY(auto file, detail::open_locked(path));
    TRY(detail::sync_names(path));
    return std::unique_ptr<FileLease>{new FileLease{file.release()}};
}

FileLease::~FileLease() {
    ::close(file_);
}

Result<std::optional<LeaseRecord>> FileLease::load() {
    Bytes bytes(lease_bytes + 1);  // one more, to see a file that is too long
    const auto got = ::pread(file_, bytes.data(), bytes.size(), 0);
    if (got < 0) return fail(detail::system_error("lease", errno));
    bytes.resize(static_cast<std::size_t>(got));
    return decode(bytes);
}

Result<void> FileLease::save(const LeaseRecord& record) {
    const auto bytes = encode(record);
    const auto put = ::pwrite(file_, bytes.data(), bytes.size(), 0);
    if (put != static_cast<ssize_t>(bytes.size()) ||
        ::ftruncate(file_, static_cast<off_t>(bytes.size())) != 0 || ::fdatasync(file_) != 0) {
        return fail(StoreErrc::io, detail::system_error("lease", errno).detail);
    }
    return success();
}

Continuity judge(const std::optional<LeaseRecord>& lease, const LeaseRecord& store) {
    if (!lease) return Continuity::no_lease;
    if (lease->nonce != store.nonce) return Continuity::other_nonce;
    if (lease->last_transaction > store.last_transaction) return Continuity::rolled_back;
    return Continuity::proved;
}

Result<StoreId> ensure_store_id(Store& store, Entropy& entropy) {
    TRY(const auto known, store.read([](const Reader& reader) { return find_store_id(reader); }));
    if (known) return *known;
    const auto id = draw<StoreId>(entropy);
    TRY(store.write([&](Writer& writer) { return put_store_id(writer, id); }));
    return id;
}

Result<Claim> claim_incarnation(Store& store, Lease& lease, Entropy& entropy) {
    TRY(const auto in_store, store.read(lease_in));
    TRY(const auto outside, lease.load());
    TRY(const auto before,
        store.read([](const Reader& reader) { return find_incarnation(reader); }));
    Claim claim{{}, in_store ? judge(outside, *in_store) : Continuity::no_lease};
    const bool keep = claim.continuity == Continuity::proved && before.has_value();
    claim.incarnation = keep ? *before : draw_incarnation(entropy);
    LeaseRecord renewed{draw<LeaseNonce>(entropy), 0};
    TRY(store.write([&](Writer& writer) -> Result<void> {
        TRY(put_incarnation(writer, claim.incarnation));
        return put_lease_nonce(writer, renewed.nonce);
    }));
    TRY(renewed.last_transaction, store.read(last_transaction));
    TRY(save_or_io(lease, renewed));
    return claim;
}

Result<void> LeasedStore::run_read(const ReadFn& callable) const {
    return store_.read(callable);
}

Result<void> LeasedStore::run_write(const WriteFn& callable) {
    if (failed_) return fail(StoreErrc::io, "the lease of this store failed before");
    TRY(const auto before, store_.read(last_transaction));
    TRY(store_.write(callable));
    TRY(const auto now, store_.read(lease_in));
    PRAXIS_CHECK(now.has_value());  // claimed before it was leased
    if (now->last_transaction == before) return success();
    auto saved = save_or_io(lease_, *now);
    failed_ = !saved;
    return saved;
}

}  // namespace praxis::store
