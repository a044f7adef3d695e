#pragma once

#include "protocol/crypto/sealed_keys.hpp"

namespace praxis::crypto {

/// Seals the two secrets of a hosted person to an X25519 key, so that whoever has its secret opens
/// them, whatever their password is by then. libsodium's sealed box, with the ephemeral key drawn
/// from `entropy`: ephemeral key 32 | box 64 + 16. Fails with `CryptoErrc::weak_key`.
[[nodiscard]] Result<Bytes> seal_to(const DhKey& recipient,
                                    const SealedKeys& keys,
                                    Entropy& entropy);

/// Opens what `seal_to` made. Fails with `CryptoErrc::not_authentic` for another key, other bytes,
/// or altered ones.
[[nodiscard]] Result<SealedKeys> open_sealed(const DhPair& recipient, ByteView sealed);

}  // namespace praxis::crypto
