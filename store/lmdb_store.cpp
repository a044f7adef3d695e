#include "store/lmdb_store.hpp"

#include "protocol/base/check.hpp"
#include "store/detail/files.hpp"
#include "store/detail/lmdb_txn.hpp"
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

constexpr unsigned readers_max = 1024;  ///< reads at one moment, nested ones included
constexpr mdb_mode_t file_mode = 0600;
constexpr mode_t folder_mode = 0700;

struct CloseEnvironment {
    void operator()(MDB_env* environment) const { mdb_env_close(environment); }
};
using Environment = std::unique_ptr<MDB_env, CloseEnvironment>;

fs::path beside(const fs::path& folder, const char* suffix) {
    auto path = folder;
    path += suffix;
    return path;
}

Result<Environment> open_environment(const fs::path& folder, std::uint64_t map_bytes) {
    MDB_env* raw = nullptr;
    if (const int code = mdb_env_create(&raw); code != 0)
        return fail(detail::lmdb_error("environment", code));
    Environment environment{raw};
    int code = mdb_env_set_mapsize(raw, map_bytes);
    if (code == 0) code = mdb_env_set_maxdbs(raw, table_count);
    if (code == 0) code = mdb_env_set_maxreaders(raw, readers_max);
    if (code == 0) code = mdb_env_open(raw, folder.c_str(), MDB_NOTLS, file_mode);
    if (code != 0) return fail(detail::lmdb_error(folder.string(), code));
    return environment;
}

/// Opens every table; `flags` is MDB_CREATE while the store is made.
Result<detail::Handles> open_tables(const detail::Txn& txn, unsigned flags) {
    detail::Handles handles{};
    for (const auto table : all_tables()) {
        auto& handle = handles[static_cast<std::size_t>(table)];
        const int code = mdb_dbi_open(txn.get(), name_of(table), flags, &handle);
        if (code == MDB_NOTFOUND && table != Table::meta)
            return fail(StoreErrc::wrong_version, std::string{"no table "} + name_of(table));
        if (code != 0)
            return fail(detail::lmdb_error(std::string{"table "} + name_of(table), code));
    }
    return handles;
}

/// The first commit: all tables and the format record.
Result<void> fill_new(const fs::path& folder, std::uint64_t map_bytes) {
    TRY(const auto environment, open_environment(folder, map_bytes));
    TRY(auto txn, detail::Txn::begin(environment.get(), 0));
    TRY(const auto handles, open_tables(txn, MDB_CREATE));
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
    TRY(detail::sync_path(made / "data.mdb"));
    TRY(detail::sync_path(made));
    if (::rename(made.c_str(), options.folder.c_str()) != 0)
        return fail(detail::system_error(options.folder.string(), errno));
    return success();
}

/// What is found here will be told to others, so it must be durable: whoever wrote it may have
/// died, or met a disk that failed, before it was.
Result<void> settle(const fs::path& folder) {
    TRY(detail::sync_path(folder / "data.mdb"));
    return detail::sync_names(folder);
}

/// Whether a store is to be made here: no folder, or an empty one.
bool is_vacant(const fs::path& folder) {
    std::error_code ignored;
    return !fs::exists(folder, ignored) || fs::is_empty(folder, ignored);
}

/// Pages beyond the end of the file would end the process when read.
Result<void> check_length(MDB_env* environment, const fs::path& file) {
    MDB_envinfo info{};
    MDB_stat stat{};
    mdb_env_info(environment, &info);
    mdb_env_stat(environment, &stat);
    std::error_code error;
    const auto length = fs::file_size(file, error);
    if (error) return fail(detail::system_error(file.string(), error.value()));
    if (length / stat.ms_psize > info.me_last_pgno) return success();
    return fail(StoreErrc::damaged, file.string() + " was cut short");
}

/// LMDB would quietly begin a new store in an empty file.
Result<void> check_present(const fs::path& file) {
    std::error_code error;
    const auto length = fs::file_size(file, error);
    if (!error && length > 0) return success();
    return fail(StoreErrc::damaged, file.string() + " is missing or empty");
}

}  // namespace

struct LmdbStore::Parts {
    detail::File lock;  ///< released after the environment is closed
    Environment environment;
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
    const auto file = options.folder / "data.mdb";
    TRY(check_present(file));
    TRY(settle(options.folder));
    TRY(parts->environment, open_environment(options.folder, options.map_bytes));
    TRY(check_length(parts->environment.get(), file));
    mdb_reader_check(parts->environment.get(), nullptr);
    TRY(auto txn, detail::Txn::begin(parts->environment.get(), MDB_RDONLY));
    TRY(parts->handles, open_tables(txn, 0));
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
