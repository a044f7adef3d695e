#pragma once

#include "node/http/errc.hpp"
#include "node/http/message.hpp"

#include <functional>

namespace praxis::http {

/// Makes the page that answers a request which failed; the request is null when none could be read,
/// and has no body when it was refused before its body. Its fields reach the browser, its status
/// is that of the error. Nothing of an error that is not an HttpErrc belongs onto a page.
using ErrorPage = std::function<Response(const Error&, const Request*)>;

/// What the words of an error page are, for whoever draws it.
struct ErrorWords {
    std::string_view title;
    std::string_view what_to_do;
};
[[nodiscard]] ErrorWords error_words(const Error& error, const Request* request);

/// The page that answers a request which failed: what happened, and what to do. It says nothing
/// that the request said, and nothing of an inner error but that there was one.
[[nodiscard]] Response error_page(const Error& error, const Request* request = nullptr);

}  // namespace praxis::http
