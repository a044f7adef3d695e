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

/// libsodium's expanded secret key, wiped at the end of the scope.
class ExpandedKey {
public:
    ExpandedKey(const Secret32& seed, SigningKey& key) {
        PRAXIS_CHECK(
            crypto_sign_seed_keypair(writable(key.bytes), bytes_.data(), raw(seed.expose())) == 0);
    }
    ~ExpandedKey() { sodium_memzero(bytes_.data(), bytes_.size()); }
    ExpandedKey(const ExpandedKey&) = delete;
    ExpandedKey& operator=(const ExpandedKey&) = delete;
    [[nodiscard]] const unsigned char* data() const { return bytes_.data(); }

private:
    std::array<unsigned char, crypto_sign_SECRETKEYBYTES> bytes_{};
};

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

Secret32::Secret32(std::span<const std::byte, size> bytes) {
    std::ranges::copy(bytes, bytes_.begin());
}

Secret32::Secret32(Secret32&& other) noexcept : bytes_{other.bytes_} {
    other.wipe();
}

Secret32& Secret32::operator=(Secret32&& other) noexcept {
    if (this != &other) {
        bytes_ = other.bytes_;
        other.wipe();
    }
    return *this;
}

Secret32::~Secret32() {
    wipe();
}

void Secret32::wipe() noexcept {
    sodium_memzero(bytes_.data(), bytes_.size());
}

Secret32 Secret32::draw(Entropy& entropy) {
    Secret32 out;
    entropy.fill(out.bytes_);
    return out;
}

Result<Secret32> Secret32::from(ByteView bytes) {
    if (bytes.size() < size) return fail(Errc::truncated);
    if (bytes.size() > size) return fail(Errc::trailing_bytes);
    return Secret32{bytes.first<size>()};
}

SigningPair::SigningPair(Secret32 seed) : seed_{std::move(seed)} {
    const ExpandedKey expanded{seed_, key_};
}

Signature SigningPair::sign(ByteView message) const {
    SigningKey key;
    const ExpandedKey expanded{seed_, key};
    Signature out;
    PRAXIS_CHECK(crypto_sign_detached(
                     writable(out.bytes), nullptr, raw(message), message.size(), expanded.data()) ==
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
    std::array<std::byte, Secret32::size> shared{};
    const bool good =
        crypto_scalarmult(writable(shared), raw(secret_.expose()), raw(other.view())) == 0;
    Secret32 out{shared};
    sodium_memzero(shared.data(), shared.size());
    if (!good) return fail(CryptoErrc::weak_key);
    return out;
}

boost::system::error_code make_error_code(CryptoErrc code) noexcept {
    static const NamedCategory category{"praxis.crypto", words};
    return {static_cast<int>(code), category};
}

}  // namespace praxis::crypto
