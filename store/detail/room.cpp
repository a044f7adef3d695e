#include "store/detail/room.hpp"

#include "store/detail/files.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>

namespace praxis::store::detail {
namespace {

/// So that not every commit asks the file system.
constexpr std::uint64_t ahead_bytes = 1 << 20;

/// What LMDB writes beside the tables: its list of tables, its list of free pages, and the paths
/// to both.
constexpr std::uint64_t pages_beside = 24;
constexpr std::uint64_t free_page_numbers_in_a_page = 256;

int allocate(int file, std::uint64_t bytes) {
    for (;;) {
        if (::fallocate(file, FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(bytes)) == 0) return 0;
        if (errno != EINTR) return errno;
    }
}

}  // namespace

Result<void> Room::reserve(MDB_env* environment, std::uint64_t pages) {
    MDB_envinfo info{};
    MDB_stat stat{};
    mdb_filehandle_t file = -1;
    mdb_env_info(environment, &info);
    mdb_env_stat(environment, &stat);
    mdb_env_get_fd(environment, &file);
    const auto end =
        std::min<std::uint64_t>(info.me_mapsize, (info.me_last_pgno + 1 + pages) * stat.ms_psize);
    if (end <= reserved_bytes_) return success();
    auto wanted = end + ahead_bytes;
    auto error = allocate(file, wanted);
    if (error != 0) error = allocate(file, wanted = end);
    if (error == EOPNOTSUPP || error == ENOSYS) return success();
    if (error != 0) return fail(system_error("room for a commit", error));
    reserved_bytes_ = wanted;
    return success();
}

Result<std::uint64_t> pages_max(MDB_txn* txn, const Handles& handles, const Changes& changes) {
    auto pages = changes.large_value_pages;
    for (std::size_t table = 0; table < table_count; ++table) {
        if (changes.by_table[table] == 0) continue;
        MDB_stat stat{};
        if (const int code = mdb_stat(txn, handles[table], &stat); code != 0)
            return fail(lmdb_error("room", code));
        // Each change copies the path to its place and may split, or merge, every page of it;
        // no page is copied twice.
        const auto path = std::uint64_t{stat.ms_depth} + 1;
        pages += std::min<std::uint64_t>(changes.by_table[table] * 2 * path,
                                         stat.ms_branch_pages + stat.ms_leaf_pages + path);
    }
    return pages + pages / free_page_numbers_in_a_page + pages_beside;
}

}  // namespace praxis::store::detail
