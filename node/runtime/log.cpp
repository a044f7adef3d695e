#include "node/runtime/log.hpp"

#include <algorithm>

namespace praxis::node {
namespace {

bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view{"-_.:/[]+@%"}.find(c) != std::string_view::npos;
}

void put_quoted(std::string& line, std::string_view value) {
    constexpr std::string_view digits = "0123456789abcdef";
    line += '"';
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte >= 0x7f) {
            line += "\\x";
            line += digits[byte >> 4U];
            line += digits[byte & 0xfU];
        } else {
            if (c == '"' || c == '\\') line += '\\';
            line += c;
        }
    }
    line += '"';
}

}  // namespace

std::string_view name_of(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return "debug";
        case LogLevel::info:
            return "info";
        case LogLevel::warning:
            return "warning";
        case LogLevel::error:
            return "error";
    }
    return "unknown";
}

std::string format_line(std::string_view event, std::span<const LogField> fields) {
    std::string line{event};
    for (const auto& field : fields) {
        line += ' ';
        line += field.name;
        line += '=';
        if (!field.value.empty() && std::ranges::all_of(field.value, is_plain))
            line += field.value;
        else
            put_quoted(line, field.value);
    }
    return line;
}

}  // namespace praxis::node
