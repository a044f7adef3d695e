#include "node/community/text_line.hpp"

#include "protocol/base/base64url.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/wire/limits.hpp"

#include <array>

namespace praxis::community {
namespace {

constexpr std::byte version{1};
constexpr std::size_t checksum_bytes = 8;

const char* words(int value) {
    switch (static_cast<LineErrc>(value)) {
        case LineErrc::not_such:
            return "this text is another, or none";
        case LineErrc::damaged:
            return "the text was not copied whole";
        case LineErrc::newer:
            return "the text was made by a newer version";
        case LineErrc::too_long:
            return "the network's records are too long for a line to copy";
    }
    return "unknown error";
}

const NamedCategory category{"praxis.line", words};

Bytes checksum(const LineForm& form, ByteView body) {
    auto out = copy(crypto::hash(form.tag, {body}).view());
    out.resize(checksum_bytes);
    return out;
}

std::string with_article(std::string_view what) {
    const bool vowel = std::string_view{"aeiou"}.find(what.front()) != std::string_view::npos;
    return (vowel ? "an " : "a ") + std::string{what};
}

std::string without_blanks(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c != ' ' && c != '\n' && c != '\r' && c != '\t') out.push_back(c);
    }
    return out;
}

auto damaged(const LineForm& form) {
    return fail(LineErrc::damaged,
                "the " + std::string{form.what} + " was not copied whole; copy it again");
}

/// Whether a text begins as one of the form. An invitation has the first part of every prefix.
bool begins_as(const LineForm& form, std::string_view text) {
    if (!text.starts_with(form.prefix)) return false;
    for (const auto& other : {person_line, device_line}) {
        if (other.prefix.size() > form.prefix.size() && text.starts_with(other.prefix))
            return false;
    }
    return true;
}

Error another(const LineForm& form, std::string_view text) {
    for (const auto& other : {invitation_line, person_line, device_line}) {
        if (!begins_as(other, text)) continue;
        return {make_error_code(LineErrc::not_such),
                "this is " + with_article(other.what) + ", for " + std::string{other.use} +
                    "; here belongs " + with_article(form.what) + ", which begins with \"" +
                    std::string{form.prefix} + "\""};
    }
    return {make_error_code(LineErrc::not_such),
            "this is no " + std::string{form.what} + "; one begins with \"" +
                std::string{form.prefix} + "\""};
}

}  // namespace

boost::system::error_code make_error_code(LineErrc code) noexcept {
    return {static_cast<int>(code), category};
}

Result<std::string> to_line(const LineForm& form, ByteView body) {
    Bytes all{version};
    append(all, body);
    if (all.size() > limits::invitation_bytes_max) {
        return fail(LineErrc::too_long,
                    "the network's records take " + std::to_string(all.size()) + " bytes; " +
                        with_article(form.what) + " holds at most " +
                        std::to_string(limits::invitation_bytes_max));
    }
    append(all, checksum(form, all));
    return std::string{form.prefix} + to_base64url(all);
}

Result<Bytes> from_line(const LineForm& form, std::string_view typed) {
    const auto text = without_blanks(typed);
    if (!begins_as(form, text)) return fail(another(form, text));
    if (text.size() > 2 * limits::invitation_bytes_max) return damaged(form);
    const auto bytes = from_base64url(std::string_view{text}.substr(form.prefix.size()));
    if (!bytes || bytes.value().size() <= checksum_bytes) return damaged(form);
    const ByteView all = bytes.value();
    const auto body = all.first(all.size() - checksum_bytes);
    if (!equal(checksum(form, body), all.last(checksum_bytes))) return damaged(form);
    if (body.front() != version) {
        return fail(
            LineErrc::newer,
            "this " + std::string{form.what} + " was made by a newer version of this program");
    }
    return copy(body.subspan(1));
}

}  // namespace praxis::community
