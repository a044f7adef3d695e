#include "protocol/wire/content.hpp"

#include "protocol/base/errc.hpp"

#include <gtest/gtest.h>

namespace praxis::wire {
namespace {

std::vector<Bytes> some_parts() {
    return {copy(bytes_of("first")), {}, copy(bytes_of("\xff\x00not text"))};
}

TEST(Content, ComesBackInOrder) {
    SeededEntropy entropy{3};
    const auto content = encode_content(some_parts(), entropy).value();
    EXPECT_EQ(decode_content(content).value(), some_parts());
}

// Bytes written by hand from the protobuf specification: field 1, wire type 2, length, bytes.
TEST(Content, IsRandomBytesThenFieldOneOfProtobuf) {
    SeededEntropy entropy{3};
    const auto content = encode_content({copy(bytes_of("ab")), {}}, entropy).value();
    EXPECT_EQ(hex(ByteView{content}.subspan(8)), "0a0261620a00");
    EXPECT_NE(encode_content({copy(bytes_of("ab")), {}}, entropy).value(), content);
}

TEST(Content, OfNoPartsHasNoBytes) {
    SeededEntropy entropy{3};
    EXPECT_TRUE(encode_content({}, entropy).value().empty());
    EXPECT_TRUE(decode_content({}).value().empty());
}

TEST(Content, ReadsAnEncodingThatIsNotCanonical) {
    const auto padded_length_and_unknown_field = from_hex(
                                                     "00000000000000000a8280006162"
                                                     "1205aabbccddee")
                                                     .value();
    const std::vector<Bytes> expected{copy(bytes_of("ab"))};
    EXPECT_EQ(decode_content(padded_length_and_unknown_field).value(), expected);
}

TEST(Content, HasLimits) {
    SeededEntropy entropy{3};
    const auto overhead = limits::content_salt_bytes + 4;  // tag and three bytes of length
    EXPECT_TRUE(encode_content({Bytes(limits::payload_bytes_max - overhead)}, entropy));
    EXPECT_EQ(encode_content({Bytes(limits::payload_bytes_max)}, entropy).error().code,
              Errc::out_of_range);
    EXPECT_EQ(
        encode_content(std::vector<Bytes>(limits::content_parts_max + 1), entropy).error().code,
        Errc::out_of_range);
    Bytes many(limits::content_salt_bytes);
    for (std::size_t i = 0; i <= limits::content_parts_max; ++i)
        append(many, from_hex("0a00").value());
    EXPECT_EQ(decode_content(many).error().code, Errc::out_of_range);
    EXPECT_EQ(decode_content(Bytes(limits::payload_bytes_max + 1)).error().code,
              Errc::out_of_range);
}

TEST(Content, RefusesWhatIsNotProtobuf) {
    EXPECT_EQ(decode_content(Bytes(7)).error().code, Errc::truncated);
    const auto cut = from_hex("00000000000000000a05616263").value();
    EXPECT_EQ(decode_content(cut).error().code, Errc::not_canonical);
    Bytes deep(limits::content_salt_bytes);
    for (int i = 0; i < 1000; ++i)
        deep.push_back(std::byte{0x13});  // begin of an unknown group, 1000 deep
    EXPECT_EQ(decode_content(deep).error().code, Errc::not_canonical);
}

}  // namespace
}  // namespace praxis::wire
