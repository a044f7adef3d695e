#include "tests/sim/scenarios/node_world.hpp"
#include "tests/support/hand_chain.hpp"

#include <gtest/gtest.h>

// A quota of a space delays what one device brings in beyond it, for the good of everybody else,
// and loses nothing.

namespace praxis::sim {
namespace {

using namespace std::chrono_literals;

constexpr governance::Quota quota{limits::quota_updates_min, 0};

/// A hub with an office on a thin line to each side, and a device that anybody could have, whose
/// node keeps no quota: what it wrote is given to the hub as fast as it takes it.
struct LimitedTown {
    explicit LimitedTown(std::uint64_t seed) : town{seed} {
        for (auto* office : {&left, &right}) {
            office->keep_session_with(hub);
            for (const auto& [from, to] : {std::pair{hub.index(), office->index()},
                                           std::pair{office->index(), hub.index()}}) {
                LinkOptions thin;
                thin.delay = 350ms;
                thin.bytes_per_second = 1200;
                town.world.network().set_link(from, to, thin);
            }
        }
        town.network.act(hub.keys().device,
                         governance::SetQuota{same_bytes<UpdateId>(space), space, quota});
        for (const auto& machine : town.machines())
            town.found(*machine, true);
        EXPECT_TRUE(town.converges(5min)) << town.world.report();
    }
    void flood(std::size_t updates) {
        const auto heads = hub.replica().governance().heads();
        test::HandChain chain{flooder.device, town.network.id(), space, Incarnation{5}};
        std::vector<wire::SignedUpdate> all;
        for (std::size_t i = 0; i < updates; ++i) {
            const std::vector<Setting> fields{{"title", "Look here, number " + std::to_string(i)}};
            all.push_back(chain.write(
                community::compose_new(*kinds().by_name("case_study").value(), fields).value(),
                {{}, {}, heads}));
        }
        const auto dealt = hub.deal_with(std::move(all), flooder.device.key());
        EXPECT_EQ(dealt.size(), updates);
        for (const auto outcome : dealt)
            ASSERT_EQ(outcome, node::Outcome::held) << "nothing is rejected";
    }
    /// Everybody's next day, and some time in it.
    void next_day() {
        offset += 24h;
        for (const auto& machine : town.machines())
            town.world.clock(machine->index()).set_wall_offset(offset);
        town.world.run_for(limits::quotas_every + 1min);
    }
    std::size_t shown(const NodeMachine& at) {
        return at.replica().documents(space, {}).value().size();
    }
    std::size_t withheld(const NodeMachine& at) {
        std::size_t out = 0;
        const auto all = at.replica().withheld();
        for (const auto& each : all.value())
            out += each.amount.updates;
        return out;
    }

    NodeWorld town;
    NodeMachine& hub = town.add_centre();
    NodeMachine& left = town.add_office(hub);
    NodeMachine& right = town.add_office(hub);
    test::NodeKeys flooder = town.network.add_office(hub.keys());
    SpaceId space = town.network.found_space(hub.keys(), governance::JoinPolicy::open);
    std::chrono::milliseconds offset{0};
};

/// How long what the two offices write is on its way to one another, one half a minute after the
/// other, while or without that somebody writes so many times the quota.
std::vector<Duration> deliveries(LimitedTown& town, std::size_t times) {
    std::vector<Duration> out;
    for (std::uint32_t i = 0; i < 2 * quota.updates; ++i) {
        auto& from = i % 2 == 0 ? town.left : town.right;
        auto& to = i % 2 == 0 ? town.right : town.left;
        const auto began = town.town.world.now();
        const auto id = from.create(town.space, {{"title", "Number " + std::to_string(i)}});
        EXPECT_TRUE(town.town.world.run_until([&] { return to.has(id); }, 1h));
        out.push_back(town.town.world.now() - began);
        if (i == 2 && times > 0) town.flood(times * quota.updates);
        if (town.town.world.now() < began + 30s) {
            town.town.world.run_for(began + 30s - town.town.world.now());
        }
    }
    std::ranges::sort(out);
    return out;
}

Duration p99(const std::vector<Duration>& sorted) {
    return sorted.at((sorted.size() * 99 + 99) / 100 - 1);
}

// RELIABILITY T11: one author writes a hundred times the quota.
TEST(Quota, KeepsAFloodFromDelayingOthers) {
    constexpr std::size_t times = 100;
    LimitedTown calm{71};
    const auto before = deliveries(calm, 0);
    LimitedTown flooded{71};
    const auto during = deliveries(flooded, times);
    const auto ms = [](Duration d) {
        return std::chrono::duration_cast<std::chrono::milliseconds>(d).count();
    };
    RecordProperty("p99_calm_ms", std::to_string(ms(p99(before))));
    RecordProperty("p99_flooded_ms", std::to_string(ms(p99(during))));
    EXPECT_LT(p99(during), p99(before) * 6 / 5)
        << ms(p99(before)) << " ms without the flood, " << ms(p99(during)) << " ms with it";
    // The author's writing is here, and shown; elsewhere is a day's worth of it.
    EXPECT_EQ(flooded.shown(flooded.hub), (times + 2) * quota.updates);
    EXPECT_EQ(flooded.shown(flooded.left), 3 * quota.updates);
    EXPECT_EQ(flooded.withheld(flooded.hub), (times - 1) * quota.updates);

    // It comes in days, whole and everywhere.
    for (std::size_t day = 1; day < times; ++day)
        flooded.next_day();
    EXPECT_EQ(flooded.withheld(flooded.hub), 0U);
    EXPECT_EQ(flooded.shown(flooded.left), (times + 2) * quota.updates);
    ASSERT_TRUE(flooded.town.converges(5min)) << flooded.town.differences();
    flooded.town.require_whole();
}

TEST(Quota, IsKeptOverARestartAndLetsGoWhenItIsLifted) {
    LimitedTown town{72};
    town.flood(3 * quota.updates);
    town.town.world.run_for(5min);
    EXPECT_EQ(town.shown(town.left), quota.updates);
    town.hub.crash();
    ASSERT_TRUE(town.hub.boot());
    town.town.world.run_for(5min);
    EXPECT_EQ(town.shown(town.left), quota.updates);
    EXPECT_EQ(town.withheld(town.hub), 2 * quota.updates);
    town.next_day();
    EXPECT_EQ(town.shown(town.left), 2 * quota.updates);
    town.hub.begin_act(town.hub.keys().device,
                       governance::SetQuota{same_bytes<UpdateId>(town.space), town.space, {}});
    ASSERT_TRUE(town.town.converges(5min)) << town.town.differences();
    EXPECT_EQ(town.shown(town.right), 3 * quota.updates);
    EXPECT_EQ(town.withheld(town.hub), 0U);
    town.town.require_whole();
}

// The author's own node counts, too, and tells its people.
TEST(Quota, OfWhoWritesAtHomeIsKeptThere) {
    LimitedTown town{73};
    std::vector<DocumentId> written;
    for (std::uint32_t i = 0; i < quota.updates + 5; ++i)
        written.push_back(town.left.create(town.space, {{"title", std::to_string(i)}}));
    town.town.world.run_for(5min);
    EXPECT_EQ(town.shown(town.hub), quota.updates);
    const auto told = town.left.replica().withheld().value();
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told.front().amount.updates, 5U);
    EXPECT_EQ(told.front().device, town.left.id());
    EXPECT_EQ(town.left.replica().withheld_of(written.back()).value(), 1U);
    EXPECT_EQ(town.left.replica().withheld_of(written.front()).value(), 0U);
    const auto now = town.town.world.clock(town.left.index()).now_wall();
    EXPECT_GT(told.front().next, now);
    EXPECT_LE(told.front().next, now + 24h);
    EXPECT_EQ(told.front().last, told.front().next);
    town.next_day();
    ASSERT_TRUE(town.town.converges(5min)) << town.town.differences();
    EXPECT_EQ(town.shown(town.right), quota.updates + 5);
}

// What moderates goes at once, with what it needs to be applied elsewhere; no other's flood does.
TEST(Quota, DelaysNoActOfModeration) {
    LimitedTown town{74};
    town.flood(2 * quota.updates);
    town.town.world.run_for(5min);
    const auto all = town.hub.replica().documents(town.space, {}).value();
    const auto late = std::ranges::find_if(all, [&](const auto& document) {
        return town.hub.replica().withheld_of(document.id).value() > 0;
    });
    ASSERT_NE(late, all.end());
    // The steward is beyond the quota, too.
    std::vector<DocumentId> own;
    for (std::uint32_t i = 0; i < quota.updates + 2; ++i)
        own.push_back(town.hub.create(town.space, {{"title", std::to_string(i)}}));
    town.town.world.run_for(5min);
    EXPECT_FALSE(town.left.has(own.back()));
    town.hub.begin_moderate(own.front(), community::ModerationAct::lock);
    town.town.world.run_for(5min);
    EXPECT_TRUE(town.left.has(own.back())) << "its chain is in order";
    const auto before = town.withheld(town.hub);
    EXPECT_EQ(before, quota.updates) << "the flood";
    town.hub.begin_moderate(late->id, community::ModerationAct::hide);
    town.town.world.run_for(5min);
    EXPECT_TRUE(town.left.has(late->id)) << "what is hidden, and that it is";
    EXPECT_LT(town.withheld(town.hub), before);
}

}  // namespace
}  // namespace praxis::sim
