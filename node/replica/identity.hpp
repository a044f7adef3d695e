#pragma once

#include "protocol/crypto/keys.hpp"

#include <filesystem>
#include <optional>
#include <string_view>

namespace praxis::node {

/// The key files of one node's folder, in `keys/`, mode 0600, one secret of 32 bytes each in
/// lower-case hexadecimal with a line end. `praxisd` opens `device` and `device-dh` only; commands
/// open the others when an act needs them.
/// `recovery` opens the accounts of a centre whose passwords were forgotten. Those that `praxisd`
/// does not open may be sealed by a password instead (key_seals.hpp).
enum class KeyFile { board, administrator, person, device, device_dh, recovery };

/// The name of its file: "device-dh".
[[nodiscard]] std::string_view name_of(KeyFile file);
[[nodiscard]] std::filesystem::path path_of_key(const std::filesystem::path& folder, KeyFile file);

/// Writes a secret into a file that must not exist yet: created with mode 0600, written, synced,
/// the folder synced. Fails with `NodeErrc::key_exists`.
[[nodiscard]] Result<void> write_key(const std::filesystem::path& folder,
                                     KeyFile file,
                                     const crypto::Secret32& secret);

/// The same, written aside and renamed into place: whole or not there. What stood there is
/// replaced.
[[nodiscard]] Result<void> put_key(const std::filesystem::path& folder,
                                   KeyFile file,
                                   const crypto::Secret32& secret);
/// The same of any content of a file in `keys/`.
[[nodiscard]] Result<void> put_key_file(const std::filesystem::path& path, ByteView content);
/// Makes the names in a folder `keys` durable.
[[nodiscard]] Result<void> sync_keys_folder(const std::filesystem::path& keys);

/// The secret in a key file in clear; nullopt when there is no such file. Fails when others may
/// read it.
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
