#pragma once

#include "node/community/errc.hpp"
#include "protocol/base/ids.hpp"

#include <compare>
#include <string>

namespace praxis::community {

/// Bytes of a file that a reference may claim: no recording is longer, and sums of sizes stay far
/// from where they overflow.
inline constexpr std::uint64_t file_bytes_max = std::uint64_t{1} << 40;
/// Bytes of a file's name: what file systems take.
inline constexpr std::size_t file_name_max = 255;
/// Either half of a media type (RFC 6838, section 4.2).
inline constexpr std::size_t media_word_max = 127;

/// What a document says of a file: which bytes it means, and what to expect of them. A value like
/// any other, in a register, a constant or a set; equal files are equal bytes, so two people who
/// attach one file never conflict. The bytes travel on their own.
struct FileReference {
    Hash content;            ///< names the bytes; two files with one hash are one file
    std::uint64_t size = 0;  ///< in bytes, at most `file_bytes_max`
    std::string media_type;  ///< such as `application/pdf`
    std::string name;        ///< as people call it, never a path
    friend auto operator<=>(const FileReference&, const FileReference&) = default;
};

/// The one form in a content: `HASH SIZE TYPE NAME` (node/community/README.md). The reference must
/// be one that `parse_file_reference` would give; anything else is a bug and ends the process.
[[nodiscard]] std::string encode(const FileReference& file);

/// Reads a value of a stranger. Fails with `Errc::bad_value` and the rule that it breaks.
[[nodiscard]] Result<FileReference> parse_file_reference(std::string_view text);

}  // namespace praxis::community
