#pragma once

#include "node/web/account_folder.hpp"
#include "protocol/crypto/sealed_keys.hpp"
#include "tests/sim/disk/ram_folder.hpp"
#include "tests/sim/scenarios/node_world.hpp"

namespace praxis::sim {

/// An ordinary person: hosted at one node, with an account there, a member of every space that is
/// not open. Writes nothing, and moderates nowhere. Draws from its own stream of the seed.
class Member {
public:
    /// Certified now by the administrator of `home`, and taken in by the person of `founder`, whose
    /// administrator founded every space that is not open; where somebody took the role of steward
    /// from that person, the administrator appoints them anew. `founder` knows of all of it
    /// afterwards. A `Violation` where that cannot be. Both nodes run, and talk.
    Member(NodeWorld& town, NodeMachine& home, NodeMachine& founder);

    [[nodiscard]] NodeMachine& home() const { return home_; }
    [[nodiscard]] const PersonId& person() const { return person_; }
    /// The accounts of that node; this one's is the only one.
    [[nodiscard]] std::shared_ptr<web::AccountFiles> accounts() const { return accounts_; }

    static constexpr const char* name = "member";
    static constexpr const char* password = "eight slow ferries whistle";
    static constexpr crypto::SealCost cost{1, 8};  ///< of the password: it takes no time

private:
    void be_certified(NodeWorld& town, NodeMachine& founder, SeededEntropy& random);
    void be_taken_in(NodeWorld& town, NodeMachine& founder, const SpaceId& space) const;

    NodeMachine& home_;
    RamFolder folder_;
    std::shared_ptr<web::AccountFiles> accounts_;
    PersonId person_;
};

}  // namespace praxis::sim
