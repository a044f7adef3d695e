#include "tests/sim/scenarios/member.hpp"

#include "node/web/accounts.hpp"

namespace praxis::sim {

using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t member_stream = 7;  // of the seed

SeededEntropy stream_of_member(std::uint64_t seed) {
    SeededEntropy root{seed};
    return root.fork(member_stream);
}

}  // namespace

Member::Member(NodeWorld& town, NodeMachine& home, NodeMachine& founder)
    : home_{home}, accounts_{std::make_shared<web::AccountFolder>(folder_.path())} {
    auto random = stream_of_member(town.world.seed());
    be_certified(town, founder, random);
    const auto spaces = founder.replica().governance().spaces();
    for (const auto& space : spaces) {
        if (space.policy != governance::JoinPolicy::open) be_taken_in(town, founder, space.id);
    }
}

/// As `account add` does: the secrets are sealed before anybody can know the key.
void Member::be_certified(NodeWorld& town, NodeMachine& founder, SeededEntropy& random) {
    const auto signing = crypto::SigningPair::draw(random);
    const auto dh = crypto::DhPair::draw(random);
    auto sealed = crypto::seal(password, signing.seed(), dh.secret(), random, cost);
    require(sealed.has_value(), Invariant::service, "a password seals nothing");
    const web::AccountRecord account{name, signing.key(), std::move(sealed).value()};
    const auto added = accounts_->add(web::account_place(name), web::encode(account));
    require(added.has_value(), Invariant::service, added ? "" : added.error().text());

    governance::GrantPerson grant;
    grant.under = home_.keys().administrator_grant;
    grant.holder = signing.key();
    grant.form = governance::Holder::hosted;
    grant.dh = dh.key();
    grant.possession = signing.sign(
        governance::possession_message(town.network.id(), grant.under, grant.holder, grant.dh));
    home_.begin_act(home_.keys().administrator, grant);
    constexpr auto delivery_max = 60s + 10 * limits::redial_max;
    const auto person_at = [&](const NodeMachine& machine) {
        return web::hosted_person_of(machine.replica())(signing.key());
    };
    require(town.world.run_until(
                [&] { return person_at(home_) && person_at(founder) == person_at(home_); },
                delivery_max),
            Invariant::authorisation,
            "an administrator cannot certify somebody who is hosted");
    person_ = *person_at(home_);
}

void Member::be_taken_in(NodeWorld& town, NodeMachine& founder, const SpaceId& space) const {
    const auto& keys = founder.keys();
    const auto role_in_space = [&](const PersonId& person) {
        return founder.replica().governance().role_of(person, space);
    };
    const auto give = [&](const crypto::SigningPair& by, const governance::GrantRole& grant) {
        founder.begin_act(by, grant);
        const auto has_it = [&] {
            const auto role = role_in_space(std::get<PersonId>(grant.holder));
            return role && role->role == grant.role;
        };
        require(town.world.run_until(has_it, 1min),
                Invariant::authorisation,
                "who may give a role cannot");
    };
    governance::GrantRole grant;
    grant.space = space;
    auto own = role_in_space(keys.person_id);
    if (!own || own->role != governance::Role::steward) {
        grant.under = keys.administrator_grant;
        grant.role = governance::Role::steward;
        grant.holder = keys.person_id;
        give(keys.administrator, grant);
        own = role_in_space(keys.person_id);
    }
    grant.under = own->grant;
    grant.role = governance::Role::member;
    grant.holder = person_;
    give(keys.device, grant);
}

}  // namespace praxis::sim
