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

/// The sections of one kind of file, named by an enum that ends with `count`.
template <class Name>
class ColumnsOut {
public:
    ByteWriter& operator[](Name name) { return columns_[static_cast<std::size_t>(name)]; }
    /// Ascending by number.
    [[nodiscard]] std::vector<Section> take() {
        std::vector<Section> out;
        for (auto& column : columns_)
            out.push_back({out.size(), column.take()});
        return out;
    }

private:
    std::array<ByteWriter, static_cast<std::size_t>(Name::count)> columns_;
};

/// Reads columns side by side: all of a file but what it shows. Owns their bytes; may not be moved.
template <class Name>
class ColumnsIn {
public:
    [[nodiscard]] Result<void> open(const Sealed& file) {
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            if (static_cast<Name>(i) != Name::shown) {
                TRY(columns_[i], file.section(i));
            }
            readers_.emplace_back(columns_[i]);
        }
        return success();
    }
    ByteReader& operator[](Name name) { return readers_[static_cast<std::size_t>(name)]; }
    /// The whole of one, whatever was read.
    [[nodiscard]] ByteView all(Name name) const { return columns_[static_cast<std::size_t>(name)]; }
    /// Fails unless all of every column was read.
    [[nodiscard]] Result<void> finish() const {
        for (const auto& reader : readers_) {
            TRY(reader.finish());
        }
        return success();
    }

private:
    std::array<Bytes, static_cast<std::size_t>(Name::count)> columns_;
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
[[nodiscard]] Result<void> read_history(ColumnsIn<Column>& in,
                                        const std::function<Result<void>(Update)>& apply);

}  // namespace praxis::crdt::detail
