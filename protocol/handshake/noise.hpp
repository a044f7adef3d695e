#pragma once

#include "protocol/crypto/aead.hpp"
#include "protocol/wire/limits.hpp"

#include <optional>

namespace praxis::handshake {

enum class HandshakeErrc {
    too_large = 1,  ///< a message above Noise's 65,535 bytes
    exhausted,      ///< a key has encrypted 2^64 - 2 messages
    wrong_message,  ///< a message that is too short for its place in the handshake
};
[[nodiscard]] boost::system::error_code make_error_code(HandshakeErrc code) noexcept;

/// One direction of a finished handshake: a key and a counter that never repeats.
/// Noise framework, revision 34, section 5.1, without rekey. Not thread-safe.
class CipherState {
public:
    explicit CipherState(crypto::Secret32 key) : key_{std::move(key)} {}

    /// Fails with `too_large` when plaintext and tag exceed one Noise message.
    [[nodiscard]] Result<Bytes> encrypt(ByteView plaintext);
    /// Fails with `CryptoErrc::not_authentic` on any other message than the next one of the peer;
    /// the connection must then be closed. The counter moves on success only.
    [[nodiscard]] Result<Bytes> decrypt(ByteView ciphertext);

private:
    crypto::Secret32 key_;
    std::uint64_t counter_ = 0;
};

/// What both sides have after the two messages.
struct Keys {
    CipherState send;
    CipherState receive;
    Hash handshake_hash;  ///< names this session; equal on both sides
};

/// The hash and key chain both roles share (section 5.2). Not for use outside this folder.
class SymmetricState {
public:
    explicit SymmetricState(ByteView prologue);
    void mix_hash(ByteView data);
    void mix_key(const crypto::Secret32& shared);
    [[nodiscard]] Bytes encrypt_and_hash(ByteView plaintext);
    [[nodiscard]] Result<Bytes> decrypt_and_hash(ByteView ciphertext);
    [[nodiscard]] std::pair<CipherState, CipherState> split() const;
    [[nodiscard]] const Hash& hash() const { return hash_; }

private:
    crypto::Secret32 chaining_key_;
    Hash hash_;
    std::optional<crypto::Secret32> key_;
    std::uint64_t counter_ = 0;
};

/// Noise_IK_25519_ChaChaPoly_SHA256, the side that dials and knows whom.
/// write_first, then read_second, once each; any other order is a bug and ends the process.
/// Sans-IO: neither sockets nor clocks.
class Initiator {
public:
    /// `ephemeral` is drawn afresh for each handshake.
    Initiator(ByteView prologue, crypto::DhPair self, const DhKey& peer, crypto::DhPair ephemeral);

    /// The first message. Fails with `CryptoErrc::weak_key` when the peer's key is of small order.
    [[nodiscard]] Result<Bytes> write_first(ByteView payload);

    struct Answer {
        Bytes payload;
        Keys keys;
    };
    /// Reads the answer. Any altered byte, another prologue or another peer fails; the handshake is
    /// over then.
    [[nodiscard]] Result<Answer> read_second(ByteView message);

private:
    enum class Step { write_first, read_second, done };
    SymmetricState symmetric_;
    crypto::DhPair self_;
    crypto::DhPair ephemeral_;
    DhKey peer_;
    Step step_ = Step::write_first;
};

/// The side that accepts. read_first, then write_second, once each.
class Responder {
public:
    Responder(ByteView prologue, crypto::DhPair self, crypto::DhPair ephemeral);

    struct Call {
        DhKey peer;  ///< proven to hold its secret only when the first transport message decrypts
        Bytes payload;  ///< may be a replay: nothing durable may follow from it
    };
    [[nodiscard]] Result<Call> read_first(ByteView message);

    struct Answer {
        Bytes message;
        Keys keys;
    };
    /// Fails with `CryptoErrc::weak_key` when a key of the caller is of small order.
    [[nodiscard]] Result<Answer> write_second(ByteView payload);

private:
    enum class Step { read_first, write_second, done };
    SymmetricState symmetric_;
    crypto::DhPair self_;
    crypto::DhPair ephemeral_;
    DhKey peer_;
    DhKey peer_ephemeral_;
    Step step_ = Step::read_first;
};

/// What both sides must agree on before the first byte: `praxis/session/v1`, a zero byte, the
/// network id, the session protocol version u8, the version u8 of the header's frozen fields (a
/// newer version of the header leaves both: nodes of different versions talk to each other).
[[nodiscard]] Bytes prologue(const NetworkId& network);

/// The session protocol this program speaks.
inline constexpr std::uint8_t session_version = 1;

}  // namespace praxis::handshake

template <>
struct boost::system::is_error_code_enum<praxis::handshake::HandshakeErrc> : std::true_type {};
