#pragma once

#include "node/community/catalogue.hpp"

namespace praxis::community {

/// What somebody wrote at once: one update, or several that are shown together.
struct Revision {
    UpdateId id;                 ///< the last of its updates; names the version it led to
    std::vector<UpdateId> base;  ///< the version it was made from; empty: it made the document
    std::size_t updates = 1;     ///< how many it is
    SigningKey device;
    std::optional<PersonId> author;
    WallTime written;
    node::LogEntry::Verdict verdict = node::LogEntry::Verdict::waiting;
    std::string reason;      ///< in words; empty when it stands
    bool joins = false;      ///< only brings lines of work together
    bool moderates = false;  ///< says something of the document, and changes nothing in it
    std::vector<FieldPlace> places{};  ///< what it changed, ascending; places point into the kind
};

/// Everything written about a document, by arrival, the newest first; void and waiting included.
[[nodiscard]] Result<std::vector<Revision>> revisions(const node::Replica& replica,
                                                      const Kind& kind,
                                                      const DocumentId& id);

/// A stretch of a text, or one value, as it went from one version to another.
struct Change {
    enum class What {
        same,
        removed,
        added,
        moved,    ///< an element of a list that stands elsewhere among those that are in both
        skipped,  ///< the same in both, too long to be shown: `text` is empty
    };
    What what = What::same;
    std::string text;
    friend bool operator==(const Change&, const Change&) = default;
};
struct FieldDifference {
    FieldPlace place;
    /// Of a text in its order, else values removed, added, moved. Where a field is contested an
    /// empty value is one too.
    std::vector<Change> changes;
};

/// What differs between two versions of one document, field by field in the order of the kind file;
/// texts in whole words, of long stretches that are the same only the ends
/// (`limits::difference_context_max` code points each).
[[nodiscard]] std::vector<FieldDifference> differences(const std::vector<ReadField>& before,
                                                       const std::vector<ReadField>& after);

}  // namespace praxis::community
