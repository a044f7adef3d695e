#pragma once

#include "node/replica/identity.hpp"
#include "protocol/governance/acts.hpp"

#include <map>

namespace praxis::test {

/// The keys of one node and of the person who runs it, reproducible from the network's seed.
struct NodeKeys {
    crypto::SigningPair administrator;
    crypto::SigningPair person;
    crypto::SigningPair device;
    crypto::DhPair dh;
    UpdateId administrator_grant;
    PersonId person_id;

    [[nodiscard]] node::Identity identity() const;
};

/// A network made by hand, as `init`, `invite` and `join` would make it: signs root updates, each
/// after all before it, for tests to feed to replicas in any order.
class Network {
public:
    explicit Network(std::uint64_t seed);

    /// A centre: administrator granted by the board, its person, that person's device.
    NodeKeys add_centre();
    /// An office under a centre.
    NodeKeys add_office(const NodeKeys& centre);
    /// A space founded by `by`'s administrator, with `by`'s person as steward.
    SpaceId found_space(const NodeKeys& by, governance::JoinPolicy policy);
    UpdateId grant_role(const NodeKeys& by,
                        const SpaceId& space,
                        const PersonId& to,
                        governance::Role role,
                        const UpdateId& under);
    /// Any act by any key, after everything before it.
    UpdateId act(const crypto::SigningPair& by, const governance::Act& act);

    [[nodiscard]] const governance::Genesis& genesis() const { return genesis_; }
    [[nodiscard]] NetworkId id() const { return governance::network_id(genesis_); }
    [[nodiscard]] const std::vector<wire::SignedUpdate>& root() const { return root_; }
    [[nodiscard]] const crypto::SigningPair& board() const { return board_; }

private:
    NodeKeys add_node(governance::Level level,
                      const crypto::SigningPair& issuer,
                      const UpdateId& under,
                      governance::NodeRole role);

    struct End {
        Seq seq{0};
        UpdateId id;
    };
    SeededEntropy entropy_;
    crypto::SigningPair board_;
    governance::Genesis genesis_;
    std::vector<wire::SignedUpdate> root_;
    std::map<SigningKey, End> ends_;
    std::vector<UpdateId> heads_;
    std::int64_t now_ = 1'700'000'000'000;
};

}  // namespace praxis::test
