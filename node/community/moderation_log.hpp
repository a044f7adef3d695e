#pragma once

#include "node/community/moving.hpp"
#include "node/community/request.hpp"

#include <set>
#include <variant>

namespace praxis::community {

/// The public log of moderation: every act that stands in a space, or in all, about documents and
/// about authors, and who agreed to erase. Kept up with what arrives, as References. Event-loop
/// thread only; replica and kinds outlive it.
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
    /// Somebody agrees to what an act of a document asks to erase. What who asked says with it,
    /// without a reason of its own, is left out.
    struct Agreement {
        SpaceId space;
        DocumentId document;
        UpdateId update;
        UpdateId target;
        WallTime written;            ///< by their clock
        std::optional<PersonId> by;  ///< nullopt: a key above the space
        std::string reason;          ///< empty: none was given, or it is not here
    };
    using Line = std::variant<OfDocument, QuarantineEntry, Agreement>;
    struct Lines {
        std::vector<Line> lines;     ///< newest first by their clocks, then by id
        std::size_t not_merged = 0;  ///< documents with acts that cannot be shown now
    };
    [[nodiscard]] Result<Lines> read(const std::optional<SpaceId>& space);
    /// `moderation.log` space (default: all): what `to_json` has of the entry, each; of a
    /// document's `"space"` and `"document"`, too, and of a move `"to"`; of who agreed to erase
    /// `{"act":"agree","update","target","by","written","reason","space","document"}`;
    /// `{"not_merged"}` when there are any. Fails with `Errc::not_found` when there is no such
    /// space here.
    [[nodiscard]] Result<std::vector<boost::json::object>> list(const Request& request);
    /// Documents of a space with an act of moderation, standing or not.
    [[nodiscard]] Result<std::set<DocumentId>> documents(const SpaceId& space);

private:
    [[nodiscard]] Result<void> catch_up();
    [[nodiscard]] Result<void> add_agreements(std::vector<Line>& to,
                                              const SpaceId& space,
                                              const DocumentId& document,
                                              const ModerationEntry& asked) const;

    const node::Replica& replica_;
    Moves moves_;
    std::map<SpaceId, std::set<DocumentId>> documents_;
    Arrival seen_;  // everything up to here is in
};

}  // namespace praxis::community
