#pragma once

#include "node/community/request.hpp"
#include "node/replica/replica.hpp"

namespace praxis::community {

/// `root.board`: who decides for the network, and what is proposed to them and does not stand yet:
/// `{"rotation" (null: the first board),"need","keys","proposals":[{"id","what","agreed",
/// "need"}]}`. "what": words for people.
[[nodiscard]] Result<boost::json::object> board_of(const node::Replica& replica);

/// What is open before the board, as its page and `root.board` tell it.
struct Proposal {
    governance::ProposalInfo info;
    std::string what;  ///< words for people
};
/// Ascending by id. Store errors only.
[[nodiscard]] Result<std::vector<Proposal>> open_proposals(const node::Replica& replica);

}  // namespace praxis::community
