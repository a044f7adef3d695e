#pragma once

#include "crdt/document.hpp"
#include "store/records.hpp"

#include <map>

namespace praxis::node {

/// Who made an update, as its header says.
struct Authorship {
    SigningKey device;
    Incarnation incarnation;
    Seq seq;
    WallTime written;
};

/// One document as the store has it. Owns everything.
struct DocumentState {
    DocumentId id;
    SpaceId space;
    KindNumber kind;
    crdt::Document document;
    std::map<UpdateId, Authorship> authorship;  ///< of each applied update, void ones included
};

/// Replays the applied updates of a document, with the verdicts and contents of this snapshot.
/// nullopt when nothing of it is held. Store errors only.
[[nodiscard]] Result<std::optional<DocumentState>> load_document(const store::Reader& reader,
                                                                 const DocumentId& id);

/// Brings one update of the document to what this snapshot has of it: merges it, or takes over its
/// verdict and whether its content is here. Everything it names that is applied was merged before.
/// Store errors only; the state is then still whole, and as old as before.
[[nodiscard]] Result<void> refresh(const store::Reader& reader,
                                   DocumentState& state,
                                   const UpdateId& id);

}  // namespace praxis::node
