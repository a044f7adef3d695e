#include "tests/sim/scenarios/storm.hpp"

#include "tests/sim/draw.hpp"
#include "tests/sim/scenarios/deep_check.hpp"
#include "tests/sim/scenarios/lmdb_disk.hpp"

#include <algorithm>

namespace praxis::sim {

using namespace std::chrono_literals;

namespace {

constexpr auto warm_up = 2min;
constexpr auto chaos = 2h;
constexpr auto looks_every = 10min;
constexpr auto rights_end = 90min;  // of the two hours, at the latest, if nothing is in the way
/// From the end of all faults until everybody has everything: a minute, and ten times the longest
/// pause between two dials.
constexpr auto delivery = 60s + 10 * limits::redial_max;
constexpr auto quiet = 60min;
constexpr std::size_t tiny_bytes = 4 * 1024;  // of a queue: two frames
/// What is dear is done for some seeds.
constexpr std::uint64_t oracle_every = 3;
constexpr std::size_t oracle_updates_max = 220;  // it is slow and obvious: with more, minutes
constexpr std::uint64_t reorder_every = 17;
constexpr std::uint64_t read_every = 5;
constexpr std::size_t orders = 20;

}  // namespace

Storm::Storm(std::uint64_t seed, MakeDisk make_disk, test::Oracle* oracle)
    : swarm_{Swarm::draw(seed)},
      oracle_{oracle},
      town_{seed, make_disk ? std::move(make_disk) : disks_of(seed)} {}

/// Each machine begins with root as its own certificate saw it.
void Storm::set_up() {
    auto& random = town_.world.chaos();
    for (std::size_t i = 0; i < swarm_.centres; ++i)
        static_cast<void>(town_.add_centre());
    auto& one = *town_.machines().at(0);
    auto& two = *town_.machines().at(1);
    const auto open = town_.network.found_space(one.keys(), governance::JoinPolicy::open);
    closed_ = town_.network.found_space(two.keys(), governance::JoinPolicy::invite);
    for (std::size_t i = 0; i < swarm_.offices; ++i)
        static_cast<void>(town_.add_office(i % 2 == 0 ? one : two));
    for (const auto& machine : town_.machines()) {
        const auto role =
            chance(random, 50) ? governance::Role::moderator : governance::Role::member;
        town_.network.grant_role(
            two.keys(), closed_, machine->keys().person_id, role, same_bytes<UpdateId>(closed_));
    }
    two.keep_session_with(one);
    if (chance(random, 50)) one.keep_session_with(two);
    for (std::size_t i = 2; i < town_.machines().size(); ++i) {
        auto& machine = *town_.machines().at(i);
        machine.keep_session_with(one);
        if (chance(random, 70)) machine.keep_session_with(two);
    }
    people_.emplace(town_, std::vector<SpaceId>{open, closed_});
    if (swarm_.hostile) {
        auto& hostile = town_.add_office(one);
        hostile.turn_hostile([seed = town_.world.seed()](node::ReplicaPort& replica) {
            return make_hostile_port(replica, SeededEntropy{seed});
        });
        hostile.keep_session_with(one);
        hostile.keep_session_with(two);
        hostile_.emplace(town_, faults_, hostile, open, closed_);
    }
    if (swarm_.kind == Swarm::Kind::tiny_queues) {
        // Not all of them: who may have much in flight fills the queue of who may hold little.
        for (const auto& machine : town_.machines()) {
            if (chance(random, 50)) machine->set_bounds({tiny_bytes, tiny_bytes});
        }
    }
    faults_.begin();
    for (const auto& machine : town_.machines())
        town_.found(*machine, machine->index() == 0);
    agenda_.run_until(town_.world.now() + warm_up);
}

void Storm::rage() {
    faults_.rage();
    act_later();
    look_later();
    if (hostile_) {
        write_letter_later();
        const auto latest = std::chrono::duration_cast<Duration>(rights_end);
        end_rights_later(Duration{static_cast<Duration::rep>(
            town_.world.chaos().below(static_cast<std::uint64_t>(latest.count())))});
    }
    agenda_.run_until(town_.world.now() + chaos);
}

void Storm::act_later() {
    const auto mean =
        std::chrono::duration_cast<Duration>(chaos) / static_cast<Duration::rep>(swarm_.acts);
    const auto wait = Duration{static_cast<Duration::rep>(
        town_.world.chaos().below(static_cast<std::uint64_t>(2 * mean.count())))};
    agenda_.after(wait, [this] {
        people_->act();
        act_later();
    });
}

void Storm::write_letter_later() {
    const auto wait = log_uniform(town_.world.chaos(), Duration{1min}, Duration{30min});
    agenda_.after(wait, [this] {
        hostile_->write();
        write_letter_later();
    });
}

void Storm::end_rights_later(Duration wait) {
    agenda_.after(wait, [this] {
        hostile_->end_rights();
        if (!hostile_->rights_ended()) end_rights_later(2min);
    });
}

/// Nobody may have had room for it while the storm raged.
void Storm::require_rights_ended() {
    hostile_->end_rights();
    require(town_.world.run_until([this] { return hostile_->rights_ended(); }, 1min),
            Invariant::authorisation,
            "who may revoke cannot");
}

void Storm::look_later() {
    agenda_.after(looks_every, [this] {
        look();
        look_later();
    });
}

void Storm::look() {
    checkpoint_.look(town_.world.chaos());
    for (const auto* machine : town_.honest())
        delayed_ += machine->runs() && !machine->replica().withheld().value().empty() ? 1 : 0;
}

/// A space goes only to nodes whose people have a role in it, and people gave and took roles: when
/// all know who has none, an administrator gives those one, so that in the end all may have all.
void Storm::restore_rights() {
    const auto honest = town_.honest();
    const auto root_of = [](const NodeMachine& machine) {
        const auto& replica = machine.replica();
        return replica.state().value().spaces.at(same_bytes<SpaceId>(replica.network()));
    };
    const auto all_know = [&] {
        return std::ranges::all_of(honest, [&](const auto* machine) {
            return machine->runs() && root_of(*machine) == root_of(*honest.front());
        });
    };
    require(town_.world.run_until(all_know, delivery),
            Invariant::delivery,
            "healed, and root is not equal in time");
    auto& by = *town_.machines().at(1);
    const auto limited = by.replica().governance().quota(closed_);
    if (limited && !limited->quota.is_none()) lift_quota(by);
    for (const auto* machine : honest) {
        const auto& person = machine->keys().person_id;
        if (by.replica().governance().role_of(person, closed_)) continue;
        governance::GrantRole grant;
        grant.under = by.keys().administrator_grant;
        grant.space = closed_;
        grant.role = governance::Role::steward;
        grant.holder = person;
        by.begin_act(by.keys().administrator, grant);
        const auto has_one = [&] {
            return by.replica().governance().role_of(person, closed_).has_value();
        };
        require(town_.world.run_until(has_one, 1min),
                Invariant::authorisation,
                "an administrator cannot appoint a steward");
    }
}

/// What it delays for days would not be everywhere in time.
void Storm::lift_quota(NodeMachine& by) {
    by.begin_act(by.keys().administrator,
                 governance::SetQuota{by.keys().administrator_grant, closed_, {}});
    const auto is_lifted = [&] {
        const auto quota = by.replica().governance().quota(closed_);
        return quota && quota->quota.is_none();
    };
    require(town_.world.run_until(is_lifted, 1min),
            Invariant::authorisation,
            "an administrator cannot lift a quota");
}

void Storm::end() {
    faults_.heal();
    if (hostile_) require_rights_ended();
    restore_rights();
    if (reads_pages()) admit_member();
    if (!town_.converges(delivery)) {
        checkpoint_.look(town_.world.chaos());  // who holds the same and differs says more
        throw Violation{Invariant::delivery, "healed, and not equal in time"};
    }
    checkpoint_.look(town_.world.chaos());
    town_.require_whole();
    if (hostile_) {
        const auto deadline = town_.world.now() + delivery;
        while (!hostile_->all_passed_on() && town_.world.now() < deadline)
            town_.world.run_for(10s);
        require(hostile_->all_passed_on(),
                Invariant::isolation,
                "what a hostile node passed on among what it altered is not everywhere");
        hostile_->require_ends();
        hostile_->require_kept_out();
        if (reads_pages()) read_pages_of_one();
    }
    for (const auto& machine : town_.machines()) {
        if (!machine->is_hostile()) continue;
        if (machine->runs()) machine->crash();
        // What a slow line still carries of it would be somebody who acts.
        for (const auto& other : town_.machines())
            town_.world.network().reset_streams(machine->index(), other->index());
    }
    town_.require_quiet(quiet);
    check_deeply();
}

bool Storm::reads_pages() const {
    return hostile_ && town_.world.seed() % read_every == 0;
}

/// The administrator of the second machine founded every space that is not open.
void Storm::admit_member() {
    const auto honest = town_.honest();
    auto& home = *honest.at(town_.world.chaos().below(honest.size()));
    member_.emplace(town_, home, *town_.machines().at(1));
}

void Storm::read_pages_of_one() {
    pages_ = read_pages(*member_, unseen);
    for (const auto& walk : {pages_.without_session, pages_.signed_in})
        require(walk.showing == 0, Invariant::authorisation, walk.first);
}

void Storm::check_deeply() {
    const auto honest = town_.honest();
    require_idempotent(*honest.front(), *honest.back());
    const auto seed = town_.world.seed();
    const auto updates = honest.front()->log().size();
    if (oracle_ != nullptr && seed % oracle_every == 0 && updates <= oracle_updates_max)
        require_authorised(*honest.front(), town_.network.genesis(), *oracle_);
    if (seed % reorder_every == 0)
        require_order_free(*honest.front(), town_.network.genesis(), town_.world.chaos(), orders);
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
    out.swarm = swarm_.text();
    if (!out.violation.empty()) out.report = town_.differences() + town_.world.report();
    out.pages = pages_.without_session.pages;
    out.pages_signed_in = pages_.signed_in.pages;
    out.void_visible = pages_.without_session.showing + pages_.signed_in.showing;
    out.nodes = town_.machines().size();
    out.simulated = town_.world.now() - MonoTime{};
    out.crashes = faults_.crashes() + town_.ended();
    out.trace = town_.world.trace().hash();
    if (hostile_) out.strategies = hostile_->sent();
    for (const auto& machine : town_.machines()) {
        out.acknowledged += machine->acknowledged().size();
        out.refused += machine->refused();
    }
    return out;
}

void Storm::count(StormOutcome& out) {
    out.state = town_.machines().front()->state();
    auto& replica = town_.machines().front()->replica();
    out.boards = replica.governance().board().rotation ? 1 : 0;
    out.quarantines = replica.governance().quarantines(closed_).size();
    out.delayed = delayed_;
    const auto is_hostile = [&](const SigningKey& device) {
        return std::ranges::any_of(town_.machines(), [&](const auto& machine) {
            return machine->is_hostile() && machine->keys().device.key() == device;
        });
    };
    const auto read = replica.log({}, [&](const node::LogEntry& entry) -> Result<void> {
        require(entry.verdict != node::LogEntry::Verdict::waiting || is_hostile(entry.chain.device),
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
