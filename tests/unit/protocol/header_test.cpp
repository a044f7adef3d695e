#include "protocol/wire/header.hpp"

#include "protocol/crypto/keys.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace praxis::wire {
namespace {

struct Sample {
    SeededEntropy entropy{7};
    crypto::SigningPair author = crypto::SigningPair::draw(entropy);
    NetworkId network = same_bytes<NetworkId>(author.key());
    Bytes skeleton = copy(bytes_of("skeleton"));
    Bytes content = copy(bytes_of("12345678content"));

    Header header() const {
        Header out;
        out.network = network;
        out.device = author.key();
        out.space.bytes.fill(std::byte{3});
        out.incarnation = Incarnation{99};
        out.kind = KindNumber{4};
        out.written = from_millis(1'700'000'000'000);
        out.skeleton_bytes = static_cast<std::uint16_t>(skeleton.size());
        out.content_bytes = static_cast<std::uint16_t>(content.size());
        out.payload_hash = payload_hash(skeleton_leaf(skeleton), content_leaf(content));
        return out;
    }
    SignedUpdate sign(const Header& header) const {
        auto bytes = encode(header);
        const auto signature = author.sign(signed_message(id_of(bytes)));
        return {std::move(bytes), signature, skeleton, content, {}};
    }
};

TEST(Header, ComesBackAsItWasWritten) {
    const Sample sample;
    auto header = sample.header();
    header.document.bytes.fill(std::byte{9});
    header.deps.resize(2);
    header.deps[1].bytes.fill(std::byte{1});
    header.seq = Seq{2};
    header.prev.bytes.fill(std::byte{5});
    const auto decoded = decode_header(encode(header));
    ASSERT_TRUE(decoded) << decoded.error().text();
    EXPECT_EQ(decoded.value(), header);
}

TEST(Header, RefusesTrailingBytesAndEveryTruncation) {
    const Sample sample;
    auto bytes = encode(sample.header());
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        EXPECT_FALSE(decode_header(ByteView{bytes}.first(length)));
    }
    bytes.push_back(std::byte{0});
    EXPECT_EQ(decode_header(bytes).error().code, Errc::trailing_bytes);
}

TEST(Header, RefusesDepsThatDoNotAscend) {
    const Sample sample;
    auto header = sample.header();
    header.document.bytes.fill(std::byte{9});
    header.deps.resize(2);
    EXPECT_EQ(decode_header(encode(header)).error().code, Errc::not_canonical);
}

TEST(Header, RefusesWhatBreaksARuleOfForm) {
    const Sample sample;
    const auto code_after = [&](auto change) {
        auto header = sample.header();
        change(header);
        const auto decoded = decode_header(encode(header));
        return decoded ? boost::system::error_code{} : decoded.error().code;
    };
    EXPECT_EQ(code_after([](Header& h) { h.seq = Seq{0}; }), WireErrc::bad_form);
    EXPECT_EQ(code_after([](Header& h) { h.seq = Seq{2}; }), WireErrc::bad_form);
    EXPECT_EQ(code_after([](Header& h) { h.flags = 4; }), WireErrc::bad_form);
    EXPECT_EQ(code_after([](Header& h) { h.kind = kind_root; }), WireErrc::bad_form);
    EXPECT_EQ(code_after([](Header& h) { h.document.bytes.fill(std::byte{1}); }),
              WireErrc::bad_form);
    EXPECT_EQ(code_after([](Header& h) { h.skeleton_bytes = 16 * 1024; }), WireErrc::bad_form);
    EXPECT_EQ(code_after([](Header& h) { h.flags = flag_join; }), WireErrc::bad_form);
    EXPECT_FALSE(code_after([](Header&) {}));
}

TEST(Check, AcceptsWhatItsAuthorSigned) {
    const Sample sample;
    const auto update = check(sample.sign(sample.header()), sample.network);
    ASSERT_TRUE(update) << update.error().text();
    EXPECT_EQ(update.value().header, sample.header());
}

TEST(Check, AcceptsAbsentContentByItsLeaf) {
    const Sample sample;
    auto update = sample.sign(sample.header());
    update.content_leaf = content_leaf(*update.content);
    update.content.reset();
    EXPECT_TRUE(check(std::move(update), sample.network));
}

TEST(Check, RefusesEveryFlippedBit) {
    const Sample sample;
    const auto good = sample.sign(sample.header());
    const auto refused = [&](SignedUpdate update) {
        return !check(std::move(update), sample.network);
    };
    for (std::size_t i = 0; i < good.header.size() * 8; ++i) {
        auto bad = good;
        bad.header[i / 8] ^= std::byte{1} << (i % 8);
        EXPECT_TRUE(refused(bad)) << i;
    }
    for (std::size_t i = 0; i < good.skeleton.size(); ++i) {
        auto bad = good;
        bad.skeleton[i] ^= std::byte{1};
        EXPECT_TRUE(refused(bad)) << i;
    }
    for (std::size_t i = 0; i < good.content->size(); ++i) {
        auto bad = good;
        (*bad.content)[i] ^= std::byte{1};
        EXPECT_TRUE(refused(bad)) << i;
    }
    for (std::size_t i = 0; i < good.signature.bytes.size() * 8; ++i) {
        auto bad = good;
        bad.signature.bytes[i / 8] ^= std::byte{1} << (i % 8);
        EXPECT_TRUE(refused(bad)) << i;
    }
}

TEST(Check, RefusesAnotherNetwork) {
    const Sample sample;
    const auto update = check(sample.sign(sample.header()), NetworkId{});
    EXPECT_EQ(update.error().code, WireErrc::wrong_network);
}

}  // namespace
}  // namespace praxis::wire
