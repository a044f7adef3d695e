#pragma once

#include "protocol/crypto/keys.hpp"

#include <filesystem>

namespace praxis::crypto {

/// The two secrets of a hosted person.
struct SealedKeys {
    Secret32 signing;
    Secret32 dh;
};

/// Seals two secrets by a password: Argon2id (libsodium's, 64 MiB, 3 passes: a third of a second
/// on a small office machine) makes a key, XSalsa20-Poly1305 seals. Layout: version u8 = 1 |
/// passes u32 | memory in KiB u32 | salt 16 | nonce 24 | sealed 64 + 16.
[[nodiscard]] Result<Bytes> seal(std::string_view password,
                                 const Secret32& signing,
                                 const Secret32& dh,
                                 Entropy& entropy);

/// Opens what `seal` made. Fails with `CryptoErrc::not_authentic` for a wrong password or altered
/// bytes, `praxis::Errc` for bytes of another layout, `Errc::out_of_range` for a cost above 16
/// passes or 1 GiB, which nobody here asks for.
[[nodiscard]] Result<SealedKeys> unseal(std::string_view password, ByteView sealed);

/// Writes `seal`'s bytes into a new file, mode 0600, synced with its folder, which is made (mode
/// 0700) when it is not there. Fails with the system's error when the file exists or cannot be
/// written.
[[nodiscard]] Result<void> write_sealed(const std::filesystem::path& file,
                                        std::string_view password,
                                        const Secret32& signing,
                                        const Secret32& dh,
                                        Entropy& entropy);

/// Reads such a file.
[[nodiscard]] Result<SealedKeys> read_sealed(const std::filesystem::path& file,
                                             std::string_view password);

}  // namespace praxis::crypto
