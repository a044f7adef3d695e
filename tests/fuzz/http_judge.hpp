#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace praxis::fuzz {

/// A request as whoever reads strictly cuts it from the bytes of a connection.
struct JudgedRequest {
    std::string method;
    std::string path;
    std::string query;
    bool has_body = false;
    std::optional<std::string> body;  ///< nullopt: it has not all come, or cannot be cut
};

/// Cuts a connection's bytes at RFC 9112's strictest: one length, written in one way, or chunks and
/// nothing else. Ends before the first head that two programs could read in two ways; its answer is
/// what may at most be taken for requests. Shares no code with the product and knows no Beast.
[[nodiscard]] std::vector<JudgedRequest> judge_requests(std::string_view bytes);

}  // namespace praxis::fuzz
