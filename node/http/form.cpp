#include "node/http/form.hpp"

#include "protocol/base/utf8.hpp"
#include "protocol/wire/limits.hpp"

#include <algorithm>

namespace praxis::http {
namespace {

auto bad(const char* what) {
    return fail(HttpErrc::bad_form, what);
}

int digit_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// The byte that `digits` are, or -1.
int byte_of(std::string_view digits) {
    if (digits.size() < 2) return -1;
    const int high = digit_of(digits[0]);
    const int low = digit_of(digits[1]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

Result<std::string> unescaped(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (; !text.empty(); text.remove_prefix(1)) {
        if (text.front() != '%') {
            out += text.front() == '+' ? ' ' : text.front();
            continue;
        }
        const int byte = byte_of(text.substr(1));
        if (byte < 0) return bad("a % without two hexadecimal digits");
        out += static_cast<char>(byte);
        text.remove_prefix(2);
    }
    return out;
}

std::string with_line_feeds(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool paired = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
        if (!paired) out += text[i] == '\r' ? '\n' : text[i];
    }
    return out;
}

Result<std::string> decoded(std::string_view text) {
    TRY(const auto bytes, unescaped(text));
    if (bytes.find('\0') != std::string::npos) return bad("a NUL in a text");
    if (!count_utf8(bytes)) return bad("text that is not UTF-8");
    return with_line_feeds(bytes);
}

}  // namespace

Result<Form> Form::parse(std::string_view bytes) {
    Form form;
    while (!bytes.empty()) {
        const auto field = bytes.substr(0, bytes.find('&'));
        bytes.remove_prefix(std::min(bytes.size(), field.size() + 1));
        if (field.empty()) continue;
        if (form.fields_.size() == limits::form_fields_max) return bad("too many fields");
        const auto equals = std::min(field.find('='), field.size());
        TRY(auto name, decoded(field.substr(0, equals)));
        TRY(auto value, decoded(field.substr(std::min(field.size(), equals + 1))));
        form.fields_.emplace_back(std::move(name), std::move(value));
    }
    return form;
}

const std::string* Form::first(std::string_view name) const {
    const auto found = std::ranges::find(fields_, name, &Field::first);
    return found == fields_.end() ? nullptr : &found->second;
}

std::vector<std::string> Form::all(std::string_view name) const {
    std::vector<std::string> out;
    for (const auto& [each, value] : fields_) {
        if (each == name) out.push_back(value);
    }
    return out;
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view plain = "-._~";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
            plain.find(c) != std::string_view::npos) {
            out += c;
        } else {
            out += '%';
            out += digits[byte / 16];
            out += digits[byte % 16];
        }
    }
    return out;
}

}  // namespace praxis::http
