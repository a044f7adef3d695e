#pragma once

#include "crdt/detail/archive_columns.hpp"
#include "crdt/detail/document_state.hpp"

namespace praxis::crdt::detail {

// What the byte of a row in the column `flags` says.
inline constexpr unsigned flag_stands = 1;
inline constexpr unsigned flag_content = 2;  ///< its content is here
inline constexpr unsigned flag_unread = 4;   ///< no skeleton that this program's writer could read
inline constexpr unsigned flag_follows = 8;  ///< its only dep is the row before
inline constexpr unsigned flag_same_person = 16;  ///< as the row before, the first: nobody
inline constexpr unsigned flags_max = 31;

/// Where whoever goes on writing or deleting does so; `before` when it has no position.
[[nodiscard]] std::uint64_t position_after(const Operation& operation, std::uint64_t before);

/// Writes every update of a document into columns, in order of arrival.
class HistoryWriter {
public:
    HistoryWriter(const Document::State& state, ColumnsOut<Column>& out);
    void write();

private:
    void write_row(std::size_t number);
    void write_person(const std::optional<PersonId>& person);
    void write_unread(const Document::State::Unread& unread);
    void write_operations(std::size_t number);
    void write_operation(const Operation& operation, std::size_t row);
    struct Body;

    const Document::State& state_;
    ColumnsOut<Column>& out_;
    std::int64_t written_ = 0;
    std::optional<PersonId> person_;
    std::map<PersonId, std::size_t> people_;
    std::map<Bytes, std::size_t> heads_;
    std::map<Address, std::uint64_t> cursors_;  // where the last operation on a sequence ended
};

}  // namespace praxis::crdt::detail
