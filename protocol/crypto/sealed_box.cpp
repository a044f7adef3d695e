#include "protocol/crypto/sealed_box.hpp"

#include "protocol/base/check.hpp"

#include <sodium.h>

namespace praxis::crypto {
namespace {

constexpr std::size_t plain_bytes = 2 * Secret32::size;

template <class Id>
const unsigned char* raw(const Id& id) {
    return reinterpret_cast<const unsigned char*>(id.view().data());
}
const unsigned char* raw(const Secret32& secret) {
    return reinterpret_cast<const unsigned char*>(secret.expose().data());
}
const unsigned char* raw(const KeyRoom& room) {
    return reinterpret_cast<const unsigned char*>(room.bytes().data());
}

}  // namespace

Result<Bytes> seal_to(const DhKey& recipient, const SealedKeys& keys, Entropy& entropy) {
    const auto once = DhPair::draw(entropy);
    // The nonce of crypto_box_seal, which draws its own key: H of both public keys.
    std::array<unsigned char, crypto_box_NONCEBYTES> nonce{};
    crypto_generichash_state state{};
    crypto_generichash_init(&state, nullptr, 0, nonce.size());
    crypto_generichash_update(&state, raw(once.key()), DhKey::size);
    crypto_generichash_update(&state, raw(recipient), DhKey::size);
    crypto_generichash_final(&state, nonce.data(), nonce.size());
    KeyRoom plain{plain_bytes};
    std::ranges::copy(keys.signing.expose(), plain.bytes().begin());
    std::ranges::copy(keys.dh.expose(), plain.bytes().begin() + Secret32::size);
    std::array<unsigned char, plain_bytes + crypto_box_MACBYTES> box{};
    const int done = crypto_box_easy(
        box.data(), raw(plain), plain_bytes, nonce.data(), raw(recipient), raw(once.secret()));
    if (done != 0) return fail(CryptoErrc::weak_key, "the key to seal to is none");
    Bytes out = copy(once.key().view());
    append(out, std::as_bytes(std::span{box}));
    return out;
}

Result<SealedKeys> open_sealed(const DhPair& recipient, ByteView sealed) {
    KeyRoom plain{plain_bytes};
    if (sealed.size() != plain_bytes + crypto_box_SEALBYTES ||
        crypto_box_seal_open(reinterpret_cast<unsigned char*>(plain.bytes().data()),
                             reinterpret_cast<const unsigned char*>(sealed.data()),
                             sealed.size(),
                             raw(recipient.key()),
                             raw(recipient.secret())) != 0) {
        return fail(CryptoErrc::not_authentic, "sealed to another key, or altered");
    }
    return SealedKeys{Secret32{plain.bytes().first<Secret32::size>()},
                      Secret32{plain.bytes().last<Secret32::size>()}};
}

}  // namespace praxis::crypto
