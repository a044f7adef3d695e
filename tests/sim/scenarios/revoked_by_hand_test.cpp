#include "tests/sim/scenarios/hand_peer.hpp"
#include "tests/sim/scenarios/node_world.hpp"
#include "tests/sim/scenarios/page_reader.hpp"
#include "tests/support/hand_chain.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

// A device that was revoked goes on by hand, with its old keys and with new ones, in sessions
// that it speaks well and answers as it likes. The revocation comes as an update from a peer. What
// sessions do by themselves then is in tests/unit/peers/revoked_test.cpp, what real processes do in
// tests/integration/revoked_test.py.

namespace praxis::sim {
namespace {

using namespace std::chrono_literals;
using Dealt = HandPeer::Dealt;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

test::NodeKeys with_other_keys(const test::NodeKeys& keys,
                               crypto::SigningPair device,
                               crypto::DhPair dh) {
    return {crypto::SigningPair{keys.administrator.seed().duplicate()},
            crypto::SigningPair{keys.person.seed().duplicate()},
            std::move(device),
            std::move(dh),
            keys.administrator_grant,
            keys.person_id};
}

class RevokedByHand : public testing::Test {
protected:
    RevokedByHand() {
        carrier.keep_session_with(centre);
        town.found(centre, true);
    }
    static std::vector<Setting> title(const std::string& text) { return {{"title", text}}; }
    crdt::Edit titled(const std::string& text) {
        const auto fields = title(text);
        return community::compose_new(*kinds().by_name("case_study").value(), fields).value();
    }
    /// An administrator revokes the device, and somebody brings that to the centre.
    UpdateId revoke(HandPeer& bringer) {
        const auto certificate =
            centre.replica().governance().device_info(revoked.device.key())->certificate;
        const auto id = town.network.act(
            centre.keys().administrator,
            governance::Revoke{centre.keys().administrator_grant, certificate, {}});
        EXPECT_EQ(bringer.offer(root, town.network.root().back()), Dealt::acknowledged);
        return id;
    }
    UpdateId revoke() {
        HandPeer bringer{town.world, relay, town.network.id()};
        EXPECT_TRUE(bringer.connect(centre));
        return revoke(bringer);
    }
    std::set<UpdateId> heard(HandPeer& by, const SpaceId& in) {
        std::set<UpdateId> out;
        for (const auto& [id, update] : by.heard(in))
            out.insert(id);
        return out;
    }
    std::uint64_t sent_to(const HandPeer& by) {
        return town.world.network().delivered_bytes(centre.index(), by.index());
    }
    static std::string verdict_of(const NodeMachine& machine, const UpdateId& id) {
        std::string out = "not held";
        EXPECT_TRUE(machine.replica().log({}, [&](const node::LogEntry& entry) -> Result<void> {
            if (entry.id != id) return success();
            const bool is_void = entry.verdict == node::LogEntry::Verdict::void_;
            out = is_void ? "void: " + entry.reason : "not void";
            return success();
        }));
        return out;
    }

    NodeWorld town{91};
    NodeMachine& centre = town.add_centre();
    NodeMachine& carrier = town.add_office(centre);
    test::NodeKeys revoked = town.network.add_office(centre.keys());
    test::NodeKeys relay = town.network.add_office(centre.keys());
    SpaceId space = town.network.found_space(centre.keys(), governance::JoinPolicy::open);
    SpaceId root = same_bytes<SpaceId>(town.network.id());
    std::vector<UpdateId> heads{wire::id_of(town.network.root().back().header)};
    SeededEntropy entropy{92};
    HandPeer peer{town.world, revoked, town.network.id()};
};

// T19: it takes what comes and says nothing, so that the centre waits for it as long as for
// anybody.
TEST_F(RevokedByHand, GetsNothingMoreInAnOpenSessionAndIsOutWithinFiveSeconds) {
    HandPeer bringer{town.world, relay, town.network.id()};
    ASSERT_TRUE(bringer.connect(centre));
    ASSERT_TRUE(peer.connect(centre));
    const auto before = same_bytes<UpdateId>(centre.create(space, title("While it may")));
    const auto gets_it = [&] { return peer.heard(space).contains(before); };
    ASSERT_TRUE(town.world.run_until(gets_it, 1min)) << town.world.report();
    town.world.run_for(10s);
    const auto had = heard(peer, space);
    const auto had_of_root = heard(peer, root);
    peer.fall_silent();

    const auto revocation = revoke(bringer);
    const auto known = town.world.now();
    std::set<UpdateId> later;
    for (int i = 0; i < 3; ++i)
        later.insert(same_bytes<UpdateId>(centre.create(space, title("After that"))));
    ASSERT_TRUE(town.world.run_until([&] { return !peer.connected(); }, 5s));
    EXPECT_LE(town.world.now() - known, 5s);
    EXPECT_EQ(heard(peer, space), had);
    for (const auto& id : heard(peer, root))
        EXPECT_TRUE(had_of_root.contains(id) || id == revocation) << "only what says why";

    // The others, whoever they are, go on.
    const auto they_get = [&] {
        return std::ranges::all_of(
            later, [&](const UpdateId& id) { return bringer.heard(space).contains(id); });
    };
    EXPECT_TRUE(town.world.run_until(they_get, 1min)) << town.world.report();
}

// T19: a call is answered by which update it was revoked, and by nothing the next time.
TEST_F(RevokedByHand, GetsNoUpdateHoweverOftenItCallsWithItsOldKeys) {
    centre.create(space, title("For members"));
    revoke();
    test::HandChain chain{revoked.device, town.network.id(), space, Incarnation{5}};
    for (int i = 0; i < 5; ++i) {
        EXPECT_FALSE(peer.connect(centre));
        EXPECT_EQ(peer.offer(space, chain.write(titled("Let me in"), {{}, {}, heads})),
                  Dealt::unanswered);
        town.world.run_for(1min);
    }
    EXPECT_THAT(peer.heard(space), IsEmpty());
    EXPECT_THAT(peer.heard(root), IsEmpty());
    EXPECT_LE(sent_to(peer), 100U) << "by which update it was revoked, once an hour";
    EXPECT_THAT(centre.node().sessions().sessions().value(), IsEmpty());
}

// T19: under a Noise key that no certificate names it is whoever claims anything: it gets what
// strangers get, which is root, and brings root alone.
TEST_F(RevokedByHand, IsAStrangerUnderAnotherNoiseKeyAndLetsNobodyIn) {
    centre.create(space, title("For members"));
    revoke();
    const auto renewed = with_other_keys(revoked,
                                         crypto::SigningPair{revoked.device.seed().duplicate()},
                                         crypto::DhPair::draw(entropy));
    const auto unknown =
        with_other_keys(revoked, crypto::SigningPair::draw(entropy), crypto::DhPair::draw(entropy));
    HandPeer again{town.world, renewed, town.network.id()};
    HandPeer stranger{town.world, unknown, town.network.id()};
    for (auto* caller : {&again, &stranger}) {
        ASSERT_TRUE(caller->connect_as_stranger(centre));
        town.world.run_for(30s);
        EXPECT_THAT(caller->heard(space), IsEmpty());
    }
    EXPECT_EQ(heard(again, root), heard(stranger, root)) << "no more than anybody";

    // A device may certify another of its person; under the heads of before, too late.
    const auto sibling =
        with_other_keys(revoked, crypto::SigningPair::draw(entropy), crypto::DhPair::draw(entropy));
    governance::GrantDevice grant;
    grant.under = same_bytes<UpdateId>(revoked.person_id);
    grant.person = revoked.person_id;
    grant.holder = sibling.device.key();
    grant.dh = sibling.dh.key();
    grant.node = governance::NodeRole::office;
    grant.possession = sibling.device.sign(
        governance::possession_message(town.network.id(), grant.under, grant.holder, grant.dh));
    test::HandChain acts{revoked.device, town.network.id(), root, Incarnation{5}};
    ASSERT_TRUE(again.connect_as_stranger(centre));
    EXPECT_EQ(again.offer(root, acts.write_act(grant, heads)), Dealt::acknowledged);
    EXPECT_THAT(verdict_of(centre, acts.id()), HasSubstr("void"));
    test::HandChain words{revoked.device, town.network.id(), space, Incarnation{5}};
    EXPECT_EQ(again.offer(space, words.write(titled("Let me in"), {{}, {}, heads})),
              Dealt::unanswered);
    EXPECT_EQ(verdict_of(centre, words.id()), "not held");

    HandPeer another{town.world, sibling, town.network.id()};
    EXPECT_FALSE(another.connect(centre));
    EXPECT_THAT(another.heard(space), IsEmpty());
}

// T19: whoever has not heard of it takes and shows what it writes, and carries it home.
TEST_F(RevokedByHand, WhatAnIgnorantPeerCarriesForItShowsNowhere) {
    const auto honest = centre.create(space, title("As it was written"));
    town.found(carrier, true);
    ASSERT_TRUE(town.converges(5min)) << town.world.report();
    town.world.network().partition(centre.index(), carrier.index());
    const auto revocation = revoke();

    ASSERT_TRUE(peer.connect(carrier));
    test::HandChain chain{revoked.device, town.network.id(), space, Incarnation{5}};
    const auto creation = chain.write(titled("By who is gone"), {{}, {}, heads});
    const auto created = chain.id();
    const auto edit = chain.write(titled("Rewritten by who is gone"),
                                  {honest, {same_bytes<UpdateId>(honest)}, heads});
    const auto edited = chain.id();
    test::HandChain other_chain{revoked.device, town.network.id(), space, Incarnation{6}};
    const auto headless = other_chain.write(titled("Under no heads by who is gone"), {});
    for (const auto* update : {&creation, &edit, &headless})
        EXPECT_EQ(peer.offer(space, *update), Dealt::acknowledged);
    EXPECT_TRUE(carrier.replica().stands(same_bytes<DocumentId>(created)).value());
    EXPECT_EQ(carrier.values(honest, "title"), std::set<std::string>{"Rewritten by who is gone"});

    town.world.network().heal_all();
    ASSERT_TRUE(town.converges(15min)) << town.world.report();
    EXPECT_FALSE(peer.connected()) << "the carrier knows now";
    town.require_delivered();
    for (auto* machine : {&centre, &carrier}) {
        SCOPED_TRACE(machine->index());
        for (const auto& id : {created, edited})
            EXPECT_THAT(verdict_of(*machine, id),
                        StartsWith("void: revoked by " + revocation.hex()));
        EXPECT_THAT(verdict_of(*machine, other_chain.id()), HasSubstr("void"));
        for (const auto& id : {created, other_chain.id()})
            EXPECT_FALSE(machine->replica().stands(same_bytes<DocumentId>(id)).value());
        EXPECT_EQ(machine->values(honest, "title"), std::set<std::string>{"As it was written"});
        EXPECT_THAT(machine->exported(), Not(HasSubstr("who is gone")));
        const Member reader{town, *machine, *machine};
        const auto read = read_pages(reader, "who is gone");
        EXPECT_GT(read.signed_in.pages, 1U);
        EXPECT_EQ(read.without_session.showing + read.signed_in.showing, 0U);
    }
    EXPECT_EQ(centre.exported(), carrier.exported());
}

}  // namespace
}  // namespace praxis::sim
