#pragma once

#include "node/community/catalogue.hpp"
#include "node/community/request.hpp"

#include <boost/json/object.hpp>

namespace praxis::community {

/// What is in force of a document that says how its space is run: the version that a moderator or
/// steward adopted. Whoever writes there changes the document; nobody else changes this, for an
/// adoption is an act of moderation, and stands by that right alone.
struct Adoption {
    /// Newest first by their clocks; several when those who adopted knew nothing of each other.
    std::vector<ModerationEntry> acts;
    /// What is in force: what each of them had seen, merged. Ascending.
    std::vector<UpdateId> version;
    bool changed_since = false;  ///< the document has words that nobody has adopted
};
/// nullopt: nobody adopted anything of it.
[[nodiscard]] std::optional<Adoption> adoption_of(const node::DocumentState& state,
                                                  const AuthorOf& author);

/// Whether `to` has a standing update that `from` lacks and that says something: neither an act of
/// moderation, of whatever number, nor one that only joins others.
[[nodiscard]] bool brings_words(const node::DocumentState& state,
                                const crdt::View& from,
                                const crdt::View& to);

/// `{"by","version","changed_since","fields"}`: the acts as `to_json` has them, newest first, and
/// the fields as they are in force.
[[nodiscard]] Result<boost::json::object> to_json(const Kind& kind,
                                                  const node::DocumentState& state,
                                                  const Adoption& adoption,
                                                  const AuthorOf& author);

/// A document that says how its space is run, and what is in force of it.
struct Governing {
    DocumentId id;
    const Kind* kind;
    std::optional<Adoption> adoption;  ///< nullopt: a proposal
};
struct GoverningDocuments {
    std::vector<Governing> documents;  ///< what is in force first; then by id
    std::size_t not_merged = 0;        ///< of such kinds, that cannot be shown now
};
/// Those of a space that no moderator hid. Store errors only.
[[nodiscard]] Result<GoverningDocuments> governing_documents(const node::Replica& replica,
                                                             const Kinds& kinds,
                                                             const SpaceId& space);

/// `space.charter` space: of each of these `{"id","kind","title","adopted"}`, "adopted" null for a
/// proposal. Fails with `Errc::not_found` when there is no such space here.
[[nodiscard]] Result<std::vector<boost::json::object>> list_governing(const node::Replica& replica,
                                                                      const Kinds& kinds,
                                                                      const Request& request);

}  // namespace praxis::community
