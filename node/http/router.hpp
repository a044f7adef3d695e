#pragma once

#include "node/http/errc.hpp"
#include "node/http/message.hpp"
#include "node/runtime/coroutine.hpp"

#include <functional>
#include <span>

namespace praxis::http {

/// Answers a request; an error becomes a page with `status_of` it. The request lives until the
/// handler returns. A GET handler also answers HEAD, and changes nothing. Event-loop thread only.
using Handler = std::function<node::Task<Result<Response>>(const Request&)>;

struct Route {
    Method method = Method::get;  ///< get or post
    std::string path;             ///< compared byte by byte
    Handler handler;
};

/// The list of everything that can be asked. Tests walk it, so that no page is forgotten.
class Router {
public:
    /// One handler for one method and path; adding a second is a bug.
    void add(Route route);

    /// The route of a request; valid until the next `add`. Fails with `not_found`, or
    /// `method_not_allowed` when the path has other methods or no route could have this one.
    [[nodiscard]] Result<const Route*> find(const RequestHead& head) const;

    /// The value of Allow: the methods of a path, or of any page when it has none.
    [[nodiscard]] std::string allowed(const std::string& path) const;

    [[nodiscard]] std::span<const Route> routes() const { return routes_; }

private:
    std::vector<Route> routes_;  // in the order they were added
};

}  // namespace praxis::http
