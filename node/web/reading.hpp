#pragma once

#include "node/community/kind.hpp"
#include "node/replica/replica.hpp"

#include <functional>

namespace praxis::web {

/// Who may read what; every page and list asks here. `reader` is nullopt for whoever is not signed
/// in.
///
/// A person who stands reads everything of an open space, and of any other space when they hold a
/// role there, whichever; by a role that is for one kind or document alone they read that. Without
/// an account: what is in an open space and is public: its `visibility` says nothing, or "public"
/// alone. While several values stand the narrowest counts, and one that cannot be read counts as
/// not public. A document that names another by a constant (a post its thread) is read only as that
/// one may be, and not before that one is here; one that continues another stands alone. A kind of
/// a newer version is for persons only. Event-loop thread only; replica and kinds outlive it.
class Reading {
public:
    Reading(const node::Replica& replica, const community::Kinds& kinds)
        : replica_{replica}, kinds_{kinds} {}

    /// Whether the reader may read every document of a space.
    [[nodiscard]] bool reads_all(const std::optional<PersonId>& reader, const SpaceId& space) const;
    /// Whether the reader may enter a space: see its page and lists.
    [[nodiscard]] bool may_enter(const std::optional<PersonId>& reader, const SpaceId& space) const;
    /// Whether the reader may read a document. What calls moderators is for whoever may moderate in
    /// its space, and for who wrote it. Fails as Replica::document.
    [[nodiscard]] Result<bool> may_read(const std::optional<PersonId>& reader,
                                        const DocumentId& document) const;

private:
    [[nodiscard]] bool has_role(
        const PersonId& reader,
        const SpaceId& space,
        const std::function<bool(const governance::RoleInfo&)>& counts) const;
    [[nodiscard]] Result<bool> is_public(const DocumentId& document, std::size_t depth) const;

    const node::Replica& replica_;
    const community::Kinds& kinds_;
};

}  // namespace praxis::web
