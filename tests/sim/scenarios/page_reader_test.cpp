#include "tests/sim/scenarios/page_reader.hpp"

#include "tests/sim/scenarios/letter.hpp"

#include <gtest/gtest.h>

// The pages of a node as somebody without a session and a member get them: what is for everybody is
// found by both walks, what is for members by one, and what is void by neither. A walk that opened
// no page of a space, or was not signed in, would find less.

namespace praxis::sim {
namespace {

using namespace std::chrono_literals;

class PageReading : public testing::Test {
protected:
    PageReading() {
        town.network.grant_role(two.keys(),
                                closed,
                                one.keys().person_id,
                                governance::Role::member,
                                same_bytes<UpdateId>(closed));
        two.keep_session_with(one);
        for (const auto& machine : town.machines())
            town.found(*machine, true);
        one.create(open, {{"title", "Words for everybody"}});
        two.create(closed, {{"title", "Words for members"}});
        member.emplace(town, two, two);
        EXPECT_TRUE(town.converges(5min));
    }

    NodeWorld town{5};
    NodeMachine& one = town.add_centre();
    NodeMachine& two = town.add_centre();
    SpaceId open = town.network.found_space(one.keys(), governance::JoinPolicy::open);
    SpaceId closed = town.network.found_space(two.keys(), governance::JoinPolicy::invite);
    std::optional<Member> member;
};

TEST_F(PageReading, FindsWhatIsForEverybodyWithAndWithoutASession) {
    const auto read = read_pages(*member, "Words for everybody");
    EXPECT_GT(read.without_session.showing, 0U);
    EXPECT_GT(read.signed_in.showing, 0U);
    EXPECT_LE(read.without_session.showing, read.without_session.pages);
    EXPECT_LT(read.without_session.pages, read.signed_in.pages);
}

TEST_F(PageReading, FindsWhatIsForMembersOnlyWithASession) {
    const auto read = read_pages(*member, "Words for members");
    EXPECT_EQ(read.without_session.showing, 0U) << read.without_session.first;
    EXPECT_GT(read.signed_in.showing, 0U);
    EXPECT_NE(read.signed_in.first.find("to a member: /"), std::string::npos)
        << read.signed_in.first;
}

/// A member of the closed space, at another node, gives themselves more of a role, with words.
TEST_F(PageReading, FindsNothingOfAnActWithoutEffect) {
    const governance::GrantRole grant{
        same_bytes<UpdateId>(closed), closed, governance::Role::moderator, one.keys().person_id};
    one.run([&]() -> node::Task<Result<void>> {
        auto acting = one.replica().act(grant, std::string{unseen});
        CO_TRY(co_await std::move(acting));
        co_return success();
    }());
    ASSERT_TRUE(town.converges(5min));
    std::size_t count = 0;
    ASSERT_TRUE(two.replica().log({}, [&](const node::LogEntry& entry) -> Result<void> {
        count += entry.verdict == node::LogEntry::Verdict::void_ ? 1 : 0;
        return success();
    }));
    ASSERT_EQ(count, 1U);
    const auto read = read_pages(*member, unseen);
    EXPECT_EQ(read.without_session.showing, 0U) << read.without_session.first;
    EXPECT_EQ(read.signed_in.showing, 0U) << read.signed_in.first;
}

}  // namespace
}  // namespace praxis::sim
