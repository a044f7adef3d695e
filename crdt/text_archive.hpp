#pragma once

#include "crdt/detail/sections.hpp"
#include "crdt/text.hpp"

namespace praxis::crdt {

/// A text that stands alone in one file: what it shows in front, its whole history behind, as
/// columns (crdt/README.md, section 7). As `Archive` is for documents.
class TextArchive {
public:
    [[nodiscard]] static Bytes save(const Text& text);

    /// Checks version and hash of the whole file; fails as `Archive::open` does.
    [[nodiscard]] static Result<TextArchive> open(Bytes file);

    /// What it showed when it was saved, UTF-8; the history is not looked at.
    [[nodiscard]] Result<std::string> shown() const;
    /// With everything that was applied. Fails with `Errc::damaged_archive`.
    [[nodiscard]] Result<std::unique_ptr<Text>> history() const;

private:
    explicit TextArchive(detail::Sealed sealed) : sealed_{std::move(sealed)} {}
    detail::Sealed sealed_;
};

}  // namespace praxis::crdt
