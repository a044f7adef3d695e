#pragma once

#include "store/store.hpp"

#include <map>
#include <mutex>

namespace praxis::store {

/// A Store in memory with the contract of LmdbStore, for the simulator and for tests; a property
/// test holds the two equal. The object is the disk: it outlives the node that uses it.
/// Any thread; reads and writes exclude each other.
class MemoryStore final : public Store {
public:
    MemoryStore();

    /// The process using this store dies now and it is opened again: what was committed stays. In
    /// a write's callable: that write comes to nothing and returns `io`. Ends the state after `io`.
    void crash();
    /// The next write that would commit returns `code` and changes nothing; after `io` all later
    /// writes do, until `crash`.
    void fail_next_commit(StoreErrc code);
    /// While set, no write commits: each that would returns `full` and changes nothing.
    void set_full(bool full);
    /// Flips one bit of the stored record, in byte `at` modulo its length (version, hash and body
    /// alike). False when there is no such record.
    bool damage(Table table, ByteView key, std::size_t at);

private:
    struct KeyLess {
        using is_transparent = void;
        bool operator()(ByteView a, ByteView b) const;
    };
    using Records = std::map<Bytes, Bytes, KeyLess>;  ///< key -> sealed value
    using Tables = std::array<Records, table_count>;
    class Snapshot;
    class Transaction;

    Result<void> run_read(const ReadFn& callable) const override;
    Result<void> run_write(const WriteFn& callable) override;
    Result<void> commit(const WriteFn& callable);

    mutable std::recursive_mutex mutex_;  ///< held while a read or a write runs
    mutable int reads_ = 0;               ///< reads that run now, nested
    bool writes_ = false;                 ///< a write runs now
    bool crashed_in_write_ = false;
    bool failed_ = false;  ///< after `io`, until `crash`
    std::optional<StoreErrc> fail_next_;
    bool full_ = false;
    Tables tables_;
};

}  // namespace praxis::store
