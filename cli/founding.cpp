#include "cli/founding.hpp"

#include "cli/errc.hpp"

#include <algorithm>

namespace praxis::cli {
namespace {

using governance::NodeRole;

std::string with_article(NodeRole role) {
    return (role == NodeRole::office ? "an " : "a ") + std::string{word_of(role)};
}

/// Never zero, which is the invitation keys'.
Incarnation draw_incarnation(Entropy& entropy) {
    for (;;) {
        if (const auto drawn = entropy.u64(); drawn != 0) return Incarnation{drawn};
    }
}

PersonId grant_person(RootLog& log, const UpdateId& under, const NodeKeys& keys) {
    governance::GrantPerson act;
    act.under = under;
    act.holder = keys.person->key();
    act.possession = possess(log.network(), under, *keys.person, DhKey{});
    return same_bytes<PersonId>(log.write(*keys.administrator, act));
}

void certify_device(RootLog& log, const PersonId& person, NodeRole role, const NodeKeys& keys) {
    governance::GrantDevice act;
    act.under = same_bytes<UpdateId>(person);
    act.person = person;
    act.holder = keys.device.key();
    act.dh = keys.dh.key();
    act.node = role;
    act.possession = possess(log.network(), act.under, keys.device, act.dh);
    log.write(*keys.person, act);
}

/// A log that goes on where these records end.
Result<RootLog> log_behind(const governance::Genesis& genesis,
                           const std::vector<wire::SignedUpdate>& root,
                           Entropy& entropy,
                           WallTime now) {
    TRY(auto heads, heads_of(root));
    if (heads.size() > limits::deps_max) heads.resize(limits::deps_max);
    return RootLog{
        governance::network_id(genesis), std::move(heads), draw_incarnation(entropy), now};
}

std::vector<wire::SignedUpdate> joined(std::vector<wire::SignedUpdate> before,
                                       const std::vector<wire::SignedUpdate>& written) {
    before.insert(before.end(), written.begin(), written.end());
    return before;
}

/// The act of a grant among an invitation's records.
Result<governance::Act> find_act(const Invitation& invitation, const UpdateId& grant) {
    for (const auto& update : invitation.root) {
        if (wire::id_of(update.header) == grant) return governance::decode_act(update.skeleton);
    }
    return fail(community::LineErrc::damaged, "the invitation names a grant that it does not hold");
}

/// What the invitation key hands over, and to which of the new keys.
struct Taken {
    governance::HandOver act;
    std::optional<UpdateId> administrator;
    std::optional<PersonId> person;
};

Result<Taken> take_grants(const Invitation& invitation, const NodeKeys& keys) {
    Taken out;
    for (const auto& grant : invitation.grants) {
        TRY(const auto act, find_act(invitation, grant));
        if (std::holds_alternative<governance::GrantAdministrator>(act)) {
            out.administrator = grant;
            out.act.entries.push_back({grant, keys.administrator->key()});
        } else {
            if (std::holds_alternative<governance::GrantPerson>(act)) {
                out.person = same_bytes<PersonId>(grant);
            }
            out.act.entries.push_back({grant, keys.person->key()});
        }
    }
    std::ranges::sort(out.act.entries);
    if (!out.administrator && !out.person) {
        return fail(community::LineErrc::damaged, "the invitation makes nobody a person");
    }
    return out;
}

}  // namespace

std::string_view word_of(NodeRole role) {
    switch (role) {
        case NodeRole::centre:
            return "centre";
        case NodeRole::office:
            return "office";
        case NodeRole::replica:
            return "replica";
        case NodeRole::none:
            return "none";
    }
    return "none";
}

std::optional<NodeRole> node_role_from(std::string_view word) {
    for (const auto role : {NodeRole::centre, NodeRole::office, NodeRole::replica}) {
        if (word_of(role) == word) return role;
    }
    return std::nullopt;
}

NodeKeys NodeKeys::draw(Entropy& entropy) {
    return {crypto::SigningPair::draw(entropy),
            crypto::SigningPair::draw(entropy),
            crypto::SigningPair::draw(entropy),
            crypto::SigningPair::draw(entropy),
            crypto::DhPair::draw(entropy)};
}

NewNode found_network(Entropy& entropy, WallTime now) {
    auto keys = NodeKeys::draw(entropy);
    governance::Genesis genesis;
    entropy.fill(genesis.nonce);
    genesis.board = {keys.board->key()};
    RootLog log{governance::network_id(genesis), {}, draw_incarnation(entropy), now};

    governance::GrantAdministrator centre;
    centre.level = governance::Level::centre;
    centre.holder = keys.administrator->key();
    const auto grant = log.write(*keys.board, centre);
    const auto person = grant_person(log, grant, keys);
    certify_device(log, person, NodeRole::centre, keys);
    governance::FoundSpace commons;
    commons.under = grant;
    commons.steward = person;
    commons.policy = governance::JoinPolicy::open;
    const auto space = log.write(*keys.administrator, commons);
    return {std::move(keys), genesis, log.updates(), person, same_bytes<SpaceId>(space)};
}

Result<NewNode> accept(const Invitation& invitation,
                       NodeRole role,
                       Entropy& entropy,
                       WallTime now) {
    if (role < invitation.role) {
        return fail(CliErrc::usage,
                    "the invitation is for " + with_article(invitation.role) + "; it cannot make " +
                        with_article(role));
    }
    auto keys = NodeKeys::draw(entropy);
    keys.board.reset();
    TRY(const auto taken, take_grants(invitation, keys));
    if (!taken.administrator) keys.administrator.reset();

    TRY(auto log, log_behind(invitation.genesis, invitation.root, entropy, now));
    const crypto::SigningPair invited{invitation.seed.duplicate()};
    log.write(invited, taken.act);
    const auto person =
        taken.administrator ? grant_person(log, *taken.administrator, keys) : *taken.person;
    certify_device(log, person, role, keys);

    return NewNode{std::move(keys),
                   invitation.genesis,
                   joined(invitation.root, log.updates()),
                   person,
                   invitation.commons};
}

Result<NewNode> another_device(const community::PersonLine& line,
                               const PersonId& person,
                               std::optional<crypto::SigningPair> person_key,
                               Entropy& entropy,
                               WallTime now) {
    auto keys = NodeKeys::draw(entropy);
    keys.board.reset();
    keys.administrator.reset();
    keys.person = std::move(person_key);
    TRY(auto log, log_behind(line.genesis, line.root, entropy, now));
    if (keys.person) certify_device(log, person, NodeRole::replica, keys);
    return NewNode{
        std::move(keys), line.genesis, joined(line.root, log.updates()), person, line.commons};
}

community::DeviceLine device_line_of(const NewNode& node, const std::string& name) {
    community::DeviceLine out;
    out.network = governance::network_id(node.genesis);
    out.person = node.person;
    out.device = node.keys.device.key();
    out.dh = node.keys.dh.key();
    out.possession =
        possess(out.network, same_bytes<UpdateId>(node.person), node.keys.device, out.dh);
    out.name = name;
    return out;
}

}  // namespace praxis::cli
