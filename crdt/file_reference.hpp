#pragma once

#include "crdt/errc.hpp"
#include "protocol/base/ids.hpp"

#include <compare>
#include <string>

namespace praxis::crdt {

/// What a document says of a file: which bytes it means, and what to expect of them. A value like
/// any other, in a register, a constant or a set; equal files are equal bytes, so two people who
/// attach one file never conflict. The bytes travel on their own.
struct FileReference {
    Hash content;            ///< names the bytes; two files with one hash are one file
    std::uint64_t size = 0;  ///< in bytes, at most `limits::file_bytes_max`
    std::string media_type;  ///< such as `application/pdf`
    std::string name;        ///< as people call it, never a path
    friend auto operator<=>(const FileReference&, const FileReference&) = default;
};

/// The one form in a content: `HASH SIZE TYPE NAME` (crdt/README.md, section 3). The reference must
/// be one that `parse_file_reference` would give; anything else is a bug and ends the process.
[[nodiscard]] std::string encode(const FileReference& file);

/// Reads a value of a stranger. Fails with `Errc::bad_file_reference` and the rule that it breaks.
[[nodiscard]] Result<FileReference> parse_file_reference(std::string_view text);

}  // namespace praxis::crdt
