#pragma once

#include "node/http/router.hpp"

#include <functional>
#include <span>
#include <string>
#include <vector>

/// What every route must do, whoever added it. Both give one line for each breach.
namespace praxis::route_walk {

/// The bytes of a request in, the bytes of the answer out. Leaves so much time between two that no
/// rate is exceeded.
using Ask = std::function<std::string(const std::string& request)>;
/// What stands for a brace of a route's path, "{id}".
using Value = std::function<std::string(const std::string& brace)>;

/// How the server under test is reached.
struct Walk {
    Ask ask;
    Value value;
    std::string host = "localhost:8080";
    bool secure = false;
};

/// Asks every route, by each method it has, and compares the fields of the answer with the text of
/// the fields that every answer must have: all of them, once, in this order, and neither Server nor
/// Date; Strict-Transport-Security when secure, else not; no answer may be kept but those with
/// {hash} in their path and those under /assets/, whose path has the hash of what they hold.
[[nodiscard]] std::vector<std::string> wrong_fields(std::span<const http::Route> routes,
                                                    const Walk& walk);

/// Sends to every POST route what pages of other sites can make a browser send, over a server of
/// its own in which the routes have other handlers: each must be refused, with 403 or for its type
/// with 415, and reach no handler. And what a page of ours sends must reach it.
[[nodiscard]] std::vector<std::string> unguarded_posts(std::span<const http::Route> routes);

}  // namespace praxis::route_walk
