#pragma once

#include "node/community/request.hpp"
#include "node/replica/replica.hpp"

#include <boost/json/object.hpp>

#include <vector>

namespace praxis::community {

/// What commands ask that sign acts of root with keys the node never opens. Requests and answers
/// stand in node/community/README.md, section 4. Event-loop thread only; the replica outlives it.
class Acts {
public:
    explicit Acts(node::Replica& replica) : replica_{replica} {}

    /// `root.position` key: where that key's next update goes.
    [[nodiscard]] Result<boost::json::object> position(const Request& request) const;
    /// `root.submit` update: admits a signed act; says what governance makes of it.
    [[nodiscard]] node::Task<Result<boost::json::object>> submit(Request request);
    /// `root.updates`: the genesis, then every applied act in an order in which they can be added.
    [[nodiscard]] Result<std::vector<boost::json::object>> updates() const;
    /// `root.administrator` key: the strongest grant this administrator's key holds.
    [[nodiscard]] Result<boost::json::object> administrator(const Request& request) const;
    /// `root.person` key: whether an act names it, and the person it acts for now.
    [[nodiscard]] Result<boost::json::object> person(const Request& request) const;
    /// `root.role` space, person (default: this node's): the strongest role there.
    [[nodiscard]] Result<boost::json::object> role(const Request& request) const;
    /// `root.grants` space, person, as: the grants that give exactly this role, and for what.
    [[nodiscard]] Result<std::vector<boost::json::object>> grants(const Request& request) const;
    /// `root.cuts` grant, space (default: every space): the heads this node holds of every chain,
    /// there and in root, of the keys that act by the grant.
    [[nodiscard]] Result<std::vector<boost::json::object>> cuts(const Request& request) const;

private:
    node::Replica& replica_;
};

/// A signed update of root as requests carry it: `{"header","signature","skeleton","content"}` in
/// hexadecimal, "content" null when there is none.
[[nodiscard]] boost::json::object to_json(const wire::SignedUpdate& update);
[[nodiscard]] Result<wire::SignedUpdate> signed_update_from(const boost::json::object& object);

/// What people read beside an act: the first part of its content; empty when there is none.
[[nodiscard]] std::string reason_of(const wire::SignedUpdate& update);

/// Role words of the command line; nullopt for others.
[[nodiscard]] std::optional<governance::Role> role_from(std::string_view word);
/// All of them, for people: "steward, ... or reader".
[[nodiscard]] std::string role_choices();

}  // namespace praxis::community
