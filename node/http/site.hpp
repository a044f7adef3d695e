#pragma once

#include "node/http/exposure.hpp"
#include "node/http/rates.hpp"
#include "node/http/router.hpp"

namespace praxis::http {

/// What the server is to its browsers, shared by all connections: its names, its routes, and what
/// every request must pass before a handler sees it. Waits for nothing. Event-loop thread only.
class Site {
public:
    /// Answers to no name until `open`.
    explicit Site(Router router);
    /// The door is open at `port`.
    void open(const Exposure& exposure, std::uint16_t port);

    /// The request with everything but its body and params; `peer` is the other side of the
    /// connection.
    [[nodiscard]] Request request_of(RequestHead head, const std::string& peer) const;

    /// Counts the request and finds its route; in this order, so that a page of another site cannot
    /// use up anybody's writes. Fails with `too_many_requests`, as `Router::find` does, with
    /// `cross_site` for a POST that no page of ours sent, with `unsupported_type` for a body that
    /// the route does not take, or with `too_many_requests` for a POST after many; of a form of
    /// somebody signed in the match says so instead. It also says how large a body this client may
    /// send.
    [[nodiscard]] Result<Match> admit(const Request& request, MonoTime now);

    /// The page for an error, with the fields that belong to its status: Allow, Retry-After.
    /// `request` is null when none could be read.
    [[nodiscard]] Response page_for(const Error& error, const Request* request, MonoTime now) const;

    [[nodiscard]] const Router& router() const { return router_; }
    [[nodiscard]] const HostNames& names() const { return names_; }
    [[nodiscard]] bool secure() const { return secure_; }

private:
    [[nodiscard]] static std::string counted_as(const Request& request,
                                                const std::optional<std::string>& session);
    /// Until whoever asks may ask again.
    [[nodiscard]] Duration wait_of(const Request& request, MonoTime now) const;

    Router router_;
    HostNames names_;
    bool secure_ = false;
    bool forwarded_ = false;  // a proxy says who asks
    Rates requests_;
    Rates writes_;
};

}  // namespace praxis::http
