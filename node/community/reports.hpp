#pragma once

#include "node/community/documents.hpp"
#include "node/community/links.hpp"

#include <boost/json/object.hpp>

#include <vector>

namespace praxis::community {

/// What a node says of itself and of what it holds. Answers as in cli/README.md. Event-loop thread
/// only; everything given outlives it.
class Reports {
public:
    Reports(node::Replica& replica, const Kinds& kinds, const Documents& documents, Links& links)
        : replica_{replica}, kinds_{kinds}, documents_{documents}, links_{links} {}

    /// Who this node is: `{"network","node","person","commons"}`, null where not yet
    /// known, and whether it is a member: `"member"` "yes", "waiting" for its own certificate, or
    /// "no", then `"why"` says what happened and what to do. `where` and `status` say this too.
    [[nodiscard]] Result<boost::json::object> whoami() const;
    /// `{"state","words","updates","documents","spaces":{ID:HASH},"space_words":{ID:WORDS}}`, and
    /// of the words of another node in `compare` `{"equal","spaces"}` as "compared"
    /// (`compare_state`).
    [[nodiscard]] Result<boost::json::object> state(
        const std::optional<std::string>& compare) const;
    /// By arrival, of one document or all. Fails with `NodeErrc::not_found` when nothing of the
    /// document asked for is here.
    [[nodiscard]] Result<std::vector<boost::json::object>> log(
        std::optional<DocumentId> document) const;
    [[nodiscard]] Result<boost::json::object> verify() const;
    /// Where a document is: "holds" only by another node's own confirmation.
    [[nodiscard]] Result<boost::json::object> where(const DocumentId& id) const;
    /// Bytes by class, and whether the node can write: `{"node","bytes":{CLASS:N},"broken",
    /// "withheld","overdue"}`; "overdue": how many roles (`roles_overdue`).
    [[nodiscard]] Result<boost::json::object> status() const;
    /// Whom this node keeps sessions with, or could:
    /// `{"node","name","address","state","why","kept","as_of","waiting","refused","later",
    /// "not_taken"}` a line.
    [[nodiscard]] Result<std::vector<boost::json::object>> peers() const;
    /// The same of these.
    [[nodiscard]] Result<std::vector<boost::json::object>> describe(
        const std::vector<PeerLine>& lines) const;
    /// Spaces: `{"id","join","steward"}` each, ascending.
    [[nodiscard]] std::vector<boost::json::object> spaces() const;

private:
    [[nodiscard]] Result<boost::json::object> describe(const PeerLine& line,
                                                       const std::vector<PeerStatus>& known) const;
    [[nodiscard]] Result<void> add_membership(boost::json::object& to) const;

    node::Replica& replica_;
    const Kinds& kinds_;
    const Documents& documents_;
    Links& links_;
};

}  // namespace praxis::community
