#include "store/detail/environment.hpp"

#include "store/detail/files.hpp"

#include <system_error>

namespace praxis::store::detail {
namespace {

namespace fs = std::filesystem;

constexpr unsigned readers_max = 1024;  ///< reads at one moment, nested ones included
constexpr mdb_mode_t file_mode = 0600;

}  // namespace

Result<Environment> open_environment(const fs::path& folder,
                                     std::uint64_t map_bytes,
                                     unsigned flags) {
    MDB_env* raw = nullptr;
    if (const int code = mdb_env_create(&raw); code != 0)
        return fail(lmdb_error("environment", code));
    Environment environment{raw};
    int code = map_bytes == 0 ? 0 : mdb_env_set_mapsize(raw, map_bytes);
    if (code == 0) code = mdb_env_set_maxdbs(raw, table_count);
    if (code == 0) code = mdb_env_set_maxreaders(raw, readers_max);
    if (code == 0) code = mdb_env_open(raw, folder.c_str(), MDB_NOTLS | flags, file_mode);
    if (code != 0) return fail(lmdb_error(folder.string(), code));
    return environment;
}

Result<Handles> open_tables(const Txn& txn, unsigned flags) {
    Handles handles{};
    for (const auto table : all_tables()) {
        auto& handle = handles[static_cast<std::size_t>(table)];
        const int code = mdb_dbi_open(txn.get(), name_of(table), flags, &handle);
        if (code == MDB_NOTFOUND && table != Table::meta)
            return fail(StoreErrc::wrong_version, std::string{"no table "} + name_of(table));
        if (code != 0) return fail(lmdb_error(std::string{"table "} + name_of(table), code));
    }
    return handles;
}

fs::path data_file(const fs::path& folder) {
    return folder / "data.mdb";
}

Result<void> check_present(const fs::path& folder) {
    const auto file = data_file(folder);
    std::error_code error;
    const auto length = fs::file_size(file, error);
    if (!error && length > 0) return success();
    return fail(StoreErrc::damaged, file.string() + " is missing or empty");
}

Result<void> check_length(MDB_env* environment, const fs::path& folder) {
    const auto file = data_file(folder);
    MDB_envinfo info{};
    MDB_stat stat{};
    mdb_env_info(environment, &info);
    mdb_env_stat(environment, &stat);
    std::error_code error;
    const auto length = fs::file_size(file, error);
    if (error) return fail(system_error(file.string(), error.value()));
    if (length / stat.ms_psize > info.me_last_pgno) return success();
    return fail(StoreErrc::damaged, file.string() + " was cut short");
}

}  // namespace praxis::store::detail
