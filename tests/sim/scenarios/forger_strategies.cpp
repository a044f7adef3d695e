#include "protocol/wire/content.hpp"
#include "tests/sim/draw.hpp"
#include "tests/sim/scenarios/forger.hpp"

#include <algorithm>

// The strategies that need one letter, or two to two nodes.

namespace praxis::sim {
namespace {

void flip(Bytes& bytes, Entropy& random) {
    if (bytes.empty()) return;
    const auto at = random.below(bytes.size());
    bytes[at] ^= std::byte{static_cast<unsigned char>(1 + random.below(255))};
}

}  // namespace

Block Forger::by(Strategy strategy, const NodeMachine& to) {
    constexpr std::size_t replayed_max = 3;
    Block block;
    switch (strategy) {
        case Strategy::bad_signature:
            block = bad_signature();
            break;
        case Strategy::altered_field:
            block = chance(random_, 50) ? altered_field() : altered_field_of_another(to);
            break;
        case Strategy::backdate:
            block = backdate();
            break;
        case Strategy::replay:
            return replay(to, 1 + random_.below(replayed_max));
        case Strategy::self_promotion:
            block = self_promotion();
            break;
        case Strategy::forged_revoke:
            block = forged_revoke(to);
            break;
        case Strategy::duplicate_sequence:
            return duplicate_sequence();
        case Strategy::two_face:
        case Strategy::stale_membership:
        case Strategy::quota_burst:
            break;
    }
    for (auto& line : block)
        line.strategy = strategy;
    return block;
}

Block Forger::bad_signature() {
    Line line{"with a wrong signature",
              creation(key(), next_header(key(), open_), unseen),
              Fate::refused,
              End::absent};
    auto& signature = line.update.signature;
    const auto message = wire::signed_message(wire::id_of(line.update.header));
    switch (random_.below(3)) {
        case 0:
            signature.bytes[random_.below(signature.bytes.size())] ^= std::byte{4};
            break;
        case 1:
            line.name = "signed by another key than it names";
            signature = stranger_.sign(message);
            break;
        default:
            line.name = "with the signature of another update";
            signature = creation(key(), next_header(key(), open_), unseen).signature;
    }
    return {std::move(line)};
}

Block Forger::altered_field() {
    Line line{"with an altered header",
              creation(key(), next_header(key(), open_), unseen),
              Fate::refused,
              End::absent};
    auto& update = line.update;
    switch (random_.below(3)) {
        case 0:
            flip(update.header, random_);
            break;
        case 1:
            line.name = "with an altered skeleton";
            flip(update.skeleton, random_);
            break;
        default:
            line.name = "with an altered content";
            flip(*update.content, random_);
    }
    return {std::move(line)};
}

/// What a node holds of others, passed on with another byte. Its true form is held all the same,
/// so of an altered payload nothing is required in the end.
Block Forger::altered_field_of_another(const NodeMachine& to) {
    auto block = replay(to, 1);
    for (auto& line : block) {
        auto& update = line.update;
        line.name = "with an altered header, of somebody else";
        line.fate = Fate::refused;
        line.end = End::absent;
        if (chance(random_, 50) || update.skeleton.empty()) {
            flip(update.header, random_);
            continue;
        }
        line.name = "with an altered payload, of somebody else";
        line.end = End::open;
        const bool in_content = update.content && !update.content->empty() && chance(random_, 50);
        flip(in_content ? *update.content : update.skeleton, random_);
    }
    return block;
}

/// As if it had been there before its certificate was: the heads it names know of the space and
/// not of the device, whatever the date says.
Block Forger::backdate() {
    auto header = next_header(key(), open_);
    header.written = any_time();
    header.governance = {same_bytes<UpdateId>(open_)};
    return {{"backdated, under heads of before its certificate",
             creation(key(), header, unseen),
             Fate::held,
             End::is_void}};
}

Block Forger::replay(const NodeMachine& from, std::size_t count) {
    std::vector<UpdateId> all;
    std::vector<UpdateId> own;
    const auto look = [&](const node::LogEntry& entry) -> Result<void> {
        if (!from.stores(entry.id)) return success();
        all.push_back(entry.id);
        if (entry.chain.device == key().key()) own.push_back(entry.id);
        return success();
    };
    require(from.replica().log({}, look).has_value(), Invariant::service, "no log can be read");
    const auto& list = !own.empty() && chance(random_, 50) ? own : all;
    Block out;
    for (std::size_t i = 0; i < count && !list.empty(); ++i) {
        const auto& id = list.at(random_.below(list.size()));
        auto update = from.replica().load(id).value();
        if (!update || !update->content) continue;
        out.push_back(
            {"what it holds", std::move(*update), Fate::known, End::open, Strategy::replay});
    }
    return out;
}

Block Forger::self_promotion() {
    const auto& keys = device_.keys();
    governance::GrantRole role;
    role.under = same_bytes<UpdateId>(closed_);
    role.space = closed_;
    role.role = chance(random_, 50) ? governance::Role::steward : governance::Role::moderator;
    role.holder = keys.person_id;
    const auto line = [](const char* name, wire::SignedUpdate update) {
        return Line{name, std::move(update), Fate::held, End::is_void};
    };
    switch (random_.below(4)) {
        case 0: {
            auto granted = act(key(), role);
            role.under = wire::id_of(granted.header);
            role.role = governance::Role::member;
            return {line("a role given to itself", std::move(granted)),
                    line("a role given by that role", act(key(), role, role.under))};
        }
        case 1:
            role.under = keys.administrator_grant;
            return {line("a role given by its administrator", act(keys.administrator, role))};
        case 2: {
            governance::GrantAdministrator centre;
            centre.level = governance::Level::centre;
            centre.holder = keys.administrator.key();
            return {line("a centre made of itself", act(keys.administrator, centre))};
        }
        default: {
            auto granted = act(key(), role);
            auto header = next_header(key(), closed_);
            header.governance = {wire::id_of(granted.header)};
            auto used = creation(key(), header, unseen);
            return {line("a role given to itself", std::move(granted)),
                    line("by the role it gave itself", std::move(used))};
        }
    }
}

/// Of somebody it is not above: its equals and their people, and those above it.
governance::Revoke Forger::wrong_revoke(const NodeMachine& to) {
    const auto honest = town_.honest();
    const auto& target = honest.at(random_.below(honest.size()))->keys();
    governance::Revoke out;
    if (chance(random_, 80)) out.under = device_.keys().administrator_grant;
    out.target = target.administrator_grant;
    if (chance(random_, 25)) out.target = same_bytes<UpdateId>(target.person_id);
    const auto device = to.replica().governance().device_info(target.device.key());
    if (device && chance(random_, 25)) out.target = device->certificate;
    return out;
}

Block Forger::forged_revoke(const NodeMachine& to) {
    auto revoke = wrong_revoke(to);
    if (chance(random_, 25)) {
        // In the name of who may: of the administrator above all.
        const auto& above = town_.honest().front()->keys();
        revoke.under = above.administrator_grant;
        Line line{"a revocation in the name of who may",
                  act(above.administrator, revoke),
                  Fate::refused,
                  End::absent};
        line.update.signature = key().sign(wire::signed_message(wire::id_of(line.update.header)));
        return {std::move(line)};
    }
    const auto& by = chance(random_, 75) ? device_.keys().administrator : key();
    return {{"a revocation it has no right to", act(by, revoke), Fate::held, End::is_void}};
}

Forger::Fork Forger::fork() {
    auto header = next_header(key(), open_);
    Fork out;
    if (chance(random_, 50)) {
        auto first = creation(key(), header, "A common word");
        header.prev = wire::id_of(first.header);
        header.seq = header.seq.next();
        out.common.push_back(
            {"what comes before two faces", std::move(first), Fate::known, End::stands});
    }
    out.one = creation(key(), header, "A first face");
    out.other = creation(key(), header, "A second face");
    return out;
}

governance::GrantDevice Forger::sibling() {
    const auto holder = crypto::SigningPair::draw(random_);
    governance::GrantDevice grant;
    grant.under = same_bytes<UpdateId>(device_.keys().person_id);
    grant.person = device_.keys().person_id;
    grant.holder = holder.key();
    grant.dh = crypto::DhPair::draw(random_).key();
    grant.possession = holder.sign(
        governance::possession_message(town_.network.id(), grant.under, grant.holder, grant.dh));
    return grant;
}

Forger::Fork Forger::fork_in_root() {
    const auto header = next_header(key(), same_bytes<SpaceId>(town_.network.id()));
    Fork out;
    out.one = sign(key(), header, governance::encode(sibling()), Bytes{});
    out.other = sign(key(), header, governance::encode(sibling()), Bytes{});
    return out;
}

/// In the open space both sides of a fork are its own words and stay; in root neither counts, once
/// there are two.
Forger::Faces Forger::two_faces() {
    const bool in_root = chance(random_, 33);
    auto forked = in_root ? fork_in_root() : fork();
    const auto first = wire::id_of(forked.one.header);
    Faces out{forked.common, std::move(forked.common)};
    out.first.push_back(
        {"a first face", std::move(forked.one), Fate::held, in_root ? End::open : End::stands});
    out.second.push_back({"a second face",
                          std::move(forked.other),
                          Fate::held,
                          in_root ? End::is_void : End::stands,
                          Strategy::two_face});
    if (in_root) out.second.back().voids = first;
    return out;
}

Block Forger::duplicate_sequence() {
    const bool in_root = chance(random_, 33);
    auto forked = in_root ? fork_in_root() : fork();
    const auto end = in_root ? End::is_void : End::stands;
    auto out = std::move(forked.common);
    out.push_back({"one of two at one place", std::move(forked.one), Fate::held, end});
    out.push_back({"the other of two at one place",
                   std::move(forked.other),
                   Fate::held,
                   end,
                   Strategy::duplicate_sequence});
    return out;
}

Block Forger::burst() {
    constexpr std::size_t text_bytes = 15'000;  // in one update, near the most a payload has
    constexpr std::size_t beyond = 4;           // so many updates more than there is room for
    const std::vector<Setting> fields{{"title", std::string{unseen}},
                                      {"problem", std::string(text_bytes, 'x')}};
    const auto& kind = *kinds().by_name("case_study").value();
    const auto edit = community::compose_new(kind, fields).value();
    Block out;
    for (std::size_t i = 0; i < limits::void_device_bytes_max / text_bytes + beyond; ++i) {
        out.push_back({"one of too many",
                       sign(key(),
                            next_header(key(), closed_),
                            crdt::encode(crdt::Skeleton{edit.operations}),
                            wire::encode_content(edit.parts, random_).value()),
                       Fate::quota,
                       End::is_void});
    }
    return out;
}

}  // namespace praxis::sim
