#pragma once

#include "node/community/request.hpp"
#include "node/replica/replica.hpp"

namespace praxis::community {

/// `root.board`: who decides for the network, and what is proposed to them and does not stand yet:
/// `{"rotation" (null: the first board),"need","keys","proposals":[{"id","what","agreed",
/// "need"}]}`. "what": words for people.
[[nodiscard]] Result<boost::json::object> board_of(const node::Replica& replica);

}  // namespace praxis::community
