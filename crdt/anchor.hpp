#pragma once

#include "crdt/document.hpp"

namespace praxis::crdt {

/// Characters of a text or insertions of a list, by their ids: `first` and those behind it in the
/// same update.
struct EventRun {
    EventId first;
    std::uint64_t count = 0;
    friend auto operator<=>(const EventRun&, const EventRun&) = default;
};

/// What a comment, a citation or a mark of a translation stands on: a value like any other, which
/// names characters or items and so survives whatever happens around them. Equal anchors are equal
/// bytes.
struct Anchor {
    enum class On : std::uint8_t {
        passage,    ///< these characters, and what was written between them
        paragraph,  ///< every paragraph that one of these characters stands in
        item        ///< an item of a list, wherever it was moved
    };
    On on = On::passage;
    Address at;                  ///< of the text, or of the list
    std::vector<EventRun> runs;  ///< ascending, apart, at least one
    friend auto operator<=>(const Anchor&, const Anchor&) = default;
};

/// The characters that `view` shows at [begin, end), in code points. Fails with
/// `praxis::Errc::out_of_range` when the text has no such passage or it is empty, and with
/// `Errc::bad_anchor` when its form would be longer than `limits::anchor_bytes_max`.
[[nodiscard]] Result<Anchor> anchor(const View& view,
                                    const Address& at,
                                    std::uint64_t begin,
                                    std::uint64_t end);

/// The paragraph around a position of the shown text: the lines around it up to one that is blank
/// (nothing but blanks and tabs). Fails as `anchor` does, also on a blank line: there is nothing
/// to stand on.
[[nodiscard]] Result<Anchor> paragraph_anchor(const View& view,
                                              const Address& at,
                                              std::uint64_t position);

/// The item that `view` shows as number `index` (from 0) of a list, by all its insertions. Fails
/// with `praxis::Errc::out_of_range`, and as `anchor` does.
[[nodiscard]] Result<Anchor> item_anchor(const View& view, const Address& at, std::size_t index);

/// The one form in a content (crdt/README.md, section 3). The anchor must be one that
/// `parse_anchor` would give; anything else is a bug and ends the process.
[[nodiscard]] std::string encode(const Anchor& anchor);

/// Reads a value of a stranger. Fails with `Errc::bad_anchor`. Work and memory are linear in the
/// bytes.
[[nodiscard]] Result<Anchor> parse_anchor(std::string_view text);

/// Where an anchor stands in a version.
struct Found {
    /// None of its own characters is shown, or its item is not. It never stands on a neighbour.
    bool lost = true;
    /// In code points of the shown text, from the first to the last of its own characters that are
    /// shown, or of their paragraphs; of an item its number among those shown. 0, 0 when lost.
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    std::string words;  ///< what it stands on now, UTF-8 (an item's bytes); empty when lost
    /// Its own characters, shown or not, in the order of the text. Those whose content is erased or
    /// not here, or whose insertion is void, are U+FFFD: what was taken down stays down. Those that
    /// this field does not have in this version are left out. Of an item its bytes.
    std::string once;
    friend bool operator==(const Found&, const Found&) = default;
};

/// Looks an anchor up, whoever made it and in whatever version. Characters that are not of the
/// field or not in the past of the view count as not there. Costs what reading every character the
/// field ever had costs, times the logarithm of the anchor's runs; holds nothing that is larger
/// than the field.
[[nodiscard]] Found find(const View& view, const Anchor& anchor);

}  // namespace praxis::crdt
