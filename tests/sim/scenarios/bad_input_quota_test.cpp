#include "tests/sim/scenarios/bad_input_world.hpp"

// How much of a peer a node keeps that it has no use for, and that what is waited for gets in.

namespace praxis::sim {
namespace {

// From the device itself only so much is taken; what others hold of it is taken from them.
TEST_F(BadInput, OfOneDeviceOnlySoMuchIsTakenThatItHasNoRightTo) {
    const auto late = fill_with_void(limits::void_device_bytes_max);
    EXPECT_EQ(words(),
              "device " + office.device.key().hex() + " wrote too much that it has no right to");
    expect_the_next_arrives();

    centre.crash();
    centre.boot();
    ASSERT_TRUE(peer.connect(centre));
    EXPECT_EQ(peer.offer(closed_space, late), Dealt::later) << "forgotten in a restart";

    HandPeer other{town.world, relay, town.network.id()};
    ASSERT_TRUE(other.connect(centre));
    EXPECT_EQ(other.offer(closed_space, late), Dealt::acknowledged);
    EXPECT_TRUE(centre.stores(wire::id_of(late.header)));
    ASSERT_TRUE(peer.connect(centre));
    expect_the_next_arrives();
}

// Somebody may have seen what is kept back, and have named it: what they wrote must arrive.
TEST_F(BadInput, WhatSomebodyWaitsForIsTakenThoughItIsTooMuch) {
    const auto late = fill_with_void(limits::void_device_bytes_max);
    const auto id = wire::id_of(late.header);
    auto answer = chain(centre.keys().device, closed_space);
    const auto named = answer.write(titled("an answer"), {same_bytes<DocumentId>(id), {id}, heads});
    ASSERT_EQ(peer.offer(closed_space, named), Dealt::acknowledged);
    EXPECT_EQ(verdict_of(answer.id()), "waiting: waits for " + id.hex());
    EXPECT_EQ(peer.offer(closed_space, late), Dealt::acknowledged);
    EXPECT_EQ(verdict_of(answer.id()), "standing");
    expect_the_next_arrives();
}

// With a right the same device goes on, however much it wrote without.
TEST_F(BadInput, ARightThatCameLaterIsNotHeldUpByWhatWasWithoutIt) {
    const auto late = fill_with_void(limits::void_device_bytes_max);
    const auto known = town.network.root().size();
    town.network.grant_role(centre.keys(),
                            closed_space,
                            office.person_id,
                            governance::Role::member,
                            same_bytes<UpdateId>(closed_space));
    centre.take({town.network.root().begin() + static_cast<std::ptrdiff_t>(known),
                 town.network.root().end()});
    const std::vector<UpdateId> now{wire::id_of(town.network.root().back().header)};
    auto member = chain(office.device, closed_space);
    EXPECT_EQ(peer.offer(closed_space,
                         member.write(titled("invited", std::string(12'000, 'x')), {{}, {}, now})),
              Dealt::acknowledged);
    EXPECT_EQ(verdict_of(member.id()), "standing");
    EXPECT_EQ(peer.offer(closed_space, late), Dealt::later);
}

// Nothing of a device without certificate is kept. The peer is told which to offer again, up to
// `exceptions_max`; with more the cursor stays, so that those are offered again too. When the
// certificate comes, so does everything.
TEST_F(BadInput, UpdatesOfAnUncertifiedDeviceWaitAtTheirSenderBoundedAndLoseNothing) {
    const auto before = image_of(centre);
    auto theirs = chain(nobody, open_space);
    std::vector<std::pair<Arrival, wire::SignedUpdate>> sent;
    for (std::size_t i = 0; i < limits::exceptions_max + 3; ++i) {
        sent.emplace_back(peer.next_arrival(),
                          theirs.write(titled(std::to_string(i)), {{}, {}, heads}));
        ASSERT_EQ(peer.offer(open_space, sent.back().second, sent.back().first), Dealt::later);
    }
    EXPECT_EQ(image_of(centre), before);
    EXPECT_EQ(counted("later"), sent.size());
    expect_the_next_arrives();

    ASSERT_TRUE(peer.connect(centre));
    const auto cursor = peer.ask_cursor(open_space);
    ASSERT_TRUE(cursor);
    EXPECT_EQ(cursor->later.size(), limits::exceptions_max);
    for (const auto& [number, update] : sent) {
        const bool listed = std::ranges::find(cursor->later, number) != cursor->later.end();
        EXPECT_TRUE(listed || number > cursor->arrival) << "forgotten: " << number.value;
    }

    const auto known = town.network.root().size();
    governance::GrantDevice grant;
    grant.under = same_bytes<UpdateId>(office.person_id);
    grant.person = office.person_id;
    grant.holder = nobody.key();
    grant.dh = crypto::DhPair::draw(entropy).key();
    grant.possession = nobody.sign(
        governance::possession_message(town.network.id(), grant.under, grant.holder, grant.dh));
    town.network.act(office.person, grant);
    centre.take({town.network.root().begin() + static_cast<std::ptrdiff_t>(known),
                 town.network.root().end()});
    for (const auto& [number, update] : sent) {
        ASSERT_EQ(peer.offer(open_space, update, number), Dealt::acknowledged);
        EXPECT_TRUE(centre.stores(wire::id_of(update.header)));
    }
    expect_the_next_arrives();
}

// What names something that is not here waits in the store; of one device only so much.
TEST_F(BadInput, OfOneDeviceOnlySoMuchWaitsAndOthersHaveRoom) {
    auto first = chain(office.device, open_space);
    const auto missing = first.write(titled("comes last"), {{}, {}, heads});
    const auto document = same_bytes<DocumentId>(first.id());
    const std::vector<UpdateId> deps{first.id()};
    const std::string pages(12'000, 'x');
    const auto waiting_on = [&](const crypto::SigningPair& device, const std::string& text) {
        return chain(device, open_space).write(titled(text, pages), {document, deps, heads});
    };
    std::vector<wire::SignedUpdate> late;
    std::size_t waits = 0;
    std::size_t bytes = 0;
    while (late.size() < 2) {
        auto update = waiting_on(office.device, std::to_string(waits));
        const auto id = wire::id_of(update.header);
        const auto dealt = peer.offer(open_space, update);
        if (dealt == Dealt::acknowledged) {
            ASSERT_TRUE(late.empty());
            ASSERT_EQ(verdict_of(id), "waiting: waits for " + deps.front().hex());
            bytes += size_of(update);
            ASSERT_LE(bytes, limits::waiting_device_bytes_max);
            ++waits;
        } else {
            ASSERT_EQ(dealt, Dealt::later);
            ASSERT_GT(bytes + size_of(update), limits::waiting_device_bytes_max);
            EXPECT_EQ(verdict_of(id), "not held");
            late.push_back(std::move(update));
        }
    }
    EXPECT_EQ(words(), "too much of device " + office.device.key().hex() + " waits already");
    EXPECT_EQ(peer.offer(open_space, waiting_on(centre.keys().device, "another device")),
              Dealt::acknowledged);
    expect_the_next_arrives();

    centre.crash();
    centre.boot();
    ASSERT_TRUE(peer.connect(centre));
    EXPECT_EQ(peer.offer(open_space, late.front()), Dealt::later) << "forgotten in a restart";

    EXPECT_EQ(centre.replica().waiting().value(), waits + 1);
    ASSERT_EQ(peer.offer(open_space, missing), Dealt::acknowledged);
    EXPECT_EQ(centre.replica().waiting().value(), 0U);
    for (const auto& update : late) {
        ASSERT_EQ(peer.offer(open_space, update), Dealt::acknowledged);
        EXPECT_EQ(verdict_of(wire::id_of(update.header)), "standing");
    }
}

}  // namespace
}  // namespace praxis::sim
