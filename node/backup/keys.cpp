#include "node/backup/keys.hpp"

#include "node/backup/errc.hpp"
#include "node/replica/errc.hpp"
#include "node/replica/key_seals.hpp"
#include "protocol/crypto/sealed_keys.hpp"

#include <algorithm>
#include <array>

namespace praxis::node {
namespace {

/// The order in which they are sealed; part of the format.
constexpr std::array all_keys{KeyFile::board,
                              KeyFile::administrator,
                              KeyFile::person,
                              KeyFile::device,
                              KeyFile::device_dh,
                              KeyFile::recovery};
/// So many are in what was sealed before there were recovery keys.
constexpr std::size_t keys_before_recovery = 5;

bool is_blank(const crypto::Secret32& secret) {
    return std::ranges::all_of(secret.expose(), [](std::byte byte) { return byte == std::byte{}; });
}

/// The folder that `keys` stands in, when it is named or that is.
std::optional<std::filesystem::path> folder_of_kept(const std::filesystem::path& kept) {
    std::error_code ignored;
    const auto whole = std::filesystem::absolute(kept / "", ignored).parent_path();
    if (std::filesystem::is_directory(whole / "keys", ignored)) return whole;
    if (whole.filename() == "keys") return whole.parent_path();
    return std::nullopt;
}

}  // namespace

Result<KeyRing> read_keys(const std::filesystem::path& folder) {
    KeyRing out;
    for (const auto file : all_keys) {
        TRY(auto secret, read_key(folder, file));
        if (secret) out.emplace(file, std::move(*secret));
    }
    return out;
}

Result<KeyRing> read_kept_keys(const std::filesystem::path& kept) {
    if (const auto folder = folder_of_kept(kept)) {
        TRY(auto keys, read_keys(*folder));
        if (!keys.empty()) return keys;
    }
    return fail(
        NodeErrc::key_missing,
        kept.string() +
            " holds no keys: name a folder called keys with that node's key files, or the one it "
            "stands in");
}

Result<void> copy_sealed_keys(const std::filesystem::path& kept,
                              const std::filesystem::path& folder) {
    const auto from = folder_of_kept(kept);
    if (!from) return success();
    for (const auto file : sealable_keys) {
        TRY(const auto sealed, read_sealed_key(*from, file));
        TRY(const auto there, read_sealed_key(folder, file));
        if (!sealed || there) continue;
        TRY(put_sealed_key(folder, file, *sealed));
    }
    return success();
}

Result<void> write_keys(const std::filesystem::path& folder, const KeyRing& keys) {
    for (const auto& [file, secret] : keys) {
        TRY(write_key(folder, file, secret));
    }
    return success();
}

Result<Bytes> seal_keys(std::string_view password, const KeyRing& keys, Entropy& entropy) {
    std::array<crypto::Secret32, all_keys.size()> secrets;
    for (std::size_t i = 0; i < all_keys.size(); ++i) {
        const auto at = keys.find(all_keys[i]);
        if (at != keys.end()) secrets[i] = at->second.duplicate();
    }
    return crypto::seal_all(password, secrets, entropy);
}

Result<KeyRing> unseal_keys(std::string_view password, ByteView sealed) {
    auto unsealed = crypto::unseal_all(password, all_keys.size(), sealed);
    if (!unsealed && unsealed.error().code == Errc::truncated)
        unsealed = crypto::unseal_all(password, keys_before_recovery, sealed);
    TRY(auto secrets, std::move(unsealed));
    KeyRing out;
    for (std::size_t i = 0; i < secrets.size(); ++i) {
        if (!is_blank(secrets[i])) out.emplace(all_keys[i], std::move(secrets[i]));
    }
    return out;
}

Result<void> check_keys_of(const KeyRing& keys,
                           const NodeId& node,
                           const std::optional<DhKey>& dh) {
    const auto device = keys.find(KeyFile::device);
    const auto device_dh = keys.find(KeyFile::device_dh);
    if (device == keys.end() || device_dh == keys.end()) {
        return fail(BackupErrc::wrong_keys,
                    "the keys lack device or device-dh, without which no node can run");
    }
    const crypto::SigningPair signing{device->second.duplicate()};
    const crypto::DhPair agreeing{device_dh->second.duplicate()};
    if (signing.key().bytes == node.bytes && (!dh || agreeing.key() == *dh)) return success();
    return fail(BackupErrc::wrong_keys,
                "these are the keys of another node; this backup is of node " + node.hex());
}

}  // namespace praxis::node
