#pragma once

#include "protocol/base/entropy.hpp"
#include "store/records.hpp"

#include <filesystem>
#include <memory>

namespace praxis::store {

/// What stands outside the store about it: enough to see that the store was copied or put back.
struct LeaseRecord {
    LeaseNonce nonce;                    ///< drawn at each claim, also kept in the store
    std::uint64_t last_transaction = 0;  ///< of the store, when the lease was written
    friend bool operator==(const LeaseRecord&, const LeaseRecord&) = default;
};

/// Where the lease is kept. Not with the store: what copies one should not copy the other.
class Lease {
public:
    virtual ~Lease() = default;
    /// nullopt when there is none, or none that can be read whole.
    [[nodiscard]] virtual Result<std::optional<LeaseRecord>> load() = 0;
    /// Durable when it returns; fails with `io`.
    [[nodiscard]] virtual Result<void> save(const LeaseRecord& record) = 0;
};

/// `<folder>/<store id>`, 0600, rewritten in place; locked while this object lives, so that two
/// copies of one store cannot run side by side.
class FileLease final : public Lease {
public:
    /// Makes `folder` (0700) and the file when missing. Fails with `locked` or `io`.
    [[nodiscard]] static Result<std::unique_ptr<FileLease>> open(
        const std::filesystem::path& folder, const StoreId& store);
    FileLease(const FileLease&) = delete;
    FileLease& operator=(const FileLease&) = delete;
    ~FileLease() override;
    [[nodiscard]] Result<std::optional<LeaseRecord>> load() override;
    [[nodiscard]] Result<void> save(const LeaseRecord& record) override;

private:
    explicit FileLease(int file) : file_{file} {}
    int file_;
};

/// A lease of the simulator.
class MemoryLease final : public Lease {
public:
    [[nodiscard]] Result<std::optional<LeaseRecord>> load() override { return record; }
    [[nodiscard]] Result<void> save(const LeaseRecord& saved) override {
        record = saved;
        return success();
    }
    std::optional<LeaseRecord> record;
};

/// Whether this store is the one that last ran here, with all it ever acknowledged.
enum class Continuity {
    proved,       ///< same nonce, lease not later than the store (earlier: an ordinary crash)
    no_lease,     ///< first start, or the store came here without its lease
    other_nonce,  ///< another copy of this store was opened since
    rolled_back,  ///< the lease is later: the store was put back to an older state
};
[[nodiscard]] Continuity judge(const std::optional<LeaseRecord>& lease, const LeaseRecord& store);

/// Gives the store an id when it has none; once drawn it never changes.
[[nodiscard]] Result<StoreId> ensure_store_id(Store& store, Entropy& entropy);

struct Claim {
    Incarnation incarnation;  ///< for chains this store begins or goes on with, and for cursors
    Continuity continuity;    ///< `proved`: the incarnation is the one it had before
};
/// Run once after opening, before anything is written or promised: judges continuity, draws a new
/// incarnation unless it is proved, and a new nonce in any case, in store and lease.
[[nodiscard]] Result<Claim> claim_incarnation(Store& store, Lease& lease, Entropy& entropy);

/// A Store whose `write` also writes the lease after the commit, so that whatever is acknowledged
/// after `write` returned is covered by it. Use it for everything after `claim_incarnation`.
class LeasedStore final : public Store {
public:
    LeasedStore(Store& store, Lease& lease) : store_{store}, lease_{lease} {}

private:
    Result<void> run_read(const ReadFn& callable) const override;
    Result<void> run_write(const WriteFn& callable) override;
    Store& store_;
    Lease& lease_;
    bool failed_ = false;
};

}  // namespace praxis::store
