#include "tests/sim/scenarios/node_world.hpp"
#include "tests/support/hand_chain.hpp"

#include <gtest/gtest.h>

// A date on a role decides nothing by itself: when it has passed, a node writes the revocation.

namespace praxis::sim {
namespace {

using namespace std::chrono_literals;

struct Town {
    explicit Town(std::uint64_t seed) : town{seed} {
        two.keep_session_with(one);
        three.keep_session_with(one);
        for (const auto& machine : town.machines())
            town.found(*machine, true);
        EXPECT_TRUE(town.converges(1min)) << town.world.report();
    }
    /// The role, once both know it.
    UpdateId give(NodeMachine& by,
                  const UpdateId& under,
                  governance::Role role,
                  const NodeMachine& to,
                  std::optional<Duration> lasts) {
        governance::GrantRole grant;
        grant.under = under;
        grant.space = space;
        grant.role = role;
        grant.holder = to.keys().person_id;
        if (lasts) grant.until = std::chrono::floor<std::chrono::seconds>(now(by) + *lasts);
        by.begin_act(by.keys().device, grant);
        EXPECT_TRUE(town.world.run_until([&] { return has_role(by, to); }, 1min));
        return by.replica().governance().role_of(to.keys().person_id, space)->grant;
    }
    WallTime now(const NodeMachine& at) {
        return std::chrono::floor<std::chrono::milliseconds>(
            town.world.clock(at.index()).now_wall());
    }
    bool has_role(const NodeMachine& at, const NodeMachine& of) const {
        return at.replica().governance().role_of(of.keys().person_id, space).has_value();
    }
    bool shows(const NodeMachine& at, const DocumentId& id) const {
        const auto visible = at.replica().document(id);
        return visible.has_value() && !visible.value()->document.now().version().empty();
    }

    NodeWorld town;
    NodeMachine& one = town.add_centre();
    NodeMachine& two = town.add_centre();
    NodeMachine& three = town.add_centre();
    SpaceId space = town.network.found_space(one.keys(), governance::JoinPolicy::invite);
    UpdateId founding = same_bytes<UpdateId>(space);
};

TEST(RoleDates, EndARoleByAnOrdinaryRevocationThatKeepsWhatWasDone) {
    Town town{41};
    town.give(town.one, town.founding, governance::Role::member, town.two, 90min);
    ASSERT_TRUE(town.town.converges(1min)) << town.town.world.report();
    const auto made = town.two.create(town.space, {{"title", "While I may"}});
    town.town.world.run_for(80min);
    EXPECT_TRUE(town.has_role(town.two, town.two)) << "not before its date";
    const auto before = town.one.replica().governance().updates().size();
    town.town.world.run_for(3h);
    EXPECT_FALSE(town.has_role(town.one, town.two));
    EXPECT_FALSE(town.has_role(town.two, town.two));
    EXPECT_EQ(town.one.replica().governance().updates().size(), before + 1) << "once";
    EXPECT_TRUE(town.shows(town.one, made));
    EXPECT_TRUE(town.shows(town.two, made));
}

TEST(RoleDates, WaitForTheNodeOfWhoGaveTheRole) {
    Town town{42};
    town.give(town.one, town.founding, governance::Role::member, town.two, 90min);
    ASSERT_TRUE(town.town.converges(1min)) << town.town.world.report();
    town.one.crash(Death::machine);
    town.town.world.run_for(5h);
    EXPECT_TRUE(town.has_role(town.two, town.two)) << "nobody but its giver ends it so soon";
    ASSERT_TRUE(town.one.boot());
    const auto ended = [&] { return !town.has_role(town.two, town.two); };
    EXPECT_TRUE(town.town.world.run_until(ended, 5min));
}

// A steward's laptop was away while the role went on: its revocation would cut off what it has not
// heard of, so it hears first.
TEST(RoleDates, AreNotSeenToByWhoHasNotHeardWhatWasDone) {
    Town town{44};
    town.give(town.one, town.founding, governance::Role::member, town.two, 90min);
    ASSERT_TRUE(town.town.converges(1min)) << town.town.world.report();
    town.town.world.network().partition(town.one.index(), town.two.index());
    town.town.world.network().partition(town.one.index(), town.three.index());
    const auto made = town.two.create(town.space, {{"title", "While you were away"}});
    town.town.world.run_for(6h);
    EXPECT_TRUE(town.has_role(town.one, town.two)) << "its giver has heard of nobody";
    town.town.world.network().heal_all();
    const auto ended = [&] { return !town.has_role(town.two, town.two); };
    ASSERT_TRUE(town.town.world.run_until(ended, 30min));
    EXPECT_TRUE(town.shows(town.one, made));
    EXPECT_TRUE(town.shows(town.two, made));
}

// Somebody begins as many chains as they like before their date: a revocation has room for some.
TEST(RoleDates, AreNotHinderedByManyChains) {
    Town town{45};
    town.give(town.one, town.founding, governance::Role::member, town.two, 90min);
    ASSERT_TRUE(town.town.converges(1min)) << town.town.world.report();
    std::vector<wire::SignedUpdate> many;
    for (std::uint64_t i = 0; i < 200; ++i) {
        test::HandChain chain{
            town.two.keys().device, town.town.network.id(), town.space, Incarnation{5000 + i}};
        many.push_back(chain.write(community::compose_new(*kinds().by_name("case_study").value(),
                                                          std::vector<Setting>{{"title", "Mine"}})
                                       .value(),
                                   {{}, {}, town.one.replica().governance().heads()}));
    }
    ASSERT_TRUE(town.one.ingest(many));
    town.town.world.run_for(3h);
    EXPECT_TRUE(town.one.runs());
    EXPECT_FALSE(town.has_role(town.one, town.two));
}

// The moderator's node is gone for good: a steward's ends what it gave, a day later.
TEST(RoleDates, AreSeenToFromAboveWhenTheGiverIsGone) {
    Town town{43};
    const auto moderator =
        town.give(town.one, town.founding, governance::Role::moderator, town.two, std::nullopt);
    ASSERT_TRUE(town.town.converges(1min)) << town.town.world.report();
    town.give(town.two, moderator, governance::Role::member, town.three, 90min);
    ASSERT_TRUE(town.town.converges(1min)) << town.town.world.report();
    town.two.crash(Death::machine);
    town.town.world.run_for(3h);
    town.three.create(town.space, {{"title", "By my clock the date has passed"}});
    town.town.world.run_for(17h);
    EXPECT_TRUE(town.has_role(town.one, town.three));
    town.town.world.run_for(8h);
    EXPECT_FALSE(town.has_role(town.one, town.three));
    EXPECT_TRUE(town.has_role(town.one, town.two)) << "it has no date";
}

// A revocation cannot be taken back: nobody ends by their own clock alone what another gave.
TEST(RoleDates, AreNotEndedFromAboveByOneClock) {
    Town town{46};
    const auto moderator =
        town.give(town.one, town.founding, governance::Role::moderator, town.two, std::nullopt);
    ASSERT_TRUE(town.town.converges(1min)) << town.town.world.report();
    town.give(town.two, moderator, governance::Role::member, town.three, 90min);
    ASSERT_TRUE(town.town.converges(1min)) << town.town.world.report();
    town.two.crash(Death::machine);
    auto& clock = town.town.world.clock(town.one.index());
    clock.set_wall_offset(clock.wall_offset() + 2 * 365 * 24h);
    town.three.create(town.space, {{"title", "By my clock the date is to come"}});
    town.one.create(town.space, {{"title", "Two years later"}});
    town.town.world.run_for(30h);
    EXPECT_TRUE(town.has_role(town.one, town.three));
    EXPECT_TRUE(town.has_role(town.three, town.three));
    town.three.create(town.space, {{"title", "By my clock, too, it has passed"}});
    town.town.world.run_for(3h);
    EXPECT_FALSE(town.has_role(town.one, town.three));
    EXPECT_FALSE(town.has_role(town.three, town.three));
}

}  // namespace
}  // namespace praxis::sim
