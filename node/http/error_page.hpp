#pragma once

#include "node/http/errc.hpp"
#include "node/http/message.hpp"

#include <functional>
#include <optional>

namespace praxis::http {

/// A request that failed, as a page says it.
struct Failure {
    const Error& error;
    /// Null when none could be read; has no body when it was refused before its body.
    const Request* request = nullptr;
    /// Until whoever asked may ask again, where that is known; more than zero.
    std::optional<Duration> wait = std::nullopt;
};

/// Makes the page that answers a request which failed. Its fields reach the browser, its status
/// is that of the error. Nothing of an error that is not an HttpErrc belongs onto a page.
using ErrorPage = std::function<Response(const Failure&)>;

/// What the words of an error page are, for whoever draws it.
struct ErrorWords {
    std::string_view title;
    std::string what_to_do;
};
[[nodiscard]] ErrorWords error_words(const Failure& failure);

/// A wait in whole seconds, at least one, as Retry-After has it: "12 seconds".
[[nodiscard]] std::string wait_words(Duration wait);

/// The page that answers a request which failed: what happened, and what to do. It says nothing
/// that the request said, and nothing of an inner error but that there was one.
[[nodiscard]] Response error_page(const Failure& failure);

}  // namespace praxis::http
