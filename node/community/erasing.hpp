#pragma once

#include "node/community/moderation.hpp"

namespace praxis::community {

/// What `Replica::erase` has to do about an erasure that is agreed. What an erasure reaches is
/// every content that its author had seen of the document, but for those of acts of moderation.
struct ErasureLook {
    std::optional<node::Replica::Erasure> due;  ///< to be noted, or erased now
    bool is_done = false;                       ///< nothing is left of what it reaches
};
/// Neither for an act that is taken back, or void, or asks for something else, and for a document
/// that cannot be shown now. Store errors only.
[[nodiscard]] Result<ErasureLook> look_at(const node::Replica& replica,
                                          const governance::ErasureInfo& erasure,
                                          WallTime now);

/// What `Replica::undo_erasure` has to do about one that was noted, and that is not in force or not
/// agreed any more; nullopt: nothing, or the document cannot be shown now. Store errors only.
struct Undone {
    node::Replica::Erasure what;
    SpaceId space;
};
[[nodiscard]] Result<std::optional<Undone>> undone(const node::Replica& replica,
                                                   const node::Replica::NotedErasure& noted);

/// The last updates of a document that are void and not in a version of it: who asks to erase names
/// them, too. Store errors only.
[[nodiscard]] Result<std::vector<UpdateId>> unseen_void(const node::Replica& replica,
                                                        const node::DocumentState& state,
                                                        const std::vector<UpdateId>& base);

/// Whether something that stands is here of a document and not reached by an erasure.
[[nodiscard]] Result<bool> leaves_something(const node::Replica& replica,
                                            const node::DocumentState& state,
                                            const UpdateId& erasure);

/// `{"update","by","agreed","stewards","from_above","on","done"}` of the erasure that is asked for
/// now, one that is agreed before others: who agrees; when this node erases, in milliseconds since
/// 1970, null while not agreed; and whether nothing that it reaches is here any more. Null when
/// nobody asks.
[[nodiscard]] Result<boost::json::value> erasure_line(const node::Replica& replica,
                                                      const node::DocumentState& state,
                                                      const ModerationState& moderation);

/// The grant by which a person is steward of a space; nullopt: they are not.
[[nodiscard]] std::optional<UpdateId> steward_grant(const governance::Governance& governance,
                                                    const PersonId& person,
                                                    const SpaceId& space);

}  // namespace praxis::community
