#pragma once

#include "node/community/moderation.hpp"
#include "node/community/read.hpp"
#include "node/community/references.hpp"

#include <memory>

namespace praxis::community {

/// A document opened for reading, at one version.
struct OpenDocument {
    std::shared_ptr<const node::DocumentState> state;  ///< never null
    const Kind* kind;                                  ///< never null
    std::vector<UpdateId> version;                     ///< heads of what is read; ascending
    std::vector<ReadField> fields;                     ///< as they were at that version
    std::string title;                                 ///< on one line; empty: it has none here
    std::optional<PersonId> author;  ///< of its creation; nullopt while nobody knows
    WallTime written;                ///< when, by its author's clock
    Restraint restraint{};           ///< by moderation, as it is now whatever the version
};

/// What arrived about one document, its answers counted in.
struct News {
    DocumentId document;
    SpaceId space;
    const Kind* kind;
    bool is_new = false;      ///< the document itself arrived
    std::size_t changes = 0;  ///< of it, each with the updates that continue it; not its creation
    std::size_t answers = 0;  ///< answers that arrived
};

/// The people who made the updates of a document: in whose right each stands; of what does not,
/// whose the device is now. `state` and `governance` outlive what is returned.
[[nodiscard]] AuthorOf author_of(const node::DocumentState& state,
                                 const governance::Governance& governance);

/// What there is, as readers look for it: documents, lists, what is new, answers and names. Event
/// loop only; replica and kinds outlive it.
class Catalogue {
public:
    Catalogue(const node::Replica& replica, const Kinds& kinds)
        : replica_{replica}, kinds_{kinds}, references_{replica} {}

    /// A document as it is, or at the closure of `version`. Fails with `Errc::not_found`,
    /// `Errc::not_standing`, `Errc::unknown_kind` for a kind of a newer version, and
    /// `Errc::bad_request` for a version that is not this document's.
    [[nodiscard]] Result<OpenDocument> open(const DocumentId& id,
                                            const std::vector<UpdateId>& version = {}) const;

    /// Whether a reader may see a document; asked once for each.
    using MayRead = std::function<Result<bool>(const DocumentId&)>;
    /// What arrived last, the newest first, a document once: at most `count` documents, of one
    /// space or of all, out of the last `limits::news_updates_max` updates.
    [[nodiscard]] Result<std::vector<News>> news(std::optional<SpaceId> space,
                                                 std::size_t count,
                                                 const MayRead& may_read);

    /// Standing documents of a kind in a space, the one that arrived last first.
    [[nodiscard]] Result<std::vector<DocumentId>> list(const SpaceId& space,
                                                       const Kind& kind) const;
    /// How many standing documents of each kind a space has.
    [[nodiscard]] Result<std::map<KindNumber, std::size_t>> counts(const SpaceId& space) const;

    /// Documents that answer this one, in the order they were written; standing ones of its space
    /// only, since whoever may write elsewhere may not write here. Empty for a kind that nothing
    /// answers.
    [[nodiscard]] Result<std::vector<DocumentId>> answers(const OpenDocument& document);
    /// What a document answers; nullopt for a kind that answers nothing.
    [[nodiscard]] Result<std::optional<DocumentId>> answered(const OpenDocument& document) const;

    /// Names as they count: a person's as they wrote it themselves, else as somebody did who
    /// operates a node; a node's as that node wrote it; a space's as its steward did. nullopt when
    /// nobody who counts has written one here. At most `limits::name_shown_max` code points.
    [[nodiscard]] Result<std::optional<std::string>> person_name(const PersonId& person);
    [[nodiscard]] Result<std::optional<std::string>> node_name(const NodeId& node);
    [[nodiscard]] Result<std::optional<std::string>> space_name(const SpaceId& space);
    /// The document that describes a space, where one that counts is here.
    [[nodiscard]] Result<std::optional<DocumentId>> space_document(const SpaceId& space);

private:
    [[nodiscard]] Result<std::optional<OpenDocument>> describing_space(const SpaceId& space);
    /// How much an author's word about something counts: the least rank wins, nullopt never.
    using Rank =
        std::function<std::optional<int>(const node::Authorship&, const std::optional<PersonId>&)>;
    /// The document that counts most, its title as those wrote it whose word counts.
    [[nodiscard]] Result<std::optional<OpenDocument>> describing(std::string_view kind,
                                                                 std::string_view field,
                                                                 const Hash& target,
                                                                 const Rank& rank);
    [[nodiscard]] std::string counted_title(const OpenDocument& document, const Rank& rank) const;

    const node::Replica& replica_;
    const Kinds& kinds_;
    References references_;
};

}  // namespace praxis::community
