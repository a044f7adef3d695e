#pragma once

#include "protocol/base/time.hpp"
#include "protocol/wire/limits.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace praxis::http {

/// `other` is every method that no route can have; it is answered with 405.
enum class Method { get, head, post, other };

/// What a request says before its body, after all checks: it can be read in one way only.
/// Values of fields are as sent, "" when the field is absent.
struct RequestHead {
    Method method = Method::other;
    std::string path{};             ///< begins with '/'; bytes as sent, not percent-decoded
    std::string query{};            ///< behind the first '?', without it; bytes as sent
    bool has_body = false;          ///< bytes of a body follow
    bool keep_alive = false;        ///< the client may send another request
    bool expects_continue = false;  ///< the client waits for 100 before it sends its body
    std::string host{};             ///< one of the server's names
    std::string cookie{};
    std::string origin{};
    std::string sec_fetch_site{};
    std::string content_type{};
    std::string forwarded_for{};  ///< X-Forwarded-For, the last one; Request::client is what counts
};

struct Request {
    RequestHead head{};
    std::string body{};
    /// What each brace of the route's path matched, in order; bytes as sent, never empty, no '/'.
    std::vector<std::string> params{};
    /// Who asks, for limits: the address group (`address_group`) of the browser; behind a proxy of
    /// the address that the proxy names.
    std::string client{};
    /// The page travels to the browser over TLS, ours or the proxy's.
    bool secure = false;
};

struct HeaderField {
    std::string name;
    std::string value;  ///< visible ASCII and spaces only, else the answer becomes a 500
};

/// How long a browser may keep an answer.
enum class Cache {
    no_store,   ///< not at all
    immutable,  ///< a year, and anybody: for what has its hash in its path
};

/// A page. What every answer says besides, the server adds (`to_bytes`).
struct Response {
    unsigned status = 200;
    std::vector<HeaderField> fields{};  ///< more fields, in this order
    std::string body{};
    std::string content_type = "text/html; charset=utf-8";
    Cache cache = Cache::no_store;
    /// A larger body becomes a 500. At most `limits::http_text_response_bytes_max`, for pages that
    /// hold a whole text.
    std::size_t bytes_max = limits::http_response_bytes_max;
};

/// Whether `path` leads to this server, whatever a stranger made of it: one '/' in front, visible
/// ASCII, no backslash.
[[nodiscard]] bool is_local_path(std::string_view path);

/// 303: the browser goes on with GET `path`; with "/" when the path is not local. The answer to a
/// form that changed something.
[[nodiscard]] Response redirect(std::string path);

/// Retry-After: whole seconds, at least one. For 429 and 503, where it is known when to come again.
[[nodiscard]] HeaderField retry_after(Duration wait);

}  // namespace praxis::http
