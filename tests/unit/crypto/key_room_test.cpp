#include "protocol/crypto/keys.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <thread>
#include <utility>

namespace praxis::crypto {
namespace {

bool is_zero(std::span<const std::byte> bytes) {
    return std::ranges::all_of(bytes, [](std::byte byte) { return byte == std::byte{}; });
}

void mark(KeyRoom& room, unsigned char with) {
    std::ranges::fill(room.bytes(), std::byte{with});
}

bool is_marked(const KeyRoom& room, unsigned char with) {
    return std::ranges::all_of(room.bytes(),
                               [=](std::byte byte) { return byte == std::byte{with}; });
}

// The pages stay when a room is given back, so what was in it can be looked at.
TEST(KeyRoom, IsZeroAtFirstAndWipedWhenGivenBack) {
    std::span<const std::byte> was;
    {
        KeyRoom room{65};
        ASSERT_EQ(room.bytes().size(), 65U);
        EXPECT_TRUE(is_zero(room.bytes()));
        mark(room, 7);
        was = room.bytes();
    }
    EXPECT_TRUE(is_zero(was));
    EXPECT_TRUE(is_zero(KeyRoom{65}.bytes()));
}

TEST(KeyRoom, LeavesNothingWhereItMovedFromOrWhatItReplaced) {
    KeyRoom first{32};
    KeyRoom second{32};
    mark(first, 1);
    mark(second, 2);
    const std::span<const std::byte> replaced = second.bytes();
    const std::span<const std::byte> place = first.bytes();
    second = std::move(first);
    EXPECT_TRUE(is_zero(replaced));
    EXPECT_TRUE(first.bytes().empty());  // NOLINT: what a moved room is, is said
    EXPECT_EQ(second.bytes().data(), place.data());
    EXPECT_TRUE(is_marked(second, 1));
    second = std::move(*&second);
    EXPECT_TRUE(is_marked(second, 1));
    const KeyRoom third{std::move(second)};
    EXPECT_TRUE(is_marked(third, 1));
    EXPECT_TRUE(second.bytes().empty());  // NOLINT
}

// Rooms of many sizes, given back in another order than taken: each keeps its mark while it is.
TEST(KeyRoom, NeverSharesAByteWithAnother) {
    std::vector<KeyRoom> rooms;
    std::uint32_t drawn = 17;
    for (int turn = 0; turn < 20'000; ++turn) {
        drawn = drawn * 1'664'525 + 1'013'904'223;
        const auto with = static_cast<unsigned char>(1 + drawn % 255);
        if (rooms.size() < 3'000 && drawn % 5 != 0) {
            rooms.emplace_back(1 + (drawn >> 8) % 200);
            ASSERT_TRUE(is_zero(rooms.back().bytes()));
            mark(rooms.back(), static_cast<unsigned char>(rooms.back().bytes().size()));
        } else if (!rooms.empty()) {
            std::swap(rooms[with % rooms.size()], rooms.back());
            rooms.pop_back();
        }
    }
    for (const auto& room : rooms)
        ASSERT_TRUE(is_marked(room, static_cast<unsigned char>(room.bytes().size())));
    KeyRoom largest{key_room_bytes_max};
    EXPECT_TRUE(is_zero(largest.bytes()));
}

// Three pages a key would use up what a bare machine lets a process lock: 64 KiB.
TEST(KeyRoom, TakesFewPagesForThousandsOfShortLivedKeys) {
    std::set<std::uintptr_t> pages;
    for (int i = 0; i < 10'000; ++i) {
        const KeyRoom one{32};
        const KeyRoom two{64};
        pages.insert(reinterpret_cast<std::uintptr_t>(one.bytes().data()) / 4096);
        pages.insert(reinterpret_cast<std::uintptr_t>(two.bytes().data()) / 4096);
    }
    EXPECT_LE(pages.size(), 4U);
}

TEST(KeyRoom, IsGivenToManyThreads) {
    const auto work = [](unsigned char with) {
        for (int i = 0; i < 2'000; ++i) {
            KeyRoom room{96};
            mark(room, with);
            ASSERT_TRUE(is_marked(room, with));
        }
    };
    std::thread one{work, 1};
    std::thread two{work, 2};
    one.join();
    two.join();
}

TEST(Secret32, IsZeroByDefaultAndWhenMovedFrom) {
    EXPECT_TRUE(is_zero(Secret32{}.expose()));
    auto secret =
        Secret32::made_by([](Secret32::Place place) { std::ranges::fill(place, std::byte{9}); });
    const auto copy = secret.duplicate();
    EXPECT_NE(copy.expose().data(), secret.expose().data());
    const auto moved = std::move(secret);
    EXPECT_TRUE(is_zero(secret.expose()));  // NOLINT: what a moved secret is, is said
    EXPECT_TRUE(std::ranges::equal(moved.expose(), copy.expose()));
    EXPECT_EQ(moved.expose().back(), std::byte{9});
}

}  // namespace
}  // namespace praxis::crypto
