#include "tests/sim/scenarios/storm.hpp"

#include <algorithm>
#include <sstream>

namespace praxis::sim {

using namespace std::chrono_literals;

namespace {

constexpr int acts = 60;

}  // namespace

Storm::Storm(std::uint64_t seed, MakeDisk make_disk) : town_{seed, std::move(make_disk)} {}

void Storm::set_up() {
    auto& one = town_.add_centre();
    auto& two = town_.add_centre();
    spaces_.push_back(town_.network.found_space(one.keys(), governance::JoinPolicy::open));
    spaces_.push_back(town_.network.found_space(two.keys(), governance::JoinPolicy::invite));
    const auto offices = 1 + below(2);
    for (std::size_t i = 0; i < offices; ++i)
        town_.add_office(i == 0 ? one : two);
    for (const auto& machine : town_.machines()) {
        town_.network.grant_role(
            two.keys(),
            spaces_[1],
            machine->keys().person_id,
            chance(50) ? governance::Role::moderator : governance::Role::member,
            same_bytes<UpdateId>(spaces_[1]));
    }
    two.keep_session_with(one);
    if (chance(50)) one.keep_session_with(two);
    for (std::size_t i = 2; i < machines(); ++i) {
        town_.machines()[i]->keep_session_with(one);
        if (chance(70)) town_.machines()[i]->keep_session_with(two);
    }
    draw_links();
    for (const auto& machine : town_.machines())
        town_.found(*machine, machine->index() == 0);
}

void Storm::draw_links() {
    LinkOptions options;
    options.delay = std::chrono::milliseconds{1 + below(400)};
    options.jitter = std::chrono::milliseconds{below(300)};
    options.short_reads = chance(50);
    if (chance(30)) options.bytes_per_second = 1'200 + below(10'000);
    if (chance(60)) options.cut_every_bytes = 1'000 + below(20'000);
    town_.world.network().set_default_link(options);
}

std::string Storm::sentence() {
    static constexpr std::array words{
        "queue", "form", "window", "office", "tax", "court", "village", "naïve", "údaj", "แบบ"};
    std::string out;
    for (std::size_t i = 0, n = 1 + below(8); i < n; ++i)
        out += std::string{out.empty() ? "" : " "} + words.at(below(words.size()));
    return out + ".";
}

/// Another text near this one: some words go, some sentences come.
std::string Storm::changed(const std::string& text) {
    std::istringstream in{text};
    std::string out;
    for (std::string word; in >> word;) {
        if (chance(15)) continue;
        if (!out.empty()) out += ' ';
        out += word;
        if (chance(10)) out += " " + sentence();
    }
    return out.empty() || chance(30) ? out + " " + sentence() : out;
}

void Storm::people_act() {
    auto& machine = any_machine();
    if (!machine.runs()) return;
    const auto what = below(100);
    if (what < 20) return create(machine);
    if (what < 80) return edit(machine);
    govern(machine);
}

void Storm::create(NodeMachine& machine) {
    machine.begin_create(spaces_.at(below(spaces_.size())),
                         {{"title", sentence()}, {"problem", sentence() + " " + sentence()}});
}

void Storm::edit(NodeMachine& machine) {
    const auto documents = machine.replica().documents({}, {}).value();
    if (documents.empty()) return create(machine);
    const auto id = documents.at(below(documents.size())).id;
    const auto state = machine.replica().document(id).value();
    std::optional<std::vector<UpdateId>> base;
    if (chance(30)) {
        auto past = state->authorship.begin();
        std::advance(past, static_cast<std::ptrdiff_t>(below(state->authorship.size())));
        base = {past->first};
    }
    std::vector<Setting> fields;
    if (chance(70)) fields.push_back({"problem", changed(machine.text(id, "problem"))});
    if (chance(20)) fields.push_back({"solution:fr", changed(machine.text(id, "solution:fr"))});
    if (chance(30)) fields.push_back({"title", sentence()});
    if (chance(30)) fields.push_back({"funding", chance(60) ? "+donor" : "-donor"});
    machine.begin_edit(id, std::move(fields), base);
}

/// Who has a role hands out a lower one, or takes one away.
void Storm::govern(NodeMachine& machine) {
    const auto& governance = machine.replica().governance();
    const auto own = governance.role_of(machine.keys().person_id, spaces_[1]);
    if (!own) return;
    if (chance(40)) return revoke(machine, *own);
    governance::GrantRole grant;
    grant.under = own->grant;
    grant.space = spaces_[1];
    grant.role = chance(30) ? governance::Role::moderator : governance::Role::member;
    grant.holder = any_machine().keys().person_id;
    machine.begin_act(machine.keys().device, grant);
}

/// Keeps what this node has seen of the holder, or a little less.
void Storm::revoke(NodeMachine& machine, const governance::RoleInfo& own) {
    const auto roles = machine.replica().governance().roles(spaces_[1]);
    if (roles.empty()) return;
    const auto& target = roles.at(below(roles.size()));
    governance::Revoke act;
    act.under = own.grant;
    act.target = target.grant;
    const auto keys = machine.replica().governance().acting_keys(target.grant);
    for (const auto& space : {spaces_[1], same_bytes<SpaceId>(machine.replica().network())}) {
        const auto heads = machine.replica().heads(space).value();
        for (const auto& head : heads) {
            if (std::ranges::find(keys, head.chain.device) == keys.end() || chance(20)) continue;
            const Seq seq{1 + below(head.seq.value)};
            const auto there = machine.replica().updates_at(head.chain, seq).value();
            act.cuts.push_back({head.chain, seq, there.front()});
        }
    }
    std::ranges::sort(act.cuts);
    machine.begin_act(machine.keys().device, act);
}

void Storm::harm() {
    auto& network = town_.world.network();
    auto& machine = any_machine();
    const auto one = machine.index();
    const auto other = any_machine().index();
    switch (below(10)) {
        case 0:
        case 1:
            if (!machine.runs()) return machine.boot();
            return crash(machine);
        case 2:
            return crash_after_a_commit(machine);
        case 3:
            return network.partition(one, other);
        case 4:
            return network.block(one, other);
        case 5:
            return network.heal(one, other);
        case 6:
            return network.heal_all();
        case 7:
            return network.reset_streams(one, other);
        default:
            if (!machine.runs()) return;
            machine.disk().fail_next_commit(chance(50) ? store::StoreErrc::io
                                                       : store::StoreErrc::full);
            had_disk_fault_.insert(one);
    }
}

/// In the middle of whatever it does.
void Storm::crash(NodeMachine& machine) {
    for (std::size_t i = 0, n = below(100); i < n; ++i)
        town_.world.step();
    machine.crash(chance(50) ? Death::process : Death::machine);
    ++crashes_;
}

/// Something is on the disk, and nobody was told yet.
void Storm::crash_after_a_commit(NodeMachine& machine) {
    if (!machine.runs()) return;
    const auto before = machine.transactions();
    if (!town_.world.run_until([&] { return machine.transactions() > before; }, 10s)) return;
    crash(machine);
}

void Storm::check_one_document() {
    const auto all = town_.documents();
    if (all.empty()) return;
    auto one = all.begin();
    std::advance(one, static_cast<std::ptrdiff_t>(below(all.size())));
    town_.require_honest_about(*one);
}

void Storm::heal() {
    town_.world.network().heal_all();
    town_.world.network().set_default_link({});
    for (const auto& machine : town_.machines()) {
        // Faults that did not come yet go; what was answered `later` because of a full disk is
        // offered in the next session.
        if (machine->runs() && had_disk_fault_.contains(machine->index())) machine->crash();
    }
    town_.world.run_for(5s);
    for (const auto& machine : town_.machines()) {
        if (!machine->runs()) machine->boot();
    }
}

void Storm::rage() {
    for (int act = 0; act < acts; ++act) {
        town_.world.run_for(Duration{std::chrono::milliseconds{below(8'000)}});
        if (chance(70)) {
            people_act();
        } else {
            harm();
        }
        check_one_document();
    }
}

void Storm::end() {
    heal();
    require(town_.converges(30min), Invariant::delivery, "not equal after half an hour");
    town_.require_whole();
    town_.require_quiet(5min);
}

StormOutcome Storm::run() {
    StormOutcome out;
    try {
        set_up();
        rage();
        end();
        count(out);
    } catch (const Violation& violation) {
        out.violation = violation.what();
    } catch (const std::exception& other) {
        out.violation = Violation{Invariant::service, other.what()}.what();
    }
    if (!out.violation.empty()) out.report = town_.differences() + town_.world.report();
    out.nodes = machines();
    out.simulated = town_.world.now() - MonoTime{};
    out.crashes = crashes_ + town_.ended();
    out.trace = town_.world.trace().hash();
    for (const auto& machine : town_.machines()) {
        out.acknowledged += machine->acknowledged().size();
        out.refused += machine->refused();
    }
    return out;
}

void Storm::count(StormOutcome& out) {
    out.state = town_.machines().front()->state();
    auto& replica = town_.machines().front()->replica();
    const auto read = replica.log({}, [&](const node::LogEntry& entry) -> Result<void> {
        require(entry.verdict != node::LogEntry::Verdict::waiting,
                Invariant::delivery,
                "still waits: " + entry.reason);
        out.void_updates += entry.verdict == node::LogEntry::Verdict::void_ ? 1 : 0;
        return success();
    });
    require(read.has_value(), Invariant::service, "the log cannot be read");
    for (const auto& id : town_.documents())
        out.merged += replica.document(id).value()->document.merged_from() > 1 ? 1 : 0;
}

}  // namespace praxis::sim
