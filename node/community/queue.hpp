#pragma once

#include "node/community/moderation.hpp"
#include "node/community/request.hpp"

namespace praxis::community {

/// What waits for a moderator's approval in one document: something that a person in quarantine
/// wrote there.
struct Unapproved {
    DocumentId about;
    SpaceId space;
    PersonId by;
    bool withheld =
        false;         ///< they made it; else it is a change of what another made, and is shown
    WallTime written;  ///< the first of it, by their clock
};
/// What a person may approve, oldest first by the authors' clocks, then by id. What a moderator hid
/// is left out, and documents that are not merged. Store errors only.
[[nodiscard]] Result<std::vector<Unapproved>> all_unapproved(
    const node::Replica& replica,
    const Kinds& kinds,
    const std::optional<SpaceId>& space,
    const std::optional<PersonId>& moderator);

/// What a moderator wants to see of the queue; what is left out restricts nothing.
struct QueueFilter {
    std::optional<SpaceId> space{};
    std::optional<DocumentId> theme{};
    std::string language{};  ///< a tag; empty: any
};

/// All that waits for a moderator.
struct Queue {
    std::vector<OpenCall> calls;
    std::vector<Unapproved> unapproved;
    /// Those of everything that waits in the space, whatever theme and language is asked for.
    std::set<DocumentId> themes;
    std::set<std::string> languages;
};
/// A document has the themes and languages that its fields name, by what its kind file says of
/// these, and those of what it answers. Store errors only.
[[nodiscard]] Result<Queue> queue_of(const node::Replica& replica,
                                     const Kinds& kinds,
                                     const QueueFilter& filter,
                                     const std::optional<PersonId>& moderator);

/// `moderation.queue` space, theme, language (default: all): `{"what","about","space","by",
/// "written"}` each, what this node's person may answer; "what" is `flag`, with "id" and "reason",
/// or `approval`, with "withheld". Fails with `Errc::not_found` when there is no such space here,
/// and with `Errc::bad_value` for what is no language tag.
[[nodiscard]] Result<std::vector<boost::json::object>> list_queue(const node::Replica& replica,
                                                                  const Kinds& kinds,
                                                                  const Request& request);

}  // namespace praxis::community
