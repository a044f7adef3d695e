#pragma once

#include "store/store.hpp"

#include <lmdb.h>

namespace praxis::store::detail {

using Handles = std::array<MDB_dbi, table_count>;

/// The StoreErrc of an LMDB or system error code, with LMDB's words behind `what`.
[[nodiscard]] Error lmdb_error(std::string what, int code);

/// A transaction that is aborted unless it was committed.
class Txn {
public:
    [[nodiscard]] static Result<Txn> begin(MDB_env* environment, unsigned flags);
    Txn(Txn&& other) noexcept : txn_{std::exchange(other.txn_, nullptr)} {}
    Txn& operator=(Txn&&) = delete;
    Txn(const Txn&) = delete;
    Txn& operator=(const Txn&) = delete;
    ~Txn() {
        if (txn_ != nullptr) mdb_txn_abort(txn_);
    }
    [[nodiscard]] Result<void> commit();
    [[nodiscard]] MDB_txn* get() const { return txn_; }

private:
    explicit Txn(MDB_txn* txn) : txn_{txn} {}
    MDB_txn* txn_;
};

/// How much a transaction changed, as far as it needs room.
struct Changes {
    std::array<std::uint64_t, table_count> by_table{};  ///< puts and erasures
    std::uint64_t large_value_pages = 0;                ///< of values that have pages of their own
};

/// Sealed records of all tables inside one transaction.
class TxnTables {
public:
    using Visit = std::function<Result<Scan>(ByteView key, ByteView sealed)>;

    TxnTables(MDB_txn* txn, const Handles& handles) : txn_{txn}, handles_{handles} {}
    [[nodiscard]] Result<std::optional<ByteView>> find(Table table, ByteView key) const;
    [[nodiscard]] Result<void> walk(Table table, const KeyRange& range, const Visit& visit) const;
    [[nodiscard]] Result<std::optional<Entry>> find_last(Table table, const KeyRange& range) const;
    [[nodiscard]] Result<std::uint64_t> size(Table table) const;
    [[nodiscard]] Result<void> replace(Table table, ByteView key, ByteView sealed) const;
    /// False when there was no such record.
    [[nodiscard]] Result<bool> remove(Table table, ByteView key) const;

private:
    [[nodiscard]] MDB_dbi handle(Table table) const {
        return handles_[static_cast<std::size_t>(table)];
    }
    MDB_txn* txn_;
    const Handles& handles_;
};

class LmdbReader final : public Reader {
public:
    LmdbReader(MDB_txn* txn, const Handles& handles) : tables_{txn, handles} {}

private:
    Result<std::optional<ByteView>> find(Table table, ByteView key) const override {
        return tables_.find(table, key);
    }
    Result<void> walk(Table table, const KeyRange& range, const VisitSealed& visit) const override {
        return tables_.walk(table, range, visit);
    }
    Result<std::optional<Entry>> find_last(Table table, const KeyRange& range) const override {
        return tables_.find_last(table, range);
    }
    Result<std::uint64_t> size(Table table) const override { return tables_.size(table); }

    TxnTables tables_;
};

class LmdbWriter final : public Writer {
public:
    LmdbWriter(MDB_txn* txn, const Handles& handles) : tables_{txn, handles} {}

    [[nodiscard]] bool changed() const { return changed_; }
    [[nodiscard]] const Changes& changes() const { return changes_; }
    /// The first put or erase that failed; LMDB allows nothing but an abort after it.
    [[nodiscard]] const std::optional<Error>& broken() const { return broken_; }

private:
    Result<std::optional<ByteView>> find(Table table, ByteView key) const override;
    Result<void> walk(Table table, const KeyRange& range, const VisitSealed& visit) const override;
    Result<std::optional<Entry>> find_last(Table table, const KeyRange& range) const override;
    Result<std::uint64_t> size(Table table) const override;
    Result<void> replace(Table table, ByteView key, Bytes sealed) override;
    Result<void> remove(Table table, ByteView key) override;
    void count(Table table, std::size_t bytes);
    Result<void> note(Error error);

    TxnTables tables_;
    bool changed_ = false;
    Changes changes_;
    std::optional<Error> broken_;
    mutable int scans_ = 0;  ///< scans that run now; a visit must not write
};

}  // namespace praxis::store::detail
