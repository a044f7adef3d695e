#include "protocol/sync/holdings.hpp"

#include <gtest/gtest.h>

namespace praxis::sync {
namespace {

UpdateId id_of(std::uint8_t name) {
    UpdateId id;
    id.bytes.fill(std::byte{name});
    return id;
}
Tip tip(std::uint64_t seq, std::uint8_t name) {
    return {Seq{seq}, wire::check_of(id_of(name))};
}

/// A chain that we hold: update `name` at seq `name`, up to seq `last`.
UpdatesAt holding_up_to(std::uint64_t last) {
    return [last](Seq seq) -> Result<std::vector<UpdateId>> {
        if (seq.value > last) return std::vector<UpdateId>{};
        return std::vector{id_of(static_cast<std::uint8_t>(seq.value))};
    };
}

Verdict judged(const std::vector<Tip>& tips,
               std::uint8_t name,
               std::uint64_t held_here,
               bool fork) {
    return judge(tips, Seq{name}, id_of(name), fork, holding_up_to(held_here)).value();
}

TEST(Judge, BelievesATipThatWeKnow) {
    EXPECT_EQ(judged({tip(5, 5)}, 5, 9, false), Verdict::held);
    EXPECT_EQ(judged({tip(5, 5)}, 3, 9, false), Verdict::held);
    EXPECT_EQ(judged({tip(5, 5)}, 6, 9, false), Verdict::lacking);
    EXPECT_EQ(judged({}, 1, 9, false), Verdict::lacking);
}

TEST(Judge, WaitsForATipAheadOfUs) {
    EXPECT_EQ(judged({tip(12, 12)}, 3, 9, false), Verdict::ahead);
    EXPECT_EQ(judged({tip(12, 12), tip(4, 4)}, 3, 9, false), Verdict::held);
}

TEST(Judge, ConcludesNothingFromAForeignBranch) {
    EXPECT_EQ(judged({tip(5, 77)}, 3, 9, false), Verdict::lacking);
    EXPECT_EQ(judged({tip(5, 77)}, 5, 9, false), Verdict::lacking);
}

TEST(Judge, CountsOnlyAnEqualTipWhereTheChainForkedHere) {
    EXPECT_EQ(judged({tip(5, 5)}, 3, 9, true), Verdict::lacking);
    EXPECT_EQ(judged({tip(12, 12)}, 3, 9, true), Verdict::lacking);
    EXPECT_EQ(judged({tip(5, 5)}, 5, 9, true), Verdict::held);
}

TEST(Judge, PassesOnAFailedLookUp) {
    const UpdatesAt broken = [](Seq) -> Result<std::vector<UpdateId>> {
        return fail(Errc::truncated);
    };
    EXPECT_FALSE(judge({tip(5, 5)}, Seq{3}, id_of(3), false, broken));
}

const ChainName chain{SigningKey{}, Incarnation{4}};

wire::Head head(std::uint64_t seq, std::uint8_t name) {
    return {chain.device, chain.incarnation, Seq{seq}, wire::check_of(id_of(name))};
}

TEST(Holdings, TellReplacesTheChainsToldAndKeepsOthers) {
    Holdings holdings;
    const ChainName other{SigningKey{}, Incarnation{5}};
    holdings.set(other, {{tip(1, 1)}, {tip(1, 1)}});
    ASSERT_TRUE(holdings.tell({head(3, 3), head(2, 9)}, {}));
    ASSERT_TRUE(holdings.tell({head(4, 4)}, {head(2, 2)}));
    const ChainTips expected{{tip(4, 4)}, {tip(2, 2)}};
    EXPECT_EQ(*holdings.find(chain), expected);
    EXPECT_NE(holdings.find(other), nullptr);
}

TEST(Holdings, PayloadsOfSeqZeroMeanNone) {
    Holdings holdings;
    ASSERT_TRUE(holdings.tell({head(4, 4)}, {head(0, 0)}));
    EXPECT_TRUE(holdings.find(chain)->payloads.empty());
    wire::Frontier frontier;
    append_tips(frontier, chain, *holdings.find(chain));
    Holdings again;
    ASSERT_TRUE(again.tell(frontier.heads, frontier.payloads));
    EXPECT_EQ(again, holdings);
}

TEST(Holdings, RefuseMoreBranchesThanAPeerMayTell) {
    Holdings holdings;
    std::vector<wire::Head> heads;
    for (std::size_t i = 0; i <= limits::branches_max; ++i)
        heads.push_back(head(3, static_cast<std::uint8_t>(i)));
    EXPECT_EQ(holdings.tell(heads, {}).error().code, SyncErrc::too_much);
}

TEST(Holdings, ExtendFollowsTheUpdatesThatTheNodeSends) {
    Holdings holdings;
    holdings.extend(chain, Seq{1}, id_of(1), UpdateId{}, true);
    holdings.extend(chain, Seq{2}, id_of(2), id_of(1), true);
    holdings.extend(chain, Seq{3}, id_of(3), id_of(2), false);
    holdings.extend(chain, Seq{4}, id_of(4), id_of(3), true);
    const ChainTips expected{{tip(4, 4)}, {tip(2, 2)}};
    EXPECT_EQ(*holdings.find(chain), expected) << "contents are whole up to the hole only";
    holdings.extend(chain, Seq{2}, id_of(2), id_of(1), true);
    EXPECT_EQ(*holdings.find(chain), expected);
}

TEST(Holdings, ComeBackFromTheirBytes) {
    Holdings holdings;
    holdings.set(chain, {{tip(2, 1), tip(9, 2)}, {tip(2, 1)}});
    ByteWriter out;
    holdings.write(out);
    ByteReader in{out.view()};
    EXPECT_EQ(Holdings::read(in).value(), holdings);
    EXPECT_TRUE(in.at_end());
}

}  // namespace
}  // namespace praxis::sync
