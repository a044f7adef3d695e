#include "tests/sim/scenarios/people.hpp"

#include <algorithm>
#include <sstream>

namespace praxis::sim {
namespace {

constexpr std::uint64_t people_stream = 5;  // of the seed

SeededEntropy stream_of(std::uint64_t seed) {
    SeededEntropy root{seed};
    return root.fork(people_stream);
}

}  // namespace

People::People(NodeWorld& town, std::vector<SpaceId> spaces)
    : town_{town}, spaces_{std::move(spaces)}, random_{stream_of(town.world.seed())} {}

NodeMachine& People::any_machine() {
    const auto honest = town_.honest();
    return *honest.at(below(honest.size()));
}

std::string People::sentence() {
    static constexpr std::array words{
        "queue", "form", "window", "office", "tax", "court", "village", "naïve", "údaj", "แบบ"};
    std::string out;
    for (std::size_t i = 0, n = 1 + below(8); i < n; ++i)
        out += (out.empty() ? "" : " ") + std::string{words.at(below(words.size()))};
    return out + ".";
}

/// Another text near this one: some words go, some sentences come.
std::string People::changed(const std::string& text) {
    constexpr std::size_t long_bytes = 16'384;  // several such, merged, come to what a field holds
    if (text.size() > long_bytes) return sentence();
    std::istringstream in{text};
    std::string out;
    for (std::string word; in >> word;) {
        if (chance(15)) continue;
        if (!out.empty()) out += ' ';
        out += word;
        if (chance(10)) out += " " + sentence();
    }
    if (out.empty() || chance(30)) out += " " + sentence();
    return out;
}

void People::act() {
    auto& machine = any_machine();
    if (!machine.runs() || town_.world.paused(machine.index())) return;
    const auto what = below(100);
    if (what < 20) return create(machine);
    if (what < 70) return edit(machine);
    if (what < 80) return moderate(machine);
    govern(machine);
}

void People::create(NodeMachine& machine) {
    // A draw a statement: the order in which arguments are made is the compiler's choice.
    const auto& space = spaces_.at(below(spaces_.size()));
    const auto title = sentence();
    auto problem = sentence();
    problem += ' ' + sentence();
    machine.begin_create(space, {{"title", title}, {"problem", problem}});
}

void People::edit(NodeMachine& machine) {
    const auto documents = machine.replica().documents({}, {}).value();
    if (documents.empty()) return create(machine);
    const auto id = documents.at(below(documents.size())).id;
    const auto state = machine.replica().document(id).value();
    const auto base = some_version(*state);
    std::vector<Setting> fields;
    if (chance(70)) fields.push_back({"problem", changed(machine.text(id, "problem"))});
    if (chance(20)) fields.push_back({"solution:fr", changed(machine.text(id, "solution:fr"))});
    if (chance(30)) fields.push_back({"title", sentence()});
    if (chance(20)) fields.push_back({"template_version", sentence()});
    if (chance(30)) fields.push_back({"funding", chance(60) ? "+donor" : "-donor"});
    machine.begin_edit(id, std::move(fields), base);
}

/// Who may, and sometimes who may not: then nothing is written.
void People::moderate(NodeMachine& machine) {
    const auto documents = machine.replica().documents({}, {}).value();
    if (documents.empty()) return create(machine);
    const auto id = documents.at(below(documents.size())).id;
    const auto state = machine.replica().document(id).value();
    const auto& governance = machine.replica().governance();
    const bool may = community::may_moderate(governance, *state, machine.keys().person_id);
    if (!may && chance(80)) return;
    const auto act = community::moderation_acts.at(below(community::moderation_acts.size()));
    const auto base = some_version(*state);
    machine.begin_moderate(id, act, base);
}

std::optional<std::vector<UpdateId>> People::some_version(const node::DocumentState& state) {
    if (!chance(30)) return std::nullopt;
    auto past = state.authorship.begin();
    std::advance(past, static_cast<std::ptrdiff_t>(below(state.authorship.size())));
    return std::vector{past->first};
}

/// Who has a role hands out a lower one, or takes one away; sets the quota of the space, or puts
/// somebody in quarantine there, whether or not they may. The board's key is at the first machine.
void People::govern(NodeMachine& machine) {
    if (machine.index() == 0 && chance(20)) return replace_board(machine);
    const auto& governance = machine.replica().governance();
    const auto own = governance.role_of(machine.keys().person_id, spaces_[1]);
    if (!own) return;
    if (chance(10)) return limit(machine, *own);
    if (chance(20)) return quarantine(machine, *own);
    if (chance(40)) return revoke(machine, *own);
    governance::GrantRole grant;
    grant.under = own->grant;
    grant.space = spaces_[1];
    grant.role = chance(30) ? governance::Role::moderator : governance::Role::member;
    grant.holder = any_machine().keys().person_id;
    machine.begin_act(machine.keys().device, grant);
}

/// To as few as may be, a few more, or as many as they like; now and then they write more than that
/// at once.
void People::limit(NodeMachine& machine, const governance::RoleInfo& own) {
    governance::SetQuota act{own.grant, spaces_[1], {}};
    if (!chance(20)) {
        act.quota.updates = limits::quota_updates_min +
                            static_cast<std::uint32_t>(below(limits::quota_updates_min));
    }
    machine.begin_act(machine.keys().device, act);
    if (!chance(30)) return;
    for (std::size_t i = 0; i < limits::quota_updates_min + 5; ++i)
        machine.begin_create(spaces_[1], {{"title", sentence()}});
}

/// Somebody, or ends a quarantine.
void People::quarantine(NodeMachine& machine, const governance::RoleInfo& own) {
    const auto some = machine.replica().governance().quarantines(spaces_[1]);
    if (some.empty() || chance(50)) {
        const governance::Quarantine act{own.grant, any_machine().keys().person_id};
        return machine.begin_act(machine.keys().device, act);
    }
    const governance::Release act{own.grant, some.at(below(some.size())).id};
    machine.begin_act(machine.keys().device, act);
}

/// By another of which one decides, too: its old key, beside a new one now and then. Where all is
/// known that the board did before the storm: else its chain would fork.
void People::replace_board(NodeMachine& machine) {
    const auto& governance = machine.replica().governance();
    const auto& founded = town_.network.root();
    const bool knows_all = std::ranges::all_of(founded, [&](const wire::SignedUpdate& update) {
        return governance.contains(wire::id_of(update.header));
    });
    if (!knows_all) return;
    const auto board = governance.board();
    governance::RotateBoard act{board.rotation.value_or(UpdateId{}), 1, {}};
    act.board.push_back(town_.network.board().key());
    if (chance(50)) act.board.push_back(crypto::SigningPair::draw(random_).key());
    std::ranges::sort(act.board);
    machine.begin_act(town_.network.board(), act);
}

/// Keeps what this node has seen of the holder, or a little less.
void People::revoke(NodeMachine& machine, const governance::RoleInfo& own) {
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

}  // namespace praxis::sim
