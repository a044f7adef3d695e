#pragma once

#include "node/community/request.hpp"
#include "node/replica/replica.hpp"

#include <boost/json/object.hpp>

#include <string>
#include <vector>

namespace praxis::community {

/// The quota of a space: what each person may bring in a day before they are delayed, and what that
/// delays here now. Authority is governance's: protocol/governance/README.md, rule 14. Event-loop
/// thread only; the replica outlives it, and it outlives its tasks.
class SpaceQuota {
public:
    explicit SpaceQuota(node::Replica& replica) : replica_{replica} {}

    /// `space.quota` space: `{"space","updates","bytes","act"}`; zeros are no bound, "act" null
    /// when none was ever set. Fails with `Errc::not_found` without such a space.
    [[nodiscard]] Result<boost::json::object> show(const Request& request) const;
    /// `space.set_quota` space, updates, bytes, reason: `{"id"}`. By this node's person, a steward
    /// there. Fails with `Errc::bad_request` on a quota below what is allowed, and with
    /// `NodeErrc::not_allowed` for whoever is no steward.
    [[nodiscard]] node::Task<Result<boost::json::object>> set(Request request);

    /// What this node withholds, a line each: `{"space","device","person","own","updates","bytes",
    /// "next","last"}`; "own" when a device of this node's person wrote it. Store errors only.
    [[nodiscard]] static Result<std::vector<boost::json::object>> withheld(
        const node::Replica& replica);

private:
    node::Replica& replica_;
};

/// The least that a quota may allow, in words.
[[nodiscard]] std::string least_quota_words();

/// "50 changes a day", "50 changes and 100000 bytes a day"; of none "as much as they like".
[[nodiscard]] std::string words_of(const governance::Quota& quota);

}  // namespace praxis::community
