#pragma once

#include "cli/command.hpp"
#include "cli/invitation.hpp"
#include "node/community/compose.hpp"
#include "protocol/crypto/keys.hpp"
#include "protocol/governance/acts.hpp"

namespace praxis::cli {

/// The key of this node's folder that an act needs. Fails with `NodeErrc::key_missing` and the
/// name of the file that is not there, and as `secret_in` does.
[[nodiscard]] Result<crypto::SigningPair> key_for(const Context& context, node::KeyFile file);
/// The same for who can do without: nullopt when the folder has no such key. One that is there and
/// cannot be read or opened is an error, never absence.
[[nodiscard]] Result<std::optional<crypto::SigningPair>> key_if_here(const Context& context,
                                                                     node::KeyFile file);

/// Signs an act of root at the end of the signer's chain and hands it to the node; the id of the
/// update. `reason`: what people will read beside it, if anything. Fails with
/// `NodeErrc::not_allowed` and the reason when governance does not let it stand.
[[nodiscard]] Result<UpdateId> submit_act(Context& context,
                                          const crypto::SigningPair& signer,
                                          const governance::Act& act,
                                          const std::string& reason = {});
/// What became of an act that others have to agree to.
struct Proposed {
    UpdateId id;
    bool stands = false;  ///< enough agree already
};
/// The same of a proposal to the board: that too few agree to it yet is no failure.
[[nodiscard]] Result<Proposed> propose(Context& context,
                                       const crypto::SigningPair& signer,
                                       const governance::Act& act,
                                       const std::string& reason = {});
/// Hands a record of root to the node, whatever governance makes of it: the answer.
[[nodiscard]] Result<boost::json::object> hand_in(Context& context,
                                                  const wire::SignedUpdate& update);
/// Hands over an update that is signed already; fails as `submit_act`.
[[nodiscard]] Result<UpdateId> submit(Context& context, const wire::SignedUpdate& update);

/// A cut as `root.cuts` and `root.ratifiable` write it.
[[nodiscard]] Result<governance::Cut> cut_from(const boost::json::object& line);

/// The heads that the node holds of every chain of the keys that act by a grant, in one space and
/// root, else in all: a revocation with these cuts keeps all that was done until now.
[[nodiscard]] Result<std::vector<governance::Cut>> cuts_of(Context& context,
                                                           const UpdateId& grant,
                                                           const std::optional<SpaceId>& space);

/// All of root as the node holds it now, into an invitation.
[[nodiscard]] Result<void> carry_root(Context& context, Invitation& invitation);

/// Who this node is; asking fails with `NodeErrc::not_member` and the whole story when it is no
/// member.
struct Self {
    NetworkId network;
    NodeId node;
    PersonId person;
    SpaceId commons;
};
[[nodiscard]] Result<Self> who_am_i(Context& context);

/// A document of a kind, by this node's person: its id.
[[nodiscard]] Result<DocumentId> new_document(Context& context,
                                              std::string_view kind,
                                              const SpaceId& space,
                                              const std::vector<community::Setting>& settings);

/// Settings as a request carries them.
[[nodiscard]] boost::json::array to_json(const std::vector<community::Setting>& settings);

}  // namespace praxis::cli
