#pragma once

#include "protocol/base/result.hpp"

namespace praxis::http {

/// Why a request gets no page, and why a server does not start.
enum class HttpErrc {
    bad_request = 1,     ///< 400: not HTTP, or HTTP that two programs could read in two ways
    not_found,           ///< 404
    method_not_allowed,  ///< 405
    too_slow,            ///< 408: head or body took longer than its limit
    body_too_large,      ///< 413
    expectation_failed,  ///< 417: an Expect other than 100-continue
    misdirected,         ///< 421: a Host that is not one of ours
    head_too_large,      ///< 431: more bytes or fields than their limit
    internal,            ///< 500: what failed is in the log, not on the page
    not_implemented,     ///< 501: a Transfer-Encoding that is not exactly chunked
    unknown_version,     ///< 505: neither HTTP/1.1 nor HTTP/1.0
    not_loopback,        ///< at start: an address that other machines reach
    bad_form,           ///< 400: not application/x-www-form-urlencoded in UTF-8, or too many fields
    forbidden,          ///< 403: whoever asks may not have this
    cross_site,         ///< 403: a POST that no page of ours sent
    unsupported_type,   ///< 415: a body of a type that the route does not take
    too_many_requests,  ///< 429: faster than a client may ask
    busy,               ///< 503: later
    bad_host,           ///< at start: not the name of a host
};
[[nodiscard]] const boost::system::error_category& http_category() noexcept;
[[nodiscard]] boost::system::error_code make_error_code(HttpErrc code) noexcept;

/// The status that answers `error`: the one of its HttpErrc, 500 for errors of other libraries.
[[nodiscard]] unsigned status_of(const Error& error);

}  // namespace praxis::http

template <>
struct boost::system::is_error_code_enum<praxis::http::HttpErrc> : std::true_type {};
