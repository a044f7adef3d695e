#include "node/community/forks.hpp"
#include "tests/sim/scenarios/hand_peer.hpp"
#include "tests/sim/scenarios/node_world.hpp"
#include "tests/sim/scenarios/page_reader.hpp"
#include "tests/support/hand_chain.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

// Somebody with a device shows one face to one end of a line of nodes and another to the other
// end, in a space and in root: two updates of one seq, made by hand. The ends have no link.

namespace praxis::sim {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

/// What `praxis log` says of each update.
using Verdicts = std::map<UpdateId, std::pair<node::LogEntry::Verdict, std::string>>;

Verdicts verdicts_of(const NodeMachine& machine) {
    Verdicts out;
    EXPECT_TRUE(machine.replica().log({}, [&](const node::LogEntry& entry) -> Result<void> {
        out[entry.id] = {entry.verdict, entry.reason};
        return success();
    }));
    return out;
}

bool is_in_step(const NodeMachine& machine, const NodeMachine& with) {
    const auto sessions = machine.node().sessions().sessions().value();
    return std::ranges::any_of(sessions, [&](const node::SessionInfo& session) {
        return session.peer == with.id() && session.certified && session.in_step;
    });
}

class TwoFace : public testing::Test {
protected:
    static constexpr std::size_t nodes = 6;

    TwoFace() {
        for (std::size_t i = 1; i < nodes; ++i) {
            line[i]->keep_session_with(*line[i - 1]);
            town.world.network().partition(line[i]->index(), line[i - 1]->index());
        }
        for (auto* machine : line)
            town.found(*machine, true);
    }
    static std::vector<NodeMachine*> line_of(NodeWorld& world) {
        std::vector<NodeMachine*> out;
        for (std::size_t i = 0; i < nodes; ++i)
            out.push_back(&world.add_centre());
        return out;
    }
    static crdt::Edit titled(const std::string& title) {
        const std::vector<Setting> fields{{"title", title}};
        return community::compose_new(*kinds().by_name("case_study").value(), fields).value();
    }
    /// A person whose one key the hostile office keeps.
    governance::GrantPerson hosting(const crypto::SigningPair& guest) {
        governance::GrantPerson act;
        act.under = hostile.administrator_grant;
        act.holder = guest.key();
        act.form = governance::Holder::hosted;
        act.dh = crypto::DhPair::draw(entropy).key();
        act.possession = guest.sign(
            governance::possession_message(town.network.id(), act.under, act.holder, act.dh));
        return act;
    }
    void show(const NodeMachine& to, const SpaceId& in, std::vector<wire::SignedUpdate> updates) {
        HandPeer peer{town.world, hostile, town.network.id()};
        ASSERT_TRUE(peer.connect(to));
        for (auto& update : updates)
            EXPECT_EQ(peer.offer(in, std::move(update)), HandPeer::Dealt::acknowledged);
    }
    /// Two neighbours have a link until both hold the same.
    void meet(const NodeMachine& one, const NodeMachine& two) {
        town.world.network().heal(one.index(), two.index());
        const auto deadline = town.world.now() + 10min;
        bool met = false;
        while (!met && town.world.now() < deadline) {
            town.world.run_for(1s);
            met = is_in_step(one, two) && is_in_step(two, one);
        }
        ASSERT_TRUE(met) << town.world.report();
        town.world.network().partition(one.index(), two.index());
    }
    /// A round of gossip: each pair of neighbours meets once, alone. From the far end on, so that
    /// what comes from the near end gets one node further in a round.
    void round() {
        for (std::size_t i = nodes - 1; i > 0; --i)
            ASSERT_NO_FATAL_FAILURE(meet(*line[i], *line[i - 1]));
    }
    /// Both updates, from which anybody sees that one key signed two of one place, and the word.
    static bool holds_proof(const NodeMachine& machine,
                            const SpaceId& space,
                            const std::array<UpdateId, 2>& faces) {
        const auto stored = [&](const UpdateId& id) { return machine.stores(id); };
        return std::ranges::all_of(faces, stored) &&
               machine.replica().forked_chains(space).value().size() == 1;
    }

    NodeWorld town{61};
    std::vector<NodeMachine*> line = line_of(town);
    NodeMachine& near = *line.front();
    NodeMachine& far = *line.back();
    test::NodeKeys hostile = town.network.add_office(near.keys());
    SpaceId space = town.network.found_space(near.keys(), governance::JoinPolicy::open);
    SpaceId root = same_bytes<SpaceId>(town.network.id());
    SeededEntropy entropy{62};
    crypto::SigningPair near_guest = crypto::SigningPair::draw(entropy);
    crypto::SigningPair far_guest = crypto::SigningPair::draw(entropy);
};

// T6: who forks is proven to everybody, and nothing differs between nodes when all have met.
TEST_F(TwoFace, OfOneMemberIsProvenToAllWithinTenRoundsAndJudgedAlike) {
    const std::vector<UpdateId> heads{wire::id_of(town.network.root().back().header)};
    test::HandChain words{hostile.device, town.network.id(), space, Incarnation{5}};
    const auto both_saw = words.write(titled("Said to both"), {{}, {}, heads});
    auto other_words = words;
    const auto near_words = words.write(titled("Said to the near end"), {{}, {}, heads});
    const auto far_words = other_words.write(titled("Said to the far end"), {{}, {}, heads});
    const std::array spoken{words.id(), other_words.id()};

    governance::FoundSpace founding;
    founding.under = hostile.administrator_grant;
    founding.steward = hostile.person_id;
    test::HandChain acts{hostile.administrator, town.network.id(), root, Incarnation{5}};
    const auto founded = acts.write_act(founding, heads);
    const auto founded_id = acts.id();
    auto other_acts = acts;
    const auto near_act = acts.write_act(hosting(near_guest), {founded_id});
    const auto far_act = other_acts.write_act(hosting(far_guest), {founded_id});
    const std::array acted{acts.id(), other_acts.id()};

    // Whom either face let in writes where it is believed.
    test::HandChain near_chain{near_guest, town.network.id(), space, Incarnation{6}};
    const auto near_guests = near_chain.write(titled("By a guest"), {{}, {}, {acted[0]}});
    test::HandChain far_chain{far_guest, town.network.id(), space, Incarnation{6}};
    const auto far_guests = far_chain.write(titled("By a guest too"), {{}, {}, {acted[1]}});

    show(near, root, {founded, near_act});
    show(near, space, {both_saw, near_words, near_guests});
    show(far, root, {founded, far_act});
    show(far, space, {both_saw, far_words, far_guests});
    for (const auto* end : {&near, &far}) {
        EXPECT_FALSE(holds_proof(*end, space, spoken));
        EXPECT_FALSE(holds_proof(*end, root, acted));
        EXPECT_THAT(end->exported(), HasSubstr("By a guest")) << "one face alone is believed";
    }
    EXPECT_NE(near.state(), far.state());

    const auto is_proven = [&](const NodeMachine* machine) {
        return holds_proof(*machine, space, spoken) && holds_proof(*machine, root, acted);
    };
    std::size_t rounds = 0;
    for (; rounds < 20 && !std::ranges::all_of(line, is_proven); ++rounds)
        ASSERT_NO_FATAL_FAILURE(round());
    RecordProperty("rounds", static_cast<int>(rounds));
    EXPECT_TRUE(std::ranges::all_of(line, is_proven));
    EXPECT_GT(rounds, 1U) << "a round takes the near face to one more node";
    EXPECT_LE(rounds, 10U);

    town.world.network().heal_all();
    ASSERT_TRUE(town.converges(15min)) << town.differences();
    const auto verdicts = verdicts_of(near);
    const auto exported = near.exported();
    for (auto* machine : line) {
        SCOPED_TRACE(machine->index());
        EXPECT_EQ(machine->state(), near.state());
        EXPECT_EQ(verdicts_of(*machine), verdicts);
        EXPECT_EQ(machine->exported(), exported);

        // In a space both stand, and their key is marked until somebody above it picks.
        const auto told = machine->replica().forks(space).value();
        ASSERT_EQ(told.size(), 1U);
        EXPECT_EQ(told.front().parted, Seq{2});
        ASSERT_EQ(told.front().branches.size(), 2U);
        for (const auto& branch : told.front().branches)
            EXPECT_TRUE(branch.counts);
        for (const auto& id : spoken)
            EXPECT_TRUE(machine->replica().stands(same_bytes<DocumentId>(id)).value());
        const community::Forks marks{machine->replica()};
        EXPECT_THAT(marks.open_in(space).value(), testing::ElementsAre(hostile.device.key()));

        // In root neither does anything, what came before both does, and guests have no right.
        const auto in_root = machine->replica().forks(root).value();
        ASSERT_EQ(in_root.size(), 1U);
        ASSERT_EQ(in_root.front().branches.size(), 2U);
        for (const auto& branch : in_root.front().branches)
            EXPECT_FALSE(branch.counts);
        EXPECT_THAT(marks.open_in(root).value(), testing::ElementsAre(hostile.administrator.key()));
        const auto& governance = machine->replica().governance();
        EXPECT_TRUE(governance.space_info(same_bytes<SpaceId>(founded_id)));
        EXPECT_FALSE(governance.person_of(near_guest.key()));
        EXPECT_FALSE(governance.person_of(far_guest.key()));
        for (const auto& id : {near_chain.id(), far_chain.id()}) {
            EXPECT_TRUE(machine->stores(id)) << "kept and passed on, as what is void is";
            EXPECT_FALSE(machine->replica().stands(same_bytes<DocumentId>(id)).value());
        }
    }
    EXPECT_THAT(exported, HasSubstr("Said to both"));
    EXPECT_THAT(exported, HasSubstr("Said to the near end"));
    EXPECT_THAT(exported, HasSubstr("Said to the far end"));
    EXPECT_THAT(exported, Not(HasSubstr("By a guest")));
    town.require_delivered();
    for (auto* end : {&near, &far}) {
        const Member reader{town, *end, *end};
        const auto read = read_pages(reader, "By a guest");
        EXPECT_GT(read.signed_in.pages, 1U);
        EXPECT_EQ(read.without_session.showing + read.signed_in.showing, 0U);
    }
}

}  // namespace
}  // namespace praxis::sim
