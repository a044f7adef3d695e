#include "node/community/erasing.hpp"
#include "protocol/wire/limits.hpp"
#include "tests/sim/scenarios/node_world.hpp"

#include <gtest/gtest.h>

// What two have agreed to erase goes, at every node, a while after; everything else stays.

namespace praxis::sim {
namespace {

using namespace std::chrono_literals;
using community::ModerationAct;

constexpr auto day = 24h;
constexpr auto a_while = 30min;  // a node looks more often than that
const std::string words = "What was told in confidence.";

class Erasure : public testing::Test {
protected:
    Erasure() {
        two.keep_session_with(one);
        three.keep_session_with(two);
        for (const auto& machine : town.machines())
            town.found(*machine, true);
        EXPECT_TRUE(town.converges(1min)) << town.world.report();
        grants_[two.index()] = give(
            governance::Role::steward, one.keys().administrator, one.keys().administrator_grant);
        document = one.create(space, {{"title", "A letter"}, {"problem", words}});
        EXPECT_TRUE(town.converges(1min)) << town.world.report();
    }

    UpdateId give(governance::Role role, const crypto::SigningPair& by, const UpdateId& under) {
        governance::GrantRole grant;
        grant.under = under;
        grant.space = space;
        grant.role = role;
        grant.holder = two.keys().person_id;
        one.begin_act(by, grant);
        const auto given = [&] {
            return one.replica().governance().role_of(two.keys().person_id, space).has_value();
        };
        EXPECT_TRUE(town.world.run_until(given, 1min));
        return one.replica().governance().role_of(two.keys().person_id, space)->grant;
    }
    /// An act of moderation, once it is here.
    UpdateId moderate(NodeMachine& by,
                      ModerationAct act,
                      std::optional<std::vector<UpdateId>> base = {}) {
        const auto before = acts(by).size();
        by.begin_moderate(document, act, std::move(base));
        EXPECT_TRUE(town.world.run_until([&] { return acts(by).size() > before; }, 1min));
        return acts(by).front().update;
    }
    std::vector<community::ModerationEntry> acts(const NodeMachine& at) const {
        const auto nobody = [](const UpdateId&) { return std::optional<PersonId>{}; };
        return community::moderation_of(at.replica().document(document).value()->document, nobody)
            .entries;
    }
    void agree(NodeMachine& by, const UpdateId& under, const UpdateId& target) {
        by.begin_act(by.keys().device, governance::AgreeErasure{under, space, target});
    }
    /// Lets time pass without power, then a while with it.
    void later(Duration duration) {
        const std::vector<NodeMachine*> machines{&one, &two, &three};
        std::vector<NodeMachine*> running;
        for (auto* machine : machines) {
            if (!machine->runs()) continue;
            running.push_back(machine);
            machine->crash(Death::machine);
        }
        town.world.run_for(duration);
        for (auto* machine : running)
            EXPECT_TRUE(machine->boot());
        town.world.run_for(a_while);
    }
    /// Whether the words are anywhere among the records of a node's store.
    static bool has_words(NodeMachine& machine, const std::string& text = words) {
        return store_has_text(machine.disk().store(), text);
    }
    bool is_hidden(const NodeMachine& at) const {
        const auto nobody = [](const UpdateId&) { return std::optional<PersonId>{}; };
        return community::moderation_of(at.replica().document(document).value()->document, nobody)
            .hidden;
    }

    NodeWorld town{61};
    NodeMachine& one = town.add_centre();
    NodeMachine& two = town.add_centre();
    NodeMachine& three = town.add_office(one);
    SpaceId space = town.network.found_space(one.keys(), governance::JoinPolicy::open);
    UpdateId founding = same_bytes<UpdateId>(space);
    DocumentId document;
    std::map<NodeIndex, UpdateId> grants_;
};

TEST_F(Erasure, HidesAtOnceAndTakesTheWordsFourteenDaysAfterTwoStewardsAgreed) {
    const auto target = moderate(one, ModerationAct::erase);
    agree(one, founding, target);
    ASSERT_TRUE(town.converges(1min)) << town.world.report();
    EXPECT_TRUE(is_hidden(one));
    EXPECT_TRUE(is_hidden(two));
    town.world.run_for(a_while);
    later(20 * day);
    EXPECT_TRUE(has_words(one)) << "one steward alone";
    EXPECT_TRUE(has_words(two));

    agree(two, grants_.at(two.index()), target);
    ASSERT_TRUE(town.converges(1min)) << town.world.report();
    town.world.run_for(a_while);
    later(13 * day + 12h);
    EXPECT_TRUE(has_words(one)) << "too early";
    EXPECT_TRUE(has_words(two));
    const auto state = one.state();
    town.world.run_for(13h);
    EXPECT_FALSE(has_words(one));
    EXPECT_FALSE(has_words(two));
    EXPECT_EQ(one.state(), state);
    ASSERT_TRUE(town.converges(1min)) << town.world.report();
    town.require_sound(one);
    town.require_sound(two);
    EXPECT_TRUE(one.text(document, "problem").empty());
}

TEST_F(Erasure, DoesNotTakeTheWordsOfWhatWasRestoredBefore) {
    const auto target = moderate(one, ModerationAct::erase);
    agree(one, founding, target);
    agree(two, grants_.at(two.index()), target);
    ASSERT_TRUE(town.converges(1min)) << town.world.report();
    town.world.run_for(a_while);
    later(10 * day);
    moderate(two, ModerationAct::restore);
    ASSERT_TRUE(town.converges(1min)) << town.world.report();
    later(20 * day);
    EXPECT_EQ(one.text(document, "problem"), words);
    EXPECT_EQ(two.text(document, "problem"), words);
    EXPECT_FALSE(is_hidden(one));
}

// Written at the other side of a link that was down, and unknown to who asked to erase.
TEST_F(Erasure, LeavesWhatItsAuthorHadNotSeen) {
    town.world.network().partition(one.index(), two.index());
    const std::string addition = "A line that nobody objected to.";
    two.edit(document, {{"title", addition}});
    const auto target = moderate(one, ModerationAct::erase);
    town.world.network().heal_all();
    ASSERT_TRUE(town.converges(5min)) << town.world.report();
    agree(one, founding, target);
    agree(two, grants_.at(two.index()), target);
    town.world.run_for(a_while);
    later(14 * day);
    EXPECT_FALSE(has_words(one));
    EXPECT_FALSE(has_words(two));
    EXPECT_EQ(one.values(document, "title"), std::set<std::string>{addition});
    EXPECT_EQ(two.values(document, "title"), std::set<std::string>{addition});
    EXPECT_EQ(one.state(), two.state());
}

// Two nodes that were away still hold the words, one of them without ever having met the node that
// let them go: it does not take them again, and is in step without them.
TEST_F(Erasure, IsNotUndoneByNodesThatWereAway) {
    two.crash(Death::machine);
    three.crash(Death::machine);
    const auto target = moderate(one, ModerationAct::erase);
    agree(one, founding, target);
    one.begin_act(one.keys().administrator,
                  governance::AgreeErasure{one.keys().administrator_grant, space, target});
    town.world.run_for(a_while);
    later(14 * day);
    ASSERT_FALSE(has_words(one));
    three.keep_session_with(one);
    ASSERT_TRUE(two.boot());
    ASSERT_TRUE(three.boot());
    for (int minute = 0; minute < 40; ++minute) {
        town.world.run_for(1min);
        ASSERT_FALSE(has_words(one)) << "it had let them go";
    }
    EXPECT_TRUE(has_words(two));
    EXPECT_TRUE(has_words(three));
    EXPECT_EQ(one.log(), two.log());
    EXPECT_EQ(one.log(), three.log());
    const auto writes = one.transactions();
    town.world.run_for(3h);
    EXPECT_EQ(one.transactions(), writes) << "nothing is sent and taken again and again";
    later(12 * day);
    EXPECT_TRUE(has_words(three)) << "not before 14 days of its own";
    later(2 * day);
    EXPECT_FALSE(has_words(two));
    EXPECT_FALSE(has_words(three));
    EXPECT_FALSE(has_words(one));
    EXPECT_EQ(one.state(), three.state());
    ASSERT_TRUE(town.converges(1min)) << town.world.report();
}

// Taken back too late for one node: whoever still has the words gives them back.
TEST_F(Erasure, LetsTheWordsComeAgainWhenItIsTakenBack) {
    two.crash(Death::machine);
    three.crash(Death::machine);
    const auto target = moderate(one, ModerationAct::erase);
    agree(one, founding, target);
    one.begin_act(one.keys().administrator,
                  governance::AgreeErasure{one.keys().administrator_grant, space, target});
    town.world.run_for(a_while);
    later(14 * day);
    ASSERT_FALSE(has_words(one));
    moderate(one, ModerationAct::restore);
    town.world.run_for(a_while);
    ASSERT_TRUE(two.boot());
    ASSERT_TRUE(three.boot());
    ASSERT_TRUE(town.world.run_until([&] { return has_words(one); }, 10min));
    ASSERT_TRUE(town.converges(5min)) << town.world.report();
    EXPECT_EQ(one.text(document, "problem"), words);
    later(20 * day);
    for (auto* machine : {&one, &two, &three})
        EXPECT_EQ(machine->text(document, "problem"), words);
}

// The usual order: whoever wrote it loses their right first, and then it is erased.
TEST_F(Erasure, TakesWhatCountsForNothingToo) {
    const std::string other = "What somebody was removed for.";
    three.edit(document, {{"title", other}});
    ASSERT_TRUE(town.converges(1min)) << town.world.report();
    one.begin_act(
        one.keys().administrator,
        governance::Revoke{
            one.keys().administrator_grant, same_bytes<UpdateId>(three.keys().person_id), {}});
    town.world.run_for(1min);
    three.crash(Death::machine);
    ASSERT_FALSE(one.values(document, "title").contains(other));
    ASSERT_TRUE(has_words(one, other));
    const auto state = one.replica().document(document).value();
    auto base = state->document.now().version();
    const auto unseen = community::unseen_void(one.replica(), *state, base).value();
    EXPECT_EQ(unseen.size(), 1U);
    base.insert(base.end(), unseen.begin(), unseen.end());
    const auto target = moderate(one, ModerationAct::erase, base);
    agree(one, founding, target);
    agree(two, grants_.at(two.index()), target);
    town.world.run_for(a_while);
    later(14 * day);
    for (auto* machine : {&one, &two}) {
        EXPECT_FALSE(has_words(*machine));
        EXPECT_FALSE(has_words(*machine, other));
    }
}

}  // namespace
}  // namespace praxis::sim
