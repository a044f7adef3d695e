#include "tests/sim/scenarios/former.hpp"

#include "tests/sim/draw.hpp"

namespace praxis::sim {

Former Former::second_device(NodeWorld& town, Forger& forger, SpaceId open) {
    Former out{forger, open};
    out.own_key_ = crypto::SigningPair::draw(forger.random());
    const auto& keys = forger.device().keys();
    governance::GrantDevice grant;
    grant.under = same_bytes<UpdateId>(keys.person_id);
    grant.person = keys.person_id;
    grant.holder = out.key().key();
    grant.dh = crypto::DhPair::draw(forger.random()).key();
    grant.possession = out.key().sign(
        governance::possession_message(town.network.id(), grant.under, grant.holder, grant.dh));
    const auto& centre = town.machines().at(0)->keys();
    out.by_ = &centre.administrator;
    out.revoke_.under = centre.administrator_grant;
    out.revoke_.target = town.network.act(keys.person, grant);
    return out;
}

Former Former::member(NodeWorld& town, Forger& forger) {
    const auto& founder = town.machines().at(1)->keys();
    const auto space = town.network.found_space(founder, governance::JoinPolicy::invite);
    Former out{forger, space};
    out.by_ = &founder.administrator;
    out.revoke_.under = founder.administrator_grant;
    for (const auto& machine : town.machines()) {
        const auto grant = town.network.grant_role(founder,
                                                   space,
                                                   machine->keys().person_id,
                                                   governance::Role::member,
                                                   same_bytes<UpdateId>(space));
        if (machine.get() == &forger.device()) out.revoke_.target = grant;
    }
    return out;
}

void Former::write_first() {
    constexpr std::size_t kept = 2;
    constexpr std::size_t late = 2;
    auto header = forger_.next_header(key(), space_);
    while (late_.size() < late) {
        const bool stays = kept_.size() < kept;
        auto update = forger_.creation(key(), header, stays ? "While I may" : unseen);
        header.prev = wire::id_of(update.header);
        header.seq = header.seq.next();
        if (stays) {
            kept_.push_back({"of before a removal", std::move(update), Fate::known, End::stands});
        } else {
            late_.push_back(
                {"after the cut of a removal", std::move(update), Fate::known, End::is_void});
        }
    }
    const auto& last = kept_.back().update;
    const auto cut = wire::decode_header(last.header).value();
    revoke_.cuts = {{cut.chain(), cut.seq, wire::id_of(last.header)}};
}

void Former::sign_end(test::Network& network) {
    network.act(*by_, revoke_);
    end_ = network.root().back();
}

bool Former::is_over_at(const NodeMachine& machine) const {
    return machine.replica().governance().contains(wire::id_of(end_.header));
}

bool Former::has_right_at(const NodeMachine& machine) const {
    const auto& governance = machine.replica().governance();
    if (!own_key_) {
        const auto& person = forger_.device().keys().person_id;
        return governance.role_of(person, space_).has_value();
    }
    const auto device = governance.device_info(own_key_->key());
    return !device || device->stands_now;
}

Block Former::letter(const NodeMachine& to, bool is_over) {
    auto out = kept_;
    if (!is_over && chance(forger_.random(), 50)) return out;
    auto late = chance(forger_.random(), 50) ? late_ : fresh(to);
    for (auto& line : late) {
        if (is_over) line.strategy = Strategy::stale_membership;
        out.push_back(std::move(line));
    }
    return out;
}

/// In a chain that no cut names.
Block Former::fresh(const NodeMachine& to) {
    auto header = forger_.next_header(key(), space_);
    const auto line = [](const char* name, wire::SignedUpdate update) {
        return Line{name, std::move(update), Fate::held, End::is_void};
    };
    switch (forger_.random().below(4)) {
        case 0:
            return {line("of who was removed, in a new chain",
                         forger_.creation(key(), header, unseen))};
        case 1:
            header.written = forger_.any_time();
            return {line("of who was removed, under a lied date",
                         forger_.creation(key(), header, unseen))};
        case 2:
            header.governance = {};
            return {line("of who was removed, under no heads",
                         forger_.creation(key(), header, unseen))};
        default: {
            auto edit = forger_.retitled(key(), to, space_);
            if (!edit) return {};
            return {line("of who was removed, in a document of others", std::move(*edit))};
        }
    }
}

}  // namespace praxis::sim
