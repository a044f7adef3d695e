#pragma once

#include "node/web/site.hpp"

namespace praxis::web {

/// On the page of a document: where it was moved to and what it continues, as far as this visitor
/// may read that; who may not is told no more than who has not got it yet.
[[nodiscard]] Result<void> add_moves(Site& site,
                                     const Visit& visit,
                                     View& view,
                                     const community::OpenDocument& document,
                                     const community::ModerationState& acts);

/// The part TO of a line, when there is such a document and the visitor may read it; whether it is
/// there. For who may read what it continues.
[[nodiscard]] Result<bool> add_continuation(Site& site,
                                            const Visit& visit,
                                            View& line,
                                            const std::optional<community::Continuation>& to);

/// The part MOVE of a form: the spaces a document may be moved to by this visitor, and what of it
/// would stay behind. False: none, and the part is not there.
[[nodiscard]] Result<bool> add_destinations(Site& site,
                                            const Visit& visit,
                                            View& view,
                                            const community::OpenDocument& document);

}  // namespace praxis::web
