#pragma once

#include "node/replica/replica.hpp"

#include <boost/json/object.hpp>

#include <set>
#include <string>
#include <vector>

namespace praxis::community {

/// An act about an author that stands: in quarantine in a space, or released from one.
struct QuarantineEntry {
    enum class What : std::uint8_t { quarantine, release };
    What what = What::quarantine;
    UpdateId update;
    UpdateId quarantine;  ///< itself, or the one that is over
    SpaceId space;
    PersonId person;
    WallTime written;  ///< by the moderator's clock
    std::optional<PersonId> by;
    std::string reason;       ///< empty: it is not here
    bool taken_back = false;  ///< a quarantine that somebody released
};

/// "quarantine", "release": the words of the command line.
[[nodiscard]] std::string_view word_of(QuarantineEntry::What what);
/// `{"act","update","quarantine","space","person","by","written","reason","in_force"}`.
[[nodiscard]] boost::json::object to_json(const QuarantineEntry& entry);

/// Those of a space, newest first by the moderators' clocks, then by id. Store errors only.
[[nodiscard]] Result<std::vector<QuarantineEntry>> quarantine_entries(const node::Replica& replica,
                                                                      const SpaceId& space);
/// Who is in quarantine in a space now.
[[nodiscard]] std::set<PersonId> in_quarantine(const governance::Governance& governance,
                                               const SpaceId& space);
/// The documents of a space in which they wrote something, whatever became of it; costs what they
/// wrote there. Store errors only.
[[nodiscard]] Result<std::set<DocumentId>> written_in_quarantine(const node::Replica& replica,
                                                                 const SpaceId& space);

}  // namespace praxis::community
