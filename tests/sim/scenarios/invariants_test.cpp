#include "store/records.hpp"
#include "tests/sim/scenarios/deep_check.hpp"
#include "tests/sim/scenarios/storm.hpp"

#include <gtest/gtest.h>

// Each check of the simulator, seen to fail: somebody breaks what it holds, and it names the
// invariant. What takes a fault of the program itself is in tests/planted.

namespace praxis::sim {
namespace {

using namespace std::chrono_literals;

/// While told so, says of every update that it is not there, as a disk that forgot would. Told to
/// fail as damaged, it cannot be opened.
class ForgetfulDisk final : public Disk {
public:
    explicit ForgetfulDisk(std::shared_ptr<const bool> forgets) : forgets_{std::move(forgets)} {}
    Result<Opened> open() override {
        return fails_ ? fail(store::StoreErrc::damaged) : real_->open();
    }
    void crash(Death death) override { real_->crash(death); }
    void fail_next_commit(store::StoreErrc code) override {
        fails_ = code == store::StoreErrc::damaged;
    }
    void set_full(bool full) override { real_->set_full(full); }
    bool damage(store::Table table, ByteView key, std::size_t at) override {
        return real_->damage(table, key, at);
    }
    const store::Store& store() const override { return real_->store(); }
    bool stores(const UpdateId& update) const override {
        return !*forgets_ && real_->stores(update);
    }
    std::uint64_t transactions() const override { return real_->transactions(); }

private:
    std::shared_ptr<const bool> forgets_;
    std::unique_ptr<Disk> real_ = make_memory_disk();
    bool fails_ = false;
};

class Invariants : public testing::Test {
protected:
    Invariants() {
        two.keep_session_with(one);
        three.keep_session_with(one);
        for (const auto& machine : town.machines())
            town.found(*machine, true);
        first = one.create(space, {{"title", "One"}, {"problem", "Queues."}});
        two.create(space, {{"title", "Two"}, {"problem", "Forms."}});
        EXPECT_TRUE(town.converges(2min));
        town.require_whole();
    }
    /// The invariant that `look` finds broken; what it says goes to `words`.
    template <class Look>
    std::string broken_by(const Look& look) {
        try {
            look();
        } catch (const Violation& violation) {
            words = violation.what();
            return name_of(violation.invariant);
        }
        return "none";
    }
    /// As nobody but a fault of the program would.
    static void set_verdict(NodeMachine& machine, const UpdateId& id, store::Applied applied) {
        const auto opened = machine.disk().open();
        EXPECT_TRUE(opened.value().store.write([&](store::Writer& writer) {
            return store::set_verdict(writer, id, applied, store::Standing::is_void, "a fault");
        }));
    }
    static void make_void(NodeMachine& machine, const UpdateId& id) {
        set_verdict(machine, id, store::Applied::yes);
    }
    static UpdateId some_id() { return UpdateId::from_hex(std::string(64, 'a')).value(); }
    static UpdateId id_of(const DocumentId& document) { return same_bytes<UpdateId>(document); }

    std::shared_ptr<bool> forgets = std::make_shared<bool>(false);
    NodeWorld town{
        7, [this](NodeIndex, SeededEntropy) { return std::make_unique<ForgetfulDisk>(forgets); }};
    NodeMachine& one = town.add_centre();
    NodeMachine& two = town.add_centre();
    NodeMachine& three = town.add_office(one);
    SpaceId space = town.network.found_space(one.keys(), governance::JoinPolicy::open);
    DocumentId first;
    std::string words;
    SeededEntropy random{1};
};

TEST_F(Invariants, I1AnotherVerdictOnTheSameUpdates) {
    make_void(two, id_of(first));
    Checkpoint checkpoint{town};
    EXPECT_EQ(broken_by([&] { checkpoint.look(random); }), "I1") << words;
}

TEST_F(Invariants, I3AnAcknowledgedUpdateIsGoneAfterACrash) {
    two.was_told_held(some_id());
    two.crash();
    EXPECT_EQ(broken_by([&] { two.boot(); }), "I3") << words;
}

TEST_F(Invariants, I5AVerdictThatIsNotTheOracles) {
    test::Oracle oracle;
    require_authorised(one, town.network.genesis(), oracle);
    make_void(one, id_of(first));
    const auto look = [&] { require_authorised(one, town.network.genesis(), oracle); };
    EXPECT_EQ(broken_by(look), "I5") << words;
}

TEST_F(Invariants, I6AVerdictThatNoOrderOfArrivalGives) {
    require_order_free(one, town.network.genesis(), random, 3);
    make_void(one, id_of(first));
    const auto look = [&] { require_order_free(one, town.network.genesis(), random, 1); };
    EXPECT_EQ(broken_by(look), "I6") << words;
}

TEST_F(Invariants, I7WhatOneWasToldIsNotEverywhere) {
    two.was_told_held(some_id());
    EXPECT_EQ(broken_by([&] { town.require_whole(); }), "I7") << words;
}

TEST_F(Invariants, I9AnUpdateIsNewToAnotherWhoShouldHaveIt) {
    require_idempotent(one, two);
    town.world.network().partition(one.index(), two.index());
    one.edit(first, {{"title", "One more"}});
    EXPECT_EQ(broken_by([&] { require_idempotent(one, two); }), "I9") << words;
}

TEST_F(Invariants, I11AnUpdateIsAppliedBeforeWhatItNames) {
    one.edit(first, {{"title", "One more"}});
    Checkpoint checkpoint{town};
    checkpoint.look(random);
    set_verdict(one, id_of(first), store::Applied::waiting);
    EXPECT_EQ(broken_by([&] { checkpoint.look(random); }), "I11") << words;
}

TEST_F(Invariants, I15ABitFlips) {
    ASSERT_TRUE(two.disk().damage(store::Table::content, id_of(first).bytes, 40));
    EXPECT_EQ(broken_by([&] { town.require_sound(two); }), "I15") << words;
}

TEST_F(Invariants, I17AVerdictChangesAndGovernanceDoesNot) {
    Checkpoint checkpoint{town};
    checkpoint.look(random);
    for (const auto& machine : town.machines())
        make_void(*machine, id_of(first));
    EXPECT_EQ(broken_by([&] { checkpoint.look(random); }), "I17") << words;
}

TEST_F(Invariants, I18SomebodyWritesWhereNobodyActs) {
    town.require_quiet(10min);
    town.world.after(5min, [&] { one.begin_edit(first, {{"title", "One more"}}); });
    EXPECT_EQ(broken_by([&] { town.require_quiet(10min); }), "I18") << words;
}

TEST_F(Invariants, I21SomebodyIsSaidToHoldWhatTheyForgot) {
    town.require_honest_about(first);
    *forgets = true;
    EXPECT_EQ(broken_by([&] { town.require_honest_about(first); }), "I21") << words;
}

TEST_F(Invariants, I22ADiskThatCannotBeOpened) {
    two.crash();
    two.disk().fail_next_commit(store::StoreErrc::damaged);
    EXPECT_EQ(broken_by([&] { two.boot(); }), "I22") << words;
}

/// A disk whose failures follow no seed: two runs of one storm differ, and their traces show it.
TEST(StormTrace, I20ShowsWhatDoesNotFollowFromTheSeed) {
    std::uint64_t made = 0;
    const MakeDisk make = [&made](NodeIndex, SeededEntropy) {
        auto disk = make_memory_disk();
        if (++made == 5) disk->fail_next_commit(store::StoreErrc::full);
        return disk;
    };
    constexpr std::uint64_t seed = 5;
    const auto once = Storm{seed, make}.run();
    const auto again = Storm{seed, make}.run();
    EXPECT_NE(once.trace, again.trace);
}

}  // namespace
}  // namespace praxis::sim
