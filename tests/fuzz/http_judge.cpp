#include "tests/fuzz/http_judge.hpp"

#include <algorithm>
#include <cstdint>

namespace praxis::fuzz {
namespace {

constexpr std::string_view line_end = "\r\n";

std::string lower(std::string_view text) {
    std::string out{text};
    for (auto& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

bool is_token(std::string_view text) {
    constexpr std::string_view others = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::ranges::all_of(text, [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               others.find(c) != std::string_view::npos;
    });
}

/// The first line up to CR LF, which is taken from `rest`; nullopt when there is none.
std::optional<std::string_view> take_line(std::string_view& rest) {
    const auto size = rest.find(line_end);
    if (size == std::string_view::npos) return std::nullopt;
    const auto line = rest.substr(0, size);
    rest.remove_prefix(size + line_end.size());
    return line;
}

/// Decimal or hexadecimal digits and nothing else.
std::optional<std::uint64_t> number(std::string_view digits, unsigned base) {
    if (digits.empty()) return std::nullopt;
    std::uint64_t value = 0;
    for (const char c : lower(digits)) {
        unsigned digit = 99;
        if (c >= '0' && c <= '9') digit = static_cast<unsigned>(c - '0');
        if (c >= 'a' && c <= 'f') digit = 10U + static_cast<unsigned>(c - 'a');
        if (digit >= base || value > (~std::uint64_t{0} - digit) / base) return std::nullopt;
        value = value * base + digit;
    }
    return value;
}

/// How a body is measured.
struct Framing {
    std::vector<std::string> lengths;
    std::vector<std::string> encodings;
    bool http10 = false;

    [[nodiscard]] bool is_chunked() const { return !encodings.empty(); }
    [[nodiscard]] bool is_unambiguous() const {
        if (lengths.size() > 1 || encodings.size() > 1) return false;
        if (!lengths.empty() && !encodings.empty()) return false;
        if (!lengths.empty() && !number(lengths.front(), 10)) return false;
        return encodings.empty() || (encodings.front() == "chunked" && !http10);
    }
};

std::string_view trimmed(std::string_view value) {
    constexpr std::string_view blanks = " \t";
    const auto first = value.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return value.substr(first, value.find_last_not_of(blanks) - first + 1);
}

bool read_field(std::string_view line, Framing& framing) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return false;
    const auto clean = [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte >= 0x20 && byte != 0x7f) || c == '\t';
    };
    if (!std::ranges::all_of(line, clean)) return false;
    const auto name = lower(line.substr(0, colon));
    const std::string value{trimmed(line.substr(colon + 1))};
    if (name == "content-length") framing.lengths.push_back(value);
    if (name == "transfer-encoding") framing.encodings.push_back(value);
    return true;
}

/// METHOD SP /PATH[?QUERY] SP HTTP/1.x
bool read_first_line(std::string_view line, JudgedRequest& request, Framing& framing) {
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) return false;
    const auto target = line.substr(first + 1, last - first - 1);
    const auto version = line.substr(last + 1);
    if (version != "HTTP/1.1" && version != "HTTP/1.0") return false;
    const auto visible = [](char c) { return c > 0x20 && c < 0x7f; };
    if (!is_token(line.substr(0, first)) || !std::ranges::all_of(target, visible)) return false;
    if (target.empty() || target.front() != '/') return false;
    framing.http10 = version == "HTTP/1.0";
    request.method = line.substr(0, first);
    const auto question = target.find('?');
    request.path = target.substr(0, question);
    if (question != std::string_view::npos) request.query = target.substr(question + 1);
    return true;
}

std::optional<std::string> take_chunks(std::string_view& rest) {
    std::string body;
    for (;;) {
        const auto line = take_line(rest);
        const auto size = line ? number(*line, 16) : std::nullopt;
        if (!size || *size > rest.size()) return std::nullopt;
        body += rest.substr(0, *size);
        rest.remove_prefix(*size);
        if (!rest.starts_with(line_end)) return std::nullopt;
        rest.remove_prefix(line_end.size());
        if (*size == 0) return body;
    }
}

std::optional<std::string> take_length(std::string_view& rest, std::uint64_t length) {
    if (rest.size() < length) return std::nullopt;
    std::string body{rest.substr(0, length)};
    rest.remove_prefix(length);
    return body;
}

}  // namespace

std::vector<JudgedRequest> judge_requests(std::string_view bytes) {
    std::vector<JudgedRequest> out;
    while (bytes.find("\r\n\r\n") != std::string_view::npos) {
        JudgedRequest request;
        Framing framing;
        if (!read_first_line(*take_line(bytes), request, framing)) return out;
        for (auto line = take_line(bytes); !line->empty(); line = take_line(bytes)) {
            if (!read_field(*line, framing)) return out;
        }
        if (!framing.is_unambiguous()) return out;
        const auto length = framing.lengths.empty() ? 0 : *number(framing.lengths.front(), 10);
        request.has_body = framing.is_chunked() || length > 0;
        request.body = framing.is_chunked() ? take_chunks(bytes) : take_length(bytes, length);
        out.push_back(request);
        if (!request.body) return out;
    }
    return out;
}

}  // namespace praxis::fuzz
