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

/// The part TO of a line for each of these that the visitor may read; how many that were.
[[nodiscard]] Result<std::size_t> add_continuations(Site& site,
                                                    const Visit& visit,
                                                    View& line,
                                                    const std::vector<community::Continuation>& to);

/// The part MOVE of a form: the spaces a document may be moved to by this visitor, and what of it
/// would stay behind. False: none, and the part is not there.
[[nodiscard]] Result<bool> add_destinations(Site& site,
                                            const Visit& visit,
                                            View& view,
                                            const community::OpenDocument& document);

}  // namespace praxis::web
