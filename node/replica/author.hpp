#pragma once

#include "crdt/edit.hpp"
#include "node/replica/identity.hpp"
#include "node/replica/ledger.hpp"
#include "protocol/base/entropy.hpp"

#include <memory>

namespace praxis::node {

/// The key of a hosted person who is signed in: what they write is signed by it, in a chain of its
/// own. Null: this node's own device. Shared by whoever acts; wiped when the last one lets go.
using Acting = std::shared_ptr<const crypto::SigningPair>;

/// What a person's act becomes: one document's new operations, before they have a place in a
/// chain. What does not fit one update becomes several, flagged `continues`.
struct Draft {
    SpaceId space;
    std::optional<DocumentId> document;  ///< nullopt: the first update creates one
    KindNumber kind;
    crdt::Edit edit;
    std::optional<std::vector<UpdateId>> base;  ///< version it was made from; default: heads now
    Acting as;                                  ///< null: this node's device
    /// Of the form it came from: one that is known already gives the answer of the first time and
    /// writes nothing. Kept in the same transaction; the last `limits::form_tokens_max` are known.
    std::optional<Hash> token;
    /// Of the form whatever was typed into it: names what was written the last time it was sent.
    std::optional<Hash> form;
    std::vector<UpdateId> form_wrote;  ///< what that was when the draft was made
    /// Heads of the document, ascending, with which it was found that this may be done: it is
    /// written while they are the same. nullopt: whatever they are.
    std::optional<std::vector<UpdateId>> checked{};
};

struct Written {
    DocumentId document;
    std::vector<UpdateId> updates;  ///< what was written, in order; empty when nothing changed
    std::vector<UpdateId> version;  ///< heads of the document after the act
};

/// Who writes, when, and with what randomness; all of it outlives the call.
struct Author {
    const crypto::SigningPair& key;  ///< the node's device, or a hosted person's
    Incarnation incarnation;
    Entropy& entropy;
    WallTime now;
};

/// Signs a draft into updates at the end of the author's chain and admits them, in this write
/// transaction. An edit of nothing writes nothing, but its token is kept. Decides before it
/// writes: fails with `NodeErrc::stale_position` when its form was sent once more meanwhile, or its
/// document has other heads than those it was checked with, with `not_allowed` when governance
/// would void it or when it would build on what is void, with `not_found` for an unknown document
/// or base, with `bad_request` for a value that fits no update; nothing is written then. Any other
/// error is the store's.
[[nodiscard]] Result<Written> write_draft(store::Writer& writer,
                                          Ledger& ledger,
                                          const Author& author,
                                          const Draft& draft);

/// Writes two drafts in one transaction, both or neither: the first, then one that creates a
/// document, whose constant at `names_first` is the id of the first's last update. What the second
/// wrote; a token belongs to the second, and answers for both. Fails as write_draft of either.
[[nodiscard]] Result<Written> write_both(store::Writer& writer,
                                         Ledger& ledger,
                                         const Author& author,
                                         const Draft& first,
                                         const Draft& second,
                                         const crdt::Address& names_first);

/// Signs an act of root at the end of the author's chain and admits it, in this write transaction.
/// What governance makes of it is the caller's to have foreseen: a void act stays void. `reason`
/// is a sentence for people. Fails with `NodeErrc::bad_request` when both together do not fit one
/// update; nothing is written then. Else as the store does.
[[nodiscard]] Result<UpdateId> write_act(store::Writer& writer,
                                         Ledger& ledger,
                                         const Author& author,
                                         const governance::Act& act,
                                         std::string_view reason);

/// Whether nothing else was written by the form of an act since: only then is the act, when it is
/// sent again, the same one.
[[nodiscard]] bool is_last_of_form(const Written& act, const std::optional<Written>& last);

/// The answer to the form with this token, while it is remembered. Store errors only.
[[nodiscard]] Result<std::optional<Written>> find_answer(const store::Reader& reader,
                                                         const Hash& token);

/// Where the next update of `key` in root goes.
struct RootPosition {
    Incarnation incarnation;
    Seq seq;
    UpdateId prev;               ///< zero at seq 1
    std::vector<UpdateId> deps;  ///< heads of root; at most limits::deps_max
};
[[nodiscard]] Result<RootPosition> root_position(const store::Reader& reader,
                                                 const governance::Governance& governance,
                                                 const SigningKey& key,
                                                 Incarnation incarnation);

}  // namespace praxis::node
