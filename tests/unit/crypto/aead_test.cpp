#include "protocol/crypto/aead.hpp"

#include <gtest/gtest.h>

namespace praxis::crypto {
namespace {

Bytes from(std::string_view digits) {
    return from_hex(digits).value();
}

Secret32 key_of(std::string_view digits) {
    return Secret32::from(from(digits)).value();
}

// FIPS 180-4, example "abc".
TEST(Sha256, KnowsItsExample) {
    EXPECT_EQ(sha256({bytes_of("a"), bytes_of("bc")}).hex(),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

// RFC 8439, 2.8.2 has a nonce that Noise cannot form; A.5 neither. The Noise vectors pin the rest;
// here: what was sealed opens, and nothing else does.
TEST(Aead, OpensOnlyWhatWasSealed) {
    const auto key = key_of("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");
    const auto sealed = aead_encrypt(key, 5, bytes_of("seen"), bytes_of("a plain text"));
    ASSERT_EQ(sealed.size(), 12 + aead_tag_bytes);
    EXPECT_EQ(text_of(aead_decrypt(key, 5, bytes_of("seen"), sealed).value()), "a plain text");
    EXPECT_EQ(aead_decrypt(key, 6, bytes_of("seen"), sealed).error().code,
              CryptoErrc::not_authentic);
    EXPECT_FALSE(aead_decrypt(key, 5, bytes_of("sees"), sealed));
    for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
        auto bad = sealed;
        bad[bit / 8] ^= std::byte{1} << (bit % 8);
        EXPECT_FALSE(aead_decrypt(key, 5, bytes_of("seen"), bad)) << bit;
    }
    for (std::size_t length = 0; length < sealed.size(); ++length) {
        EXPECT_FALSE(aead_decrypt(key, 5, bytes_of("seen"), ByteView{sealed}.first(length)));
    }
}

// RFC 5869 test case 3 uses a zero salt of hash length and empty info, as an HKDF of Noise with a
// zero chaining key does: the first 32 bytes of its output are the first key. The 42 bytes of the
// test case hold 10 of the second key.
TEST(NoiseHkdf, AgreesWithRfc5869) {
    const Secret32 zero_salt;
    const auto [first, second] =
        noise_hkdf(zero_salt, from("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"));
    EXPECT_EQ(hex(first.expose()),
              "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
    EXPECT_EQ(hex(second.expose()).substr(0, 20), "9d201395faa4b61a96c8");
}

}  // namespace
}  // namespace praxis::crypto
