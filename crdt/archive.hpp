#pragma once

#include "crdt/detail/sections.hpp"
#include "crdt/projection.hpp"

namespace praxis::crdt {

namespace detail {
enum class Column : std::uint64_t;
}

/// A document in one file: what it shows in front, its history behind, each decoded when somebody
/// asks for it (crdt/README.md, section 7). The file is a copy of what the updates say; who has
/// them can always make it again.
///
///     const auto file = Archive::save(document);
///     TRY(const auto archive, Archive::open(file));
///     TRY(const auto shown, archive.shown());       // for a page
///     TRY(auto again, archive.document());          // to merge, edit, look back
class Archive {
public:
    [[nodiscard]] static Bytes save(const Document& document);

    /// Checks version and hash of the whole file, and decodes nothing yet. Fails with
    /// `praxis::Errc::unknown_version` on a file of a later version, with `Errc::damaged_archive`
    /// on everything else that `save` did not write.
    [[nodiscard]] static Result<Archive> open(Bytes file);

    [[nodiscard]] DocumentId id() const { return id_; }

    /// What the document showed when it was saved. The history is not looked at: a file that lies
    /// under a right hash may show something else than `project` of its `document` does.
    [[nodiscard]] Result<Projection> shown() const;
    /// The document, which answers as the one that was saved. Replayed with the rules of today;
    /// sections that this program does not know stay with it and are saved again. Fails with
    /// `Errc::damaged_archive`; memory is bounded by the size of the file.
    [[nodiscard]] Result<Document> document() const;

private:
    explicit Archive(detail::Sealed sealed) : sealed_{std::move(sealed)} {}
    [[nodiscard]] Result<Bytes> column(detail::Column column) const;

    detail::Sealed sealed_;
    DocumentId id_;
};

}  // namespace praxis::crdt
