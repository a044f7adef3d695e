#pragma once

#include "node/replica/replica.hpp"

#include <boost/json/object.hpp>

#include <string>

namespace praxis::community {

/// An act of root that was signed here, or that made signing it needless.
struct SignedAct {
    UpdateId act;
    bool before = false;  ///< it was there, and nothing was written
};
/// `{"id","before"}`.
[[nodiscard]] boost::json::object to_json(const SignedAct& done);

/// Signs an act of root by `as`, or by this node's device, with the words that people read beside
/// it, unless `before` finds one that makes it needless (`Replica::Before`). Fails as
/// `Replica::act`, and with `NodeErrc::not_allowed`, in the words `refused` and governance's, when
/// it does not stand here. Event-loop thread only; the replica outlives the task.
[[nodiscard]] node::Task<Result<SignedAct>> sign_act(
    node::Replica& replica,
    governance::Act act,
    std::string words,
    node::Acting as,
    node::Replica::Before before = {},
    std::string refused = "the act does not stand: ");

}  // namespace praxis::community
