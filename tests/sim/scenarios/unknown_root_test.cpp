#include "tests/sim/scenarios/bad_input_world.hpp"

// Records of governance that this version cannot understand, made by hand by a newer one: they wait
// where they are, in bounded room, are passed on as they came, and hinder nothing that does not
// depend on them.

namespace praxis::sim {
namespace {

class UnknownInRoot : public BadInput {
protected:
    /// What an administrator does in the chain that the network knows of them; it must stand.
    void expect_an_act_stands(const test::NodeKeys& by) {
        const auto space = town.network.found_space(by, governance::JoinPolicy::open);
        EXPECT_EQ(peer.offer(root, town.network.root().back()), Dealt::acknowledged);
        EXPECT_EQ(verdict_of(same_bytes<UpdateId>(space)), "standing");
        EXPECT_TRUE(centre.replica().governance().space_info(space));
        heads = {same_bytes<UpdateId>(space)};
    }
    static governance::FoundSpace founding(const test::NodeKeys& by) {
        governance::FoundSpace found;
        found.under = by.administrator_grant;
        found.steward = by.person_id;
        return found;
    }

    const SpaceId root = same_bytes<SpaceId>(town.network.id());
    const std::string is_newer = "waiting: needs a newer version of praxis";
};

TEST_F(UnknownInRoot, WaitsWithWhatDependsOnItAndIsPassedOnVerbatim) {
    auto theirs = chain(office.administrator, root);
    const auto newer = theirs.write_newer();
    const auto newer_id = theirs.id();
    const auto behind = theirs.write_act(founding(office), heads);
    const auto behind_id = theirs.id();
    auto elsewhere = chain(office.device, open_space);
    const auto names_it = elsewhere.write(titled("under it"), {{}, {}, {newer_id}});
    const auto state = centre.state();
    EXPECT_EQ(peer.offer(root, newer), Dealt::acknowledged);
    EXPECT_EQ(peer.offer(root, behind), Dealt::acknowledged);
    EXPECT_EQ(peer.offer(open_space, names_it), Dealt::acknowledged);
    const auto expect_all_wait = [&] {
        EXPECT_EQ(verdict_of(newer_id), is_newer);
        EXPECT_EQ(verdict_of(behind_id), "waiting: waits for " + newer_id.hex());
        EXPECT_EQ(verdict_of(elsewhere.id()), "waiting: waits for " + newer_id.hex());
        EXPECT_EQ(centre.replica().waiting().value(), 3U);
    };
    expect_all_wait();
    EXPECT_EQ(centre.state(), state);

    expect_an_act_stands(centre.keys());
    expect_an_act_stands(office);  // the same key, in the chain where all can be read
    expect_the_next_arrives();
    centre.crash();
    centre.boot();
    expect_all_wait();

    HandPeer other{town.world, relay, town.network.id()};
    ASSERT_TRUE(other.connect(centre));
    const auto all_heard = [&] {
        return other.heard(root).contains(newer_id) && other.heard(root).contains(behind_id) &&
               other.heard(open_space).contains(elsewhere.id());
    };
    ASSERT_TRUE(town.world.run_until(all_heard, 1min)) << town.world.report();
    for (const auto* sent : {&newer, &behind}) {
        const auto& passed_on = other.heard(root).at(wire::id_of(sent->header));
        EXPECT_EQ(passed_on.header, sent->header);
        EXPECT_EQ(passed_on.signature, sent->signature);
        EXPECT_EQ(passed_on.skeleton, sent->skeleton);
    }
    EXPECT_TRUE(centre.replica().verify().value().bad.empty());
}

// The bound is of a key, in whatever chains it writes. What is beyond it is put off and stays with
// its sender; nobody else's is.
TEST_F(UnknownInRoot, OfOneKeyOnlySoMuchWaitsAndNothingElseDoes) {
    auto theirs = chain(office.administrator, root);
    const auto written = [&] { return theirs.write_newer(2, limits::header_bytes_max); };
    // As a node counts it: the content that is not here by its hash.
    constexpr auto each = limits::header_bytes_max + Signature::size + Hash::size;
    std::size_t waits = 0;
    auto update = written();
    auto dealt = peer.offer(root, update);
    for (; dealt == Dealt::acknowledged; dealt = peer.offer(root, update)) {
        ++waits;
        ASSERT_LE(waits * each, limits::waiting_device_bytes_max);
        update = written();
    }
    ASSERT_EQ(dealt, Dealt::later);
    EXPECT_GT((waits + 1) * each, limits::waiting_device_bytes_max);
    EXPECT_EQ(verdict_of(wire::id_of(update.header)), "not held");
    EXPECT_EQ(centre.replica().waiting().value(), waits);
    const auto full = "too much of device " + office.administrator.key().hex() + " waits already";
    EXPECT_EQ(words(), full);

    auto another_chain = chain(office.administrator, root);
    EXPECT_EQ(peer.offer(root, another_chain.write_newer(2, limits::header_bytes_max)),
              Dealt::later);
    EXPECT_EQ(words(), full);
    auto another_key = chain(relay.administrator, root);
    EXPECT_EQ(peer.offer(root, another_key.write_newer(2, limits::header_bytes_max)),
              Dealt::acknowledged);
    EXPECT_EQ(verdict_of(another_key.id()), is_newer);
    expect_an_act_stands(office);
    expect_an_act_stands(centre.keys());
    expect_the_next_arrives();

    centre.crash();
    centre.boot();
    ASSERT_TRUE(peer.connect(centre));
    EXPECT_EQ(peer.offer(root, update), Dealt::later) << "forgotten in a restart";
    EXPECT_EQ(centre.replica().waiting().value(), waits + 1);
    expect_an_act_stands(centre.keys());
    expect_the_next_arrives();
}

}  // namespace
}  // namespace praxis::sim
