#pragma once

#include <cstddef>
#include <cstdint>

/// The limits of a skeleton are rules: every node parses alike (crdt/README.md, section 2). They
/// stand here because `crdt/` sees nothing of the wire.
namespace praxis::crdt::limits {

/// Events of one update, deletions of characters included. Four full fields emptied at once; keeps
/// what one small update can ask of memory and of local versions bounded.
inline constexpr std::uint64_t update_events_max = 256 * 1024;
/// Code points one update may insert: its content could not carry more.
inline constexpr std::uint64_t update_insert_max = 16 * 1024;
/// Code points of one field in one language that an editor may leave behind.
inline constexpr std::size_t field_text_max = 64 * 1024;
/// Items of one list that an editor may leave behind: more than any agenda, and few enough that
/// finding the least moves, which takes the square of it, cannot be felt.
inline constexpr std::size_t list_items_max = 1000;
/// A language tag (BCP 47) in bytes; the longest in practice have 35.
inline constexpr std::size_t language_tag_max = 35;
/// Bytes of an anchor: the text of some hundred updates, and with its words one update still holds
/// it.
inline constexpr std::size_t anchor_bytes_max = 8 * 1024;
/// Bytes of text in one insertion that an editor makes, so that insertions can be packed into
/// updates without being cut again.
inline constexpr std::size_t insertion_bytes_max = 4 * 1024;
/// Events of a text that stands alone: sums of them stay far from where they overflow.
inline constexpr std::uint64_t text_events_max = std::uint64_t{1} << 40;
/// Runs of characters that deletions of one document hit, each remembered in some 80 bytes: far
/// more than people's, for each of a thousand concurrent deletions of a text in a thousand pieces.
inline constexpr std::size_t deletion_runs_max = std::size_t{1} << 20;
/// Lines of work of which is said what was changed on them: each costs a look at what it did.
inline constexpr std::size_t merged_lines_max = 64;
/// How many bytes one byte of an archive may stand for: what reading a stranger's may take.
inline constexpr std::size_t archive_ratio_max = 1024;

}  // namespace praxis::crdt::limits
