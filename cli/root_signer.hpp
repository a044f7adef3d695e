#pragma once

#include "protocol/base/time.hpp"
#include "protocol/crypto/keys.hpp"
#include "protocol/governance/acts.hpp"

#include <map>
#include <vector>

namespace praxis::cli {

/// Where an update of root goes: its place in its signer's chain, and what it follows.
struct RootPlace {
    NetworkId network;
    Incarnation incarnation;
    Seq seq{1};
    UpdateId prev;               ///< zero at seq 1
    std::vector<UpdateId> deps;  ///< strictly ascending, at most limits::deps_max; more than one
                                 ///< head beyond that is the node's to join first
};

/// An act as an update of root, signed by `signer`. `content`: of its reason, empty without one
/// (wire::encode_content).
[[nodiscard]] wire::SignedUpdate sign_act(const RootPlace& place,
                                          const crypto::SigningPair& signer,
                                          const governance::Act& act,
                                          WallTime now,
                                          Bytes content = {});

/// The signature by which a key lets itself be named (governance::possession_message).
[[nodiscard]] Signature possess(const NetworkId& network,
                                const UpdateId& anchor,
                                const crypto::SigningPair& holder,
                                const DhKey& dh);

/// Writes acts one after the other where no node runs yet: for `init` and `join`. Each has the
/// heads of what was written before as deps.
class RootLog {
public:
    /// `heads`: of what is there already; empty for a new network. `incarnation`: of every chain
    /// written here but an invitation key's.
    RootLog(NetworkId network, std::vector<UpdateId> heads, Incarnation incarnation, WallTime now);

    UpdateId write(const crypto::SigningPair& signer, const governance::Act& act);
    [[nodiscard]] const NetworkId& network() const { return network_; }
    [[nodiscard]] const std::vector<wire::SignedUpdate>& updates() const { return updates_; }

private:
    NetworkId network_;
    std::vector<UpdateId> heads_;
    Incarnation incarnation_;
    WallTime now_;
    std::map<SigningKey, std::pair<Seq, UpdateId>> chains_;
    std::vector<wire::SignedUpdate> updates_;
};

/// The heads of a list of updates of root: those that no other has as a dep, ascending.
[[nodiscard]] Result<std::vector<UpdateId>> heads_of(
    const std::vector<wire::SignedUpdate>& updates);

}  // namespace praxis::cli
