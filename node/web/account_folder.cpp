#include "node/web/account_folder.hpp"

#include "node/replica/descriptor.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace praxis::web {
namespace {

using node::Descriptor;

constexpr std::size_t record_bytes_max = 4096;  ///< several times what a record takes

auto system_failure(const std::filesystem::path& path) {
    return fail(Error{boost::system::error_code{errno, boost::system::system_category()}, path});
}

Result<void> write_synced(const std::filesystem::path& path, ByteView bytes) {
    const Descriptor out{::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
    if (!out) return system_failure(path);
    while (!bytes.empty()) {
        const auto count = ::write(out.get(), bytes.data(), bytes.size());
        if (count < 0) return system_failure(path);
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    if (::fsync(out.get()) != 0) return system_failure(path);
    return success();
}

/// Where a record is written whole before it is renamed to `path`.
std::filesystem::path beside_of(std::filesystem::path path) {
    path += ".new";
    return path;
}

/// The folder, held alone until the end of what is returned.
Result<Descriptor> locked(const std::filesystem::path& path) {
    Descriptor folder{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!folder || ::flock(folder.get(), LOCK_EX) != 0) return system_failure(path);
    return folder;
}

/// Nothing is at `path` afterwards.
Result<void> remove_file(const std::filesystem::path& path) {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) return system_failure(path);
    return success();
}

/// What is written beside `path` takes its place.
Result<void> put_in_place(const Descriptor& folder, const std::filesystem::path& path) {
    if (::rename(beside_of(path).c_str(), path.c_str()) != 0) return system_failure(path);
    if (::fsync(folder.get()) != 0) return system_failure(path);
    return success();
}

/// Puts a record at `path`: whole in a file beside it, then renamed. The caller holds the lock of
/// `folder`, so nobody else writes there.
Result<void> put(const Descriptor& folder, const std::filesystem::path& path, ByteView record) {
    TRY(write_synced(beside_of(path), record));
    return put_in_place(folder, path);
}

}  // namespace

Result<std::optional<Bytes>> AccountFolder::read(const Hash& place) const {
    const auto path = folder_ / place.hex();
    const Descriptor in{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!in) {
        if (errno == ENOENT) return std::optional<Bytes>{};
        return system_failure(path);
    }
    Bytes bytes(record_bytes_max);
    std::size_t size = 0;
    for (;;) {
        const auto count = ::read(in.get(), bytes.data() + size, bytes.size() - size);
        if (count < 0) return system_failure(path);
        if (count == 0) break;
        size += static_cast<std::size_t>(count);
    }
    bytes.resize(size);
    return std::optional{std::move(bytes)};
}

Result<void> AccountFolder::add(const Hash& place, ByteView record) {
    std::error_code ignored;  // an unusable folder shows itself when it is opened
    std::filesystem::create_directories(folder_, ignored);
    ::chmod(folder_.c_str(), 0700);
    TRY(const auto folder, locked(folder_));
    const auto path = folder_ / place.hex();
    if (::access(path.c_str(), F_OK) == 0) return fail(AccountErrc::name_taken);
    return put(folder, path, record);
}

Result<void> AccountFolder::replace(const Hash& place, ByteView record) {
    TRY(const auto folder, locked(folder_));
    return put(folder, folder_ / place.hex(), record);
}

Result<void> AccountFolder::check_still(const Hash& account, ByteView was) const {
    TRY(const auto now, read(account));
    if (!now || !equal(*now, was)) return fail(AccountErrc::changed);
    return success();
}

Result<void> AccountFolder::replace_if(const Hash& place,
                                       ByteView record,
                                       const Hash& account,
                                       ByteView was) {
    TRY(const auto folder, locked(folder_));
    TRY(check_still(account, was));
    return put(folder, folder_ / place.hex(), record);
}

Result<void> AccountFolder::close(const Hash& account,
                                  ByteView was,
                                  ByteView last,
                                  const Hash& code) {
    TRY(const auto folder, locked(folder_));
    TRY(check_still(account, was));
    const auto path = folder_ / account.hex();
    const auto code_path = folder_ / code.hex();
    TRY(write_synced(beside_of(path), last));  // on a full disk this fails, and nothing is lost
    TRY(remove_file(code_path));
    TRY(remove_file(beside_of(code_path)));
    if (::fsync(folder.get()) != 0) return system_failure(folder_);
    return put_in_place(folder, path);
}

Result<std::vector<AccountRecord>> AccountFolder::all() const {
    std::vector<AccountRecord> out;
    std::error_code none;
    for (const auto& file : std::filesystem::directory_iterator{folder_, none}) {
        const auto place = Hash::from_hex(file.path().filename().string());
        if (!place) continue;
        TRY(const auto bytes, read(place.value()));
        if (!bytes) continue;
        auto record = decode_account(*bytes);
        const bool is_account = record && account_place(record.value().name) == place.value();
        if (is_account) out.push_back(std::move(record).value());  // others are codes
    }
    if (none && none != std::errc::no_such_file_or_directory) return fail(Error{none, folder_});
    std::ranges::sort(out, {}, &AccountRecord::name);
    return out;
}

}  // namespace praxis::web
