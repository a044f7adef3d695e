#include "node/community/file_reference.hpp"

#include "protocol/base/check.hpp"
#include "protocol/base/utf8.hpp"

#include <algorithm>
#include <charconv>

namespace praxis::community {
namespace {

auto refuse(const char* rule) {
    return fail(Errc::bad_value, rule);
}

bool is_lower_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/// One half of a media type: a restricted name of RFC 6838, in lower case.
bool is_media_word(std::string_view word) {
    constexpr std::string_view also = "!#$&^_.+-";
    if (word.empty() || word.size() > media_word_max) return false;
    return is_lower_or_digit(word[0]) && std::ranges::all_of(word, [&](char c) {
               return is_lower_or_digit(c) || also.find(c) != std::string_view::npos;
           });
}

bool is_media_type(std::string_view text) {
    const auto slash = text.find('/');
    return slash != std::string_view::npos && is_media_word(text.substr(0, slash)) &&
           is_media_word(text.substr(slash + 1));
}

/// Whether a character may stand in a name: none that ends lines or hides, and none that turns the
/// direction, with which a name can show another ending than it has.
bool is_plain(char32_t c) {
    const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
    const bool turns = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    return !control && !turns && c != U'/' && c != U'\\';
}

bool is_file_name(std::string_view text) {
    if (text.empty() || text.size() > file_name_max) return false;
    if (text == "." || text == ".." || text.front() == ' ' || text.back() == ' ') return false;
    const auto points = decode_utf8(text);
    return points && std::ranges::all_of(points.value(), is_plain);
}

/// Takes what stands before the next blank, and the blank.
std::string_view take_word(std::string_view& rest) {
    const auto blank = rest.find(' ');
    const auto word = rest.substr(0, blank);
    rest.remove_prefix(blank == std::string_view::npos ? rest.size() : blank + 1);
    return word;
}

}  // namespace

std::string encode(const FileReference& file) {
    auto out = file.content.hex() + " " + std::to_string(file.size) + " " + file.media_type + " " +
               file.name;
    const auto again = parse_file_reference(out);
    PRAXIS_CHECK(again && again.value() == file);
    return out;
}

Result<FileReference> parse_file_reference(std::string_view text) {
    FileReference out;
    const auto digits = take_word(text);
    const auto hash = Hash::from_hex(digits);
    if (!hash || hash.value().hex() != digits) return refuse("no hash of 64 hexadecimal digits");
    out.content = hash.value();
    const auto size = take_word(text);
    const auto* end = size.data() + size.size();
    const auto read = std::from_chars(size.data(), end, out.size);
    if (read.ec != std::errc{} || read.ptr != end || std::to_string(out.size) != size ||
        out.size > file_bytes_max) {
        return refuse("no size in bytes");
    }
    const auto type = take_word(text);
    if (!is_media_type(type)) return refuse("no media type such as application/pdf");
    out.media_type = type;
    if (!is_file_name(text)) return refuse("no file name");
    out.name = text;
    return out;
}

}  // namespace praxis::community
