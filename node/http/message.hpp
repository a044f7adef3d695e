#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace praxis::http {

/// `other` is every method that no route can have; it is answered with 405.
enum class Method { get, head, post, other };

/// What a request says before its body, after all checks: it can be read in one way only.
struct RequestHead {
    Method method = Method::other;
    std::string path;               ///< begins with '/'; bytes as sent, not percent-decoded
    std::string query;              ///< behind the first '?', without it; bytes as sent
    bool has_body = false;          ///< bytes of a body follow
    bool keep_alive = false;        ///< the client may send another request
    bool expects_continue = false;  ///< the client waits for 100 before it sends its body
};

struct Request {
    RequestHead head;
    std::string body;
};

struct HeaderField {
    std::string name;
    std::string value;  ///< visible ASCII and spaces only, else the answer becomes a 500
};

/// A page. What every answer says besides, the server adds (`to_bytes`).
struct Response {
    unsigned status = 200;
    std::vector<HeaderField> fields{};  ///< more fields, in this order
    std::string body{};                 ///< HTML
};

}  // namespace praxis::http
