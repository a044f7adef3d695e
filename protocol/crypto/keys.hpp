#pragma once

#include "protocol/base/entropy.hpp"
#include "protocol/base/ids.hpp"
#include "protocol/crypto/key_room.hpp"

#include <concepts>

namespace praxis::crypto {

/// Secret bytes in a `KeyRoom`: move-only, wiped when destroyed or moved from, never printed or
/// compared. All zero by default.
class Secret32 {
public:
    static constexpr std::size_t size = 32;
    using Place = std::span<std::byte, size>;

    Secret32() = default;
    explicit Secret32(std::span<const std::byte, size> bytes);

    [[nodiscard]] static Secret32 draw(Entropy& entropy);
    /// From exactly 32 bytes; fails with `Errc::truncated` or `Errc::trailing_bytes`.
    [[nodiscard]] static Result<Secret32> from(ByteView bytes);
    /// What `write` leaves in 32 zero bytes, so that it stands nowhere else.
    template <std::invocable<Place> Write>
    [[nodiscard]] static Secret32 made_by(const Write& write) {
        Secret32 out;
        out.room_ = KeyRoom{size};
        write(out.room_.bytes().first<size>());
        return out;
    }
    /// A second owner of the same secret, said aloud.
    [[nodiscard]] Secret32 duplicate() const { return Secret32{expose()}; }
    /// For the files and formulas that need the bytes; never keep or log them. Valid while this
    /// secret is neither destroyed nor moved from.
    [[nodiscard]] std::span<const std::byte, size> expose() const;

private:
    KeyRoom room_;  // none: zeros
};

/// An Ed25519 key pair, kept as its seed. Signing is deterministic (RFC 8032).
class SigningPair {
public:
    explicit SigningPair(Secret32 seed);
    [[nodiscard]] static SigningPair draw(Entropy& entropy) {
        return SigningPair{Secret32::draw(entropy)};
    }
    [[nodiscard]] const SigningKey& key() const { return key_; }
    [[nodiscard]] const Secret32& seed() const { return seed_; }
    [[nodiscard]] Signature sign(ByteView message) const;

private:
    Secret32 seed_;
    SigningKey key_;
};

/// Whether `signature` is `key`'s over `message`, by libsodium 1.0.18's rules: the verdicts on the
/// edge cases where implementations disagree are pinned in tests/vectors.
[[nodiscard]] bool verify(const SigningKey& key, ByteView message, const Signature& signature);

/// An X25519 key pair: Noise static or ephemeral, sealing.
class DhPair {
public:
    explicit DhPair(Secret32 secret);
    [[nodiscard]] static DhPair draw(Entropy& entropy) { return DhPair{Secret32::draw(entropy)}; }
    [[nodiscard]] const DhKey& key() const { return key_; }
    [[nodiscard]] const Secret32& secret() const { return secret_; }
    /// The shared secret with `other`; fails with `CryptoErrc::weak_key` when it is all zero.
    [[nodiscard]] Result<Secret32> agree(const DhKey& other) const;

private:
    Secret32 secret_;
    DhKey key_;
};

enum class CryptoErrc {
    weak_key = 1,   ///< a public key of small order
    not_authentic,  ///< a ciphertext that this key did not make, or that was altered
};
[[nodiscard]] boost::system::error_code make_error_code(CryptoErrc code) noexcept;

}  // namespace praxis::crypto

template <>
struct boost::system::is_error_code_enum<praxis::crypto::CryptoErrc> : std::true_type {};
