#include "node/community/signing.hpp"

#include "node/replica/errc.hpp"

#include <boost/json/value.hpp>

namespace praxis::community {

boost::json::object to_json(const SignedAct& done) {
    boost::json::object out;
    out["id"] = done.act.hex();
    out["before"] = done.before;
    return out;
}

node::Task<Result<SignedAct>> sign_act(node::Replica& replica,
                                       governance::Act act,
                                       std::string words,
                                       node::Acting as,
                                       node::Replica::Before before,
                                       std::string refused) {
    auto found = std::make_shared<bool>(false);
    node::Replica::Before noted;
    if (before) {
        noted = [found, before](const governance::Governance& known) {
            auto out = before(known);
            *found = out.has_value();
            return out;
        };
    }
    auto signing = replica.act(std::move(act), std::move(words), std::move(as), std::move(noted));
    CO_TRY(const auto id, co_await std::move(signing));
    const auto verdict = replica.governance().verdict_of_root(id);
    if (verdict.stands()) co_return SignedAct{id, *found};
    co_return fail(node::NodeErrc::not_allowed, refused + governance::text_of(verdict));
}

}  // namespace praxis::community
