#include "tests/sim/scenarios/node_world.hpp"
#include "tests/support/hand_chain.hpp"

#include <gtest/gtest.h>

// A quota of a space delays what one person brings in beyond it, for the good of everybody else,
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
    /// Whose office nobody runs, and whom everybody gets to know now.
    test::NodeKeys newcomer() {
        const auto known = static_cast<std::ptrdiff_t>(town.network.root().size());
        auto keys = town.network.add_office(hub.keys());
        hub.take({town.network.root().begin() + known, town.network.root().end()});
        return keys;
    }
    test::HandChain chain(const test::NodeKeys& of) {
        return {of.device, town.network.id(), space, Incarnation{5}};
    }
    wire::SignedUpdate write(test::HandChain& by,
                             const std::string& title,
                             test::HandChain::Names names = {}) {
        names.governance = hub.replica().governance().heads();
        const std::vector<Setting> fields{{"title", title}};
        return by.write(
            community::compose_new(*kinds().by_name("case_study").value(), fields).value(), names);
    }
    /// So many new documents.
    std::vector<wire::SignedUpdate> documents(test::HandChain& by, std::size_t count) {
        std::vector<wire::SignedUpdate> out;
        for (std::size_t i = 0; i < count; ++i)
            out.push_back(write(by, "Look here, number " + std::to_string(i)));
        return out;
    }
    void give(std::vector<wire::SignedUpdate> all, const test::NodeKeys& from) {
        const auto count = all.size();
        const auto dealt = hub.deal_with(std::move(all), from.device.key());
        EXPECT_EQ(dealt.size(), count);
        for (const auto outcome : dealt)
            ASSERT_EQ(outcome, node::Outcome::held) << "nothing is rejected";
    }
    void flood(std::size_t updates) {
        auto by = chain(flooder);
        give(documents(by, updates), flooder);
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
    community::Restraint restraint(const NodeMachine& at, const DocumentId& id) {
        const auto state = at.replica().document(id);
        EXPECT_TRUE(state) << state.error().text();
        if (!state) return {};
        return community::own_restraint(at.replica().governance(), *state.value());
    }
    std::uint64_t waiting(const NodeMachine& at) { return at.replica().waiting().value(); }
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

// What moderates goes at once, with what it needs to be applied where others have the document.
TEST(Quota, DelaysNoActOfModeration) {
    LimitedTown town{74};
    const auto shared = town.left.create(town.space, {{"title", "Everybody has this"}});
    ASSERT_TRUE(town.town.converges(5min)) << town.town.differences();
    // Behind a flood its author edits what others have.
    auto by = town.chain(town.flooder);
    auto all = town.documents(by, 2 * quota.updates);
    const auto creation = same_bytes<UpdateId>(shared);
    all.push_back(town.write(by, "Nobody had this", {shared, {creation}, {}}));
    const auto edit = by.id();
    town.give(std::move(all), town.flooder);
    // The steward is beyond the quota, too.
    std::vector<DocumentId> own;
    for (std::uint32_t i = 0; i < quota.updates + 2; ++i)
        own.push_back(town.hub.create(town.space, {{"title", std::to_string(i)}}));
    town.town.world.run_for(5min);
    EXPECT_FALSE(town.left.has(own.back()));
    town.hub.begin_moderate(own.front(), community::ModerationAct::lock);
    town.town.world.run_for(5min);
    EXPECT_TRUE(town.left.has(own.back())) << "its chain is in order";
    EXPECT_TRUE(town.restraint(town.left, own.front()).locked);
    EXPECT_EQ(town.withheld(town.hub), quota.updates + 1) << "the flood";
    EXPECT_FALSE(town.left.stores(edit));

    town.hub.begin_moderate(shared, community::ModerationAct::hide);
    town.town.world.run_for(5min);
    EXPECT_TRUE(town.left.stores(edit)) << "what is hidden, and that it is";
    EXPECT_TRUE(town.restraint(town.left, shared).hidden);
    EXPECT_EQ(town.waiting(town.left), 0U);
}

// Whoever hides a post out of a flood does not send the flood on with it.
TEST(Quota, LetsNoFloodFollowAnActOnWhatNobodyElseHas) {
    LimitedTown town{75};
    const auto known = town.hub.create(town.space, {{"title", "Everybody has this"}});
    ASSERT_TRUE(town.town.converges(5min)) << town.town.differences();
    auto by = town.chain(town.flooder);
    town.give(town.documents(by, 3 * quota.updates), town.flooder);
    const auto late = same_bytes<DocumentId>(by.id());
    town.town.world.run_for(5min);
    ASSERT_EQ(town.withheld(town.hub), 2 * quota.updates);

    town.hub.begin_moderate(late, community::ModerationAct::hide);
    town.town.world.run_for(5min);
    EXPECT_EQ(town.withheld(town.hub), 2 * quota.updates);
    EXPECT_FALSE(town.left.has(late));
    EXPECT_EQ(town.waiting(town.left), 1U) << "the act, for what it is about";
    // It is in the way of nothing: neither of its author's, nor of the next act.
    const auto next = town.hub.create(town.space, {{"title", "As ever"}});
    town.hub.begin_moderate(known, community::ModerationAct::lock);
    town.town.world.run_for(5min);
    EXPECT_TRUE(town.left.has(next));
    EXPECT_TRUE(town.restraint(town.left, known).locked);
    EXPECT_EQ(town.waiting(town.left), 1U);

    // When the post comes it is hidden.
    town.next_day();
    EXPECT_FALSE(town.left.has(late));
    EXPECT_EQ(town.withheld(town.hub), quota.updates);
    town.next_day();
    ASSERT_TRUE(town.town.converges(5min)) << town.town.differences();
    for (const auto* at : {&town.left, &town.right}) {
        EXPECT_TRUE(town.restraint(*at, late).hidden);
        EXPECT_EQ(town.waiting(*at), 0U);
    }
    EXPECT_EQ(town.withheld(town.hub), 0U);
    town.town.require_whole();
}

// It may build on what another wrote in the same document, who is further beyond the quota.
TEST(Quota, OfADocumentThatComesBringsWhatIsModeratedInIt) {
    LimitedTown town{76};
    const auto other = town.newcomer();
    auto first = town.chain(town.flooder);
    town.give(town.documents(first, quota.updates + 1), town.flooder);
    const auto late = same_bytes<DocumentId>(first.id());
    auto second = town.chain(other);
    auto all = town.documents(second, 3 * quota.updates);
    all.push_back(town.write(second, "Edited", {late, {first.id()}, {}}));
    const auto edit = second.id();
    town.give(std::move(all), other);
    town.hub.begin_moderate(late, community::ModerationAct::hide);
    town.town.world.run_for(5min);
    EXPECT_EQ(town.withheld(town.hub), 1 + 2 * quota.updates + 1);
    EXPECT_FALSE(town.left.has(late));

    town.hub.crash();
    ASSERT_TRUE(town.hub.boot());
    town.next_day();
    EXPECT_TRUE(town.left.stores(edit));
    EXPECT_EQ(town.waiting(town.left), 0U);
    EXPECT_TRUE(town.restraint(town.left, late).hidden);
    EXPECT_EQ(town.withheld(town.hub), 0U);
    ASSERT_TRUE(town.town.converges(5min)) << town.town.differences();
}

}  // namespace
}  // namespace praxis::sim
