#pragma once

#include "node/community/moderation.hpp"

namespace praxis::community {

/// Of all erasures those for which `Replica::erase` has something to do now: to note that they are
/// agreed, or to erase what is due. What an erasure reaches is
/// every content that its author had seen of the document, but for those of acts of moderation.
/// Documents that are not merged are left for later. Store errors only.
[[nodiscard]] Result<std::vector<node::Replica::Erasure>> erasures_due(const node::Replica& replica,
                                                                       WallTime now);

/// Whether a document has something to read here that an erasure does not reach.
[[nodiscard]] Result<bool> leaves_something(const node::Replica& replica,
                                            const node::DocumentState& state,
                                            const UpdateId& erasure);

/// `{"update","by","agreed","stewards","from_above","on","done"}` of the erasure that is asked for
/// now: who agrees; when this node erases, in milliseconds since 1970, null while not agreed; and
/// whether nothing that it reaches is here any more. Null when nobody asks.
[[nodiscard]] Result<boost::json::value> erasure_line(const node::Replica& replica,
                                                      const node::DocumentState& state,
                                                      const ModerationState& moderation);

/// The grant by which a person is steward of a space; nullopt: they are not.
[[nodiscard]] std::optional<UpdateId> steward_grant(const governance::Governance& governance,
                                                    const PersonId& person,
                                                    const SpaceId& space);

}  // namespace praxis::community
