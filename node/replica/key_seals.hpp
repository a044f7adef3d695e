#pragma once

#include "node/replica/identity.hpp"
#include "protocol/base/entropy.hpp"
#include "protocol/crypto/sealed_keys.hpp"

#include <array>
#include <string_view>
#include <vector>

/// Key files sealed by a password: `keys/NAME.sealed`, mode 0600, is one secret as
/// `crypto::seal_all` seals it. Where a key stands in clear as well, the clear one is read.
namespace praxis::node {

/// Those that commands alone open. `praxisd` needs the device's two whenever it starts, so these
/// are never sealed.
inline constexpr std::array sealable_keys{
    KeyFile::board, KeyFile::administrator, KeyFile::person, KeyFile::recovery};

/// Where a key lies when it is sealed: `keys/NAME.sealed`.
[[nodiscard]] std::filesystem::path path_of_sealed_key(const std::filesystem::path& folder,
                                                       KeyFile file);

/// How a key lies in a folder. `both`: sealing or unsealing was cut short.
enum class KeyState { absent, clear, sealed, both };
[[nodiscard]] Result<KeyState> state_of_key(const std::filesystem::path& folder, KeyFile file);

/// The secret of a key that is sealed. Fails with `CryptoErrc::not_authentic`, naming the file, for
/// a wrong password, and with `NodeErrc::key_exposed` when others may read the file.
[[nodiscard]] Result<crypto::Secret32> open_sealed_key(const std::filesystem::path& folder,
                                                       KeyFile file,
                                                       std::string_view password);

/// Seals each sealable key that stands in clear: the sealed file is on the disk and was opened
/// again before the clear one goes. Cut short anywhere it loses nothing, and running it again
/// finishes. The keys that are sealed now and were in clear.
///
/// Before anything is written it fails with `CryptoErrc::not_authentic` when a key is sealed by
/// another password, and with `NodeErrc::bad_request` when a key is there both ways with different
/// secrets; with `NodeErrc::busy` while another process does the same.
[[nodiscard]] Result<std::vector<KeyFile>> seal_key_files(const std::filesystem::path& folder,
                                                          std::string_view password,
                                                          Entropy& entropy,
                                                          crypto::SealCost cost);

/// Whether any key of a folder is sealed.
[[nodiscard]] Result<bool> are_keys_sealed(const std::filesystem::path& folder);

/// Seals a secret that is new beside those that are sealed, by their password; it is on the disk at
/// no time in clear. Fails as `seal_key_files` does before anything is written, and with
/// `NodeErrc::key_exists` when the folder has such a key, clear or sealed.
[[nodiscard]] Result<void> seal_new_key(const std::filesystem::path& folder,
                                        KeyFile file,
                                        const crypto::Secret32& secret,
                                        std::string_view password,
                                        Entropy& entropy,
                                        crypto::SealCost cost);

/// Puts each sealed key back in clear, with the same care; fails as `seal_key_files` does. The keys
/// that are in clear now and were sealed.
[[nodiscard]] Result<std::vector<KeyFile>> unseal_key_files(const std::filesystem::path& folder,
                                                            std::string_view password);

/// A sealed file as it is, for a backup; nullopt when there is none.
[[nodiscard]] Result<std::optional<Bytes>> read_sealed_key(const std::filesystem::path& folder,
                                                           KeyFile file);
/// Puts such bytes into a node's folder, synced. What stood there is replaced.
[[nodiscard]] Result<void> put_sealed_key(const std::filesystem::path& folder,
                                          KeyFile file,
                                          ByteView sealed);

}  // namespace praxis::node
