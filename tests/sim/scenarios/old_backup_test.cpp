#include "tests/sim/scenarios/month_town.hpp"
#include "tests/sim/scenarios/node_backup.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

// A disk is lost, and a backup that is a month old takes its place on a network that went on.
//
// What is promised of a restored node and of what it forgot: while it has met nobody it knows what
// it knew when the backup was taken, and no node could know more. Root goes before everything else,
// so from a node that holds a revocation nothing behind its cut comes before it; and in the commit
// that brings it, whatever is here behind its cut stops to count.

namespace praxis::sim {
namespace {

using namespace std::chrono_literals;

/// What a machine was told that others hold of what its own device wrote.
std::set<UpdateId> told_to_be_held(const NodeMachine& machine) {
    std::set<UpdateId> out;
    const auto documents = machine.replica().documents({}, {}).value();
    for (const auto& document : documents) {
        const auto lines = machine.node().where(document.id).value();
        const bool is_held = std::ranges::any_of(lines, [&](const node::Whereabouts& line) {
            return line.node != machine.id() && line.state == node::Whereabouts::State::holds;
        });
        if (!is_held) continue;
        const auto state = machine.replica().document(document.id).value();
        for (const auto& [id, author] : state->authorship) {
            if (author.device == machine.id()) out.insert(id);
        }
    }
    return out;
}

std::set<std::string> lines_of(const std::string& text) {
    std::set<std::string> out;
    std::istringstream in{text};
    for (std::string line; std::getline(in, line);)
        out.insert(line);
    return out;
}

/// Two machines go on; the third is restored from the backup of the first day, twice.
class OldBackup : public testing::Test {
protected:
    /// The disk of the second machine is lost while it hears nobody. It boots on what the backup
    /// makes of another. Returns what was acknowledged to its people and is not in the backup.
    std::vector<UpdateId> lose_disk() {
        look_for_forks();
        incarnations_.insert(two.replica().incarnation());
        cut_off();
        two.crash(Death::machine);
        auto disk = restore_backup(town.backup(), two.keys(), random_.fork(incarnations_.size()));
        EXPECT_TRUE(disk) << disk.error().text();
        auto forgotten = two.replace_disk(std::move(disk.value()));
        EXPECT_TRUE(has_words(two, town.agreed_before)) << "backups keep what they have";
        EXPECT_TRUE(two.boot());
        EXPECT_FALSE(incarnations_.contains(two.replica().incarnation()));
        return forgotten;
    }
    void cut_off() {
        for (const auto* other : {&town.one, &town.three})
            world.network().partition(two.index(), other->index());
    }
    /// Lets time pass until the revocations are here: until then nothing behind their cuts is.
    void hear_what_was_revoked() {
        world.network().heal_all();
        const auto& governance = two.replica().governance();
        std::size_t held_too_early = 0;
        const auto heard = [&] {
            if (holds(town.behind_the_role) && !holds(town.role_revoked)) ++held_too_early;
            if (holds(town.behind_the_device) && !holds(town.device_revoked)) ++held_too_early;
            return governance.contains(town.role_revoked) &&
                   governance.contains(town.device_revoked);
        };
        ASSERT_FALSE(heard());
        ASSERT_TRUE(world.run_until(heard, 10min)) << town.town.differences();
        EXPECT_EQ(held_too_early, 0U);
        EXPECT_FALSE(is_certified(town.tablet));
        EXPECT_FALSE(two.replica().governance().role_of(town.laptop.person_id, town.closed));
    }
    /// Lets time pass until all hold the same: all the while nothing behind a cut is shown.
    void come_to_hold_the_same() {
        const auto same = [&] {
            const auto log = two.log();
            return log == town.one.log() && log == town.three.log();
        };
        for (int i = 0; i < 120 && !same(); ++i) {
            world.run_for(10s);
            EXPECT_FALSE(shows(town.behind_the_role) || shows(town.behind_the_device)) << i;
        }
        ASSERT_TRUE(same()) << town.town.differences();
        EXPECT_TRUE(holds(town.behind_the_role) && holds(town.behind_the_device));
    }
    void look_for_forks() {
        for (const auto* machine : town.machines()) {
            EXPECT_EQ(places_.forked_at(*machine), 0U) << machine->index();
            EXPECT_EQ(town.forks_told(*machine), 0U) << machine->index();
        }
    }
    /// What was erased in the month is with nobody; the restored machine may have of it what was in
    /// its backup, for 14 days of its own.
    void look_for_erased(bool restored_had_its_days) {
        for (auto* machine : town.machines()) {
            EXPECT_FALSE(has_words(*machine, town.agreed_before)) << machine->index();
            EXPECT_FALSE(has_words(*machine, town.written_within)) << machine->index();
            const bool may_have = machine == &two && !restored_had_its_days;
            EXPECT_EQ(has_words(*machine, town.agreed_within), may_have) << machine->index();
        }
    }

    bool holds(const UpdateId& id) const {
        const auto held = two.disk().store().read(
            [&](const store::Reader& reader) { return store::has_header(reader, id); });
        return held && held.value();
    }
    bool shows(const UpdateId& creation) const {
        return two.replica().stands(same_bytes<DocumentId>(creation)).value();
    }
    bool is_certified(const test::NodeKeys& keys) const {
        return two.replica().is_certified(keys.device.key(), keys.dh.key());
    }
    static bool has_words(NodeMachine& machine, const MonthTown::Letter& letter) {
        return store_has_text(machine.disk().store(), letter.words);
    }

    void listens_only();
    void writes_at_once();

    MonthTown town{101};
    World& world = town.town.world;
    NodeMachine& two = town.two;

private:
    Places places_;
    std::set<Incarnation> incarnations_;  // that it ever had
    SeededEntropy random_{101};
};

/// It comes back to where it was, and nobody else can tell that it was away.
void OldBackup::listens_only() {
    cut_off();
    const auto unheard =
        same_bytes<UpdateId>(two.create(town.closed, {{"title", "The last evening"}}));
    const auto passed_on = told_to_be_held(two);
    EXPECT_GT(passed_on.size(), std::size_t{MonthTown::last_day});
    const auto one_before = picture_of(town.one);
    const auto three_before = picture_of(town.three);
    const auto forgotten = lose_disk();
    EXPECT_GT(forgotten.size(), std::size_t{MonthTown::last_day});

    world.run_for(12min);
    EXPECT_FALSE(has_words(two, town.agreed_before)) << "due since, though nobody says so";
    EXPECT_EQ(two.text(town.agreed_within.document, "problem"), town.agreed_within.words);
    EXPECT_FALSE(MonthTown::is_hidden(two, town.notice));
    EXPECT_TRUE(is_certified(town.tablet));

    hear_what_was_revoked();
    come_to_hold_the_same();
    const auto log = two.log();
    for (const auto& id : forgotten)
        EXPECT_EQ(log.contains(id), id != unheard) << id.hex();
    for (const auto& id : passed_on)
        EXPECT_TRUE(log.contains(id)) << id.hex() << " of " << passed_on.size();
    for (const auto* other : {&town.one, &town.three}) {
        for (const auto& id : other->acknowledged())
            EXPECT_TRUE(log.contains(id)) << id.hex();
    }
    EXPECT_EQ(two.exported(), one_before.exported) << "all of it is shown";
    EXPECT_EQ(two.state(), one_before.state);
    EXPECT_TRUE(MonthTown::is_hidden(two, town.notice)) << "by a role that it had forgotten";
    EXPECT_TRUE(MonthTown::is_hidden(two, town.agreed_within.document));

    const auto expect_unchanged = [](const NodeMachine& machine, const Picture& before) {
        EXPECT_EQ(machine.log(), before.log) << machine.index();
        EXPECT_EQ(machine.state(), before.state) << machine.index();
        EXPECT_EQ(machine.exported(), before.exported) << machine.index();
    };
    expect_unchanged(town.one, one_before);
    expect_unchanged(town.three, three_before);
    look_for_erased(false);
}

/// What it writes before it has met anybody goes on no chain that others have longer.
void OldBackup::writes_at_once() {
    const auto before = picture_of(town.one);
    EXPECT_TRUE(lose_disk().empty()) << "it wrote nothing since";
    std::set<UpdateId> written;
    const auto write = [&](const SpaceId& space, const std::string& title) {
        const auto id = same_bytes<UpdateId>(two.create(space, {{"title", title}}));
        written.insert(id);
    };
    write(town.closed, "Before anything came back");
    written.insert(town.act(
        two, two.keys().device, town.role(governance::Role::reader, town.tablet.person_id)));
    // Who lost their role calls before anybody who knows of that.
    test::HandChain chain{town.laptop.device, town.town.network.id(), town.closed, Incarnation{6}};
    const auto slipped_in = town.write_by_hand(two, chain, "First to call", town.heads_of_first);
    EXPECT_TRUE(shows(slipped_in)) << "nobody could know better";

    hear_what_was_revoked();
    EXPECT_FALSE(shows(slipped_in)) << "void in the commit that brings the revocation";
    const auto refused =
        town.write_by_hand(two, chain, "And again", two.replica().governance().heads());
    come_to_hold_the_same();
    EXPECT_FALSE(shows(slipped_in) || shows(refused));
    written.insert({slipped_in, refused});

    write(town.closed, "After all came back");
    come_to_hold_the_same();
    // In the hall a quota counts what came back by the day on which it came, so this waits its
    // turn.
    write(town.hall, "After all came back, in the hall");
    world.run_for(11min);  // the restored machine looks what is to be erased
    for (int night = 0; night < 3; ++night)
        town.pass_night();
    ASSERT_TRUE(town.town.converges(10min)) << town.town.differences();

    constexpr std::size_t shown = 3;  // what is void, and an act of root, is not exported
    for (const auto* machine : town.machines()) {
        auto expected = before.log;
        expected.insert(written.begin(), written.end());
        EXPECT_EQ(machine->log(), expected) << machine->index();
        const auto lines = lines_of(machine->exported());
        const auto lines_before = lines_of(before.exported);
        EXPECT_TRUE(std::ranges::includes(lines, lines_before)) << machine->index();
        EXPECT_EQ(lines.size(), lines_before.size() + shown) << machine->index();
    }
}

TEST_F(OldBackup, ComesBackToANetworkThatWentOn) {
    town.live_a_month();
    if (HasFatalFailure()) return;
    listens_only();
    if (HasFatalFailure()) return;
    writes_at_once();
    if (HasFatalFailure()) return;
    look_for_forks();
    look_for_erased(false);
    for (int night = 0; night < 14; ++night)
        town.pass_night();
    look_for_erased(true);
    ASSERT_TRUE(town.town.converges(10min)) << town.town.differences();
    for (const auto* machine : town.machines())
        town.town.require_sound(*machine);
    look_for_forks();
}

}  // namespace
}  // namespace praxis::sim
