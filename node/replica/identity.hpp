#pragma once

#include "protocol/crypto/keys.hpp"

#include <filesystem>
#include <optional>

namespace praxis::node {

/// The key files of one node's folder, in `keys/`, mode 0600, one secret of 32 bytes each in
/// lower-case hexadecimal with a line end. `praxisd` opens `device` and `device-dh` only; commands
/// open the others when an act needs them.
/// `recovery` opens the accounts of a centre whose passwords were forgotten.
enum class KeyFile { board, administrator, person, device, device_dh, recovery };

/// Writes a secret into a file that must not exist yet: created with mode 0600, written, synced,
/// the folder synced. Fails with `NodeErrc::key_exists`.
[[nodiscard]] Result<void> write_key(const std::filesystem::path& folder,
                                     KeyFile file,
                                     const crypto::Secret32& secret);

/// The secret in a key file; nullopt when there is no such file. Fails when others may read it.
[[nodiscard]] Result<std::optional<crypto::Secret32>> read_key(const std::filesystem::path& folder,
                                                               KeyFile file);

/// What a running node acts and speaks with: its own device.
struct Identity {
    crypto::SigningPair device;
    crypto::DhPair dh;
};

/// Reads the device's two keys; fails with `NodeErrc::no_node` where no node was made, and with
/// `NodeErrc::incomplete`, naming the file, where one was and a key is lost.
[[nodiscard]] Result<Identity> read_identity(const std::filesystem::path& folder);

}  // namespace praxis::node
