#pragma once

#include "protocol/base/bytes.hpp"
#include "protocol/base/errc.hpp"
#include "protocol/base/result.hpp"

#include <string>
#include <string_view>

namespace praxis::community {

/// A line of text that people carry from one node to another: by mail, on paper, on a stick.
struct LineForm {
    std::string_view prefix;  ///< what it begins with
    std::string_view tag;     ///< of the hash that is its checksum
    std::string_view what;    ///< for people
    std::string_view use;     ///< the command that takes it
};
inline constexpr LineForm invitation_line{
    "praxis-", "praxis/invitation/v1", "invitation", "praxis join"};
inline constexpr LineForm person_line{
    "praxis-person-", "praxis/person-line/v1", "person's line", "praxis device begin"};
inline constexpr LineForm device_line{
    "praxis-device-", "praxis/device-line/v1", "device's line", "praxis device add"};

/// The prefix, and base64url of a version, `body`, and a checksum of 8 bytes over both. Fails with
/// `LineErrc::too_long` above `limits::invitation_bytes_max`.
[[nodiscard]] Result<std::string> to_line(const LineForm& form, ByteView body);

/// The body of a line; white space inside is ignored, as mail programs break lines. Fails with
/// words that say what happened to it, or which other line it is.
[[nodiscard]] Result<Bytes> from_line(const LineForm& form, std::string_view typed);

enum class LineErrc {
    not_such = 1,  ///< does not begin as one
    damaged,       ///< a character is wrong or missing
    newer,         ///< made by a newer version
    too_long,      ///< more than fits one line to copy
};
[[nodiscard]] boost::system::error_code make_error_code(LineErrc code) noexcept;

}  // namespace praxis::community

template <>
struct boost::system::is_error_code_enum<praxis::community::LineErrc> : std::true_type {};
