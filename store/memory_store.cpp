#include "store/memory_store.hpp"

#include "protocol/base/check.hpp"
#include "store/detail/record.hpp"

#include <algorithm>

namespace praxis::store {
namespace {

constexpr std::size_t index_of(Table table) {
    return static_cast<std::size_t>(table);
}

/// Holds a counter or flag up while something runs.
class Raised {
public:
    explicit Raised(int& level) : level_{level} { ++level_; }
    ~Raised() { --level_; }
    Raised(const Raised&) = delete;
    Raised& operator=(const Raised&) = delete;

private:
    int& level_;
};

/// What Snapshot and Transaction have in common: reading the tables as they are.
template <class Tables>
Result<std::optional<ByteView>> find_in(const Tables& tables, Table table, ByteView key) {
    const auto& records = tables[index_of(table)];
    const auto found = records.find(key);
    if (found == records.end()) return std::optional<ByteView>{};
    return std::optional{ByteView{found->second}};
}

template <class Tables, class Visit>
Result<void> walk_in(const Tables& tables, Table table, const KeyRange& range, const Visit& visit) {
    const auto& records = tables[index_of(table)];
    for (auto at = records.lower_bound(range.lower); at != records.end(); ++at) {
        if (!range.contains(at->first)) break;
        TRY(const auto next, visit(at->first, at->second));
        if (next == Scan::stop) break;
    }
    return success();
}

template <class Tables>
Result<std::optional<Entry>> find_last_in(const Tables& tables,
                                          Table table,
                                          const KeyRange& range) {
    const auto& records = tables[index_of(table)];
    auto at = range.upper.empty() ? records.end() : records.lower_bound(range.upper);
    if (at == records.begin()) return std::optional<Entry>{};
    --at;
    if (!range.contains(at->first)) return std::optional<Entry>{};
    return std::optional{Entry{at->first, at->second}};
}

}  // namespace

bool MemoryStore::KeyLess::operator()(ByteView a, ByteView b) const {
    return std::ranges::lexicographical_compare(a, b);
}

class MemoryStore::Snapshot final : public Reader {
public:
    explicit Snapshot(const Tables& tables) : tables_{tables} {}

private:
    Result<std::optional<ByteView>> find(Table table, ByteView key) const override {
        return find_in(tables_, table, key);
    }
    Result<void> walk(Table table, const KeyRange& range, const VisitSealed& visit) const override {
        return walk_in(tables_, table, range, visit);
    }
    Result<std::optional<Entry>> find_last(Table table, const KeyRange& range) const override {
        return find_last_in(tables_, table, range);
    }
    Result<std::uint64_t> size(Table table) const override {
        return tables_[index_of(table)].size();
    }

    const Tables& tables_;
};

/// Changes the tables in place and keeps what was there, to put it back unless it commits.
class MemoryStore::Transaction final : public Writer {
public:
    explicit Transaction(Tables& tables) : tables_{tables} {}
    ~Transaction() override {
        while (!undo_.empty()) {
            auto& [table, key, before] = undo_.back();
            auto& records = tables_[index_of(table)];
            if (before) {
                records.insert_or_assign(std::move(key), std::move(*before));
            } else {
                records.erase(key);
            }
            undo_.pop_back();
        }
    }
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    [[nodiscard]] bool changed() const { return !undo_.empty(); }
    void commit() { undo_.clear(); }

private:
    struct Undo {
        Table table;
        Bytes key;
        std::optional<Bytes> before;
    };

    Result<std::optional<ByteView>> find(Table table, ByteView key) const override {
        return find_in(tables_, table, key);
    }
    Result<void> walk(Table table, const KeyRange& range, const VisitSealed& visit) const override {
        const Raised scanning{scans_};
        return walk_in(tables_, table, range, visit);
    }
    Result<std::optional<Entry>> find_last(Table table, const KeyRange& range) const override {
        return find_last_in(tables_, table, range);
    }
    Result<std::uint64_t> size(Table table) const override {
        return tables_[index_of(table)].size();
    }

    Result<void> replace(Table table, ByteView key, Bytes sealed) override {
        PRAXIS_CHECK(scans_ == 0);
        auto& records = tables_[index_of(table)];
        const auto [at, is_new] = records.try_emplace(copy(key));
        undo_.push_back({table, at->first, std::nullopt});
        if (!is_new) undo_.back().before = std::move(at->second);
        at->second = std::move(sealed);
        return success();
    }
    Result<void> remove(Table table, ByteView key) override {
        PRAXIS_CHECK(scans_ == 0);
        auto& records = tables_[index_of(table)];
        const auto at = records.find(key);
        if (at == records.end()) return success();
        undo_.push_back({table, at->first, std::move(at->second)});
        records.erase(at);
        return success();
    }

    Tables& tables_;
    std::vector<Undo> undo_;
    mutable int scans_ = 0;
};

MemoryStore::MemoryStore() {
    Transaction transaction{tables_};
    PRAXIS_CHECK(detail::put_format(transaction));
    transaction.commit();
}

void MemoryStore::crash() {
    const std::lock_guard lock{mutex_};
    crashed_in_write_ = writes_;
    failed_ = false;
    fail_next_.reset();
}

void MemoryStore::fail_next_commit(StoreErrc code) {
    const std::lock_guard lock{mutex_};
    fail_next_ = code;
}

void MemoryStore::set_full(bool full) {
    const std::lock_guard lock{mutex_};
    full_ = full;
}

bool MemoryStore::damage(Table table, ByteView key, std::size_t at) {
    const std::lock_guard lock{mutex_};
    auto& records = tables_[index_of(table)];
    const auto found = records.find(key);
    if (found == records.end()) return false;
    found->second[at % found->second.size()] ^= std::byte{1};
    return true;
}

Result<void> MemoryStore::run_read(const ReadFn& callable) const {
    const std::lock_guard lock{mutex_};
    PRAXIS_CHECK(!writes_);
    const Raised reading{reads_};
    return callable(Snapshot{tables_});
}

Result<void> MemoryStore::run_write(const WriteFn& callable) {
    const std::lock_guard lock{mutex_};
    PRAXIS_CHECK(reads_ == 0 && !writes_);
    if (failed_) return fail(StoreErrc::io, "this store failed before");
    writes_ = true;
    auto done = commit(callable);
    writes_ = false;
    return done;
}

Result<void> MemoryStore::commit(const WriteFn& callable) {
    Transaction transaction{tables_};
    crashed_in_write_ = false;
    TRY(callable(transaction));
    if (crashed_in_write_) return fail(StoreErrc::io, "crashed before the commit");
    if (!transaction.changed()) return success();
    TRY(detail::count_transaction(transaction));
    if (const auto code = std::exchange(fail_next_, std::nullopt)) {
        failed_ = *code == StoreErrc::io;
        return fail(*code, "this commit was told to fail");
    }
    if (full_) return fail(StoreErrc::full, "this disk is full");
    transaction.commit();
    return success();
}

}  // namespace praxis::store
