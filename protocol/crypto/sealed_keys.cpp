#include "protocol/crypto/sealed_keys.hpp"

#include "protocol/base/check.hpp"
#include "protocol/base/codec.hpp"

#include <sodium.h>

#include <cerrno>
#include <optional>

namespace praxis::crypto {
namespace {

constexpr std::uint8_t format = 1;
constexpr std::uint32_t passes_max = 16;
constexpr std::uint32_t memory_kib_max = 1024 * 1024;

using Salt = std::array<std::byte, crypto_pwhash_SALTBYTES>;
using Nonce = std::array<std::byte, crypto_secretbox_NONCEBYTES>;

unsigned char* writable(std::span<std::byte> bytes) {
    return reinterpret_cast<unsigned char*>(bytes.data());
}
const unsigned char* raw(ByteView bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

/// The bytes of one of several secrets side by side.
Secret32::Place place_of(KeyRoom& plain, std::size_t index) {
    return plain.bytes().subspan(index * Secret32::size).first<Secret32::size>();
}

/// The key a password makes; nullopt when the machine has not the memory for it.
std::optional<Secret32> derive(std::string_view password, const Salt& salt, const SealCost& cost) {
    bool done = false;
    auto key = Secret32::made_by([&](Secret32::Place place) {
        done = crypto_pwhash(writable(place),
                             place.size(),
                             password.data(),
                             password.size(),
                             raw(salt),
                             cost.passes,
                             std::size_t{cost.memory_kib} * 1024,
                             crypto_pwhash_ALG_ARGON2ID13) == 0;
    });
    if (!done) return std::nullopt;
    return key;
}

auto no_memory() {
    return fail(Error{boost::system::error_code{ENOMEM, boost::system::system_category()},
                      "not enough memory to seal a key by a password"});
}

Result<SealCost> read_cost(ByteReader& in) {
    TRY(const auto version, in.u8());
    if (version != format) return fail(Errc::unknown_version, "sealed keys");
    SealCost cost;
    TRY(cost.passes, in.u32());
    TRY(cost.memory_kib, in.u32());
    if (cost.passes < 1 || cost.passes > passes_max || cost.memory_kib < 8 ||
        cost.memory_kib > memory_kib_max) {
        return fail(Errc::out_of_range, "cost of sealed keys");
    }
    return cost;
}

}  // namespace

Result<Bytes> seal(std::string_view password,
                   const Secret32& signing,
                   const Secret32& dh,
                   Entropy& entropy,
                   SealCost cost) {
    const std::array both{signing.duplicate(), dh.duplicate()};
    return seal_all(password, both, entropy, cost);
}

Result<SealedKeys> unseal(std::string_view password, ByteView sealed) {
    TRY(auto both, unseal_all(password, 2, sealed));
    return SealedKeys{std::move(both[0]), std::move(both[1])};
}

Result<Bytes> seal_all(std::string_view password,
                       std::span<const Secret32> secrets,
                       Entropy& entropy,
                       SealCost cost) {
    Salt salt;
    Nonce nonce;
    entropy.fill(salt);
    entropy.fill(nonce);
    const auto key = derive(password, salt, cost);
    if (!key) return no_memory();
    KeyRoom plain{secrets.size() * Secret32::size};
    for (std::size_t i = 0; i < secrets.size(); ++i)
        std::ranges::copy(secrets[i].expose(), place_of(plain, i).begin());
    Bytes sealed(plain.bytes().size() + crypto_secretbox_MACBYTES);
    PRAXIS_CHECK(crypto_secretbox_easy(writable(sealed),
                                       raw(plain.bytes()),
                                       plain.bytes().size(),
                                       raw(nonce),
                                       raw(key->expose())) == 0);
    ByteWriter out;
    out.u8(format);
    out.u32(cost.passes);
    out.u32(cost.memory_kib);
    out.raw(salt);
    out.raw(nonce);
    out.raw(sealed);
    return out.take();
}

Result<std::vector<Secret32>> unseal_all(std::string_view password,
                                         std::size_t count,
                                         ByteView sealed) {
    ByteReader in{sealed};
    TRY(const auto cost, read_cost(in));
    Salt salt;
    TRY(const auto salt_bytes, in.raw(salt.size()));
    std::ranges::copy(salt_bytes, salt.begin());
    TRY(const auto nonce, in.raw(crypto_secretbox_NONCEBYTES));
    TRY(const auto box, in.raw(count * Secret32::size + crypto_secretbox_MACBYTES));
    TRY(in.finish());
    const auto key = derive(password, salt, cost);
    if (!key) return no_memory();
    KeyRoom plain{count * Secret32::size};
    if (crypto_secretbox_open_easy(
            writable(plain.bytes()), raw(box), box.size(), raw(nonce), raw(key->expose())) != 0) {
        return fail(CryptoErrc::not_authentic, "wrong password, or the file was altered");
    }
    std::vector<Secret32> out;
    for (std::size_t i = 0; i < count; ++i)
        out.emplace_back(place_of(plain, i));
    return out;
}

Result<SealCost> cost_of(ByteView sealed) {
    ByteReader in{sealed};
    return read_cost(in);
}

void try_nothing(std::string_view password, SealCost cost) {
    const auto unused = derive(password, Salt{}, cost);
}

}  // namespace praxis::crypto
