#include "node/web/account_folder.hpp"

#include "node/replica/descriptor.hpp"

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

/// Puts a record at `path`: whole in a file beside it, then renamed. The caller holds the lock of
/// `folder`, so nobody else writes there.
Result<void> put(const Descriptor& folder, const std::filesystem::path& path, ByteView record) {
    auto beside = path;
    beside += ".new";
    TRY(write_synced(beside, record));
    if (::rename(beside.c_str(), path.c_str()) != 0) return system_failure(path);
    if (::fsync(folder.get()) != 0) return system_failure(path);
    return success();
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
    const Descriptor folder{::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!folder || ::flock(folder.get(), LOCK_EX) != 0) return system_failure(folder_);
    const auto path = folder_ / place.hex();
    if (::access(path.c_str(), F_OK) == 0) return fail(AccountErrc::name_taken);
    return put(folder, path, record);
}

Result<void> AccountFolder::replace(const Hash& place, ByteView record) {
    const Descriptor folder{::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!folder || ::flock(folder.get(), LOCK_EX) != 0) return system_failure(folder_);
    return put(folder, folder_ / place.hex(), record);
}

}  // namespace praxis::web
