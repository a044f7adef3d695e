#pragma once

#include "protocol/crypto/keys.hpp"

#include <initializer_list>
#include <utility>

namespace praxis::crypto {

inline constexpr std::size_t aead_tag_bytes = 16;

/// ChaCha20-Poly1305 (RFC 8439) with the nonce of the Noise framework: four zero bytes, then `n`
/// little-endian. A pair (key, n) must encrypt one plaintext only. The output is the ciphertext
/// followed by its tag.
[[nodiscard]] Bytes aead_encrypt(const Secret32& key,
                                 std::uint64_t n,
                                 ByteView associated,
                                 ByteView plaintext);

/// The plaintext; fails with `CryptoErrc::not_authentic` when anything differs.
[[nodiscard]] Result<Bytes> aead_decrypt(const Secret32& key,
                                         std::uint64_t n,
                                         ByteView associated,
                                         ByteView ciphertext);

/// SHA-256 of the parts concatenated; only for Noise, everything else uses `hash`.
[[nodiscard]] Hash sha256(std::initializer_list<ByteView> parts);

/// The first two outputs of HKDF with HMAC-SHA-256 as the Noise framework defines it (section 4.3):
/// extract with the chaining key as salt, expand with empty info.
[[nodiscard]] std::pair<Secret32, Secret32> noise_hkdf(const Secret32& chaining_key,
                                                       ByteView input_key_material);

}  // namespace praxis::crypto
