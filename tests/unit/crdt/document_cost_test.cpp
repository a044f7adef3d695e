#include "crdt/document.hpp"
#include "crdt/limits.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

// What taking in and merging whole updates may cost, counted in steps: operations that name events
// of others, and deps that say more than they must, on up to four long branches and as siblings.
// What costs more waits and is gone through in turns. Wall time is never asked.

namespace praxis::crdt {
namespace {

constexpr double steps_factor_max = 64;
constexpr auto unlimited = std::numeric_limits<std::uint64_t>::max();

const Address text{1, {}};
const Address themes{2, {}};
const Address agenda{3, {}};
const Address members{4, {}};

UpdateId id_of(std::uint64_t number) {
    UpdateId out;
    for (std::size_t i = 0; i < 8; ++i)
        out.bytes[31 - i] = static_cast<std::byte>(number >> (8 * i));
    return out;
}

Bytes letters(std::size_t count) {
    return Bytes(count, std::byte{'a'});
}

/// Writes a document update by update; counts its operations.
class CostTest : public ::testing::Test {
protected:
    UpdateId write(std::vector<UpdateId> deps, std::vector<Operation> operations) {
        std::vector<Bytes> parts;
        for (const auto& operation : operations) {
            const auto* insert = std::get_if<InsertText>(&operation);
            if (has_part(operation)) parts.push_back(letters(insert ? insert->length : 1));
        }
        operations_ += operations.size();
        const auto id = id_of(++updates_);
        document.apply({id, std::move(deps), Skeleton{std::move(operations)}, parts, true, {}});
        return id;
    }
    UpdateId create() {
        return write({},
                     {InsertText{text, 0, 1'000},
                      AddElement{themes},
                      InsertItem{agenda, 0},
                      AddStrict{members}});
    }
    void expect_cheap() {
        auto left = unlimited;
        ASSERT_TRUE(document.merge(left));
        const auto n = static_cast<double>(operations_);
        const auto factor = static_cast<double>(document.steps()) / (n * std::log2(n));
        EXPECT_LE(factor, steps_factor_max) << operations_ << " operations";
        RecordProperty("steps_factor", std::to_string(factor));
    }

    Document document{same_bytes<DocumentId>(id_of(1))};
    std::uint64_t updates_ = 0;
    std::size_t operations_ = 0;
};

class Branches : public CostTest, public ::testing::WithParamInterface<std::size_t> {
protected:
    static constexpr std::size_t n = 4'000;
    std::size_t count = GetParam();
};

// Of a branch that arrives interleaved with others every update is a run of its own.
TEST_P(Branches, NameWhatTheyKnow) {
    const auto base = create();
    std::vector<UpdateId> heads(count, base);
    auto last = heads;
    for (std::size_t i = 0; i < n; ++i) {
        auto& head = heads[i % count];
        const auto mine = last[i % count];
        const bool first = mine == base;
        const auto add = EventId{mine, first ? 1'000U : 1U};
        const auto item = EventId{mine, first ? 1'001U : 2U};
        const auto member = EventId{mine, first ? 1'002U : 3U};
        head = write({head},
                     {InsertText{text, i % 1'000, 1},
                      AddElement{themes},
                      InsertItem{agenda, 0},
                      AddStrict{members},
                      DeleteCharacters{text, {mine, 0}, 1},
                      DeleteCharacters{text, {base, i % 1'000}, 1},
                      RemoveElements{themes, {add}},
                      MoveItem{agenda, item, 1},
                      DeleteItem{agenda, {base, 1'001}},
                      RemoveStrict{members, {member}}});
        last[i % count] = head;
    }
    expect_cheap();
}

TEST_P(Branches, NameMoreDepsThanTheyMust) {
    const auto base = create();
    std::vector<std::vector<UpdateId>> own(count, {base});
    for (std::size_t i = 0; i < n; ++i) {
        auto& mine = own[i % count];
        std::vector<UpdateId> deps{mine.back(), base, mine[mine.size() / 2], mine[1 % mine.size()]};
        std::ranges::sort(deps);
        deps.erase(std::unique(deps.begin(), deps.end()), deps.end());
        mine.push_back(write(deps, {InsertText{text, i % 1'000, 1}}));
    }
    expect_cheap();
}

INSTANTIATE_TEST_SUITE_P(DocumentCost, Branches, ::testing::Values(1, 2, 3, 4));

TEST_F(CostTest, SiblingsNameWhatTheyKnow) {
    const auto base = create();
    for (std::size_t i = 0; i < 4'000; ++i) {
        write({base},
              {DeleteCharacters{text, {base, i % 1'000}, 1},
               DeleteCharacters{text, {id_of(updates_), 0}, 1},  // which it does not know
               RemoveElements{themes, {{base, 1'000}}},
               MoveItem{agenda, {base, 1'001}, 1}});
    }
    expect_cheap();
}

TEST_F(CostTest, EveryHeadIsFollowedByOne) {
    const auto base = create();
    std::vector<UpdateId> heads;
    for (std::size_t i = 0; i < 4'000; ++i)
        heads.push_back(write({base}, {InsertText{text, 1, 1}}));
    for (const auto& head : heads)
        write({head}, {InsertText{text, 1, 1}});
    EXPECT_EQ(document.now().version().size(), heads.size());
    expect_cheap();
}

// A text in a thousand pieces, which a thousand people delete at the same time: some hundred bytes
// of each ask for a thousand things to remember.
TEST_F(CostTest, WhatIsMadeToFillTheMemoryIsNotMergedToTheEnd) {
    constexpr std::size_t pieces = 2'000;
    std::vector<Operation> operations;
    for (std::size_t i = 0; i < pieces; ++i)
        operations.emplace_back(InsertText{text, i / 2, 1});
    const auto base = write({}, operations);
    const auto siblings = limits::deletion_runs_max / pieces;
    for (std::size_t i = 0; i < siblings; ++i)
        write({base}, {DeleteText{text, 0, pieces}});
    auto left = unlimited;
    ASSERT_TRUE(document.merge(left));
    EXPECT_FALSE(document.is_in_shreds());
    for (std::size_t i = 0; i < siblings; ++i)
        write({base}, {DeleteText{text, 0, pieces}});
    left = unlimited;
    EXPECT_FALSE(document.merge(left));
    EXPECT_TRUE(document.is_in_shreds());
    const auto steps = document.steps();
    EXPECT_FALSE(document.merge(left));
    EXPECT_EQ(document.steps(), steps);
}

}  // namespace
}  // namespace praxis::crdt
