#include "node/http/detail/head_bytes.hpp"

#include "protocol/wire/limits.hpp"

#include <algorithm>

namespace praxis::http::detail {
namespace {

auto bad(const char* what) {
    return fail(HttpErrc::bad_request, what);
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// METHOD SP TARGET SP HTTP/D.D
Result<void> check_first_line(std::string_view line) {
    constexpr std::string_view version = "HTTP/1.1";
    const bool printable = std::ranges::all_of(line, [](char c) { return c >= 0x20 && c < 0x7f; });
    if (!printable) return bad("a first line with other bytes than printable ASCII");
    if (std::ranges::count(line, ' ') != 2) return bad("a first line without exactly two spaces");
    const auto last = line.substr(line.rfind(' ') + 1);
    const bool versioned = last.size() == version.size() && last.starts_with("HTTP/") &&
                           is_digit(last[5]) && last[6] == '.' && is_digit(last[7]);
    if (!versioned) return bad("a first line without a version");
    if (last != version && last != "HTTP/1.0") return fail(HttpErrc::unknown_version);
    return success();
}

Result<void> check_field_line(std::string_view line) {
    if (line.front() == ' ' || line.front() == '\t') return bad("a folded field");
    const bool controlled = std::ranges::any_of(line, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t') || byte == 0x7f;
    });
    if (controlled) return bad("control bytes, or a line that does not end with CR LF");
    return success();
}

}  // namespace

Result<void> check_head_bytes(std::string_view head) {
    constexpr std::string_view line_end = "\r\n";
    std::size_t lines = 0;
    for (;;) {
        const auto size = head.find(line_end);
        if (size == std::string_view::npos) return bad("a head without an end");
        const auto line = head.substr(0, size);
        head.remove_prefix(size + line_end.size());
        if (lines > 0 && line.empty()) return success();
        if (lines > limits::http_fields_max) return fail(HttpErrc::head_too_large);
        TRY(lines == 0 ? check_first_line(line) : check_field_line(line));
        ++lines;
    }
}

}  // namespace praxis::http::detail
