#include "protocol/crypto/keys.hpp"
#include "tests/unit/crypto/vectors.hpp"

#include <boost/json/src.hpp>
#include <gtest/gtest.h>

namespace praxis::crypto {
namespace {

// Twelve signatures on which Ed25519 implementations disagree. Well-formed is a function of bytes,
// for ever: if a later libsodium decides one of them otherwise, nodes would part ways, so this test
// fails first. The verdicts were recorded once, from libsodium 1.0.18.
TEST(Ed25519Verdicts, AreThoseOfLibsodium1018) {
    const auto cases = test::vectors("ed25519_edge_cases.json");
    const auto verdicts = test::vectors("ed25519_edge_cases.verdicts.json").at("accepted");
    ASSERT_EQ(cases.as_array().size(), 12U);
    ASSERT_EQ(verdicts.as_array().size(), 12U);
    for (std::size_t i = 0; i < 12; ++i) {
        const auto& entry = cases.at(i);
        const auto key = SigningKey::from(test::hex_field(entry, "pub_key")).value();
        const auto signature = Signature::from(test::hex_field(entry, "signature")).value();
        EXPECT_EQ(verify(key, test::hex_field(entry, "message"), signature),
                  verdicts.at(i).as_bool())
            << "case " << i;
    }
}

}  // namespace
}  // namespace praxis::crypto
