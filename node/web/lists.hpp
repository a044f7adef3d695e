#pragma once

#include "node/web/site.hpp"

namespace praxis::web {

/// Adds the piece LIST to `view`: a line a document. `what` says what is new about each; documents
/// that are gone meanwhile are left out, those that cannot be merged (yet) say so. `with_space`:
/// each line names its space.
struct ListLine {
    DocumentId document;
    std::string what;
};
enum class Spaces { named, understood };
[[nodiscard]] Result<void> add_list(Site& site,
                                    View& view,
                                    const std::vector<ListLine>& lines,
                                    Spaces spaces);

/// News as lines.
[[nodiscard]] std::vector<ListLine> lines_of(const std::vector<community::News>& news);

}  // namespace praxis::web
