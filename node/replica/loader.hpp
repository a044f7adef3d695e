#pragma once

#include "crdt/document.hpp"
#include "store/records.hpp"

#include <deque>
#include <map>
#include <set>

namespace praxis::node {

/// Who made an update: as its header says, and the person in whose right it stands. What the
/// device's certificates say now may be another: its people can certify it anew.
struct Authorship {
    SigningKey device;
    Incarnation incarnation;
    Seq seq;
    WallTime written;
    std::optional<PersonId> person;  ///< nullopt: it stands in nobody's right
};

/// One document as the store has it. Owns everything.
struct DocumentState {
    DocumentId id;
    SpaceId space;
    KindNumber kind;
    crdt::Document document;
    std::map<UpdateId, Authorship> authorship;  ///< of each applied update, void ones included
    /// Those that say nothing of their own: joins, and acts of moderation of any number.
    std::set<UpdateId> wordless{};
};

/// An update as the store has it, ready to be merged.
struct StoredUpdate {
    Authorship author;
    crdt::Update update;
};

/// A document on its way out of the store, in slices.
struct Replay {
    DocumentState state;               ///< what was taken in
    std::deque<StoredUpdate> waiting;  ///< what was not: deps come first, then `state` has them
};

/// The applied updates of a document, with the verdicts and contents of this snapshot, all waiting.
/// nullopt when nothing of it is held. Store errors only.
[[nodiscard]] Result<std::optional<Replay>> begin_replay(const store::Reader& reader,
                                                         const DocumentId& id);

/// Takes in what waits until about `steps_left` steps are done, one update at least; lowers that by
/// those it took, and says whether nothing waits any more. Call again to go on.
[[nodiscard]] bool take_in(Replay& replay, std::uint64_t& steps_left);
/// Then merges it too (crdt::Document::merge), and says whether nothing is left to do.
[[nodiscard]] bool go_on(Replay& replay, std::uint64_t& steps_left);

/// The whole document at once.
[[nodiscard]] Result<std::optional<DocumentState>> load_document(const store::Reader& reader,
                                                                 const DocumentId& id);

/// Brings one update of the document to what this snapshot has of it: one that is new waits, of one
/// that was taken in the verdict is taken over and whether its content is here. Everything it names
/// that is applied was here before. Store errors only; nothing has changed then.
[[nodiscard]] Result<void> refresh(const store::Reader& reader, Replay& replay, const UpdateId& id);

}  // namespace praxis::node
