#include "protocol/handshake/noise.hpp"

#include "protocol/base/check.hpp"
#include "protocol/base/codec.hpp"
#include "protocol/wire/header.hpp"

#include <limits>

namespace praxis::handshake {
namespace {

constexpr std::string_view protocol_name = "Noise_IK_25519_ChaChaPoly_SHA256";
static_assert(protocol_name.size() == Hash::size, "else the name would be hashed");

constexpr std::size_t sealed_key_bytes = DhKey::size + crypto::aead_tag_bytes;

const char* words(int value) {
    switch (static_cast<HandshakeErrc>(value)) {
        case HandshakeErrc::too_large:
            return "more than one Noise message holds";
        case HandshakeErrc::exhausted:
            return "a session key has no numbers left";
        case HandshakeErrc::wrong_message:
            return "not a message of this handshake";
    }
    return "unknown error";
}

Result<void> check_size(std::size_t bytes) {
    if (bytes > limits::noise_message_bytes_max) return fail(HandshakeErrc::too_large);
    return success();
}

/// The counter value that the framework reserves for rekey.
constexpr auto counter_reserved = std::numeric_limits<std::uint64_t>::max();

}  // namespace

Result<Bytes> CipherState::encrypt(ByteView plaintext) {
    TRY(check_size(plaintext.size() + crypto::aead_tag_bytes));
    if (counter_ == counter_reserved) return fail(HandshakeErrc::exhausted);
    return crypto::aead_encrypt(key_, counter_++, {}, plaintext);
}

Result<Bytes> CipherState::decrypt(ByteView ciphertext) {
    TRY(check_size(ciphertext.size()));
    if (counter_ == counter_reserved) return fail(HandshakeErrc::exhausted);
    TRY(auto plaintext, crypto::aead_decrypt(key_, counter_, {}, ciphertext));
    ++counter_;
    return plaintext;
}

SymmetricState::SymmetricState(ByteView prologue) {
    std::ranges::copy(bytes_of(protocol_name), hash_.bytes.begin());
    chaining_key_ = crypto::Secret32{std::span<const std::byte, Hash::size>{hash_.bytes}};
    mix_hash(prologue);
}

void SymmetricState::mix_hash(ByteView data) {
    hash_ = crypto::sha256({hash_.view(), data});
}

void SymmetricState::mix_key(const crypto::Secret32& shared) {
    auto [chaining_key, key] = crypto::noise_hkdf(chaining_key_, shared.expose());
    chaining_key_ = std::move(chaining_key);
    key_ = std::move(key);
    counter_ = 0;
}

Bytes SymmetricState::encrypt_and_hash(ByteView plaintext) {
    PRAXIS_CHECK(key_.has_value());  // IK encrypts nothing before its first key
    auto ciphertext = crypto::aead_encrypt(*key_, counter_++, hash_.view(), plaintext);
    mix_hash(ciphertext);
    return ciphertext;
}

Result<Bytes> SymmetricState::decrypt_and_hash(ByteView ciphertext) {
    PRAXIS_CHECK(key_.has_value());
    TRY(auto plaintext, crypto::aead_decrypt(*key_, counter_, hash_.view(), ciphertext));
    ++counter_;
    mix_hash(ciphertext);
    return plaintext;
}

std::pair<CipherState, CipherState> SymmetricState::split() const {
    auto [first, second] = crypto::noise_hkdf(chaining_key_, {});
    return {CipherState{std::move(first)}, CipherState{std::move(second)}};
}

Initiator::Initiator(ByteView prologue,
                     crypto::DhPair self,
                     const DhKey& peer,
                     crypto::DhPair ephemeral)
    : symmetric_{prologue}, self_{std::move(self)}, ephemeral_{std::move(ephemeral)}, peer_{peer} {
    symmetric_.mix_hash(peer_.view());  // <- s
}

Result<Bytes> Initiator::write_first(ByteView payload) {
    PRAXIS_CHECK(step_ == Step::write_first);
    step_ = Step::done;
    TRY(check_size(DhKey::size + sealed_key_bytes + payload.size() + crypto::aead_tag_bytes));
    Bytes message = copy(ephemeral_.key().view());  // e
    symmetric_.mix_hash(ephemeral_.key().view());
    TRY(const auto es, ephemeral_.agree(peer_));
    symmetric_.mix_key(es);
    append(message, symmetric_.encrypt_and_hash(self_.key().view()));  // s
    TRY(const auto ss, self_.agree(peer_));
    symmetric_.mix_key(ss);
    append(message, symmetric_.encrypt_and_hash(payload));
    step_ = Step::read_second;
    return message;
}

Result<Initiator::Answer> Initiator::read_second(ByteView message) {
    PRAXIS_CHECK(step_ == Step::read_second);
    step_ = Step::done;
    TRY(check_size(message.size()));
    if (message.size() < DhKey::size + crypto::aead_tag_bytes) {
        return fail(HandshakeErrc::wrong_message, "answer");
    }
    TRY(const auto peer_ephemeral, DhKey::from(message.first(DhKey::size)));  // e
    symmetric_.mix_hash(peer_ephemeral.view());
    TRY(const auto ee, ephemeral_.agree(peer_ephemeral));
    symmetric_.mix_key(ee);
    TRY(const auto se, self_.agree(peer_ephemeral));
    symmetric_.mix_key(se);
    TRY(auto payload, symmetric_.decrypt_and_hash(message.subspan(DhKey::size)));
    auto [from_us, to_us] = symmetric_.split();
    return Answer{std::move(payload), {std::move(from_us), std::move(to_us), symmetric_.hash()}};
}

Responder::Responder(ByteView prologue, crypto::DhPair self, crypto::DhPair ephemeral)
    : symmetric_{prologue}, self_{std::move(self)}, ephemeral_{std::move(ephemeral)} {
    symmetric_.mix_hash(self_.key().view());  // <- s
}

Result<Responder::Call> Responder::read_first(ByteView message) {
    PRAXIS_CHECK(step_ == Step::read_first);
    step_ = Step::done;
    TRY(check_size(message.size()));
    if (message.size() < DhKey::size + sealed_key_bytes + crypto::aead_tag_bytes) {
        return fail(HandshakeErrc::wrong_message, "call");
    }
    TRY(peer_ephemeral_, DhKey::from(message.first(DhKey::size)));  // e
    symmetric_.mix_hash(peer_ephemeral_.view());
    TRY(const auto es, self_.agree(peer_ephemeral_));
    symmetric_.mix_key(es);
    TRY(const auto peer,
        symmetric_.decrypt_and_hash(message.subspan(DhKey::size, sealed_key_bytes)));  // s
    TRY(peer_, DhKey::from(peer));
    TRY(const auto ss, self_.agree(peer_));
    symmetric_.mix_key(ss);
    TRY(auto payload, symmetric_.decrypt_and_hash(message.subspan(DhKey::size + sealed_key_bytes)));
    step_ = Step::write_second;
    return Call{peer_, std::move(payload)};
}

Result<Responder::Answer> Responder::write_second(ByteView payload) {
    PRAXIS_CHECK(step_ == Step::write_second);
    step_ = Step::done;
    TRY(check_size(DhKey::size + payload.size() + crypto::aead_tag_bytes));
    Bytes message = copy(ephemeral_.key().view());  // e
    symmetric_.mix_hash(ephemeral_.key().view());
    TRY(const auto ee, ephemeral_.agree(peer_ephemeral_));
    symmetric_.mix_key(ee);
    TRY(const auto se, ephemeral_.agree(peer_));
    symmetric_.mix_key(se);
    append(message, symmetric_.encrypt_and_hash(payload));
    auto [to_us, from_us] = symmetric_.split();
    return Answer{std::move(message), {std::move(from_us), std::move(to_us), symmetric_.hash()}};
}

Bytes prologue(const NetworkId& network) {
    ByteWriter out;
    out.raw(bytes_of("praxis/session/v1"));
    out.u8(0);
    out.id(network);
    out.u8(session_version);
    out.u8(wire::prefix_version);
    return out.take();
}

boost::system::error_code make_error_code(HandshakeErrc code) noexcept {
    static const NamedCategory category{"praxis.handshake", words};
    return {static_cast<int>(code), category};
}

}  // namespace praxis::handshake
