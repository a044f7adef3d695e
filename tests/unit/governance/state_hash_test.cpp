#include "protocol/governance/state_hash.hpp"

#include "protocol/base/entropy.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/governance/words.hpp"

#include <gtest/gtest.h>

#include <set>
#include <sstream>

namespace praxis::governance {
namespace {

UpdateId id_at(std::uint64_t seed) {
    SeededEntropy entropy{seed};
    UpdateId id;
    entropy.fill(id.bytes);
    return id;
}

TEST(StateHash, IsThatOfTheSetInAnyOrder) {
    StateHash one;
    StateHash two;
    for (std::uint64_t i = 0; i < 20; ++i)
        one.add(id_at(i), i % 3 == 0);
    for (std::uint64_t i = 20; i-- > 0;)
        two.add(id_at(i), i % 3 == 0);
    EXPECT_EQ(one.digest(), two.digest());
    two.add(id_at(20), true);
    EXPECT_NE(one.digest(), two.digest());
    two.remove(id_at(20), true);
    EXPECT_EQ(one, two);
}

TEST(StateHash, TellsStandingFromVoid) {
    StateHash one;
    StateHash two;
    one.add(id_at(1), true);
    two.add(id_at(1), false);
    EXPECT_NE(one.digest(), two.digest());
}

// The definition, spelled out for one element: lane 33 is the second of block 1.
TEST(StateHash, AddsBlocksOfBlake2bAsLittleEndianLanes) {
    StateHash hash;
    hash.add(id_at(1), true);
    const auto lanes = hash.encode();
    ASSERT_EQ(lanes.size(), 2048U);
    const std::array tail{std::byte{1}};
    const std::array block{std::byte{1}};
    const auto expected = crypto::hash_sized("praxis/state/v1", {block, id_at(1).view(), tail}, 64);
    EXPECT_TRUE(equal(ByteView{lanes}.subspan(64, 64), expected));

    hash.add(id_at(2), false);
    const auto sum = hash.encode();
    const std::array none{std::byte{0}};
    const auto second = crypto::hash_sized("praxis/state/v1", {block, id_at(2).view(), none}, 64);
    const auto lane = [](ByteView bytes, std::size_t at) {
        return std::to_integer<unsigned>(bytes[at]) | std::to_integer<unsigned>(bytes[at + 1])
                                                          << 8U;
    };
    EXPECT_EQ(lane(sum, 66), (lane(expected, 2) + lane(second, 2)) % 65536U);
}

TEST(StateHash, IsStoredAndComesBack) {
    StateHash hash;
    hash.add(id_at(1), true);
    EXPECT_EQ(StateHash::decode(hash.encode()).value(), hash);
    EXPECT_FALSE(StateHash::decode(Bytes(2047)));
}

TEST(StateHash, OfANodeDependsOnWhichSpaceHasWhich) {
    SpaceId a;
    SpaceId b;
    b.bytes[0] = std::byte{1};
    Hash x;
    Hash y;
    y.bytes[0] = std::byte{1};
    EXPECT_NE(combined({{a, x}, {b, y}}), combined({{a, y}, {b, x}}));
}

TEST(Words, AreEightAndDifferForEveryByte) {
    std::set<std::string> all;
    for (int value = 0; value < 256; ++value) {
        Hash hash;
        hash.bytes[7] = static_cast<std::byte>(value);
        std::istringstream in{words_of(hash)};
        std::vector<std::string> words;
        for (std::string word; in >> word;)
            words.push_back(word);
        ASSERT_EQ(words.size(), 8U);
        EXPECT_EQ(words[0], "acid");
        EXPECT_GE(words[7].size(), 3U);
        EXPECT_LE(words[7].size(), 8U);
        all.insert(words[7].substr(0, 4));
    }
    EXPECT_EQ(all.size(), 256U) << "two words begin with the same four letters";
}

}  // namespace
}  // namespace praxis::governance
