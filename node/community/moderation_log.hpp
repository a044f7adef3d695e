#pragma once

#include "node/community/moving.hpp"
#include "node/community/request.hpp"

#include <set>
#include <variant>

namespace praxis::community {

/// The public log of moderation: every act that stands in a space, or in all, about documents and
/// about authors. Kept up with what arrives, as References. Event-loop thread only; replica and
/// kinds outlive it.
class ModerationLog {
public:
    ModerationLog(const node::Replica& replica, const Kinds& kinds)
        : replica_{replica}, moves_{replica, kinds} {}

    struct OfDocument {
        SpaceId space;
        DocumentId document;
        ModerationEntry entry;
        std::optional<Continuation> to{};  ///< of a move in force: what continues it here
    };
    using Line = std::variant<OfDocument, QuarantineEntry>;
    struct Lines {
        std::vector<Line> lines;     ///< newest first by their clocks, then by id
        std::size_t not_merged = 0;  ///< documents with acts that cannot be shown now
    };
    [[nodiscard]] Result<Lines> read(const std::optional<SpaceId>& space);
    /// `moderation.log` space (default: all): what `to_json` has of the entry, each; of a
    /// document's `"space"` and `"document"`, too, and of a move `"to"`; `{"not_merged"}` when
    /// there are any. Fails with `Errc::not_found` when there is no such space here.
    [[nodiscard]] Result<std::vector<boost::json::object>> list(const Request& request);
    /// Documents of a space with an act of moderation, standing or not.
    [[nodiscard]] Result<std::set<DocumentId>> documents(const SpaceId& space);

private:
    [[nodiscard]] Result<void> catch_up();

    const node::Replica& replica_;
    Moves moves_;
    std::map<SpaceId, std::set<DocumentId>> documents_;
    Arrival seen_;  // everything up to here is in
};

}  // namespace praxis::community
