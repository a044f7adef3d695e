#pragma once

#include "node/community/acts.hpp"
#include "node/community/documents.hpp"
#include "node/community/first_document.hpp"
#include "node/community/moderation_log.hpp"
#include "node/community/reports.hpp"
#include "node/community/roles.hpp"

#include <boost/json/object.hpp>

#include <functional>
#include <string>
#include <vector>

namespace praxis::community {

/// Everything a node can be asked to do, behind one door: `praxisd` serves it on its local socket,
/// `praxis` without a running node calls it in its own process. A request is
/// `{"do": ACTION, ...}`; actions and answers: node/community/README.md, section 4.
///
/// Event-loop thread only; everything given outlives the handler, and the handler outlives every
/// `handle`.
class Handler {
public:
    /// Takes one line of an answer; may wait until there is room for it. An Error ends the answer.
    using Emit = std::function<node::Task<Result<void>>(boost::json::object)>;

    Handler(node::Replica& replica, const Kinds& kinds, Links& links);

    /// Does what is asked and emits the lines of the answer in order; what was written is durable
    /// before the first line. A request that writes a document may carry "token", a text drawn by
    /// the caller: the same request again is answered as before and writes nothing more, also after
    /// a restart (`Writing::token`).
    [[nodiscard]] node::Task<Result<void>> handle(boost::json::object request, Emit emit);

    /// What this node begins with as soon as it may write.
    [[nodiscard]] FirstDocument& first_document() { return first_document_; }

    /// An Error as a line: `{"error":{"code","words"}}`, `code` being "category:number".
    [[nodiscard]] static boost::json::object to_line(const Error& error);

private:
    using Lines = std::vector<boost::json::object>;

    [[nodiscard]] node::Task<Result<boost::json::object>> write(std::string action,
                                                                Request request);
    [[nodiscard]] node::Task<Result<boost::json::object>> moderate(Request request,
                                                                   Writing writing);
    [[nodiscard]] node::Task<Result<boost::json::object>> move(Request request, Writing writing);
    [[nodiscard]] node::Task<Result<boost::json::object>> sync(Request request);
    [[nodiscard]] node::Task<Result<Lines>> change_peers(std::string action, Request request);
    [[nodiscard]] Result<Lines> read(std::string_view action, const Request& request);
    [[nodiscard]] Result<bool> calls_moderators(const DocumentId& id) const;
    [[nodiscard]] node::Task<Result<void>> export_all(Emit emit);

    node::Replica& replica_;
    const Kinds& kinds_;
    Documents documents_;
    FirstDocument first_document_;
    Acts acts_;
    Roles roles_;
    ModerationLog moderation_log_;
    Links& links_;
    Reports reports_;
};

}  // namespace praxis::community
