#include "protocol/wire/frame.hpp"

#include "protocol/base/entropy.hpp"
#include "protocol/base/errc.hpp"

#include <gtest/gtest.h>

namespace praxis::wire {
namespace {

std::vector<Bytes> all_of(FrameDecoder& decoder) {
    std::vector<Bytes> bodies;
    for (;;) {
        auto next = decoder.next();
        EXPECT_TRUE(next);
        if (!next || !next.value()) return bodies;
        bodies.push_back(std::move(*next.value()));
    }
}

TEST(Frame, HasABigEndianLength) {
    const auto framed = frame(Bytes(0x0102));
    EXPECT_EQ(framed.size(), 2U + 0x0102U);
    EXPECT_EQ(framed[0], std::byte{1});
    EXPECT_EQ(framed[1], std::byte{2});
}

TEST(FrameDecoder, GivesTheSameFramesForAnySplit) {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        SeededEntropy entropy{seed};
        std::vector<Bytes> sent;
        Bytes stream;
        for (int i = 0; i < 8; ++i) {
            Bytes body(1 + entropy.below(i == 3 ? limits::frame_bytes_max : 40));
            entropy.fill(body);
            append(stream, frame(body));
            sent.push_back(std::move(body));
        }
        FrameDecoder decoder;
        std::vector<Bytes> received;
        for (std::size_t at = 0; at < stream.size();) {
            const auto piece = std::min<std::size_t>(
                1 + entropy.below(entropy.below(4) ? 7 : 70000), stream.size() - at);
            decoder.feed(ByteView{stream}.subspan(at, piece));
            at += piece;
            for (auto& body : all_of(decoder))
                received.push_back(std::move(body));
        }
        EXPECT_EQ(received, sent) << "seed " << seed;
        EXPECT_FALSE(decoder.inside());
    }
}

TEST(FrameDecoder, RefusesALengthOutsideItsLimitBeforeTheBody) {
    FrameDecoder decoder{1000};
    decoder.feed(from_hex("03e9").value());
    EXPECT_EQ(decoder.next().error().code, Errc::out_of_range);
    FrameDecoder empty;
    empty.feed(from_hex("0000").value());
    EXPECT_EQ(empty.next().error().code, Errc::out_of_range);
}

TEST(FrameDecoder, TakesTheLargestFrame) {
    FrameDecoder decoder;
    const Bytes body(limits::frame_bytes_max, std::byte{5});
    decoder.feed(frame(body));
    EXPECT_EQ(decoder.next().value(), body);
    EXPECT_EQ(decoder.next().value(), std::nullopt);
}

}  // namespace
}  // namespace praxis::wire
