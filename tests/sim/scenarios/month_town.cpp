#include "tests/sim/scenarios/month_town.hpp"

#include "node/community/cuts.hpp"
#include "tests/sim/scenarios/lmdb_disk.hpp"
#include "tests/sim/scenarios/node_backup.hpp"

#include <gtest/gtest.h>

namespace praxis::sim {
namespace {

using namespace std::chrono_literals;
using community::ModerationAct;

constexpr auto day_and_night = 24h;
constexpr auto lines_come_up = 5min;
constexpr governance::Quota hall_quota{limits::quota_updates_min, 0};

// What happens on which day.
constexpr int backup_day = 1;
constexpr int letter_day = 3;
constexpr int agreement_day = 5;
constexpr int hiding_day = 6;
constexpr int flood_day = 8;
constexpr int dated_role_day = 9;
constexpr int role_day = 10;
constexpr int dated_role_over_day = 14;
constexpr int device_day = 15;
constexpr int first_erased_day = 17;
constexpr int all_erased_day = 22;

MakeDisk second_has_files() {
    return [](NodeIndex machine, SeededEntropy random) {
        return machine == 1 ? make_lmdb_disk(random) : make_memory_disk();
    };
}

std::vector<Setting> fields_of(const std::string& title, const std::string& problem) {
    return {{"title", title}, {"problem", problem}};
}

}  // namespace

Picture picture_of(const NodeMachine& machine) {
    return {machine.state(), machine.exported(), machine.log()};
}

std::size_t Places::forked_at(const NodeMachine& machine) {
    std::size_t out = 0;
    const auto look = [&](const node::LogEntry& entry) -> Result<void> {
        const auto at = ids_.try_emplace({entry.chain, entry.seq}, entry.id).first;
        if (at->second != entry.id) ++out;
        return success();
    };
    const auto read = machine.replica().log({}, look);
    require(read.has_value(), Invariant::service, "the log cannot be read");
    return out;
}

MonthTown::MonthTown(std::uint64_t seed) : town{seed, second_has_files()} {
    two.keep_session_with(one);
    three.keep_session_with(one);
    three.keep_session_with(two);
    governance::GrantRole steward;
    steward.under = one.keys().administrator_grant;
    steward.space = hall;
    steward.role = governance::Role::steward;
    steward.holder = two.keys().person_id;
    steward_of_two_ = town.network.act(one.keys().administrator, steward);
    town.network.act(one.keys().device,
                     governance::SetQuota{same_bytes<UpdateId>(hall), hall, hall_quota});
    for (const auto* keys : {&one.keys(), &three.keys()})
        town.network.act(two.keys().device, role(governance::Role::member, keys->person_id));
    laptop_role_ =
        town.network.act(two.keys().device, role(governance::Role::member, laptop.person_id));
    for (auto* machine : machines())
        town.found(*machine, true);
    EXPECT_TRUE(town.converges(5min)) << town.differences();
    morning_ = town.world.now();

    diary_ = one.create(hall, fields_of("Diary", "What happened."));
    notice = one.create(closed, fields_of("Notice", "Nobody objects to this yet."));
    agreed_before.document = write_letter(three, agreed_before);
    agreed_within.document = write_letter(three, agreed_within);
    EXPECT_TRUE(town.converges(5min)) << town.differences();
}

void MonthTown::live_a_month() {
    for (int today = 0; today <= last_day; ++today)
        live(today);
}

void MonthTown::live(int today) {
    write(today);
    govern(today);
    if (today == flood_day) {
        town.world.run_for(10min);
        EXPECT_FALSE(one.has(flooded_)) << "the quota delays it";
    } else {
        EXPECT_TRUE(town.converges(10min)) << "day " << today << '\n' << town.differences();
        EXPECT_TRUE(today <= flood_day || one.has(flooded_)) << today;
    }
    if (today == backup_day) {
        heads_of_first = root_heads(two);
        const auto taken = take_backup(two, backup());
        ASSERT_TRUE(taken) << taken.error().text();
        EXPECT_EQ(taken.value().updates, two.log().size());
    }
    pass_night();
}

void MonthTown::pass_night() {
    for (const auto* machine : machines())
        town.world.pause(machine->index());
    morning_ += day_and_night;
    town.world.run_for(morning_ - town.world.now());
    for (const auto* machine : machines())
        town.world.resume(machine->index());
    town.world.run_for(lines_come_up);
}

void MonthTown::write(int today) {
    const auto date = "Day " + std::to_string(today);
    for (auto* machine : machines()) {
        const auto where = date + " at machine " + std::to_string(machine->index());
        machine->create(closed, fields_of(where, "Somebody came to the window."));
        machine->edit(diary_, {{"problem", machine->text(diary_, "problem") + ' ' + where + '.'}});
    }
    if (today < role_day) write_by_hand(three, laptop_chain_, "Laptop, " + date, root_heads(three));
    if (today < device_day) write_by_hand(one, tablet_chain_, "Tablet, " + date, root_heads(one));
}

void MonthTown::govern(int today) {
    switch (today) {
        case 0:
            return erase(agreed_before);
        case letter_day:
            written_within.document = write_letter(two, written_within);
            return;
        case agreement_day:
            erase(agreed_within);
            erase(written_within);
            act(two, two.keys().device, role(governance::Role::moderator, three.keys().person_id));
            return;
        case hiding_day:
            moderate(three, notice, ModerationAct::hide);
            return;
        case flood_day:
            return flood();
        case dated_role_day: {
            auto dated = role(governance::Role::reader, tablet.person_id);
            const auto now = town.world.clock(two.index()).now_wall();
            dated.until = std::chrono::floor<std::chrono::seconds>(now + 3 * day_and_night);
            act(two, two.keys().device, dated);
            heads_of_before_ = root_heads(two);
            return;
        }
        case role_day:
            EXPECT_TRUE(one.replica().governance().role_of(tablet.person_id, closed));
            return revoke_role();
        case role_day + 1:
            behind_the_role =
                write_by_hand(one, laptop_chain_, "Laptop, behind its cut", heads_of_before_);
            return;
        case dated_role_over_day:
            EXPECT_FALSE(one.replica().governance().role_of(tablet.person_id, closed))
                << "its date has passed";
            return;
        case device_day:
            return revoke_device();
        case device_day + 1:
            behind_the_device =
                write_by_hand(one, tablet_chain_, "Tablet, behind its cut", heads_of_before_);
            return;
        case first_erased_day:
            for (auto* machine : machines())
                EXPECT_FALSE(store_has_text(machine->disk().store(), agreed_before.words));
            return;
        case all_erased_day:
            for (auto* machine : machines()) {
                EXPECT_FALSE(store_has_text(machine->disk().store(), agreed_within.words));
                EXPECT_FALSE(store_has_text(machine->disk().store(), written_within.words));
            }
            return;
        default:
            return;
    }
}

DocumentId MonthTown::write_letter(NodeMachine& at, const Letter& letter) {
    const auto id = at.create(hall, fields_of("A letter", letter.words));
    EXPECT_TRUE(store_has_text(at.disk().store(), letter.words));
    return id;
}

/// A steward asks and agrees, and so does another.
void MonthTown::erase(const Letter& letter) {
    const auto target = moderate(one, letter.document, ModerationAct::erase);
    act(one, one.keys().device, governance::AgreeErasure{same_bytes<UpdateId>(hall), hall, target});
    act(two, two.keys().device, governance::AgreeErasure{steward_of_two_, hall, target});
}

/// More at one machine than a day has room for.
void MonthTown::flood() {
    for (std::uint32_t i = 0; i < hall_quota.updates + 5; ++i)
        flooded_ = three.create(hall, {{"title", "Number " + std::to_string(i)}});
}

void MonthTown::revoke_role() {
    const auto root = same_bytes<SpaceId>(two.replica().network());
    auto cuts = community::cuts_now(two.replica(), laptop_role_, {root, closed});
    ASSERT_TRUE(cuts && !cuts.value().empty());
    role_revoked = act(
        two,
        two.keys().device,
        governance::Revoke{same_bytes<UpdateId>(closed), laptop_role_, std::move(cuts.value())});
}

void MonthTown::revoke_device() {
    const auto device = one.replica().governance().device_info(tablet.device.key());
    ASSERT_TRUE(device);
    const auto spaces = community::every_space(one.replica());
    auto cuts = community::cuts_now(one.replica(), device->certificate, spaces);
    ASSERT_TRUE(cuts && !cuts.value().empty());
    device_revoked =
        act(one,
            one.keys().administrator,
            governance::Revoke{
                one.keys().administrator_grant, device->certificate, std::move(cuts.value())});
}

UpdateId MonthTown::moderate(NodeMachine& by,
                             const DocumentId& document,
                             community::ModerationAct act) {
    const auto before = by.acknowledged().size();
    by.begin_moderate(document, act);
    EXPECT_TRUE(town.world.run_until([&] { return by.acknowledged().size() > before; }, 1min));
    return by.acknowledged().back();
}

UpdateId MonthTown::write_by_hand(NodeMachine& at,
                                  test::HandChain& chain,
                                  const std::string& title,
                                  const std::vector<UpdateId>& heads) {
    const auto& kind = *kinds().by_name("case_study").value();
    const auto edit = community::compose_new(kind, std::vector<Setting>{{"title", title}});
    std::vector<wire::SignedUpdate> updates;
    updates.push_back(chain.write(edit.value(), {{}, {}, heads}));
    EXPECT_TRUE(at.ingest(std::move(updates))) << title;
    return chain.id();
}

UpdateId MonthTown::act(NodeMachine& by,
                        const crypto::SigningPair& key,
                        const governance::Act& act) {
    const auto before = by.acknowledged().size();
    by.begin_act(key, act);
    EXPECT_TRUE(town.world.run_until([&] { return by.acknowledged().size() > before; }, 1min));
    const auto id = by.acknowledged().back();
    const auto& governance = by.replica().governance();
    EXPECT_TRUE(town.world.run_until([&] { return governance.contains(id); }, 1min));
    EXPECT_TRUE(governance.verdict_of_root(id).stands());
    return id;
}

governance::GrantRole MonthTown::role(governance::Role role, const PersonId& to) const {
    governance::GrantRole grant;
    grant.under = same_bytes<UpdateId>(closed);
    grant.space = closed;
    grant.role = role;
    grant.holder = to;
    return grant;
}

bool MonthTown::is_hidden(const NodeMachine& at, const DocumentId& document) {
    const auto nobody = [](const UpdateId&) { return std::optional<PersonId>{}; };
    const auto state = at.replica().document(document);
    require(state.has_value(), Invariant::service, "no document that may be hidden");
    return community::moderation_of(state.value()->document, nobody).hidden;
}

std::size_t MonthTown::forks_told(const NodeMachine& machine) const {
    std::size_t out = 0;
    for (const auto& space : community::every_space(machine.replica())) {
        const auto forked = machine.replica().forked_chains(space);
        require(forked.has_value(), Invariant::service, "forks cannot be told");
        out += forked.value().size();
    }
    return out;
}

}  // namespace praxis::sim
