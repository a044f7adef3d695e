#pragma once

#include "node/web/site.hpp"

namespace praxis::web {

/// The piece POSTS of a document's page: what answers it, a page at a time, and the form for one
/// more. Adds nothing for a kind that nothing answers.
[[nodiscard]] Result<void> add_posts(Site& site,
                                     const Visit& visit,
                                     View& view,
                                     const community::OpenDocument& document);

/// The piece REPLY_FORM: `text` is what was typed before, `token` empty for a new one.
struct ReplyDraft {
    std::string text{};
    std::string token{};
    std::optional<DocumentId> quote{};
    bool quote_gone = false;  ///< one was asked for that `may_quote` refuses
};
[[nodiscard]] Result<void> add_reply_form(Site& site,
                                          const Visit& visit,
                                          View& view,
                                          const community::OpenDocument& document,
                                          const ReplyDraft& draft);

/// Whether this visitor's answer to a document may quote another: one that answers the same
/// document and that they may read. Of all others nothing is told, nor whether they are here.
[[nodiscard]] Result<bool> may_quote(Site& site,
                                     const Visit& visit,
                                     const community::OpenDocument& document,
                                     const DocumentId& quote);

/// Where an answer stands: the page of its document, with the answer's place on it.
[[nodiscard]] Result<std::string> path_of_answer(Site& site,
                                                 const community::OpenDocument& document,
                                                 const DocumentId& answer);

}  // namespace praxis::web
