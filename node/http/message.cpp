#include "node/http/message.hpp"

#include <algorithm>

namespace praxis::http {

bool is_local_path(std::string_view path) {
    // "//host" and "/\host" lead browsers elsewhere; they drop tabs and line ends before they look.
    const auto visible = [](char c) { return c > 0x20 && c < 0x7f && c != '\\'; };
    return path.starts_with('/') && !path.starts_with("//") && std::ranges::all_of(path, visible);
}

Response redirect(std::string path) {
    Response response{303};
    response.fields.push_back({"Location", is_local_path(path) ? std::move(path) : "/"});
    return response;
}

HeaderField retry_after(Duration wait) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait);
    return {"Retry-After", std::to_string(std::max(seconds, std::chrono::seconds{1}).count())};
}

}  // namespace praxis::http
