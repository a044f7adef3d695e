#pragma once

#include "node/replica/replica.hpp"

#include <boost/json/object.hpp>

#include <vector>

namespace praxis::community {

/// How many cuts one revocation or ratification has room for, with a reason beside them.
inline constexpr std::size_t cuts_max = 128;

/// The cuts that keep all that is held here of the chains, in these spaces, of the keys that act by
/// a grant: at most `cuts_max`, the longest chains, for whoever holds a key can begin any number
/// of them. A device counts only by a certificate that stands: anybody can name any key as one of
/// somebody's. Ascending. Store errors only.
[[nodiscard]] Result<std::vector<governance::Cut>> cuts_now(const node::Replica& replica,
                                                            const UpdateId& grant,
                                                            const std::vector<SpaceId>& spaces);
/// Root and every space.
[[nodiscard]] std::vector<SpaceId> every_space(const node::Replica& replica);

/// As requests carry it: `{"device","space","incarnation","seq","id"}`.
[[nodiscard]] boost::json::object to_json(const governance::Cut& cut);

}  // namespace praxis::community
