#include "tests/support/network.hpp"

namespace praxis::test {

node::Identity NodeKeys::identity() const {
    return {crypto::SigningPair{device.seed().duplicate()},
            crypto::DhPair{dh.secret().duplicate()}};
}

Network::Network(std::uint64_t seed) : entropy_{seed}, board_{crypto::SigningPair::draw(entropy_)} {
    entropy_.fill(genesis_.nonce);
    genesis_.board = {board_.key()};
}

UpdateId Network::act(const crypto::SigningPair& by, const governance::Act& act) {
    auto& end = ends_[by.key()];
    wire::Header header;
    header.network = id();
    header.device = by.key();
    header.space = same_bytes<SpaceId>(id());
    header.incarnation = Incarnation{1};
    header.seq = end.seq.next();
    header.prev = end.id;
    header.document = same_bytes<DocumentId>(id());
    header.written = from_millis(now_++);
    const auto skeleton = governance::encode(act);
    header.skeleton_bytes = static_cast<std::uint16_t>(skeleton.size());
    header.payload_hash = wire::payload_hash(wire::skeleton_leaf(skeleton), Hash{});
    header.deps = heads_;
    auto bytes = wire::encode(header);
    const auto made = wire::id_of(bytes);
    const auto signature = by.sign(wire::signed_message(made));
    root_.push_back({std::move(bytes), signature, skeleton, Bytes{}, Hash{}});
    end = {header.seq, made};
    heads_ = {made};
    return made;
}

NodeKeys Network::add_node(governance::Level level,
                           const crypto::SigningPair& issuer,
                           const UpdateId& under,
                           governance::NodeRole role) {
    NodeKeys keys{crypto::SigningPair::draw(entropy_),
                  crypto::SigningPair::draw(entropy_),
                  crypto::SigningPair::draw(entropy_),
                  crypto::DhPair::draw(entropy_),
                  {},
                  {}};
    governance::GrantAdministrator administrator;
    administrator.level = level;
    administrator.under = under;
    administrator.holder = keys.administrator.key();
    keys.administrator_grant = act(issuer, administrator);

    governance::GrantPerson person;
    person.under = keys.administrator_grant;
    person.holder = keys.person.key();
    person.possession = keys.person.sign(
        governance::possession_message(id(), person.under, person.holder, DhKey{}));
    keys.person_id = same_bytes<PersonId>(act(keys.administrator, person));

    governance::GrantDevice device;
    device.under = same_bytes<UpdateId>(keys.person_id);
    device.person = keys.person_id;
    device.holder = keys.device.key();
    device.dh = keys.dh.key();
    device.node = role;
    device.possession = keys.device.sign(
        governance::possession_message(id(), device.under, device.holder, device.dh));
    act(keys.person, device);
    return keys;
}

NodeKeys Network::add_centre() {
    return add_node(governance::Level::centre, board_, UpdateId{}, governance::NodeRole::centre);
}

NodeKeys Network::add_office(const NodeKeys& centre) {
    return add_node(governance::Level::office,
                    centre.administrator,
                    centre.administrator_grant,
                    governance::NodeRole::office);
}

SpaceId Network::found_space(const NodeKeys& by, governance::JoinPolicy policy) {
    governance::FoundSpace found;
    found.under = by.administrator_grant;
    found.steward = by.person_id;
    found.policy = policy;
    return same_bytes<SpaceId>(act(by.administrator, found));
}

UpdateId Network::grant_role(const NodeKeys& by,
                             const SpaceId& space,
                             const PersonId& to,
                             governance::Role role,
                             const UpdateId& under) {
    governance::GrantRole grant;
    grant.under = under;
    grant.space = space;
    grant.role = role;
    grant.holder = to;
    return act(by.device, grant);
}

}  // namespace praxis::test
