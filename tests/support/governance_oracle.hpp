#pragma once

#include "protocol/base/ids.hpp"

#include <functional>
#include <map>
#include <set>
#include <vector>

namespace praxis::test {

/// An update as the oracle sees it: identifiers and bytes.
struct OracleUpdate {
    UpdateId id;
    ChainId chain;
    Seq seq;
    UpdateId prev;
    std::vector<UpdateId> deps;
    std::vector<UpdateId> governance;  ///< as written: empty means unchanged in its chain
    Bytes skeleton;
    bool is_join = false;
};

/// The rules of protocol/governance/README.md by direct recursion over the definitions, slow and
/// obvious. Shares only identifiers, bytes and the Ed25519 and BLAKE2b primitives with the product.
class GovernanceOracle {
public:
    GovernanceOracle(NetworkId network, unsigned k, std::set<SigningKey> board);

    void add(OracleUpdate update);

    /// Whether an update that was added stands, root or not.
    [[nodiscard]] bool stands(const UpdateId& id);
    /// Whether an update outside root waits for a governance head that is not here.
    [[nodiscard]] bool waits(const UpdateId& id) const;

private:
    struct Cut {
        ChainId chain;
        Seq seq;
        UpdateId id;
    };
    enum Kind { broken, join, administrator, person, device, endorse, space, role, revoke, hand };
    struct Act {
        Kind kind = broken;
        int level = 0;  // of a grant: 1 to 4, then 5 to 7 for letters a to c
        UpdateId under;
        UpdateId target;  // of an endorsement, a revocation; of a device: its person
        UpdateId home;    // of a role: its space; of a founding: its own id
        SigningKey key;   // named holder
        UpdateId holder;  // person who holds a role; zero: by invitation
        bool hosted = false, invitation = false, open = false, writes = false;
        std::vector<Cut> cuts;
        std::map<UpdateId, SigningKey> handed;
    };
    using Sees = std::function<bool(const UpdateId&)>;

    [[nodiscard]] Act parse(const OracleUpdate& update) const;
    [[nodiscard]] bool decide(const UpdateId& id);
    [[nodiscard]] bool decide_content(const OracleUpdate& update);
    [[nodiscard]] bool reaches(const UpdateId& id, const Act& act);
    [[nodiscard]] bool has_right(const UpdateId& id, const Act& act);
    [[nodiscard]] bool acts_for(const UpdateId& id, const UpdateId& person, const Sees& sees);
    [[nodiscard]] bool holds_key(const UpdateId& grant, const SigningKey&, const Sees&);
    [[nodiscard]] bool holds_role(const UpdateId& grant, const UpdateId& person, const Sees&);
    [[nodiscard]] bool hands_over(const UpdateId& handover, const UpdateId& grant);
    [[nodiscard]] bool is_free(const UpdateId& id, const UpdateId& grant, bool from_above_only);
    [[nodiscard]] bool is_inside(const UpdateId& id, const Act& revocation) const;
    [[nodiscard]] bool is_forked(const UpdateId& id) const;
    [[nodiscard]] bool descends(UpdateId grant, const UpdateId& above) const;
    [[nodiscard]] std::set<UpdateId> past(const std::vector<UpdateId>& from) const;
    [[nodiscard]] std::vector<UpdateId> effective_heads(const OracleUpdate& update) const;
    [[nodiscard]] const Act* grant(const UpdateId& id) const;

    NetworkId network_;
    unsigned k_;
    std::set<SigningKey> board_;
    std::map<UpdateId, OracleUpdate> updates_;
    std::map<UpdateId, Act> acts_;  // of root
    std::map<UpdateId, bool> decided_;
};

}  // namespace praxis::test
