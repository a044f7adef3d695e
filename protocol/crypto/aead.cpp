#include "protocol/crypto/aead.hpp"

#include "protocol/base/check.hpp"

#include <sodium.h>

namespace praxis::crypto {
namespace {

static_assert(crypto_aead_chacha20poly1305_ietf_ABYTES == aead_tag_bytes);
static_assert(crypto_auth_hmacsha256_BYTES == Secret32::size);

using Nonce = std::array<unsigned char, crypto_aead_chacha20poly1305_ietf_NPUBBYTES>;

Nonce nonce_of(std::uint64_t n) {
    Nonce nonce{};
    for (std::size_t i = 0; i < 8; ++i)
        nonce[4 + i] = static_cast<unsigned char>(n >> (8 * i));
    return nonce;
}

const unsigned char* raw(ByteView bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* writable(std::span<std::byte> bytes) {
    return reinterpret_cast<unsigned char*>(bytes.data());
}

Secret32 hmac(const Secret32& key, std::initializer_list<ByteView> parts) {
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, raw(key.expose()), Secret32::size);
    for (const auto part : parts)
        crypto_auth_hmacsha256_update(&state, raw(part), part.size());
    auto out = Secret32::made_by(
        [&](Secret32::Place place) { crypto_auth_hmacsha256_final(&state, writable(place)); });
    sodium_memzero(&state, sizeof state);
    return out;
}

}  // namespace

Bytes aead_encrypt(const Secret32& key, std::uint64_t n, ByteView associated, ByteView plaintext) {
    Bytes out(plaintext.size() + aead_tag_bytes);
    const auto nonce = nonce_of(n);
    PRAXIS_CHECK(crypto_aead_chacha20poly1305_ietf_encrypt(writable(out),
                                                           nullptr,
                                                           raw(plaintext),
                                                           plaintext.size(),
                                                           raw(associated),
                                                           associated.size(),
                                                           nullptr,
                                                           nonce.data(),
                                                           raw(key.expose())) == 0);
    return out;
}

Result<Bytes> aead_decrypt(const Secret32& key,
                           std::uint64_t n,
                           ByteView associated,
                           ByteView ciphertext) {
    if (ciphertext.size() < aead_tag_bytes) return fail(CryptoErrc::not_authentic, "too short");
    Bytes out(ciphertext.size() - aead_tag_bytes);
    const auto nonce = nonce_of(n);
    if (crypto_aead_chacha20poly1305_ietf_decrypt(writable(out),
                                                  nullptr,
                                                  nullptr,
                                                  raw(ciphertext),
                                                  ciphertext.size(),
                                                  raw(associated),
                                                  associated.size(),
                                                  nonce.data(),
                                                  raw(key.expose())) != 0) {
        return fail(CryptoErrc::not_authentic);
    }
    return out;
}

Hash sha256(std::initializer_list<ByteView> parts) {
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    for (const auto part : parts)
        crypto_hash_sha256_update(&state, raw(part), part.size());
    Hash out;
    crypto_hash_sha256_final(&state, writable(out.bytes));
    return out;
}

std::pair<Secret32, Secret32> noise_hkdf(const Secret32& chaining_key,
                                         ByteView input_key_material) {
    constexpr std::array one{std::byte{1}};
    constexpr std::array two{std::byte{2}};
    const auto temporary = hmac(chaining_key, {input_key_material});
    auto first = hmac(temporary, {one});
    auto second = hmac(temporary, {first.expose(), two});
    return {std::move(first), std::move(second)};
}

}  // namespace praxis::crypto
