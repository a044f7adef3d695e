#include "tests/unit/node/replica/replica_world.hpp"

// Who is counted as whom by a quota, and in which order what waits goes on.

namespace praxis::node {
namespace {

constexpr std::size_t a_day = limits::quota_updates_min;

class QuotasTest : public ReplicaTest {
protected:
    /// Sets a quota, and tells the centre all of root.
    void limit(const governance::Quota& quota) {
        network_.act(centre_.keys.device,
                     governance::SetQuota{same_bytes<UpdateId>(space_), space_, quota});
        tell();
    }
    void tell() {
        const auto& root = network_.root();
        feed(centre_, {root.begin() + static_cast<std::ptrdiff_t>(told_), root.end()});
        told_ = root.size();
    }
    void certify(const crypto::SigningPair& device,
                 const PersonId& person,
                 const crypto::SigningPair& by) {
        governance::GrantDevice act;
        act.under = same_bytes<UpdateId>(person);
        act.person = person;
        act.holder = device.key();
        act.dh = crypto::DhPair::draw(entropy_).key();
        act.possession = device.sign(
            governance::possession_message(network_.id(), act.under, act.holder, act.dh));
        network_.act(by, act);
    }
    test::HandChain chain(const crypto::SigningPair& device) {
        return {device, network_.id(), space_, Incarnation{7}};
    }
    /// So many new documents, in one letter.
    void write_by(test::HandChain& by, std::size_t count) {
        std::vector<wire::SignedUpdate> all;
        for (std::size_t i = 0; i < count; ++i)
            all.push_back(by.write(says("Queues are long."), {{}, {}, root_heads()}));
        for (const auto outcome : feed(centre_, std::move(all)))
            EXPECT_EQ(outcome, Outcome::held);
    }
    /// Updates that wait, by device.
    std::map<SigningKey, std::size_t> withheld() {
        std::map<SigningKey, std::size_t> out;
        const auto all = centre_.replica->withheld();
        EXPECT_TRUE(all);
        for (const auto& each : all.value())
            out[each.device] = each.amount.updates;
        return out;
    }
    using Waiting = std::map<SigningKey, std::size_t>;
    void next_day() {
        offset_ += 24h;
        world_.clock(0).set_wall_offset(offset_);
    }
    void begin_day() { EXPECT_TRUE(await<void>(centre_.replica->begin_day())); }

    test::NodeKeys made_ = network_.add_centre();
    test::NodeKeys office_ = network_.add_office(made_);
    SpaceId space_ = network_.found_space(made_, governance::JoinPolicy::open);
    Machine& centre_ = add(std::move(made_));
    std::size_t told_ = 0;
    std::chrono::milliseconds offset_{0};
};

TEST_F(QuotasTest, DevicesOfOnePersonShareOneAndEachHostedPersonHasTheirOwn) {
    const auto sibling = crypto::SigningPair::draw(entropy_);
    certify(sibling, centre_.keys.person_id, centre_.keys.person);
    const auto hosted = host(centre_.keys);
    limit({a_day, 0});
    auto by_sibling = chain(sibling);
    write_by(by_sibling, a_day - 2);
    for (int i = 0; i < 5; ++i)
        ASSERT_TRUE(write(centre_, space_, "By the node's own device."));
    const auto own = centre_.keys.device.key();
    EXPECT_EQ(withheld(), (Waiting{{own, 3}}));
    write_by(by_sibling, 1);
    EXPECT_EQ(withheld(), (Waiting{{own, 3}, {sibling.key(), 1}}));
    ASSERT_TRUE(write(centre_, space_, "By whom the node hosts.", {}, {}, hosted.key));
    auto by_office = chain(office_.device);
    write_by(by_office, a_day);
    EXPECT_EQ(withheld(), (Waiting{{own, 3}, {sibling.key(), 1}}));
    next_day();
    begin_day();
    EXPECT_EQ(withheld(), Waiting{});
}

// What a person writes on one device starves nothing that they wrote on another.
TEST_F(QuotasTest, WhatWaitsGoesBeforeWhatASiblingWritesOnTheNewDay) {
    const auto sibling = crypto::SigningPair::draw(entropy_);
    certify(sibling, office_.person_id, office_.person);
    limit({a_day, 0});
    auto first = chain(office_.device);
    auto second = chain(sibling);
    write_by(first, a_day + 5);
    EXPECT_EQ(withheld(), (Waiting{{office_.device.key(), 5}}));
    next_day();
    write_by(second, a_day);
    EXPECT_EQ(withheld(), (Waiting{{sibling.key(), 5}}));
}

// Any number of keys can be named by acts that are void: they share one quota, which is nobody's.
// Whoever turns out to be somebody goes on as that.
TEST_F(QuotasTest, KeysOfNobodyShareOneUntilACertificateStands) {
    const auto one = crypto::SigningPair::draw(entropy_);
    const auto other = crypto::SigningPair::draw(entropy_);
    for (const auto* key : {&one, &other})
        certify(*key, centre_.keys.person_id, office_.person);
    limit({a_day, 0});
    auto by_one = chain(one);
    auto by_other = chain(other);
    write_by(by_one, a_day);
    write_by(by_other, a_day + 1);
    EXPECT_EQ(withheld(), (Waiting{{other.key(), a_day + 1}}));
    ASSERT_TRUE(write(centre_, space_, "By whom they claim to be."));
    EXPECT_EQ(withheld(), (Waiting{{other.key(), a_day + 1}}));

    certify(other, office_.person_id, office_.person);
    tell();
    EXPECT_EQ(withheld(), (Waiting{{other.key(), a_day + 1}})) << "as if nothing had been";
    next_day();
    write_by(by_one, a_day);
    EXPECT_EQ(withheld(), (Waiting{{other.key(), 1}}));
    auto by_office = chain(office_.device);
    write_by(by_office, 1);
    EXPECT_EQ(withheld(), (Waiting{{other.key(), 1}, {office_.device.key(), 1}}));
    next_day();
    begin_day();
    EXPECT_EQ(withheld(), Waiting{});
}

}  // namespace
}  // namespace praxis::node
