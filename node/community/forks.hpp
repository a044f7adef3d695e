#pragma once

#include "node/community/request.hpp"
#include "node/replica/replica.hpp"

#include <set>

namespace praxis::community {

/// A chain that forked, and what is done about it.
struct Fork {
    node::ForkedChain chain;
    std::optional<PersonId> person;  ///< whose key it is
    /// The acts that pick branches and stand, ascending. None: all outside `root` count, none in.
    std::vector<UpdateId> picked_by;
    /// Nobody picked, or it forked again behind what was picked: more branches count than picked.
    bool open = false;
};

/// Chains that forked: two devices write with one key, or a disk was copied while in use. Outside
/// `root` all branches stand until somebody above the key picks.
class Forks {
public:
    explicit Forks(const node::Replica& replica) : replica_{replica} {}

    [[nodiscard]] Result<std::vector<Fork>> in(const SpaceId& space) const;
    /// The keys whose forked chains there are open.
    [[nodiscard]] Result<std::set<SigningKey>> open_in(const SpaceId& space) const;

    /// `root.forks`: every fork that is here, `root` first, then by space:
    /// `{"device","person","space","seq","branches":[{"first","end","updates","since","until",
    /// "counts"}],"picked_by","open"}`.
    [[nodiscard]] Result<std::vector<boost::json::object>> list() const;
    /// `root.fork` update, all (default: false): how to pick the branch that ends in an update, or,
    /// in `root`, up to it; with `all` every branch of its chain:
    /// `{"grants":[{"grant","above"}],"cuts"}`. Each grant needs a ratification by one who acts
    /// under one of "above", or by the board. Fails with `NodeErrc::not_found` when the update is
    /// not here, or its chain did not fork.
    [[nodiscard]] Result<boost::json::object> ways(const Request& request) const;

private:
    const node::Replica& replica_;
};

}  // namespace praxis::community
