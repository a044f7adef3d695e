#pragma once

#include "crdt/detail/sections.hpp"
#include "crdt/projection.hpp"
#include "protocol/base/codec.hpp"

#include <array>
#include <unordered_map>

// The sections of a document's archive: crdt/README.md, section 7.

namespace praxis::crdt::detail {

enum class Column : std::uint64_t {
    ids,  ///< of the updates: row 0, 1, ...
    shown,
    document,
    flags,
    deps,
    outside,  ///< ids that are none of a row
    people,
    persons,
    written,
    heads,  ///< each kind of operation on each address, once
    operations,
    positions,
    lengths,
    events,  ///< that operations name
    part_lengths,
    text,
    values,
    unread,
    count
};
inline constexpr auto column_count = static_cast<std::size_t>(Column::count);

class ColumnsOut {
public:
    ByteWriter& operator[](Column column) { return columns_[static_cast<std::size_t>(column)]; }
    /// Ascending by number, those this program does not know behind.
    [[nodiscard]] std::vector<Section> take(const std::vector<Section>& kept);

private:
    std::array<ByteWriter, column_count> columns_;
};

/// Reads columns side by side. Owns their bytes; may not be moved.
class ColumnsIn {
public:
    explicit ColumnsIn(const std::array<Bytes, column_count>& columns);
    ByteReader& operator[](Column column) { return readers_[static_cast<std::size_t>(column)]; }
    /// Fails unless all of every column was read.
    [[nodiscard]] Result<void> finish() const;

private:
    std::vector<ByteReader> readers_;
};

/// Small numbers of either sign as small varints.
void write_signed(ByteWriter& out, std::int64_t value);
[[nodiscard]] Result<std::int64_t> read_signed(ByteReader& in);
/// Bytes behind their length; what is read lies in place.
void write_sized(ByteWriter& out, ByteView bytes);
[[nodiscard]] Result<ByteView> read_sized(ByteReader& in);
/// `ids`: the column of that name. Fails on a row that it does not have.
[[nodiscard]] Result<UpdateId> id_of_row(ByteView ids, std::uint64_t row);

using RowNumbers = std::unordered_map<UpdateId, std::size_t>;

void write_shown(ByteWriter& out, const Projection& shown, const RowNumbers& rows);
/// `ids`: the column of that name.
[[nodiscard]] Result<Projection> read_shown(ByteView shown, ByteView ids);

/// Calls `apply` for each update in the order of the file. Fails on columns that do not agree;
/// what was applied until then is to be thrown away.
[[nodiscard]] Result<void> read_history(ColumnsIn& in,
                                        ByteView ids,
                                        const std::function<Result<void>(Update)>& apply);

}  // namespace praxis::crdt::detail
