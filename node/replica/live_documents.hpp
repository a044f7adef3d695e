#pragma once

#include "node/replica/loader.hpp"
#include "protocol/wire/limits.hpp"

#include <functional>
#include <memory>

namespace praxis::node {

/// A document that several may read. Whoever holds it sees it as it was when they asked; to see
/// what was committed since, ask again. Event-loop thread only.
using SharedDocument = std::shared_ptr<const DocumentState>;

/// The updates of documents that a commit applied, or whose verdict or content it changed; of one
/// document in an order in which deps come first.
using Touched = std::map<DocumentId, std::vector<UpdateId>>;

/// Documents that were read last, each equal to what `load_document` gives of a store: replayed
/// once, then brought up to date after each commit by what it touched. Documents that somebody
/// still holds, or of which too much changed, are forgotten instead and replayed when next asked
/// for. Bounded by `limits::live_documents_max` and `limits::live_documents_bytes_max`, but for the
/// document asked for last. Event-loop thread only.
class LiveDocuments {
public:
    /// `merge_steps_max`: how much of a document one `get` may merge.
    explicit LiveDocuments(std::uint64_t merge_steps_max = limits::merge_steps_max)
        : merge_steps_max_{merge_steps_max} {}

    /// As `reader` has it; nullptr when nothing of it is held. Fails with `NodeErrc::merging` when
    /// more is left to merge than one call may; each call goes on where the last one stopped. Fails
    /// with `NodeErrc::in_shreds` for ever on what is made to fill the memory. Else store errors
    /// only.
    [[nodiscard]] Result<SharedDocument> get(const store::Reader& reader, const DocumentId& id);

    /// Takes in a commit; `reader` sees it and nothing later. A document that cannot be read is
    /// forgotten: whoever asks for it next is told why.
    void advance(const store::Reader& reader, const Touched& touched);

    /// Calls `visit` for each document kept that was taken in whole, by id.
    void for_each(const std::function<void(const DocumentState&)>& visit) const;

private:
    struct Entry {
        std::shared_ptr<Replay> replay;
        std::size_t bytes = 0;   ///< a generous guess
        std::uint64_t used = 0;  ///< when, by `uses_`
    };
    using Entries = std::map<DocumentId, Entry>;
    void weigh(Entry& entry);
    void forget(Entries::iterator entry);
    void make_room();

    std::uint64_t merge_steps_max_;
    Entries entries_;
    std::map<std::uint64_t, DocumentId> by_use_;  // of each entry
    std::size_t bytes_ = 0;                       // of all entries
    std::uint64_t uses_ = 0;
};

}  // namespace praxis::node
