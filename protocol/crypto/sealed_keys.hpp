#pragma once

#include "protocol/crypto/keys.hpp"

#include <vector>

namespace praxis::crypto {

/// The two secrets of a hosted person.
struct SealedKeys {
    Secret32 signing;
    Secret32 dh;
};

/// What trying one password costs: passes of Argon2id over so much memory. The default is what new
/// seals get: a tenth of a second on a server, a third on a small office machine.
struct SealCost {
    std::uint32_t passes = 3;
    std::uint32_t memory_kib = 64 * 1024;
    friend bool operator==(const SealCost&, const SealCost&) = default;
};

/// Seals two secrets by a password: Argon2id (libsodium's, one lane) makes a key,
/// XSalsa20-Poly1305 seals. The cost is recorded, so that it may change later. Layout: version u8 =
/// 1 | passes u32 | memory in KiB u32 | salt 16 | nonce 24 | sealed 64 + 16.
[[nodiscard]] Result<Bytes> seal(std::string_view password,
                                 const Secret32& signing,
                                 const Secret32& dh,
                                 Entropy& entropy,
                                 SealCost cost = {});

/// Opens what `seal` made. Fails with `CryptoErrc::not_authentic` for a wrong password or altered
/// bytes, `praxis::Errc` for bytes of another layout, `Errc::out_of_range` for a cost above 16
/// passes or 1 GiB, which nobody here asks for.
[[nodiscard]] Result<SealedKeys> unseal(std::string_view password, ByteView sealed);

/// The same of any number of secrets: sealed is 32 bytes each + 16.
[[nodiscard]] Result<Bytes> seal_all(std::string_view password,
                                     std::span<const Secret32> secrets,
                                     Entropy& entropy,
                                     SealCost cost = {});
/// Fails as `unseal`, also when another number of secrets is sealed.
[[nodiscard]] Result<std::vector<Secret32>> unseal_all(std::string_view password,
                                                       std::size_t count,
                                                       ByteView sealed);

/// What trying a password on these bytes costs; fails as unseal does.
[[nodiscard]] Result<SealCost> cost_of(ByteView sealed);

/// The same work as trying a password of that cost on keys, where there are none.
void try_nothing(std::string_view password, SealCost cost);

}  // namespace praxis::crypto
