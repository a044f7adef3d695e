#pragma once

#include "node/web/site.hpp"

namespace praxis::web {

/// The piece `name`: acts of moderation of one document of a kind, newest first. Adds nothing when
/// there are none.
[[nodiscard]] Result<void> add_moderation(Site& site,
                                          View& view,
                                          const std::string& name,
                                          const std::vector<community::ModerationEntry>& entries,
                                          const community::Kind* kind);

/// Whether a document was not opened because it is withheld; and how it is called then: "hidden by
/// a moderator".
[[nodiscard]] bool is_withheld(const Error& error);
[[nodiscard]] std::string_view withheld_words(const community::Restraint& restraint);
[[nodiscard]] std::string_view withheld_words(const Error& error);

/// The page of a document that is withheld from this visitor: that it is, by whom and why, and
/// nothing else of it. Fails as Replica::document.
[[nodiscard]] Result<http::Response> withheld_page(Site& site,
                                                   const Visit& visit,
                                                   const DocumentId& id);

/// Whether a moderator's form asks for an erasure, or agrees to one: what is erased does not come
/// back.
[[nodiscard]] bool erases(const http::Form& form);

}  // namespace praxis::web
