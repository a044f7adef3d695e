#include "store/read_beside.hpp"

#include "store/detail/environment.hpp"
#include "store/detail/files.hpp"
#include "store/detail/record.hpp"

namespace praxis::store {

Result<void> read_beside(const std::filesystem::path& folder, const Store::ReadFn& callable) {
    std::error_code ignored;
    if (!std::filesystem::is_directory(folder, ignored))
        return fail(StoreErrc::missing, folder.string());
    TRY(detail::check_present(folder));
    TRY(const auto environment, detail::open_environment(folder, 0, MDB_RDONLY));
    TRY(detail::check_length(environment.get(), folder));
    // Slots of readers that died would keep the writer from reusing pages until it starts again.
    mdb_reader_check(environment.get(), nullptr);
    TRY(const auto txn, detail::Txn::begin(environment.get(), MDB_RDONLY));
    // LMDB lets readers see a commit a moment before it is on the disk.
    TRY(detail::sync_path(detail::data_file(folder)));
    TRY(const auto handles, detail::open_tables(txn, 0));
    const detail::LmdbReader reader{txn.get(), handles};
    TRY(detail::check_format(reader));
    return callable(reader);
}

}  // namespace praxis::store
