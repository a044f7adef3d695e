#include "protocol/handshake/noise.hpp"

#include "tests/unit/crypto/vectors.hpp"

#include <boost/json/src.hpp>
#include <gtest/gtest.h>

namespace praxis::handshake {
namespace {

using crypto::DhPair;
using crypto::Secret32;

DhPair pair_of(const boost::json::value& from, std::string_view name) {
    return DhPair{Secret32::from(test::hex_field(from, name)).value()};
}

/// The vectors for our suite, those with pre-shared keys left out: Praxis has none.
std::vector<boost::json::value> our_vectors() {
    std::vector<boost::json::value> ours;
    const auto file = test::vectors("noise.json");
    for (const auto& vector : file.at("vectors").as_array()) {
        if (vector.at("protocol_name").as_string() != "Noise_IK_25519_ChaChaPoly_SHA256") continue;
        if (!vector.as_object().contains("init_psks")) ours.push_back(vector);
    }
    return ours;
}

TEST(NoiseIk, EqualsEveryVectorOfItsSuite) {
    const auto ours = our_vectors();
    ASSERT_FALSE(ours.empty());
    for (const auto& vector : ours) {
        Initiator initiator{test::hex_field(vector, "init_prologue"),
                            pair_of(vector, "init_static"),
                            DhKey::from(test::hex_field(vector, "init_remote_static")).value(),
                            pair_of(vector, "init_ephemeral")};
        Responder responder{test::hex_field(vector, "resp_prologue"),
                            pair_of(vector, "resp_static"),
                            pair_of(vector, "resp_ephemeral")};
        const auto& messages = vector.at("messages").as_array();

        const auto first = initiator.write_first(test::hex_field(messages[0], "payload")).value();
        EXPECT_EQ(first, test::hex_field(messages[0], "ciphertext"));
        const auto call = responder.read_first(first).value();
        EXPECT_EQ(call.payload, test::hex_field(messages[0], "payload"));
        EXPECT_EQ(call.peer, pair_of(vector, "init_static").key());

        auto theirs = responder.write_second(test::hex_field(messages[1], "payload")).value();
        EXPECT_EQ(theirs.message, test::hex_field(messages[1], "ciphertext"));
        auto answer = initiator.read_second(theirs.message).value();
        EXPECT_EQ(answer.payload, test::hex_field(messages[1], "payload"));
        const auto hash = test::hex_field(vector, "handshake_hash");
        EXPECT_TRUE(equal(answer.keys.handshake_hash.view(), hash));
        EXPECT_TRUE(equal(theirs.keys.handshake_hash.view(), hash));

        for (std::size_t i = 2; i < messages.size(); ++i) {
            auto& from = i % 2 == 0 ? answer.keys : theirs.keys;
            auto& to = i % 2 == 0 ? theirs.keys : answer.keys;
            const auto sealed = from.send.encrypt(test::hex_field(messages[i], "payload")).value();
            EXPECT_EQ(sealed, test::hex_field(messages[i], "ciphertext"));
            EXPECT_EQ(to.receive.decrypt(sealed).value(), test::hex_field(messages[i], "payload"));
        }
    }
}

struct Sides {
    SeededEntropy entropy{11};
    DhPair dialler = DhPair::draw(entropy);
    DhPair listener = DhPair::draw(entropy);
    Bytes agreed = prologue(NetworkId{});

    Initiator initiator(const DhKey& peer) {
        return {agreed, DhPair{dialler.secret().duplicate()}, peer, DhPair::draw(entropy)};
    }
    Responder responder(ByteView with_prologue) {
        return {with_prologue, DhPair{listener.secret().duplicate()}, DhPair::draw(entropy)};
    }
};

TEST(NoiseIk, RefusesEveryAlteredBitOfTheCall) {
    Sides sides;
    auto initiator = sides.initiator(sides.listener.key());
    const auto call = initiator.write_first(bytes_of("hello")).value();
    for (std::size_t bit = 0; bit < call.size() * 8; ++bit) {
        auto bad = call;
        bad[bit / 8] ^= std::byte{1} << (bit % 8);
        auto responder = sides.responder(sides.agreed);
        EXPECT_FALSE(responder.read_first(bad)) << bit;
    }
    for (std::size_t length = 0; length < call.size(); ++length) {
        auto responder = sides.responder(sides.agreed);
        EXPECT_FALSE(responder.read_first(ByteView{call}.first(length))) << length;
    }
}

TEST(NoiseIk, RefusesEveryAlteredBitOfTheAnswer) {
    Sides sides;
    std::size_t answer_bytes = 1;
    for (std::size_t bit = 0; bit < answer_bytes * 8; ++bit) {
        auto initiator = sides.initiator(sides.listener.key());
        auto responder = sides.responder(sides.agreed);
        ASSERT_TRUE(responder.read_first(initiator.write_first({}).value()));
        auto answer = responder.write_second(bytes_of("hello")).value().message;
        answer_bytes = answer.size();
        answer[bit / 8] ^= std::byte{1} << (bit % 8);
        EXPECT_FALSE(initiator.read_second(answer)) << bit;
    }
    EXPECT_GT(answer_bytes, 32U + 16U);
}

TEST(NoiseIk, RefusesAnotherPrologue) {
    Sides sides;
    NetworkId other;
    other.bytes[31] = std::byte{1};
    auto initiator = sides.initiator(sides.listener.key());
    auto responder = sides.responder(prologue(other));
    EXPECT_EQ(responder.read_first(initiator.write_first({}).value()).error().code,
              crypto::CryptoErrc::not_authentic);
}

TEST(NoiseIk, RefusesACallMeantForAnother) {
    Sides sides;
    auto initiator = sides.initiator(DhPair::draw(sides.entropy).key());
    auto responder = sides.responder(sides.agreed);
    EXPECT_FALSE(responder.read_first(initiator.write_first({}).value()));
}

/// Public keys of small order, from the list that libsodium and others refuse.
std::vector<DhKey> low_order_keys() {
    std::vector<DhKey> keys;
    for (const auto* digits :
         {"0000000000000000000000000000000000000000000000000000000000000000",
          "0100000000000000000000000000000000000000000000000000000000000000",
          "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
          "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
          "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
          "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
          "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"}) {
        keys.push_back(DhKey::from_hex(digits).value());
    }
    return keys;
}

TEST(NoiseIk, RefusesKeysOfSmallOrder) {
    for (const auto& weak : low_order_keys()) {
        Sides sides;
        auto to_weak = sides.initiator(weak);
        EXPECT_EQ(to_weak.write_first({}).error().code, crypto::CryptoErrc::weak_key);

        auto initiator = sides.initiator(sides.listener.key());
        auto call = initiator.write_first({}).value();
        std::ranges::copy(weak.bytes, call.begin());
        auto responder = sides.responder(sides.agreed);
        EXPECT_EQ(responder.read_first(call).error().code, crypto::CryptoErrc::weak_key);

        auto good = sides.responder(sides.agreed);
        auto again = sides.initiator(sides.listener.key());
        ASSERT_TRUE(good.read_first(again.write_first({}).value()));
        auto answer = good.write_second({}).value().message;
        std::ranges::copy(weak.bytes, answer.begin());
        EXPECT_EQ(again.read_second(answer).error().code, crypto::CryptoErrc::weak_key);
    }
}

TEST(CipherState, TakesMessagesInOrderAndOnceOnly) {
    const auto key = [] { return Secret32{std::array<std::byte, 32>{std::byte{7}}}; };
    CipherState sender{key()};
    CipherState receiver{key()};
    const auto first = sender.encrypt(bytes_of("one")).value();
    const auto second = sender.encrypt(bytes_of("two")).value();
    EXPECT_FALSE(receiver.decrypt(second));
    EXPECT_TRUE(receiver.decrypt(first));
    EXPECT_FALSE(receiver.decrypt(first));
    EXPECT_TRUE(receiver.decrypt(second));
}

TEST(CipherState, RefusesMoreThanANoiseMessage) {
    CipherState sender{Secret32{}};
    const Bytes largest(limits::noise_message_bytes_max - crypto::aead_tag_bytes);
    EXPECT_EQ(sender.encrypt(largest).value().size(), limits::noise_message_bytes_max);
    EXPECT_EQ(sender.encrypt(Bytes(largest.size() + 1)).error().code, HandshakeErrc::too_large);
}

}  // namespace
}  // namespace praxis::handshake
