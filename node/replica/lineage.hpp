#pragma once

#include "protocol/base/standing_heads.hpp"
#include "store/records.hpp"

#include <map>
#include <unordered_map>

namespace praxis::node {

/// Which updates a document has, what each came after and which of them stand: enough to say what
/// an act builds on and what heads it leaves, without a text or a value. Answers as crdt::Document
/// does for the same updates with the same verdicts. Not thread-safe, not even const calls.
class Lineage {
public:
    /// `document` is the id of the update that creates it, in this space.
    Lineage(const DocumentId& document, const SpaceId& space)
        : creation_{same_bytes<UpdateId>(document)}, space_{space} {}

    /// Adds an update that is not here yet. Everything it names that is of this document was added
    /// before; other deps are passed over. What does not reach the creation never stands.
    void add(const UpdateId& id, std::span<const UpdateId> deps, bool stands);
    /// No effect on an update that is not here.
    void set_standing(const UpdateId& id, bool stands);

    [[nodiscard]] const SpaceId& space() const { return space_; }
    [[nodiscard]] bool contains(const UpdateId& id) const { return by_id_.contains(id); }
    [[nodiscard]] bool stands(const UpdateId& id) const;
    [[nodiscard]] std::size_t updates() const { return rows_.size(); }

    /// The standing updates that no other standing one follows, ascending.
    [[nodiscard]] std::vector<UpdateId> heads() const;
    /// The frontier of these updates together, ascending; nullopt when one is not here.
    [[nodiscard]] std::optional<std::vector<UpdateId>> version_of(
        std::span<const UpdateId> updates) const;

private:
    struct Row {
        UpdateId id;
        bool reaches = false;  ///< the creation
        bool stands = false;
    };
    [[nodiscard]] std::vector<UpdateId> names_of(const Version& version) const;

    UpdateId creation_;
    SpaceId space_;
    CausalGraph graph_;                       // one event an update
    std::vector<Row> rows_;                   // by local version
    std::unordered_map<UpdateId, Lv> by_id_;  // looked up only, never iterated
    mutable StandingHeads heads_;
};

/// Lineages of the documents written to last, each as a store has it: read once, then brought up to
/// date by what was touched. Belongs to who holds the write transaction, and dies with what is
/// not committed. At most `limits::lineage_updates_max` updates in all, beyond the newest document.
class Lineages {
public:
    /// As `reader` has the document, which saw every change that `touch` told of; nullptr when
    /// nothing of it is held. Valid until the next call. Store errors only.
    [[nodiscard]] Result<const Lineage*> of(const store::Reader& reader, const DocumentId& id);

    /// This update of this document was applied, or its verdict changed; to be told causally.
    void touch(const DocumentId& document, const UpdateId& update);

private:
    struct Entry {
        Lineage lineage;
        std::vector<UpdateId> touched;
        std::uint64_t used = 0;  ///< when, by `uses_`
    };
    void make_room(const DocumentId& newest);

    std::map<DocumentId, Entry> entries_;
    std::uint64_t uses_ = 0;
};

}  // namespace praxis::node
