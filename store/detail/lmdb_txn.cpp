#include "store/detail/lmdb_txn.hpp"

#include "protocol/base/check.hpp"
#include "store/detail/files.hpp"

#include <memory>

namespace praxis::store::detail {
namespace {

MDB_val value_of(ByteView bytes) {
    // LMDB takes pointers to non-const and does not write through them.
    return {bytes.size(), const_cast<std::byte*>(bytes.data())};
}

ByteView view_of(const MDB_val& value) {
    return {static_cast<const std::byte*>(value.mv_data), value.mv_size};
}

struct CloseCursor {
    void operator()(MDB_cursor* cursor) const { mdb_cursor_close(cursor); }
};
using Cursor = std::unique_ptr<MDB_cursor, CloseCursor>;

Result<Cursor> open_cursor(MDB_txn* txn, MDB_dbi table) {
    MDB_cursor* cursor = nullptr;
    if (const int code = mdb_cursor_open(txn, table, &cursor); code != 0)
        return fail(lmdb_error("cursor", code));
    return Cursor{cursor};
}

/// Moves the cursor; nullopt where there is nothing.
Result<std::optional<Entry>> move(const Cursor& cursor, ByteView key, MDB_cursor_op operation) {
    auto key_value = value_of(key);
    MDB_val body{};
    const int code = mdb_cursor_get(cursor.get(), &key_value, &body, operation);
    if (code == MDB_NOTFOUND) return std::optional<Entry>{};
    if (code != 0) return fail(lmdb_error("read", code));
    return std::optional{Entry{view_of(key_value), view_of(body)}};
}

}  // namespace

Error lmdb_error(std::string what, int code) {
    switch (code) {
        case MDB_MAP_FULL:
        case MDB_TXN_FULL:
            return {make_error_code(StoreErrc::full), std::move(what) + ": " + mdb_strerror(code)};
        case MDB_VERSION_MISMATCH:
            return {make_error_code(StoreErrc::wrong_version), std::move(what)};
        case MDB_CORRUPTED:
        case MDB_PAGE_NOTFOUND:
        case MDB_CURSOR_FULL:
        case MDB_INVALID:
        case MDB_NOTFOUND:
        case MDB_INCOMPATIBLE:
            return {make_error_code(StoreErrc::damaged),
                    std::move(what) + ": " + mdb_strerror(code)};
        default:
            if (code > 0) return system_error(std::move(what), code);
            return {make_error_code(StoreErrc::io), std::move(what) + ": " + mdb_strerror(code)};
    }
}

Result<Txn> Txn::begin(MDB_env* environment, unsigned flags) {
    MDB_txn* txn = nullptr;
    if (const int code = mdb_txn_begin(environment, nullptr, flags, &txn); code != 0)
        return fail(lmdb_error("begin", code));
    return Txn{txn};
}

Result<void> Txn::commit() {
    // Frees the transaction whether it succeeds or not.
    if (const int code = mdb_txn_commit(std::exchange(txn_, nullptr)); code != 0)
        return fail(lmdb_error("commit", code));
    return success();
}

Result<std::optional<ByteView>> TxnTables::find(Table table, ByteView key) const {
    auto key_value = value_of(key);
    MDB_val body{};
    const int code = mdb_get(txn_, handle(table), &key_value, &body);
    if (code == MDB_NOTFOUND) return std::optional<ByteView>{};
    if (code != 0) return fail(lmdb_error("read", code));
    return std::optional{view_of(body)};
}

Result<void> TxnTables::walk(Table table, const KeyRange& range, const Visit& visit) const {
    TRY(const auto cursor, open_cursor(txn_, handle(table)));
    TRY(auto entry, move(cursor, range.lower, range.lower.empty() ? MDB_FIRST : MDB_SET_RANGE));
    while (entry && range.contains(entry->key)) {
        TRY(const auto next, visit(entry->key, entry->body));
        if (next == Scan::stop) break;
        TRY(entry, move(cursor, {}, MDB_NEXT));
    }
    return success();
}

Result<std::optional<Entry>> TxnTables::find_last(Table table, const KeyRange& range) const {
    TRY(const auto cursor, open_cursor(txn_, handle(table)));
    std::optional<Entry> entry;
    if (!range.upper.empty()) {
        TRY(entry, move(cursor, range.upper, MDB_SET_RANGE));
    }
    // The entry before `upper`, or the last of the table when nothing is at or above `upper`.
    TRY(entry, move(cursor, {}, entry ? MDB_PREV : MDB_LAST));
    if (entry && !range.contains(entry->key)) entry.reset();
    return entry;
}

Result<std::uint64_t> TxnTables::size(Table table) const {
    MDB_stat stat{};
    if (const int code = mdb_stat(txn_, handle(table), &stat); code != 0)
        return fail(lmdb_error("count", code));
    return std::uint64_t{stat.ms_entries};
}

Result<void> TxnTables::replace(Table table, ByteView key, ByteView sealed) const {
    auto key_value = value_of(key);
    auto body = value_of(sealed);
    if (const int code = mdb_put(txn_, handle(table), &key_value, &body, 0); code != 0)
        return fail(lmdb_error("put", code));
    return success();
}

Result<bool> TxnTables::remove(Table table, ByteView key) const {
    auto key_value = value_of(key);
    const int code = mdb_del(txn_, handle(table), &key_value, nullptr);
    if (code != 0 && code != MDB_NOTFOUND) return fail(lmdb_error("erase", code));
    return code == 0;
}

Result<std::optional<ByteView>> LmdbWriter::find(Table table, ByteView key) const {
    if (broken_) return fail(*broken_);
    return tables_.find(table, key);
}

Result<void> LmdbWriter::walk(Table table, const KeyRange& range, const VisitSealed& visit) const {
    if (broken_) return fail(*broken_);
    ++scans_;
    auto walked = tables_.walk(table, range, visit);
    --scans_;
    return walked;
}

Result<std::optional<Entry>> LmdbWriter::find_last(Table table, const KeyRange& range) const {
    if (broken_) return fail(*broken_);
    return tables_.find_last(table, range);
}

Result<std::uint64_t> LmdbWriter::size(Table table) const {
    if (broken_) return fail(*broken_);
    return tables_.size(table);
}

Result<void> LmdbWriter::replace(Table table, ByteView key, Bytes sealed) {
    PRAXIS_CHECK(scans_ == 0);
    if (broken_) return fail(*broken_);
    if (auto put = tables_.replace(table, key, sealed); !put) return note(put.error());
    changed_ = true;
    count(table, sealed.size());
    return success();
}

Result<void> LmdbWriter::remove(Table table, ByteView key) {
    PRAXIS_CHECK(scans_ == 0);
    if (broken_) return fail(*broken_);
    const auto removed = tables_.remove(table, key);
    if (!removed) return note(removed.error());
    changed_ = changed_ || removed.value();
    count(table, 0);
    return success();
}

void LmdbWriter::count(Table table, std::size_t bytes) {
    // LMDB gives a value its own pages when not even two fit into one; this counts some too many.
    constexpr std::size_t page_bytes = 4096;
    constexpr std::size_t header_bytes = 16;
    if (bytes > page_bytes / 4) {
        changes_.large_value_pages += (bytes + header_bytes + page_bytes - 1) / page_bytes;
    }
    ++changes_.by_table[static_cast<std::size_t>(table)];
}

Result<void> LmdbWriter::note(Error error) {
    broken_ = error;
    return fail(std::move(error));
}

}  // namespace praxis::store::detail
