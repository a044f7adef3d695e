#include "node/web/sessions.hpp"

#include "protocol/wire/limits.hpp"
#include "tests/unit/web/account_world.hpp"

// Who is signed in, hours in virtual time.

namespace praxis::web {
namespace {

using namespace std::chrono_literals;

class SessionsTest : public AccountWorld {
public:
    SignedIn somebody(unsigned char number = 1) {
        SignedIn who;
        who.person.bytes.fill(std::byte{number});
        who.name = "Desk officer";
        who.acting =
            std::make_shared<const crypto::SigningPair>(crypto::SigningPair::draw(entropy));
        return who;
    }

    Sessions sessions{program.runtime.clock, entropy};
};

TEST_F(SessionsTest, ACookieOpensItsSessionAndNothingElseDoes) {
    const auto opened = sessions.open(somebody());
    EXPECT_EQ(opened.cookie.size(), 43U);
    const auto found = sessions.find(opened.cookie);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, opened.session->id);
    EXPECT_EQ(found->name, "Desk officer");
    EXPECT_EQ(found->csrf.size(), 43U);
    EXPECT_NE(found->csrf, opened.cookie);
    EXPECT_FALSE(sessions.find(""));
    EXPECT_FALSE(sessions.find(found->id.hex()));
    EXPECT_FALSE(sessions.find(opened.cookie + "A"));
    const auto other = sessions.open(somebody());
    EXPECT_NE(other.cookie, opened.cookie);
    EXPECT_NE(other.session->csrf, opened.session->csrf);
}

TEST_F(SessionsTest, IdleForTwelveHoursItEnds) {
    const auto cookie = sessions.open(somebody()).cookie;
    for (int i = 0; i < 5; ++i) {
        world.run_for(12h - 1us);
        EXPECT_TRUE(sessions.find(cookie)) << i;
    }
    world.run_for(6h);
    EXPECT_TRUE(sessions.peek(cookie));  // which is no use of it
    world.run_for(6h);
    EXPECT_FALSE(sessions.peek(cookie));
    EXPECT_FALSE(sessions.find(cookie));
    EXPECT_EQ(sessions.size(), 0U);
}

TEST_F(SessionsTest, AfterFourteenDaysItEndsHoweverMuchItIsUsedAlsoWhenRenewed) {
    auto opened = sessions.open(somebody());
    for (int hours = 0; hours < 14 * 24 - 6; hours += 6) {
        world.run_for(6h);
        ASSERT_TRUE(sessions.find(opened.cookie)) << hours;
        if (hours == 60) opened = sessions.renew(opened.session->id).value();
    }
    world.run_for(6h);
    EXPECT_FALSE(sessions.find(opened.cookie));
}

TEST_F(SessionsTest, ARenewedSessionHasAnotherCookieAndTokenAndTheOldOnesAreGone) {
    const auto before = sessions.open(somebody());
    world.run_for(1h);
    const auto after = sessions.renew(before.session->id);
    ASSERT_TRUE(after);
    EXPECT_FALSE(sessions.find(before.cookie));
    ASSERT_TRUE(sessions.find(after->cookie));
    EXPECT_NE(after->session->csrf, before.session->csrf);
    EXPECT_EQ(after->session->proven - before.session->proven, 1h);
    EXPECT_EQ(after->session->since, before.session->since);
    EXPECT_FALSE(sessions.renew(before.session->id));
}

TEST_F(SessionsTest, ARotatedSessionHasAnotherCookieAndTheSameTokenAndTheOldIdIsGone) {
    const auto opened = sessions.open(somebody());
    Hash roles;
    roles.bytes[0] = std::byte{7};
    const auto rotated = sessions.rotate(opened.session->id, roles);
    ASSERT_TRUE(rotated);
    EXPECT_NE(rotated->cookie, opened.cookie);
    EXPECT_NE(rotated->session->id, opened.session->id);
    EXPECT_EQ(rotated->session->csrf, opened.session->csrf);
    EXPECT_EQ(rotated->session->roles, roles);
    EXPECT_EQ(rotated->session->opened, opened.session->opened);
    EXPECT_FALSE(sessions.find(opened.cookie));
    EXPECT_TRUE(sessions.find(rotated->cookie));
    EXPECT_FALSE(sessions.rotate(opened.session->id, roles));
}

TEST_F(SessionsTest, APasswordGivenWithinItCountsForTenMinutesAndAsksForANewId) {
    const auto opened = sessions.open(somebody());
    EXPECT_TRUE(sessions.is_proven(*opened.session));
    EXPECT_FALSE(opened.session->proven_since);
    world.run_for(limits::proof_age_max);
    EXPECT_FALSE(sessions.is_proven(*sessions.find(opened.cookie))) << "use alone proves nothing";
    const auto proven = sessions.prove(opened.session->id);
    ASSERT_TRUE(proven);
    EXPECT_TRUE(sessions.is_proven(*proven));
    EXPECT_TRUE(sessions.find(opened.cookie)->proven_since);
    EXPECT_EQ(proven->csrf, opened.session->csrf);
    const auto rotated = sessions.rotate(proven->id, proven->roles);
    ASSERT_TRUE(rotated);
    EXPECT_TRUE(sessions.is_proven(*rotated->session));
    EXPECT_FALSE(rotated->session->proven_since);
    EXPECT_FALSE(sessions.prove(opened.session->id)) << "it is of another id now";
}

TEST_F(SessionsTest, APersonHasTwentyAndTheOneUsedLongestAgoGoesFirst) {
    const auto foreign = sessions.open(somebody(2)).cookie;
    std::vector<std::string> cookies;
    for (std::size_t i = 0; i < limits::sessions_per_account_max; ++i) {
        cookies.push_back(sessions.open(somebody()).cookie);
        world.run_for(1s);
    }
    EXPECT_TRUE(sessions.find(cookies[0]));
    world.run_for(1s);
    cookies.push_back(sessions.open(somebody()).cookie);
    EXPECT_FALSE(sessions.find(cookies[1]));
    for (const auto i : {0U, 2U, 20U})
        EXPECT_TRUE(sessions.find(cookies[i])) << i;
    EXPECT_TRUE(sessions.find(foreign));
    EXPECT_EQ(sessions.of(somebody().person).size(), limits::sessions_per_account_max);
}

TEST_F(SessionsTest, SessionsAreListedByLastUseAndEndedByTheirOwnPersonOnly) {
    const auto first = sessions.open(somebody());
    world.run_for(1s);
    const auto second = sessions.open(somebody());
    const auto foreign = sessions.open(somebody(2));
    world.run_for(1s);
    EXPECT_TRUE(sessions.find(first.cookie));
    const auto listed = sessions.of(somebody().person);
    ASSERT_EQ(listed.size(), 2U);
    EXPECT_EQ(listed[0]->id, first.session->id);
    EXPECT_GT(listed[0]->last_seen, listed[0]->since);
    EXPECT_FALSE(sessions.end_of(somebody().person, foreign.session->id));
    EXPECT_TRUE(sessions.find(foreign.cookie));
    EXPECT_TRUE(sessions.end_of(somebody().person, first.session->id));
    EXPECT_FALSE(sessions.find(first.cookie));
    EXPECT_TRUE(sessions.find(second.cookie));
}

TEST_F(SessionsTest, AllButOneAndAllOfAPersonEnd) {
    const auto kept = sessions.open(somebody());
    const auto other = sessions.open(somebody());
    const auto foreign = sessions.open(somebody(2));
    sessions.end_others(somebody().person, kept.session->id);
    EXPECT_FALSE(sessions.find(other.cookie));
    EXPECT_TRUE(sessions.find(kept.cookie));
    EXPECT_TRUE(sessions.find(foreign.cookie));
    sessions.end_all_of(somebody().person);
    EXPECT_FALSE(sessions.find(kept.cookie));
    EXPECT_TRUE(sessions.find(foreign.cookie));
}

}  // namespace
}  // namespace praxis::web
