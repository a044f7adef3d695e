#include "store/lmdb_store.hpp"

#include "protocol/base/check.hpp"
#include "store/detail/environment.hpp"
#include "store/detail/files.hpp"
#include "store/detail/record.hpp"
#include "store/detail/room.hpp"

#include <atomic>
#include <cerrno>
#include <sys/stat.h>
#include <system_error>
#include <thread>

namespace praxis::store {
namespace {

namespace fs = std::filesystem;

constexpr mode_t folder_mode = 0700;

fs::path beside(const fs::path& folder, const char* suffix) {
    auto path = folder;
    path += suffix;
    return path;
}

/// The first commit: all tables and the format record.
Result<void> fill_new(const fs::path& folder, std::uint64_t map_bytes) {
    TRY(const auto environment, detail::open_environment(folder, map_bytes, 0));
    TRY(auto txn, detail::Txn::begin(environment.get(), 0));
    TRY(const auto handles, detail::open_tables(txn, MDB_CREATE));
    detail::LmdbWriter writer{txn.get(), handles};
    TRY(detail::put_format(writer));
    return txn.commit();
}

/// Makes the store beside its place and renames it, so that it is never there in part.
Result<void> create(const LmdbOptions& options) {
    const auto made = beside(options.folder, ".new");
    std::error_code ignored;  // what is left of a creation that crashed; mkdir tells if it stays
    fs::remove_all(made, ignored);
    if (::mkdir(made.c_str(), folder_mode) != 0)
        return fail(detail::system_error(made.string(), errno));
    TRY(fill_new(made, options.map_bytes));
    TRY(detail::sync_path(detail::data_file(made)));
    TRY(detail::sync_path(made));
    if (::rename(made.c_str(), options.folder.c_str()) != 0)
        return fail(detail::system_error(options.folder.string(), errno));
    return success();
}

/// What is found here will be told to others, so it must be durable: whoever wrote it may have
/// died, or met a disk that failed, before it was.
Result<void> settle(const fs::path& folder) {
    TRY(detail::sync_path(detail::data_file(folder)));
    return detail::sync_names(folder);
}

/// Whether a store is to be made here: no folder, or an empty one.
bool is_vacant(const fs::path& folder) {
    std::error_code ignored;
    return !fs::exists(folder, ignored) || fs::is_empty(folder, ignored);
}

}  // namespace

struct LmdbStore::Parts {
    detail::File lock;  ///< released after the environment is closed
    detail::Environment environment;
    detail::Handles handles{};
    detail::Room room;
    std::atomic<std::thread::id> writing{};  ///< the thread inside a write's callable
    std::atomic<bool> failed{false};         ///< after `io`
};

LmdbStore::LmdbStore(std::unique_ptr<Parts> parts) : parts_{std::move(parts)} {}
LmdbStore::~LmdbStore() = default;

Result<std::unique_ptr<LmdbStore>> LmdbStore::open(const LmdbOptions& options) {
    TRY(detail::refuse_network(detail::folder_of(options.folder)));
    auto parts = std::make_unique<Parts>();
    const bool vacant = is_vacant(options.folder);
    if (vacant && options.if_missing == IfMissing::fail)
        return fail(StoreErrc::missing, options.folder.string());
    TRY(parts->lock, detail::open_locked(beside(options.folder, ".lock")));
    if (is_vacant(options.folder)) {
        TRY(create(options));
    }
    TRY(detail::refuse_network(options.folder));
    TRY(detail::check_present(options.folder));
    TRY(settle(options.folder));
    TRY(parts->environment, detail::open_environment(options.folder, options.map_bytes, 0));
    TRY(detail::check_length(parts->environment.get(), options.folder));
    mdb_reader_check(parts->environment.get(), nullptr);
    TRY(auto txn, detail::Txn::begin(parts->environment.get(), MDB_RDONLY));
    TRY(parts->handles, detail::open_tables(txn, 0));
    TRY(detail::check_format(detail::LmdbReader{txn.get(), parts->handles}));
    TRY(txn.commit());  // keeps the handles
    return std::unique_ptr<LmdbStore>{new LmdbStore{std::move(parts)}};
}

LmdbStore::Usage LmdbStore::usage() const {
    MDB_envinfo info{};
    MDB_stat stat{};
    mdb_env_info(parts_->environment.get(), &info);
    mdb_env_stat(parts_->environment.get(), &stat);
    return {(std::uint64_t{info.me_last_pgno} + 1) * stat.ms_psize, info.me_mapsize};
}

Result<void> LmdbStore::run_read(const ReadFn& callable) const {
    PRAXIS_CHECK(parts_->writing.load() != std::this_thread::get_id());
    TRY(const auto txn, detail::Txn::begin(parts_->environment.get(), MDB_RDONLY));
    return callable(detail::LmdbReader{txn.get(), parts_->handles});
}

Result<void> LmdbStore::run_write(const WriteFn& callable) {
    PRAXIS_CHECK(parts_->writing.load() != std::this_thread::get_id());
    if (parts_->failed) return fail(StoreErrc::io, "this store failed before");
    auto written = transact(callable);
    if (!written && written.error().code == StoreErrc::io) parts_->failed = true;
    return written;
}

Result<void> LmdbStore::transact(const WriteFn& callable) {
    TRY(auto txn, detail::Txn::begin(parts_->environment.get(), 0));
    detail::LmdbWriter writer{txn.get(), parts_->handles};
    parts_->writing = std::this_thread::get_id();
    auto called = callable(writer);
    parts_->writing = std::thread::id{};
    if (writer.broken()) return fail(*writer.broken());
    TRY(std::move(called));
    if (!writer.changed()) return success();
    TRY(detail::count_transaction(writer));
    auto* environment = parts_->environment.get();
    TRY(const auto pages, detail::pages_max(txn.get(), parts_->handles, writer.changes()));
    TRY(parts_->room.reserve(environment, pages));
    auto committed = txn.commit();
    if (committed || committed.error().code != StoreErrc::full) return committed;
    // LMDB gives up an environment when its last page could not be written, for whatever reason.
    if (detail::Txn::begin(environment, MDB_RDONLY)) return committed;
    return fail(StoreErrc::io, committed.error().detail);
}

}  // namespace praxis::store
