#pragma once

#include "node/http/errc.hpp"
#include "node/http/error_page.hpp"
#include "node/http/message.hpp"
#include "node/runtime/coroutine.hpp"

#include <functional>
#include <optional>
#include <span>

namespace praxis::http {

/// Answers a request; an error becomes a page with `status_of` it. The request lives until the
/// handler returns. A GET handler also answers HEAD, and changes nothing. Event-loop thread only.
using Handler = std::function<node::Task<Result<Response>>(const Request&)>;

/// What a route takes besides its path. Anything else is answered with 415 before it is read.
enum class Body {
    none,
    form,  ///< application/x-www-form-urlencoded; the handler reads it with `Form::parse`
    /// The same; of who is signed in (`SessionName`) up to `limits::http_text_body_bytes_max`, so
    /// that one text as long as a field may be goes through.
    text_form,
};

/// A POST reaches its handler only when a page of ours sent it (`check_same_origin`).
struct Route {
    Method method = Method::get;  ///< get or post
    /// "/d/{id}/edit": whole segments in braces match any segment that is not empty and become
    /// `Request::params`; all others are compared byte by byte.
    std::string path;
    Handler handler;
    Body body = Body::none;
    /// Of a POST: it writes nothing to the store, or is counted by itself, and nobody is kept from
    /// it by what they wrote.
    bool is_light = false;
};

/// A route and what its braces stand for.
struct Match {
    const Route* route;  ///< valid until the next `add`
    std::vector<std::string> params;
    std::size_t body_bytes_max = limits::http_body_bytes_max;
    /// The handler is not asked: the body is read, so that the page that says why it was too much
    /// can give back what was typed.
    bool is_too_many = false;
};

/// Which session a request belongs to, as a name for counting that a stranger cannot choose;
/// nullopt: none that exists.
using SessionName = std::function<std::optional<std::string>(const RequestHead&)>;

/// The list of everything that can be asked. Tests walk it, so that no page is forgotten.
class Router {
public:
    /// One handler for one method and path, whatever its braces are called; adding a second is a
    /// bug, and so is a path that no request can have.
    void add(Route route);

    /// How errors look; without it `error_page`. The server sets the status itself.
    void set_error_page(ErrorPage page) { error_page_ = std::move(page); }
    /// What requests are counted by; without it, and where it gives none, by the client's address.
    void set_session_name(SessionName name) { session_name_ = std::move(name); }

    /// The route of a request. Where several paths match, the one with a literal segment where the
    /// others first have a brace. Fails with `not_found`, or `method_not_allowed` when the path has
    /// other methods or no route could have this one.
    [[nodiscard]] Result<Match> find(const RequestHead& head) const;

    /// The value of Allow: the methods of a path, or of any page when it has none.
    [[nodiscard]] std::string allowed(const std::string& path) const;

    [[nodiscard]] std::span<const Route> routes() const { return routes_; }
    [[nodiscard]] Response page_for(const Failure& failure) const;
    [[nodiscard]] std::optional<std::string> session_name(const RequestHead& head) const;

private:
    [[nodiscard]] const Route* best(std::string_view path) const;

    std::vector<Route> routes_;  // in the order they were added
    ErrorPage error_page_;
    SessionName session_name_;
};

}  // namespace praxis::http
