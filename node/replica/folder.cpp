#include "node/replica/folder.hpp"

#include "node/replica/errc.hpp"
#include "protocol/base/codec.hpp"
#include "store/read_beside.hpp"

#include <cstdlib>

namespace praxis::node {
namespace {

constexpr std::string_view inviter_record = "inviter";
constexpr std::uint8_t inviter_version = 1;

std::filesystem::path store_path(const std::filesystem::path& folder) {
    return folder / "store";
}

Bytes encode(const Inviter& inviter) {
    ByteWriter out;
    out.u8(inviter_version);
    out.id(inviter.node);
    out.id(inviter.dh);
    out.raw(bytes_of(inviter.address));
    return out.take();
}

Result<Inviter> decode_inviter(ByteView bytes) {
    ByteReader in{bytes};
    TRY(const auto version, in.u8());
    if (version != inviter_version) return fail(Errc::unknown_version, "inviter");
    Inviter out;
    TRY(out.node, in.id<NodeId>());
    TRY(out.dh, in.id<DhKey>());
    TRY(const auto address, in.raw(in.remaining()));
    out.address = text_of(address);
    return out;
}

Result<std::optional<Inviter>> find_inviter(const store::Store& store) {
    return store.read([](const store::Reader& reader) -> Result<std::optional<Inviter>> {
        TRY(const auto body, store::find_local(reader, bytes_of(inviter_record)));
        if (!body) return std::optional<Inviter>{};
        TRY(auto inviter, decode_inviter(*body));
        return std::optional{std::move(inviter)};
    });
}

/// In words for the person who runs a command.
Error explained(Error error, const std::filesystem::path& path) {
    if (error.code == store::StoreErrc::missing) {  // the keys were there
        return {make_error_code(NodeErrc::incomplete),
                store_path(path).string() +
                    " is missing: this node is not whole. Put it back from a backup; nothing here "
                    "was touched. A node that was never finished is begun anew in another folder"};
    }
    if (error.code == store::StoreErrc::locked) {
        return {make_error_code(NodeErrc::busy), path.native()};
    }
    return within(path.native(), std::move(error));
}

}  // namespace

Result<void> begin_store(store::Writer& writer, const governance::Genesis& genesis) {
    TRY(store::put_genesis(writer, governance::encode(genesis)));
    const auto network = governance::network_id(genesis);
    return store::add_document(
        writer, {same_bytes<DocumentId>(network), same_bytes<SpaceId>(network), KindNumber{0}});
}

Result<void> make_folder(const std::filesystem::path& path,
                         const governance::Genesis& genesis,
                         const std::optional<Inviter>& inviter) {
    const auto place = store_path(path);
    std::error_code ignored;
    if (std::filesystem::exists(place, ignored)) return fail(NodeErrc::key_exists, place.native());
    std::filesystem::create_directories(path, ignored);
    store::LmdbOptions options;
    options.folder = place;
    auto opened = store::LmdbStore::open(options);
    if (!opened) return fail(explained(opened.error(), path));
    return opened.value()->write([&](store::Writer& writer) -> Result<void> {
        TRY(begin_store(writer, genesis));
        if (!inviter) return success();
        return store::put_local(writer, bytes_of(inviter_record), encode(*inviter));
    });
}

Result<Folder> open_folder(const std::filesystem::path& path,
                           const std::filesystem::path& leases,
                           Entropy& entropy) {
    TRY(auto identity, read_identity(path));
    store::LmdbOptions options;
    options.folder = store_path(path);
    options.if_missing = store::IfMissing::fail;
    auto opened = store::LmdbStore::open(options);
    if (!opened) return fail(explained(opened.error(), path));
    auto lmdb = std::move(opened.value());
    TRY(const auto id, store::ensure_store_id(*lmdb, entropy));
    TRY(auto lease, store::FileLease::open(leases, id));
    TRY(const auto claim, store::claim_incarnation(*lmdb, *lease, entropy));
    auto leased = std::make_unique<store::LeasedStore>(*lmdb, *lease);
    TRY(auto inviter, find_inviter(*leased));
    return Folder{path,
                  std::move(lmdb),
                  std::move(lease),
                  std::move(leased),
                  std::move(identity),
                  claim,
                  std::move(inviter)};
}

Result<void> read_folder(const std::filesystem::path& path, const store::Store::ReadFn& callable) {
    auto read = store::read_beside(store_path(path), callable);
    if (!read && read.error().code.category() == store::store_category()) {
        return fail(explained(read.error(), path));
    }
    return read;
}

std::filesystem::path lease_folder() {
    if (const char* state = std::getenv("XDG_STATE_HOME"); state != nullptr && *state == '/') {
        return std::filesystem::path{state} / "praxis";
    }
    const char* home = std::getenv("HOME");
    return std::filesystem::path{home != nullptr ? home : "/"} / ".local" / "state" / "praxis";
}

}  // namespace praxis::node
