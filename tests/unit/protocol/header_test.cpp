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

// --- a header of a newer version: its prefix can be checked, the rest travels as it is ---

constexpr std::size_t prefix_bytes = 1 + 32 + 32 + 32 + 8 + 8 + 32;

/// The prefix of `header` under another version, then `tail` bytes of which nothing is known.
Bytes newer_header(Header header, std::size_t tail, std::uint8_t version = 2) {
    header.version = version;
    auto bytes = encode(header);
    bytes.resize(prefix_bytes);
    SeededEntropy entropy{tail};
    bytes.resize(prefix_bytes + tail);
    entropy.fill(std::span{bytes}.subspan(prefix_bytes));
    return bytes;
}

SignedUpdate signed_header(const Sample& sample, Bytes header) {
    const auto signature = sample.author.sign(signed_message(id_of(header)));
    return {std::move(header), signature, {}, {}, {}};
}

TEST(NewerHeader, IsCheckedByItsPrefixAndKeptByteByByte) {
    const Sample sample;
    auto header = sample.header();
    header.seq = Seq{7};
    header.prev.bytes.fill(std::byte{5});
    for (const int version : {2, 3, 255}) {
        for (const std::size_t tail : {0U, 1U, 400U, 4096U - 145U}) {
            const auto bytes = newer_header(header, tail, static_cast<std::uint8_t>(version));
            const auto update = check_any(signed_header(sample, bytes), sample.network);
            ASSERT_TRUE(update) << update.error().text() << ' ' << tail;
            const auto* newer = std::get_if<NewerUpdate>(&update.value());
            ASSERT_NE(newer, nullptr);
            EXPECT_EQ(newer->header, bytes);
            EXPECT_EQ(newer->id, id_of(bytes));
            EXPECT_EQ(newer->prefix.chain(), header.chain());
            EXPECT_EQ(newer->prefix.seq, header.seq);
            EXPECT_EQ(newer->prefix.prev, header.prev);
            EXPECT_EQ(newer->prefix.network, header.network);
            EXPECT_EQ(newer->prefix.version, version);
            EXPECT_EQ(check(signed_header(sample, bytes), sample.network).error().code,
                      Errc::unknown_version);
            EXPECT_EQ(decode_header(bytes).error().code, Errc::unknown_version);
        }
    }
}

TEST(NewerHeader, LosesAPayloadThatNobodyHereCanCheck) {
    const Sample sample;
    const auto bytes = newer_header(sample.header(), 200);
    auto with_payload = signed_header(sample, bytes);
    with_payload.skeleton = sample.skeleton;
    with_payload.content = sample.content;
    const auto update = check_any(std::move(with_payload), sample.network);
    ASSERT_TRUE(update);
    EXPECT_EQ(std::get<NewerUpdate>(update.value()).header, bytes);
}

TEST(NewerHeader, IsRefusedWithAnyBitFlipped) {
    const Sample sample;
    const auto good = signed_header(sample, newer_header(sample.header(), 40));
    ASSERT_TRUE(check_any(good, sample.network));
    for (std::size_t i = 0; i < good.header.size() * 8; ++i) {
        auto bad = good;
        bad.header[i / 8] ^= std::byte{1} << (i % 8);
        EXPECT_FALSE(check_any(bad, sample.network)) << i;
    }
    for (std::size_t i = 0; i < good.signature.bytes.size() * 8; ++i) {
        auto bad = good;
        bad.signature.bytes[i / 8] ^= std::byte{1} << (i % 8);
        EXPECT_FALSE(check_any(bad, sample.network)) << i;
    }
}

TEST(NewerHeader, IsRefusedTooLongTooShortOrOutOfItsPlace) {
    const Sample sample;
    const auto code_of = [&](Bytes header) {
        const auto checked = check_any(signed_header(sample, std::move(header)), sample.network);
        return checked ? boost::system::error_code{} : checked.error().code;
    };
    const auto after = [&](auto change) {
        auto header = sample.header();
        change(header);
        return code_of(newer_header(header, 100));
    };
    EXPECT_FALSE(code_of(newer_header(sample.header(), limits::header_bytes_max - prefix_bytes)));
    EXPECT_EQ(code_of(newer_header(sample.header(), limits::header_bytes_max - prefix_bytes + 1)),
              Errc::out_of_range);
    const auto whole = newer_header(sample.header(), 0);
    for (std::size_t length = 0; length < whole.size(); ++length) {
        EXPECT_TRUE(code_of(copy(ByteView{whole}.first(length)))) << length;
    }
    const auto nothing = newer_header(sample.header(), 100, 0);
    EXPECT_EQ(code_of(nothing), Errc::unknown_version);
    EXPECT_EQ(decode_prefix(nothing).error().code, Errc::unknown_version);
    EXPECT_EQ(after([](Header& h) { h.seq = Seq{0}; }), WireErrc::bad_form);
    EXPECT_EQ(after([](Header& h) { h.seq = Seq{2}; }), WireErrc::bad_form);
    EXPECT_EQ(after([](Header& h) { h.network.bytes.fill(std::byte{8}); }),
              WireErrc::wrong_network);
    EXPECT_EQ(after([](Header& h) { h.device.bytes.fill(std::byte{8}); }), WireErrc::bad_signature);
}

TEST(CheckHeader, ChecksAHeaderWhosePayloadIsNotHere) {
    const Sample sample;
    const auto known = sample.sign(sample.header());
    EXPECT_EQ(check_header(known.header, known.signature, sample.network).value(),
              id_of(known.header));
    const auto newer = signed_header(sample, newer_header(sample.header(), 9));
    EXPECT_EQ(check_header(newer.header, newer.signature, sample.network).value(),
              id_of(newer.header));
    EXPECT_FALSE(check_header(newer.header, known.signature, sample.network));
    auto longer = known.header;
    longer.push_back(std::byte{0});
    const auto signature = sample.author.sign(signed_message(id_of(longer)));
    EXPECT_EQ(check_header(longer, signature, sample.network).error().code, Errc::trailing_bytes);
}

}  // namespace
}  // namespace praxis::wire
