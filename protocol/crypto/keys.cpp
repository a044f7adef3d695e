#include "protocol/crypto/keys.hpp"

#include "protocol/base/check.hpp"

#include <sodium.h>

namespace praxis::crypto {
namespace {

unsigned char* writable(std::span<std::byte> bytes) {
    return reinterpret_cast<unsigned char*>(bytes.data());
}
const unsigned char* raw(ByteView bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

/// libsodium's expanded secret key of a seed, and the public one.
KeyRoom expand(const Secret32& seed, SigningKey& key) {
    KeyRoom expanded{crypto_sign_SECRETKEYBYTES};
    PRAXIS_CHECK(crypto_sign_seed_keypair(
                     writable(key.bytes), writable(expanded.bytes()), raw(seed.expose())) == 0);
    return expanded;
}

const char* words(int value) {
    switch (static_cast<CryptoErrc>(value)) {
        case CryptoErrc::weak_key:
            return "a public key of small order";
        case CryptoErrc::not_authentic:
            return "not made with this key, or altered";
    }
    return "unknown error";
}

}  // namespace

Secret32::Secret32(std::span<const std::byte, size> bytes) : room_{size} {
    std::ranges::copy(bytes, room_.bytes().begin());
}

Secret32 Secret32::draw(Entropy& entropy) {
    return made_by([&](Place place) { entropy.fill(place); });
}

std::span<const std::byte, Secret32::size> Secret32::expose() const {
    static constexpr std::array<std::byte, size> zeros{};
    if (room_.bytes().empty()) return zeros;
    return room_.bytes().first<size>();
}

Result<Secret32> Secret32::from(ByteView bytes) {
    if (bytes.size() < size) return fail(Errc::truncated);
    if (bytes.size() > size) return fail(Errc::trailing_bytes);
    return Secret32{bytes.first<size>()};
}

SigningPair::SigningPair(Secret32 seed) : seed_{std::move(seed)} {
    const auto expanded = expand(seed_, key_);
}

Signature SigningPair::sign(ByteView message) const {
    SigningKey key;
    const auto expanded = expand(seed_, key);
    Signature out;
    PRAXIS_CHECK(
        crypto_sign_detached(
            writable(out.bytes), nullptr, raw(message), message.size(), raw(expanded.bytes())) ==
        0);
    return out;
}

bool verify(const SigningKey& key, ByteView message, const Signature& signature) {
    return crypto_sign_verify_detached(
               raw(signature.view()), raw(message), message.size(), raw(key.view())) == 0;
}

DhPair::DhPair(Secret32 secret) : secret_{std::move(secret)} {
    PRAXIS_CHECK(crypto_scalarmult_base(writable(key_.bytes), raw(secret_.expose())) == 0);
}

Result<Secret32> DhPair::agree(const DhKey& other) const {
    bool good = false;
    auto shared = Secret32::made_by([&](Secret32::Place place) {
        good = crypto_scalarmult(writable(place), raw(secret_.expose()), raw(other.view())) == 0;
    });
    if (!good) return fail(CryptoErrc::weak_key);
    return shared;
}

boost::system::error_code make_error_code(CryptoErrc code) noexcept {
    static const NamedCategory category{"praxis.crypto", words};
    return {static_cast<int>(code), category};
}

}  // namespace praxis::crypto
