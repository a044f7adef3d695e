#pragma once

#include "crdt/errc.hpp"
#include "protocol/base/bytes.hpp"
#include "protocol/base/result.hpp"

#include <vector>

namespace praxis::crdt::detail {

/// A numbered part of an archive.
struct Section {
    std::uint64_t number = 0;
    Bytes bytes;
};

/// One file of sections, each compressed where that makes it shorter, under a hash of all
/// (crdt/README.md, section 7). `sections` ascend by number; empty ones are left out.
[[nodiscard]] Bytes seal(std::uint8_t kind, const std::vector<Section>& sections);

/// A file of sections whose hash was right. Holds the file; takes a section apart when asked.
class Sealed {
public:
    /// Fails with `praxis::Errc::unknown_version` on a file of a later version, with
    /// `Errc::damaged_archive` on everything else that `seal` did not write.
    [[nodiscard]] static Result<Sealed> open(Bytes file, std::uint8_t kind);

    /// One section, empty when the file has none of this number. Its memory is bounded by
    /// `limits::archive_ratio_max` times what the file spends on it.
    [[nodiscard]] Result<Bytes> section(std::uint64_t number) const;
    /// The numbers of all sections, ascending.
    [[nodiscard]] std::vector<std::uint64_t> numbers() const;

private:
    enum class Form : std::uint8_t { plain, zstd };
    struct Place {
        std::uint64_t number = 0;
        Form form = Form::plain;
        std::size_t begin = 0;
        std::size_t stored = 0;
        std::size_t length = 0;
    };
    friend Bytes seal(std::uint8_t kind, const std::vector<Section>& sections);

    [[nodiscard]] Result<void> read_table(std::uint8_t kind);

    Bytes file_;
    std::vector<Place> places_;
};

}  // namespace praxis::crdt::detail
