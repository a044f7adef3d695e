#pragma once

#include "node/replica/identity.hpp"

#include <map>

namespace praxis::node {

/// The secrets of a node's key files. Not every node has a board or an administrator key.
using KeyRing = std::map<KeyFile, crypto::Secret32>;

/// Every key file of a node's folder. Fails as `read_key` does.
[[nodiscard]] Result<KeyRing> read_keys(const std::filesystem::path& folder);

/// The same of a folder `keys` that is kept somewhere else, or of the folder it stands in. Fails
/// with `NodeErrc::key_missing` when there is none.
[[nodiscard]] Result<KeyRing> read_kept_keys(const std::filesystem::path& kept);

/// Copies the key files that are sealed in such a folder into a new node's, unless it has them.
[[nodiscard]] Result<void> copy_sealed_keys(const std::filesystem::path& kept,
                                            const std::filesystem::path& folder);

/// Writes them as key files of a new node's folder.
[[nodiscard]] Result<void> write_keys(const std::filesystem::path& folder, const KeyRing& keys);

/// Seals all of them by one password (`crypto::seal_all`), in the order of KeyFile; where there is
/// none, 32 zero bytes.
[[nodiscard]] Result<Bytes> seal_keys(std::string_view password,
                                      const KeyRing& keys,
                                      Entropy& entropy);
/// Fails with `CryptoErrc::not_authentic` for a wrong password.
[[nodiscard]] Result<KeyRing> unseal_keys(std::string_view password, ByteView sealed);

/// Whether these are the keys of `node`: fails with `BackupErrc::wrong_keys`. `dh`: what its
/// certificate names, where that is known.
[[nodiscard]] Result<void> check_keys_of(const KeyRing& keys,
                                         const NodeId& node,
                                         const std::optional<DhKey>& dh);

}  // namespace praxis::node
